"""The documentation holds: links lead somewhere, examples name what exists, the glossary has every word of the code.

Over 150 lines because every promise of the pages has its test here, beside the others.
"""

from __future__ import annotations

import inspect
from datetime import date
from functools import cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from benchmarks.__main__ import MODULES
from docs import generate
from docs.pages import commands, comments
from scheduler.domain.access import Role
from scheduler.domain.booking import RequestStatus
from scheduler.domain.delivery import DeliveryStatus, Outcome
from scheduler.domain.plan import ScheduleStatus
from scheduler.domain.reservation import ReservationStatus
from scheduler.domain.rules.overrides import OVERRIDABLE
from scheduler.domain.run import RunStatus
from scheduler.domain.webhook import WebhookStatus
from scheduler.parkfiles import load_park_folder
from scheduler.planning.reasons import SET_ASIDE
from scheduler.settings import Settings
from solver.explain import REASONS
from solver.files import parse_problem, parse_schedule
from solver.result import Status
from solver.schedule import utilization
from solver.verify import RULES, verify
from tests.architecture import doc_rules, shell
from tests.architecture.pages import Page, pages
from tests.architecture.source import ROOT, files, name_of

if TYPE_CHECKING:
    from pathlib import Path

SITE = pages()
GLOSSARY = SITE["docs/glossary.md"]


@cache
def texts() -> dict[str, str]:
    """Return the generated texts, made once for all tests."""
    return generate.contents()


@cache
def described() -> dict[str, object]:
    """Return the OpenAPI description."""
    return generate.openapi()


@cache
def known() -> shell.Known:
    """Return what the program really offers."""
    makefile = (ROOT / "Makefile").read_text("utf-8")
    phony = next(line for line in makefile.splitlines() if line.startswith(".PHONY:"))
    paths = described()["paths"]
    assert isinstance(paths, dict)
    return shell.Known(
        commands={name: frozenset(o for p in c.params for o in (*p.opts, *p.secondary_opts)) for name, c in commands()},
        targets=frozenset(phony.split()[1:]),
        benchmarks=frozenset(MODULES),
        paths={path: frozenset(method.upper() for method in methods) for path, methods in paths.items()}
        | {"/docs": frozenset({"GET"})},
        scripts=frozenset(name_of(path) for path in files(("examples",), ".py")),
    )


@pytest.mark.parametrize("page", SITE.values(), ids=SITE)
def test_links_lead_somewhere(page: Page) -> None:
    """A reader would be sent to a page that is not there."""
    assert doc_rules.broken_links(page, SITE, lambda path: (ROOT / path).exists()) == []


@pytest.mark.parametrize("page", SITE.values(), ids=SITE)
def test_examples_name_what_exists(page: Page) -> None:
    """A reader would type what cannot work."""
    assert doc_rules.blocks_without_language(page) + shell.unknown_calls(page, known()) == []


def test_every_page_is_found_from_the_first() -> None:
    """A page would be written that nobody finds."""
    assert doc_rules.unreachable({p: page for p, page in SITE.items() if p.startswith("docs/")}, "docs/index.md") == []


def test_generated_pages_are_fresh() -> None:
    """The reference would describe a program that is no more."""
    assert generate.stale(texts(), generate.HERE) == []


def test_the_generated_client_is_fresh() -> None:
    """The client would speak to a service that is no more."""
    assert generate.stale_client(generate.client_contents(), generate.CLIENT) == []


def test_the_glossary_has_every_status_and_role() -> None:
    """A status would appear in an answer and in no glossary."""
    words = {each.value for kind in (RequestStatus, ReservationStatus, RunStatus, Role) for each in kind}
    assert doc_rules.missing_words(GLOSSARY, words) == []
    kinds = (Status, ScheduleStatus, WebhookStatus, DeliveryStatus, Outcome)
    assert doc_rules.unnamed(GLOSSARY, [each.value for kind in kinds for each in kind]) == []


def test_the_glossary_has_every_reason() -> None:
    """A request would be left out for a reason that no page explains."""
    reasons = {*SET_ASIDE, *REASONS}
    assert doc_rules.missing_words(GLOSSARY, reasons) == []
    assert doc_rules.surplus_words(GLOSSARY, "## Why a request found no room", reasons) == []


def test_the_glossary_has_every_rule_that_can_be_overridden() -> None:
    """An operator would have to guess the name of the rule that is in the way."""
    assert doc_rules.unnamed(GLOSSARY, OVERRIDABLE) == []
    assert doc_rules.unnamed(SITE["docs/howto/set-rules.md"], OVERRIDABLE) == []


def test_the_model_page_has_every_rule() -> None:
    """The referee would judge by a rule that is not in the mathematics."""
    page = SITE["docs/model.md"]
    assert doc_rules.missing_words(page, [*RULES, *(each.value for each in Status)]) == []
    assert doc_rules.surplus_words(page, "## 2. What a schedule must keep", RULES) == []
    assert doc_rules.unnamed(GLOSSARY, RULES) == []


def test_every_setting_is_explained() -> None:
    """A setting would have a name and no meaning."""
    told = comments(inspect.getsource(Settings))
    assert [name for name in Settings.model_fields if not told[name]] == []


def test_every_command_is_explained() -> None:
    """A command would be known to its `--help` alone."""
    assert doc_rules.unnamed(SITE["docs/formats.md"], known().commands) == []


def test_decisions_are_whole() -> None:
    """A decision would be missing from its list, or lack what follows from it."""
    decisions = [page for path, page in SITE.items() if path.startswith("docs/decisions/0")]
    assert doc_rules.decisions_out_of_order(page.path.rsplit("/", 1)[-1] for page in decisions) == []
    assert [finding for page in decisions for finding in doc_rules.decision_without_parts(page)] == []
    listed = SITE["docs/decisions/README.md"].links
    assert [page.path for page in decisions if page.path.rsplit("/", 1)[-1] not in listed] == []


def test_the_files_of_the_formats_page_hold() -> None:
    """The examples that people copy would be refused, or the schedule not keep the rules."""
    problem_text, schedule_text = SITE["docs/formats.md"].blocks("json")
    problem = parse_problem(problem_text)
    stored = parse_schedule(schedule_text, problem=problem)
    assert verify(problem, stored.schedule) == ()
    assert utilization(problem, stored.schedule) == stored.result.tiers[0].value


def test_the_park_of_the_how_to_can_be_loaded(tmp_path: Path) -> None:
    """Whoever copies the example of the how-to would get an error."""
    page = SITE["docs/howto/write-your-own-park.md"]
    names = ("park", "tenants", "shifts", "machines", "requests")
    for name, text in zip(names, page.blocks("csv"), strict=True):
        (tmp_path / f"{name}.csv").write_text(text, "utf-8")
    park = load_park_folder(tmp_path, ZoneInfo("Asia/Shanghai"), first_day=date(2026, 12, 1))
    assert [machine.id for machine in park.machines] == ["cut-1"]
    assert [request.tenant_id for request in park.requests] == ["amber"]
