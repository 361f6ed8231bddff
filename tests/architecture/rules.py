"""The rules that neither ruff nor import-linter can hold: each takes a module and returns what breaks it.

`test_rules.py` feeds every one of them bad text, because a check that cannot fail is worse than none.
Over 150 lines because all rules about code stand on one page, and whoever adds one looks here for its neighbours.
"""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from docs.client.writing import MARK

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.architecture.source import Module

#: What `solver` may not touch, and the files that may, because it is their job.
SOLVER_BANS: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "calendar time": (frozenset({"datetime", "zoneinfo", "calendar", "dateutil", "holidays"}), frozenset()),
    "the clock": (frozenset({"time"}), frozenset({"solver/search/stop.py"})),
    "the network": (frozenset({"socket", "ssl", "http", "urllib", "httpx2", "requests", "asyncio"}), frozenset()),
    "a database": (frozenset({"sqlite3", "sqlalchemy", "psycopg"}), frozenset()),
    "a log or a terminal": (frozenset({"logging", "structlog", "rich", "typer", "argparse"}), frozenset()),
    "processes": (
        frozenset({"subprocess", "signal", "multiprocessing"}),
        frozenset({"solver/search/process/engine.py", "solver/search/process/child.py"}),
    ),
    "the system": (
        frozenset({"os"}),
        frozenset(
            {"solver/search/process/engine.py", "solver/search/process/child.py", "solver/search/parts/cluster.py"}
        ),
    ),
    # `futures` is the port behind which parts are solved; it is a library of protocols and starts nothing by itself. The
    # neighbourhood search takes its pool of threads for searches that go in step.
    "parallel work": (
        frozenset({"concurrent", "loky", "ray"}),
        frozenset(
            {
                "solver/search/parts/executors.py",
                "solver/search/parts/rounds.py",
                "solver/search/parts/cluster.py",
                "solver/search/lns/improve.py",
            }
        ),
    ),
    "files": (frozenset({"pathlib", "shutil", "tempfile", "open"}), frozenset({"solver/files.py"})),
    "the terminal": (frozenset({"print", "input", "breakpoint"}), frozenset()),
}
#: Where `solver` may touch the environment: Ray is told by it alone not to report its use.
MAY_SET_THE_ENVIRONMENT = ("solver/search/parts/cluster.py",)
#: Where the one rule `api -> scheduler -> solver` lets `solver` be imported in `scheduler`.
MAY_IMPORT_SOLVER = ("scheduler/planning/", "scheduler/commands/")
#: Where SQL lives.
MAY_SPEAK_SQL = ("scheduler/storage/sql/",)
#: Run by a tool as a script, never imported.
SCRIPTS = ("scheduler/storage/sql/migrations/env.py",)
SQL_LIBRARIES = frozenset({"sqlalchemy", "alembic", "sqlite3", "psycopg"})
SQL_TEXT = re.compile(
    r"^\s*(SELECT\s.+\sFROM|INSERT\s+INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM|CREATE\s+(TABLE|TRIGGER|INDEX))\s", re.DOTALL
)
#: Where the optimizer's library is called: nothing else loads it, so everything else starts quickly and can be read without it.
#: Peers of the benchmarks are other models for the same library.
MAY_CALL_ORTOOLS = ("solver/model/", "solver/search/", "benchmarks/peers/", "tests/solver/")
MODULE_LINES, MODULE_LINES_WITH_REASON, FUNCTION_LINES, HANDLER_LINES = 150, 300, 40, 10
#: A suppression, and what must follow it: its codes, then the reason.
SUPPRESSION = re.compile(r"#\s*(noqa|type:\s*ignore|pragma:)(?P<rest>.*)$")
REASON = re.compile(r"^\s*:?\s*(\[[\w, -]+\]|[A-Z]+\d+(,\s*[A-Z]+\d+)*|no cover)\s*(-|#|:)\s*\S+\s+\S+")


