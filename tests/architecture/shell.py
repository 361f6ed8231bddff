"""What the shell examples of the documentation call: programs, subcommands, options, paths of the API."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tests.architecture.pages import Page

LANGUAGES = ("sh", "shell", "bash", "console")
#: Programs that an example may use without being looked at further.
TOOLS = frozenset({"cd", "export", "uv", "pip", "ray", "cmp", "cp", "mkdir", "jq", "read", "echo", "date"}) | frozenset(
    {"docker", "systemctl", "journalctl", "useradd", "install", "find"}
    | {"awk", "cat", "cut", "grep", "paste", "printf", "sed", "sha256sum", "sort", "tail", "tr", "umask"}
)
_ASSIGNMENT = re.compile(r"^\w+=")
_HTTP_PATH = re.compile(r"^https?://[^/]+(/[^?#]*)")
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
#: What parts one command from the next, outside of quotes.
_PARTS = re.compile(r"\|\||&&|[|;()]|\$\(")


@dataclass(frozen=True)
class Known:
    """What examples may name."""

    #: Full names of commands with their options: `equishare db backup`.
    commands: Mapping[str, frozenset[str]]
    targets: frozenset[str]
    benchmarks: frozenset[str]
    #: Methods by path of the API, with `{...}` for what varies.
    paths: Mapping[str, frozenset[str]]
    #: Files that Python may be told to run.
    scripts: frozenset[str] = frozenset()


def calls(page: Page) -> Iterator[list[str]]:
    """Yield each command of each shell block as words; assignments before it and redirections are left out."""
    for block in page.blocks(*LANGUAGES):
        for line in _QUOTED.sub(_blank, block.replace("\\\n", " ")).splitlines():
            for part in _PARTS.split(line.removeprefix("$ ")):
                words = [w for w in shlex.split(part, comments=True) if not w.startswith((">", "<"))]
                while words and _ASSIGNMENT.match(words[0]):
                    words = words[1:]
                if words:
                    yield words


def _blank(quoted: re.Match[str]) -> str:
    """Return what stands for a quoted text: itself where it is one word in double quotes, such as an address."""
    text = quoted[0]
    return text[1:-1] if text.startswith('"') and not re.search(r"\s", text) else "QUOTED"


def unknown_calls(page: Page, known: Known) -> list[str]:
    """Return every call of something that does not exist."""
    return [f"{page.path}: {found}" for words in calls(page) for found in _judge(words, known)]


def unknown_command(words: list[str], known: Known) -> list[str]:
    """Return what does not exist of a call of `equishare`, given without the name of the program."""
    return _judge_command(words, known.commands)


def _judge(words: list[str], known: Known) -> list[str]:
    program = words[0].rsplit("/", 1)[-1]
    if program == "equishare":
        return _judge_command(words[1:], known.commands)
    if program == "make":
        return [f"make {w}: no such target" for w in words[1:] if "=" not in w and w not in known.targets]
    if program == "curl":
        return _judge_curl(words[1:], known.paths)
    if program == "python" and words[1:3] == ["-m", "benchmarks"]:
        return [] if words[3] in known.benchmarks else [f"python -m benchmarks {words[3]}: no such benchmark"]
    if program == "python" and words[1].endswith(".py"):
        return [] if words[1] in known.scripts else [f"python {words[1]}: no such script"]
    return [] if program in TOOLS else [f"{program}: no program that an example may use"]


def _judge_command(words: list[str], commands: Mapping[str, frozenset[str]]) -> list[str]:
    for length in (2, 1):
        name = " ".join(["equishare", *words[:length]])
        if name in commands:
            given = {w.split("=")[0] for w in words[length:] if w.startswith("-") and w != "-"}
            return [f"{name} {option}: no such option" for option in sorted(given - commands[name] - {"--help"})]
    if words[:1] in (["--help"], ["--version"]):
        return []
    return [f"equishare {' '.join(words[:2])}: no such command"]


def _judge_curl(words: list[str], paths: Mapping[str, frozenset[str]]) -> list[str]:
    posts = any(w in {"-d", "--data", "--json"} for w in words)
    method = words[words.index("-X") + 1] if "-X" in words else "POST" if posts else "GET"
    found = []
    for word in words:
        match = _HTTP_PATH.match(word)
        if match and not any(method in methods and _matches(match[1], path) for path, methods in paths.items()):
            found.append(f"{method} {match[1]}: no such path")
    return found


def _matches(path: str, template: str) -> bool:
    """Return whether a path is an instance of a template; a variable part is neither empty nor holds a slash or a colon."""
    parts = re.split(r"\{[^}]*\}", template)
    return re.fullmatch("[^/:]+".join(map(re.escape, parts)), path) is not None
