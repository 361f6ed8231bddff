"""Each bad problem file is one clear error for each thing wrong: where it is, what it says and how to mend it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from solver import files
from solver.errors import FileError
from tests.builders import make_job, make_problem

if TYPE_CHECKING:
    from collections.abc import Callable

TEXT = files.dump_problem(make_problem(jobs=[make_job()]))
MODE = "/jobs/0/tasks/0/modes/0"


def faults_of(text: str) -> list[str]:
    """Return pointer and message of each fault in a problem text."""
    with pytest.raises(FileError) as caught:
        files.parse_problem(text, "bad.json")
    assert all(fault.cure for fault in caught.value.faults)
    assert all(line.startswith(("bad.json#/", "bad.json: ")) for line in str(caught.value).splitlines())
    return [f"{fault.pointer} {fault.message}" for fault in caught.value.faults]


def with_change(change: Callable[[Any], object]) -> str:
    """Return the good text with something changed in it."""
    document = json.loads(TEXT)
    change(document)
    return json.dumps(document)


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        pytest.param("[]", ["/ is [], not an object"], id="a list"),
        pytest.param(
            "{", ["is not JSON: Expecting property name enclosed in double quotes at line 1 column 2"], id="cut"
        ),
        pytest.param("[" * 100_000, ["is nested too deep"], id="nested too deep"),
        pytest.param('{"a": 1, "a": 2}', [' has the key "a" twice'], id="a key twice at the top"),
        pytest.param(
            TEXT.replace('"weight": 1', '"weight": 1, "weight": 2'),
            ['/jobs/0 has the key "weight" twice'],
            id="a key twice",
        ),
        pytest.param(
            TEXT.replace('"weight": 1', '"weight": NaN'), ["/jobs/0/weight is NaN, which is no JSON"], id="NaN"
        ),
        pytest.param(
            TEXT.replace('"weight": 1', '"weight": -Infinity'),
            ["/jobs/0/weight is -Infinity, which is no JSON"],
            id="infinity",
        ),
        pytest.param(
            TEXT.replace('"weight": 1', f'"weight": {"9" * 5000}'), ["/jobs/0/weight has 5000 digits"], id="5000 digits"
        ),
        pytest.param(
            TEXT.replace('"weight": 1', '"weight": 1000000000001'),
            ["/jobs/0/weight is 1000000000001"],
            id="past the largest",
        ),
        pytest.param(
            TEXT.replace('"weight": 1', '"weight": 1e999'), ["/jobs/0/weight is Infinity"], id="a number that overflows"
        ),
        pytest.param(
            TEXT.replace("problem-1", "problem-2"), ['/format is "equishare/problem-2"'], id="another version"
        ),
        pytest.param(TEXT.replace("problem-1", "schedule-1"), ['/format is "equishare/schedule-1"'], id="a schedule"),
        pytest.param("{}", ["/format is missing"], id="no format"),
        pytest.param(TEXT.replace('"small"', '"\\ud800"'), ["is not JSON"], id="half a character"),
    ],
)
def test_text_that_is_no_problem(text: str, faults: list[str]) -> None:
    """Broken JSON would be taken for something it does not say, or end in a traceback."""
    found = faults_of(text)
    assert len(found) == len(faults)
    assert all(fault.strip("/ ") in told for fault, told in zip(faults, found, strict=True))


@pytest.mark.parametrize(
    ("change", "faults"),
    [
        pytest.param(lambda d: d["jobs"][0].update(weight=True), ["/jobs/0/weight is true"], id="true for 1"),
        pytest.param(lambda d: d["jobs"][0].update(weight=1.0), ["/jobs/0/weight is 1.0"], id="1.0 for 1"),
        pytest.param(lambda d: d["jobs"][0].update(weight="1"), ['/jobs/0/weight is "1"'], id="text for 1"),
        pytest.param(lambda d: d["jobs"][0].update(weight=None), ["/jobs/0/weight is null"], id="null for 1"),
        pytest.param(lambda d: d["jobs"][0].update(mandatory=0), ["/jobs/0/mandatory is 0"], id="0 for false"),
        pytest.param(lambda d: d.update(name=3), ["/name is 3"], id="3 for a name"),
        pytest.param(lambda d: d.update(jobs={}), ["/jobs is {}"], id="object for a list"),
        pytest.param(lambda d: d["jobs"].append([]), ["/jobs/1 is []"], id="list for an object"),
        pytest.param(lambda d: d["jobs"][0].pop("tasks"), ["/jobs/0/tasks is missing"], id="no tasks"),
        pytest.param(
            lambda d: d["jobs"][0].update({"a/b~": 1}), ["/jobs/0/a~1b~0 is no key of this format"], id="unknown key"
        ),
        pytest.param(
            lambda d: d["machines"][0]["windows"].append([1]),
            ["/machines/0/windows/1/1 is missing"],
            id="half a window",
        ),
        pytest.param(
            lambda d: d["machines"][0]["windows"].append([1, 2, 3]),
            ["/machines/0/windows/1 is [1, 2, 3]"],
            id="too long a window",
        ),
        pytest.param(
            lambda d: d["jobs"][0]["tasks"][0]["modes"][0].update(demands={"gas": 1}),
            [f'{MODE}/demands/gas is "gas"'],
            id="pool by name",
        ),
        pytest.param(
            lambda d: d["jobs"][0]["tasks"][0]["modes"][0].update(demands={"00": 1}),
            [f'{MODE}/demands/00 is "00"'],
            id="pool 00",
        ),
        pytest.param(
            lambda d: d["jobs"][0]["tasks"][0]["modes"][0].update(duration=0),
            [f"{MODE}/duration is 0", f"{MODE}/min_duration is 4"][:1],
            id="a contradiction",
        ),
        pytest.param(
            lambda d: d["jobs"][0].update(weight=0, account=7),
            ["/jobs/0/account is 7", "/jobs/0/weight is 0"],
            id="two",
        ),
    ],
)
def test_a_problem_with_a_fault(change: Callable[[Any], object], faults: list[str]) -> None:
    """A value would be bent into what the format wants, or its sender would not learn which one it was."""
    found = faults_of(with_change(change))
    assert len(found) == len(faults)
    assert all(told.startswith(fault) for fault, told in zip(faults, found, strict=True))
