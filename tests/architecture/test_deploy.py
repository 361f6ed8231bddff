"""What installations are made from: commands, settings, paths and addresses in it are those of the program.

No image is built and no unit started here: a build server has neither Docker nor systemd. Their files are read as data.

Over 150 lines because image, compose file and units name the same things, and are held against each other.
"""

from __future__ import annotations

import json
import re
import shlex
from configparser import ConfigParser
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from api.service import PATIENCE
from scheduler.settings import PREFIX, Settings, load_settings
from tests.architecture.shell import unknown_command
from tests.architecture.source import ROOT
from tests.architecture.test_docs import known

if TYPE_CHECKING:
    from collections.abc import Iterator

_UNITS = ("equishare.service", "equishare-worker@.service", "equishare-backup.service", "equishare-backup.timer")
_STATE = "/var/lib/equishare"
_CONFIG = "/etc/equishare/equishare.toml"
#: Where compose puts a value in: its default, or nothing where somebody has to give one.
_INSERTED = re.compile(r"\$\{\w+(?::-([^}]*)|:\?[^}]*)\}")


@cache
def instructions() -> list[tuple[str, str]]:
    """Return the instructions of the Dockerfile: name and the rest, lines joined, comments left out."""
    lines = [line for line in (ROOT / "Dockerfile").read_text("utf-8").splitlines() if not line.startswith("#")]
    joined = re.sub(r"\\\n\s*", "", "\n".join(lines))
    return [(name, rest.strip()) for name, _, rest in (line.partition(" ") for line in joined.splitlines() if line)]


def said(name: str) -> list[str]:
    """Return what every instruction of a name says."""
    return [rest for each, rest in instructions() if each == name]


@cache
def variables() -> dict[str, str]:
    """Return the environment of the image."""
    return dict(each.split("=", 1) for rest in said("ENV") for each in shlex.split(rest))


@cache
def compose() -> dict[str, Any]:
    """Return the compose file."""
    found: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))
    return found


@cache
def unit(name: str) -> ConfigParser:
    """Return a unit."""
    parser = ConfigParser(interpolation=None, strict=False)
    parser.optionxform = str  # type: ignore[assignment,method-assign]  # names keep their capitals
    parser.read_string((ROOT / "deploy" / name).read_text("utf-8"))
    return parser


def called(command: str) -> Iterator[list[str]]:
    """Yield each call of equishare in a command of a unit, as words without the path of the program."""
    words = shlex.split(command)
    for inner in (words, shlex.split(words[-1]) if words[:2] == ["/bin/sh", "-c"] else []):
        if "/opt/equishare/bin/equishare" in inner:
            yield inner[inner.index("/opt/equishare/bin/equishare") + 1 :]


def test_the_image_is_made_from_what_is_there() -> None:
    """It would not build, or somebody else's image would be what runs."""
    assert [image.split()[0] for image in said("FROM")] == ["python:3.11-slim"] * 2
    copied = [rest.split()[:-1] for rest in said("COPY") if not rest.startswith("--from=build")]
    assert copied
    ignored = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    for name in (name for names in copied for name in names):
        assert (ROOT / name).exists(), name
        assert f"!{name}" in ignored
    installs = [rest for rest in said("RUN") if "pip install" in rest]
    assert all("--require-hashes" in rest or "--no-index" in rest for rest in installs)
    assert len(installs) == 2


def test_the_image_runs_the_service_and_not_as_root() -> None:
    """Whoever breaks out of the program would be root in the container, or nothing would be served at all."""
    assert said("USER") == ["equishare"]
    order = [name for name, _ in instructions()]
    assert order.index("USER") < order.index("ENTRYPOINT") < order.index("CMD")
    assert "USER" not in order[order.index("USER") + 1 :]
    (entry,), (command,) = (list(map(json.loads, said(name))) for name in ("ENTRYPOINT", "CMD"))
    assert entry == ["equishare"]
    assert unknown_command(command, known()) == []


def test_the_image_is_set_to_what_settings_there_are() -> None:
    """A misspelt setting keeps the service from starting; a database outside of the volume is lost with the container."""
    ours = {name: value for name, value in variables().items() if name.startswith(PREFIX)}
    settings = load_settings(environment=ours).settings
    assert settings.host == "0.0.0.0"
    assert said("EXPOSE") == [str(settings.port)]
    assert said("VOLUME") == said("WORKDIR")[1:] == [_STATE]
    assert settings.database_url.startswith(f"sqlite:///{_STATE}/")
    assert variables()["NUMBA_CACHE_DIR"].startswith(f"{_STATE}/")


def test_the_health_check_asks_what_the_service_answers() -> None:
    """A container that is well would be restarted for ever."""
    (check,) = said("HEALTHCHECK")
    program = json.loads(check[check.index("[") :])
    assert program[:2] == ["python", "-c"]
    compile(program[2], "health check", "exec")
    port, path = re.search(r"http://127\.0\.0\.1:(\d+)(/\w+)", program[2]).groups()  # type: ignore[union-attr]  # fails otherwise
    assert int(port) == Settings.model_fields["port"].default
    assert "GET" in known().paths[path]


