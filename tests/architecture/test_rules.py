"""The code keeps the rules of `rules.py`, and each rule can tell bad text from good."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from docs.client.writing import MARK
from tests.architecture import rules
from tests.architecture.source import EVERYWHERE, PACKAGES, Module, modules

if TYPE_CHECKING:
    from collections.abc import Callable

    Rule = Callable[[Module], list[str]]

#: Each rule with the folders it holds for.
HELD = [
    (rules.solver_is_pure, ("solver",)),
    (rules.only_monotonic, ("solver",)),
    (rules.solver_stays_below_planning, ("scheduler", "api")),
    (rules.sql_stays_in_storage, (*PACKAGES, "benchmarks", "examples")),
    (rules.ortools_stays_in_the_search, EVERYWHERE),
    (rules.handlers_are_short, ("api",)),
    (rules.modules_are_short, EVERYWHERE),
    (rules.functions_are_short, EVERYWHERE),
    (rules.suppressions_have_reasons, EVERYWHERE),
    (rules.nothing_at_import, (*PACKAGES, "equishare_client")),
]
LONG = "\n".join(["x = 1"] * 151)
NOQA = "#" + " noqa"
#: Each rule with a path and a text that break it once.
BROKEN = [
    (rules.solver_is_pure, "solver/a.py", "from datetime import UTC"),
    (rules.solver_is_pure, "solver/a.py", "import os.path"),
    (rules.solver_is_pure, "solver/a.py", "def f():\n    import urllib.request"),
    (rules.solver_is_pure, "solver/a.py", "print('placed')"),
    (rules.solver_is_pure, "solver/model/files.py", "text = open('problem.json')"),
    (rules.solver_is_pure, "solver/search/tiers.py", "import time"),
    (rules.solver_is_pure, "solver/search/process/engine.py", "import os\nseed = os.environ['SEED']"),
    (rules.solver_is_pure, "solver/search/parts/turns.py", "import ray"),
    (rules.solver_is_pure, "solver/search/parts/turns.py", "from concurrent.futures import wait"),
    (rules.solver_is_pure, "solver/search/parts/cluster.py", "import os\nseed = os.environ['SEED']"),
    (rules.only_monotonic, "solver/search/stop.py", "import time\nnow = time.time()"),
    (rules.only_monotonic, "solver/search/stop.py", "from time import monotonic"),
    (rules.solver_stays_below_planning, "scheduler/services/runs.py", "from solver import solve"),
    (rules.solver_stays_below_planning, "api/routers/runs.py", "def f():\n    import solver.problem"),
    (rules.sql_stays_in_storage, "scheduler/services/runs.py", "from sqlalchemy import select"),
    (rules.sql_stays_in_storage, "api/app.py", "q = 'SELECT id FROM machines '"),
    (rules.ortools_stays_in_the_search, "solver/verify/pools.py", "from ortools.sat.python import cp_model"),
    (rules.ortools_stays_in_the_search, "scheduler/cli.py", "def f():\n    import ortools"),
    (rules.handlers_are_short, "api/routers/runs.py", "@router.get('/')\ndef f():\n" + "    x = 1\n" * 11),
    (rules.modules_are_short, "solver/a.py", LONG + "\n"),
    (rules.modules_are_short, "solver/a.py", '"""Long because it is."""\n' + LONG + "\n" + LONG),
    (rules.functions_are_short, "solver/a.py", "def f():\n" + "    x = 1\n" * 41),
    (rules.suppressions_have_reasons, "solver/a.py", f"x = 1  {NOQA}"),
    (rules.suppressions_have_reasons, "solver/a.py", f"x = 1  {NOQA}: E501"),
    (rules.suppressions_have_reasons, "solver/a.py", "x = f()  # type:" + " ignore[misc]"),
    (rules.nothing_at_import, "api/app.py", "configure()"),
]
#: Texts that come near to breaking a rule and do not.
KEPT = [
    (rules.solver_is_pure, "solver/search/stop.py", "import time\nstart = time.monotonic()"),
    (rules.solver_is_pure, "solver/search/process/engine.py", "import os, subprocess"),
    (rules.solver_is_pure, "solver/search/parts/rounds.py", "from concurrent.futures import wait"),
    (rules.solver_is_pure, "solver/search/parts/cluster.py", "import os\nos.environ.setdefault('A', '0')"),
    (rules.solver_is_pure, "solver/files.py", "from pathlib import Path"),
    (rules.solver_is_pure, "solver/a.py", "from solver.interval import Interval\ntimes = 3"),
    (rules.solver_stays_below_planning, "scheduler/planning/translate.py", "from solver import solve"),
    (rules.sql_stays_in_storage, "scheduler/storage/sql/tables.py", "from sqlalchemy import Table"),
    (rules.sql_stays_in_storage, "api/app.py", "says = 'Select a machine from the list'"),
    (rules.ortools_stays_in_the_search, "solver/model/pools.py", "from ortools.sat.python import cp_model"),
    (rules.handlers_are_short, "api/errors.py", "@cache\ndef f():\n" + "    x = 1\n" * 11),
    (rules.modules_are_short, "solver/a.py", '"""Over 150 lines because it is a vocabulary."""\n' + LONG),
    (rules.modules_are_short, "equishare_client/models/park.py", f'"""Models.\n\n{MARK}\n"""\n' + LONG + "\n" + LONG),
    (rules.functions_are_short, "solver/a.py", 'def f():\n    """Say\n' + "\n" * 50 + '    """\n    return 1\n'),
    (rules.suppressions_have_reasons, "solver/a.py", f"x = 1  {NOQA}: FBT001 - a plain predicate"),
    (rules.nothing_at_import, "scheduler/storage/sql/migrations/env.py", "migrate()"),
    (
        rules.suppressions_have_reasons,
        "solver/a.py",
        "x = f()  # type:" + " ignore[misc]  # the stubs know no such field",
    ),
]


@pytest.mark.parametrize(("rule", "folders"), HELD, ids=[rule.__name__ for rule, _ in HELD])
def test_the_code_keeps_the_rule(rule: Rule, folders: tuple[str, ...]) -> None:
    """A file would break the architecture in a way no other check sees."""
    assert [finding for module in modules(*folders) for finding in rule(module)] == []


@pytest.mark.parametrize(("rule", "path", "text"), BROKEN)
def test_the_rule_finds_what_breaks_it(rule: Rule, path: str, text: str) -> None:
    """The rule would pass whatever the code did."""
    assert len(rule(Module(path, text))) == 1


@pytest.mark.parametrize(("rule", "path", "text"), KEPT)
def test_the_rule_lets_good_text_pass(rule: Rule, path: str, text: str) -> None:
    """The rule would forbid what the architecture allows."""
    assert rule(Module(path, text)) == []


def test_the_rules_are_read_over_all_packages() -> None:
    """A folder would be left out of the walk, and every rule would hold for it in vain."""
    paths = {module.path for module in modules(*EVERYWHERE)}
    assert {"solver/problem.py", "scheduler/__init__.py", "api/__init__.py", "tests/architecture/rules.py"} <= paths
