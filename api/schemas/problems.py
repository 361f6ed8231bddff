"""What every error looks like: RFC 9457 problem details with the faults one by one."""

from api.schemas.values import Many, Schema, example


class Fault(Schema):
    """One thing that is wrong."""

    pointer: str
    """RFC 6901 pointer into the body, or the name of the parameter behind a slash; empty: the whole."""
    code: str
    """Short and stable."""
    message: str
    """What is wrong, with the value."""
    cure: str
    """What would pass."""


class Problem(Schema):
    """Any answer that is an error; its media type is application/problem+json."""

    model_config = example(
        {
            "type": "/problems/refused",
            "title": "A rule of the park is broken",
            "status": 422,
            "detail": "1 rule is broken; nothing was stored",
            "errors": [
                {
                    "pointer": "/deadline",
                    "code": "in_the_past",
                    "message": "2026-11-01T08:00:00+00:00 is in the past",
                    "cure": "give a time from 2026-11-23T08:00:00+00:00 on",
                }
            ],
            "trace_id": "9f86d081884c7d659a2feaa0c55ad015",
        }
    )

    type: str
    """Path of a page that explains this kind of problem."""
    title: str
    status: int
    detail: str
    errors: Many[Fault]
    trace_id: str
    """Also in the log of the service."""
