# An image of the service: docker build -t equishare .
# Two stages, so that the build tool is not in what runs. Packages come from the lock file, hashes checked.

FROM python:3.11-slim AS build
WORKDIR /src
RUN python -m venv /opt/equishare
COPY requirements.lock ./
RUN /opt/equishare/bin/python -m pip install --no-cache-dir --no-input --require-hashes -r requirements.lock
COPY pyproject.toml README.md ./
COPY solver ./solver
COPY scheduler ./scheduler
COPY api ./api
COPY examples/qilu-park ./examples/qilu-park
RUN /opt/equishare/bin/python -m pip install --no-deps --no-build-isolation --no-index .

FROM python:3.11-slim
RUN useradd --system --uid 10001 --create-home --home-dir /var/lib/equishare equishare
COPY --from=build /opt/equishare /opt/equishare
ENV PATH=/opt/equishare/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    NUMBA_CACHE_DIR=/var/lib/equishare/compiled \
    EQUISHARE_DATABASE_URL=sqlite:////var/lib/equishare/equishare.db \
    EQUISHARE_HOST=0.0.0.0 \
    EQUISHARE_LOG_FORMAT=json
USER equishare
WORKDIR /var/lib/equishare
VOLUME /var/lib/equishare
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/readyz', timeout=4)"]
ENTRYPOINT ["equishare"]
CMD ["serve"]