def imported(module: Module) -> Iterator[tuple[ast.stmt, str]]:
    """Yield each import with the full name of what is imported, wherever in the file it stands."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from ((node, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node, f"{node.module or ''}.{alias.name}") for alias in node.names)


def _imports_of(module: Module, packages: frozenset[str]) -> Iterator[tuple[ast.stmt, str]]:
    return ((node, name) for node, name in imported(module) if name.split(".")[0] in packages)


def _calls_of(module: Module, names: frozenset[str]) -> Iterator[tuple[ast.Call, str]]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
            yield node, node.func.id


def solver_is_pure(module: Module) -> list[str]:
    """`solver` reads no clock, file, environment or network and says nothing; a few files are each allowed one thing."""
    found = []
    for what, (names, allowed) in SOLVER_BANS.items():
        if module.path not in allowed:
            found += [
                module.at(n, f"solver may not touch {what} (import of {name})")
                for n, name in _imports_of(module, names)
            ]
            found += [
                module.at(n, f"solver may not touch {what} (call of {name})") for n, name in _calls_of(module, names)
            ]
    return found + [
        module.at(n, "solver may not read the environment; the caller hands values in")
        for n in ast.walk(module.tree)
        if isinstance(n, ast.Attribute) and n.attr in {"environ", "getenv"} and not _sets_a_default(module, n)
    ]


def _sets_a_default(module: Module, node: ast.Attribute) -> bool:
    """Whether this is `environ.setdefault`, in a file that may."""
    calls = (n for n in ast.walk(module.tree) if isinstance(n, ast.Attribute) and n.attr == "setdefault")
    return module.path in MAY_SET_THE_ENVIRONMENT and any(call.value is node for call in calls)


def only_monotonic(module: Module) -> list[str]:
    """Where `solver` may import `time`, it may use `monotonic` and nothing else: a wall clock can be set back."""
    found = []
    for node in ast.walk(module.tree):
        of_time = isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "time"
        if of_time and isinstance(node, ast.Attribute) and node.attr != "monotonic":
            found.append(module.at(node, f"time.{node.attr}: solver measures with time.monotonic only"))
        if isinstance(node, ast.ImportFrom) and node.module == "time":
            found.append(module.at(node, "import time whole, so that its use can be seen"))
    return found


def solver_stays_below_planning(module: Module) -> list[str]:
    """In `scheduler` only planning (and the commands `solve` and `verify`) know `solver`."""
    if module.path.startswith(MAY_IMPORT_SOLVER):
        return []
    return [
        module.at(n, f"imports {name}; only scheduler/planning does")
        for n, name in _imports_of(module, frozenset({"solver"}))
    ]


def sql_stays_in_storage(module: Module) -> list[str]:
    """SQL and its libraries are in scheduler/storage/sql alone."""
    if module.path.startswith(MAY_SPEAK_SQL):
        return []
    found = [
        module.at(n, f"imports {name}; only scheduler/storage/sql does")
        for n, name in _imports_of(module, SQL_LIBRARIES)
    ]
    texts = (n for n in ast.walk(module.tree) if isinstance(n, ast.Constant) and isinstance(n.value, str))
    return found + [
        module.at(n, "SQL text outside scheduler/storage/sql") for n in texts if SQL_TEXT.match(str(n.value))
    ]


def ortools_stays_in_the_search(module: Module) -> list[str]:
    """The optimizer's library is called by model, search and the peers of the benchmarks, not by the referee and not by the park."""
    if module.path.startswith(MAY_CALL_ORTOOLS):
        return []
    return [
        module.at(n, f"imports {name}; only solver/model, solver/search and the peers do")
        for n, name in _imports_of(module, frozenset({"ortools"}))
    ]


def modules_are_short(module: Module) -> list[str]:
    """A module has at most 300 lines, and over 150 its docstring says because of what; what is generated is as long as the API."""
    if MARK in module.docstring:
        return []
    lines = module.text.count("\n")
    if lines > MODULE_LINES_WITH_REASON:
        return [f"{module.path}: {lines} lines; split it (at most {MODULE_LINES_WITH_REASON})"]
    if lines > MODULE_LINES and "because" not in module.docstring:
        return [
            f"{module.path}: {lines} lines; split it, or let its docstring say 'Over {MODULE_LINES} lines because ...'"
        ]
    return []


def functions_are_short(module: Module) -> list[str]:
    """A function body has at most 40 lines, its docstring not counted."""
    return [
        module.at(node, f"{node.name} has {lines} lines; at most {FUNCTION_LINES}")
        for node, lines in _function_lengths(module)
        if lines > FUNCTION_LINES
    ]


def handlers_are_short(module: Module) -> list[str]:
    """A handler of HTTP parses, makes one call and shapes the answer: at most 10 lines, its docstring not counted."""
    return [
        module.at(node, f"{node.name} has {lines} lines; a handler has at most {HANDLER_LINES}")
        for node, lines in _function_lengths(module)
        if lines > HANDLER_LINES and any(_is_route(decorator) for decorator in node.decorator_list)
    ]


def _is_route(decorator: ast.expr) -> bool:
    call = decorator.func if isinstance(decorator, ast.Call) else decorator
    return isinstance(call, ast.Attribute) and call.attr in {"get", "post", "put", "patch", "delete", "api_route"}


def _function_lengths(module: Module) -> Iterator[tuple[ast.FunctionDef | ast.AsyncFunctionDef, int]]:
    """Yield every function with the lines of its body, its docstring not counted."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = node.body[1:] if ast.get_docstring(node) is not None else node.body
            yield node, (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def suppressions_have_reasons(module: Module) -> list[str]:
    """A `noqa`, `type: ignore` or `pragma` names its code and gives its reason on the same line."""
    found = []
    for number, line in enumerate(module.text.splitlines(), start=1):
        match = SUPPRESSION.search(line)
        if match and not REASON.match(match["rest"]):
            found.append(f"{module.path}:{number}: {match[1]} without its code or its reason")
    return found


def nothing_at_import(module: Module) -> list[str]:
    """Importing a module starts nothing: no call stands alone at the top level."""
    if module.path in SCRIPTS:
        return []
    return [
        module.at(n, "a call at import time; do it in a function")
        for n in module.tree.body
        if isinstance(n, ast.Expr) and isinstance(n.value, ast.Call)
    ]