def test_the_service_of_compose_is_the_image_with_settings_there_are() -> None:
    """It would not start, or lose its database with the container, or be killed in mid-solve."""
    service = compose()["services"]["equishare"]
    given = {
        name: _INSERTED.sub(lambda found: found[1] or "x" * 24, value) for name, value in service["environment"].items()
    }
    settings = load_settings(environment=given).settings
    assert settings.database_url == variables()[f"{PREFIX}DATABASE_URL"]
    volume, path = service["volumes"][0].split(":")
    assert (path, volume in compose()["volumes"]) == (_STATE, True)
    assert service["ports"] == [f"127.0.0.1:{settings.port}:{settings.port}"]
    assert float(service["stop_grace_period"].removesuffix("s")) > longest_end()
    assert service["read_only"] is True


def test_postgresql_is_there_for_who_asks_for_it() -> None:
    """Everybody would run a database server that the service does not use."""
    services = compose()["services"]
    assert services["postgres"]["profiles"] == ["postgres"]
    assert set(services) == {"equishare", "worker", "postgres"}
    volumes = {each.split(":")[0] for service in services.values() for each in service["volumes"]}
    assert volumes == set(compose()["volumes"])


def test_a_worker_of_compose_is_the_same_program_on_the_same_park() -> None:
    """It would look after a park of its own, run where nobody asked for it, or be restarted because it answers no calls."""
    services = compose()["services"]
    service, worker = services["equishare"], services["worker"]
    assert worker["profiles"] == ["workers"]
    assert unknown_command(worker["command"], known()) == []
    for name in ("image", "environment", "volumes", "read_only", "cap_drop", "security_opt", "init"):
        assert worker[name] == service[name], name
    assert worker["healthcheck"] == {"disable": True}
    assert "ports" not in worker
    assert float(worker["stop_grace_period"].removesuffix("s")) > longest_end()


def test_the_unit_of_a_worker_is_that_of_the_service_but_for_its_command() -> None:
    """A worker could otherwise do what the service may not, or find another compiled search, another park, other settings."""
    service, worker = (dict(unit(name)["Service"]) for name in _UNITS[:2])
    assert worker.pop("ExecStart") == service.pop("ExecStart").removesuffix("serve") + "worker"
    assert worker == service


@pytest.mark.parametrize("name", _UNITS[:3])
def test_units_call_commands_that_there_are(name: str) -> None:
    """A copy would not be made, and nobody would notice before it was needed."""
    calls = list(called(unit(name)["Service"]["ExecStart"]))
    assert len(calls) == 1
    assert calls[0][:2] == ["--config", _CONFIG]
    assert unknown_command(calls[0][2:], known()) == []


@pytest.mark.parametrize("name", _UNITS[:2])
def test_the_unit_gives_the_service_the_time_that_it_takes(name: str) -> None:
    """It would be killed while it keeps its best; its search would be ended before it, or end it."""
    service = unit(name)["Service"]
    assert float(service["TimeoutStopSec"]) > longest_end()
    assert (service["KillMode"], service["OOMPolicy"]) == ("mixed", "continue")
    assert "MemoryDenyWriteExecute" not in service
    assert service["WorkingDirectory"] == _STATE
    assert service["User"] == unit("equishare-backup.service")["Service"]["User"] == "equishare"


def test_the_timer_is_that_of_the_copies() -> None:
    """It would start nothing."""
    names = {name.removesuffix(".timer") for name in _UNITS if name.endswith(".timer")}
    assert {f"{name}.service" for name in names} <= set(_UNITS)
    assert unit("equishare-backup.timer")["Timer"]["Persistent"] == "true"
    assert sorted(path.name for path in (ROOT / "deploy").iterdir()) == sorted((*_UNITS, "equishare.toml"))


def test_the_settings_of_the_unit_are_settings() -> None:
    """The service would not start."""
    settings = load_settings(ROOT / "deploy" / "equishare.toml", {}).settings
    assert settings.database_url == f"sqlite:///{_STATE}/equishare.db"
    assert settings.host == "127.0.0.1"


def longest_end() -> float:
    """Return how many seconds the service may take to end: notice, calls in flight, a solve that keeps its best."""
    settings = Settings()
    return settings.stop_notice + settings.stop_seconds + PATIENCE


def test_the_reading_of_these_files_finds_what_is_wrong() -> None:
    """Every check above would pass whatever the files said."""
    assert unknown_command(["srve"], known()) == ["equishare srve: no such command"]
    assert unknown_command(["db", "backup", "--fast"], known()) == ["equishare db backup --fast: no such option"]
    shell = "/bin/sh -c 'exec /opt/equishare/bin/equishare --config x db bckup \"a $$(date)\"'"
    assert [call[2:4] for call in called(shell)] == [["db", "bckup"]]
    assert list(called("/usr/bin/find /var/backups")) == []
