"""What is raised says what, where, and how to mend it."""

from __future__ import annotations

import pytest

from equishare_client import Client, ProblemError, UnreadableError
from equishare_client.problems import PROBLEMS, RefusedError
from tests.equishare_client.answering import Answer, answering, problem

LATE = {"pointer": "/deadline", "code": "in_the_past", "message": "is in the past", "cure": "give a later time"}
WHOLE = {"pointer": "", "code": "x", "message": "is wrong", "cure": "give a later time"}


def test_a_refusal_has_its_facts_and_its_words() -> None:
    """Whoever reads the traceback would have to ask the operator."""
    with (
        answering(problem("refused", 422, LATE, WHOLE)) as (base, _),
        Client(base) as park,
        pytest.raises(RefusedError) as caught,
    ):
        park.park.get()
    error = caught.value
    assert (error.type, error.code, error.status, error.trace_id) == ("/problems/refused", "refused", 422, "t1")
    assert [each.pointer for each in error.errors] == ["/deadline", ""]
    assert error.cure == "give a later time"
    assert str(error).splitlines() == [
        "422 refused: told",
        "  /deadline: is in the past; give a later time",
        "  /: is wrong; give a later time",
        "  trace id t1",
    ]


def test_a_kind_that_is_newer_than_the_client_is_a_problem_too() -> None:
    """A new kind of problem would end a script with an error about errors."""
    with (
        answering(problem("never-heard-of", 409)) as (base, _),
        Client(base) as park,
        pytest.raises(ProblemError, match="409 never-heard-of: told") as caught,
    ):
        park.park.get()
    assert type(caught.value) is ProblemError


def test_what_a_proxy_says_is_told_as_its_word() -> None:
    """A page of a proxy would be taken for an answer of the service, or fill the terminal."""
    page = Answer(404, "<h1>nginx</h1>\n" + "x" * 5000, {"Content-Type": "text/html"})
    with (
        answering(page) as (base, _),
        Client(base) as park,
        pytest.raises(
            ProblemError, match="something before the service answered, such as a proxy: <h1>nginx</h1> x"
        ) as caught,
    ):
        park.park.get()
    assert (caught.value.status, caught.value.type) == (404, "about:blank")
    assert len(str(caught.value)) < 400


@pytest.mark.parametrize("body", ["<html>", "[]", '{"zone": 5, "day_overrides": {}}'])
def test_an_answer_that_is_something_else_is_refused(body: str) -> None:
    """A script that speaks to the wrong server would go on."""
    with (
        answering(Answer(200, body)) as (base, _),
        Client(base) as park,
        pytest.raises(UnreadableError, match="check that the address is that of the service"),
    ):
        park.park.get()


def test_every_kind_has_a_class_of_its_own() -> None:
    """Two kinds would be caught as one."""
    assert len(set(PROBLEMS.values())) == len(PROBLEMS) > 20
