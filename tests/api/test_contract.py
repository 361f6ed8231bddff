"""The service against its own OpenAPI text: whatever is sent, it answers as promised, and never with a defect."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from api.app import create_app
from benchmarks.soak.rows import is_long, tell
from scheduler.storage.sql import SqlStorage
from tests.api.operations import PUBLIC, Operation, operations
from tests.api.parks import OPERATOR_KEY, make_settings
from tests.scheduler.builders import make_context

if TYPE_CHECKING:
    from collections.abc import Iterator

    from _pytest.mark import ParameterSet
    from schemathesis.schemas import BaseSchema

#: Of each operation and kind of call; `make soak` asks for the long mode.
_EXAMPLES = 300 if is_long() else 3
_HEADERS = {"Authorization": f"Bearer {OPERATOR_KEY}"}
_CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
]


def _calls() -> list[ParameterSet]:
    """Return each operation with both kinds of calls: in order by the text, and against it where there is anything to get wrong."""
    good, bad = schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE
    return [
        pytest.param(operation, mode, id=f"{operation.name}-{mode.value}")
        for operation in operations()
        for mode in (good, bad)
        if mode is good or operation.name not in PUBLIC
    ]


@dataclass(slots=True)
class Tally:
    """What was sent in this module."""

    operations: set[str] = field(default_factory=set)
    calls: int = 0
    failed: int = 0


@pytest.fixture(scope="module")
def tally() -> Iterator[Tally]:
    """Counted over all tests, and told at the end."""
    counted = Tally()
    yield counted
    tell("contract", operations=len(counted.operations), calls=counted.calls, failed=counted.failed)


@pytest.fixture(scope="module")
def described(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BaseSchema]:
    """The service on a park in a file, as its OpenAPI text describes it; nothing plans."""
    storage = SqlStorage(f"sqlite:///{tmp_path_factory.mktemp('park') / 'park.db'}")
    app = create_app(make_settings(), context=make_context(storage.unit_of_work), plans=False)
    yield schemathesis.openapi.from_asgi("/openapi.json", app)
    storage.close()


@pytest.mark.parametrize(("operation", "mode"), _calls())
def test_answers_are_as_described(
    described: BaseSchema, tally: Tally, operation: Operation, mode: schemathesis.GenerationMode
) -> None:
    """Status, media type, headers and body of every answer are in the text; what the text forbids is refused."""
    found = described[operation.path][operation.method]

    @settings(max_examples=_EXAMPLES, phases=[Phase.generate], deadline=None, suppress_health_check=list(HealthCheck))
    @given(case=found.as_strategy(generation_mode=mode))
    def hold(case: schemathesis.Case[Any]) -> None:
        tally.calls += 1
        case.call_and_validate(headers=_HEADERS, checks=_CHECKS)

    tally.operations.add(operation.name)
    # Taken back where all of it holds.
    tally.failed += 1
    hold()
    tally.failed -= 1
