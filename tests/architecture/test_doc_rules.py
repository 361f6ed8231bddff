"""Each rule of the documentation can tell bad text from good.

Over 150 lines because it is one table of bad and good examples, read rule by rule.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from docs import generate
from docs.pages import comments, table
from tests.architecture import doc_rules, shell
from tests.architecture.pages import Page

if TYPE_CHECKING:
    from pathlib import Path

KNOWN = shell.Known(
    commands={"equishare plan": frozenset({"--draft"}), "equishare db backup": frozenset()},
    targets=frozenset({"demo"}),
    benchmarks=frozenset({"quick"}),
    scripts=frozenset({"examples/a.py"}),
    paths={"/v1/machines": frozenset({"GET"}), "/v1/schedules/{version}:publish": frozenset({"POST"})},
)
SITE = {
    "docs/a.md": Page("docs/a.md", "# A\n\n[b](how/b.md#two-words) [up](../README.md) ![p](p.svg)\n"),
    "docs/how/b.md": Page("docs/how/b.md", "# Two words\n\n[a](../a.md)\n```sh\n# [no link](x.md)\n```\n"),
    "README.md": Page("README.md", "# Read\n"),
}


def there(path: str) -> bool:
    """Say that one picture is there."""
    return path == "docs/p.svg"


def page(text: str) -> Page:
    """Return a page of `docs/`."""
    return Page("docs/a.md", text)


def in_shell(line: str) -> list[str]:
    """Return what is wrong with one line of a shell example."""
    return shell.unknown_calls(page(f"```sh\n{line}\n```\n"), KNOWN)


def test_links_are_followed() -> None:
    """A link into nothing would stay, or a good one be refused."""
    assert [f for each in SITE.values() for f in doc_rules.broken_links(each, SITE, there)] == []
    assert len(doc_rules.broken_links(page("[b](how/c.md)"), SITE, there)) == 1
    assert len(doc_rules.broken_links(page("[b](how/b.md#three-words)"), SITE, there)) == 1
    assert len(doc_rules.broken_links(page("# A\n[b](#b)"), SITE, there)) == 1
    assert len(doc_rules.broken_links(page("![q](q.svg)"), SITE, there)) == 1
    assert doc_rules.broken_links(page("[e](https://example.org/x)"), SITE, there) == []


def test_lost_pages_are_found() -> None:
    """A page would be written that nobody finds."""
    assert doc_rules.unreachable(SITE, "docs/a.md") == []
    assert len(doc_rules.unreachable(SITE, "README.md")) == 2


def test_a_block_without_language_is_found() -> None:
    """An example could hide from the check of its commands."""
    assert len(doc_rules.blocks_without_language(page("```\nequishare nothing\n```\n"))) == 1
    assert doc_rules.blocks_without_language(page("```sh\nmake demo\n```\n")) == []


@pytest.mark.parametrize(
    "line",
    [
        "equishare plna --draft",
        "equishare db",
        "equishare plan --publsih",
        ".venv/bin/equishare nothing",
        "make dmeo",
        "python -m benchmarks slow",
        "curl -s http://127.0.0.1:8000/v1/machine",
        "curl -s -X DELETE http://127.0.0.1:8000/v1/machines",
        "curl -s --json '{}' http://127.0.0.1:8000/v1/machines",
        "curl -s -X POST http://127.0.0.1:8000/v1/schedules/a/b:publish",
        "python examples/b.py",
        "rm -rf .demo",
        "RUN=$(curl -s http://127.0.0.1:8000/v1/runs | jq -r .id)",
        "cd .demo && equishare nothing",
    ],
)
def test_an_example_that_cannot_work_is_found(line: str) -> None:
    """An example would name what does not exist."""
    assert len(in_shell(line)) == 1


@pytest.mark.parametrize(
    "line",
    [
        "equishare plan --draft > plan.txt",
        "cd .demo && ../.venv/bin/equishare db backup copy.db",
        "equishare --help",
        "make demo ARGS='-x'  # a word",
        "python -m benchmarks quick",
        "python examples/a.py --dry-run",
        'KEY=$(curl -s -H "Authorization: Bearer $KEY" "http://127.0.0.1:8000/v1/machines?limit=1" | jq -r .id)',
        "curl -s -X POST http://127.0.0.1:8000/v1/schedules/$VERSION:publish \\\n  -H 'X: y; z | w'",
    ],
)
def test_an_example_that_works_passes(line: str) -> None:
    """The check would forbid good examples."""
    assert in_shell(line) == []


def test_a_body_of_several_lines_is_one_word() -> None:
    """A call behind a body over several lines would not be looked at."""
    body = "curl -s --json '{\n \"a\": \"'$B'\"\n}' http://127.0.0.1:8000/v1/{}"
    assert in_shell(body.replace("{}", "machines")) == ["docs/a.md: POST /v1/machines: no such path"]
    two = 'curl -s "http://127.0.0.1:8000/v1/machines"\ncurl -s -H "A: b" "http://127.0.0.1:8000/v1/nothing"'
    assert in_shell(two) == ["docs/a.md: GET /v1/nothing: no such path"]


def test_words_are_held_against_tables() -> None:
    """The glossary could lack a word, or keep one that is gone, unseen."""
    text = page(
        "# G\n\n## Roles\n\n| role | |\n| --- | --- |\n| `tenant` | x |\n| `old` | y |\n\n## More\n\n| `new` | z |\n"
    )
    assert doc_rules.missing_words(text, {"tenant", "new"}) == []
    assert len(doc_rules.missing_words(text, {"tenant", "operator"})) == 1
    assert len(doc_rules.surplus_words(text, "## Roles", {"tenant", "new"})) == 1
    assert doc_rules.surplus_words(text, "## Roles", {"tenant", "old"}) == []
    assert len(doc_rules.surplus_words(text, "## Rules", {"tenant"})) == 1
    assert doc_rules.unnamed(page("say `equishare plan --draft`"), ["equishare plan"]) == []
    assert len(doc_rules.unnamed(page("say `equishare plans`"), ["equishare plan"])) == 1


def test_decisions_are_counted() -> None:
    """A decision could be lost, or a number given twice."""
    assert doc_rules.decisions_out_of_order(["0001-a.md", "0002-b.md", "README.md"]) == []
    assert len(doc_rules.decisions_out_of_order(["0001-a.md", "0003-b.md"])) == 1
    assert len(doc_rules.decisions_out_of_order(["0001-a.md", "0001-b.md"])) == 1


def test_a_decision_without_its_parts_is_found() -> None:
    """A decision could leave out what follows from it."""
    good = "# 7. Locks\n\n## Context\n\n## Decision\n\n## Consequences\n"
    path = "docs/decisions/0007-locks.md"
    assert doc_rules.decision_without_parts(Page(path, good)) == []
    assert len(doc_rules.decision_without_parts(Page(path, good.replace("# 7", "# 8")))) == 1
    assert len(doc_rules.decision_without_parts(Page(path, good.replace("## Consequences", "## After")))) == 1


def test_a_stale_page_is_found(tmp_path: Path) -> None:
    """`make check` would pass whatever the code had become."""
    texts = {"reference/a.md": "one\n", "b.json": generate.as_json({"name": "园"})}
    generate.write(texts, tmp_path)
    assert generate.stale(texts, tmp_path) == []
    found = generate.stale({"reference/a.md": "two\n", "c.md": "new\n"}, tmp_path)
    assert [each.splitlines()[0] for each in found] == ["docs/reference/a.md is stale", "docs/c.md is stale"]


def test_comments_of_fields_are_read() -> None:
    """The page of settings would have empty cells."""
    source = "class A:\n    #: One\n    #: two.\n    x: int = 1\n    y: str | None\n"
    assert comments(source) == {"x": "One two.", "y": ""}


def test_a_table_keeps_its_shape() -> None:
    """A bar or a line feed in a cell would break the row."""
    assert table(("a", "b"), [("x | y", "one\ntwo")]) == "| a | b |\n| --- | --- |\n| x \\| y | one two |"
