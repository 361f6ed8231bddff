"""JSON read strictly and written the same way every time.

Python's own reader takes NaN, keeps the last of two equal keys and counts a byte order mark as a syntax error on line 1.
Here each is one error with its JSON pointer (RFC 6901).
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any, NoReturn

from solver.errors import Fault, FileError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


class _Refused:
    """Stands in a parsed document for what no document may hold, until its pointer is known."""

    def __init__(self, message: str, cure: str) -> None:
        self.message, self.cure = message, cure


def decode(data: bytes, source: str) -> str:
    """Return the text of a file.

    Raises
    ------
    FileError
        if it is empty, begins with a byte order mark or is not UTF-8.
    """
    if not data.strip():
        _refuse(source, "is empty", "give it a JSON object")
    if data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        _refuse(source, "begins with a byte order mark", "save it as UTF-8 without one")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        _refuse(source, f"is not UTF-8: byte {error.start} is 0x{data[error.start]:02x}", "save it as UTF-8")


def parse(text: str, source: str) -> dict[str, Any]:
    """Return the JSON object in a text, without NaN, infinities, equal keys and numbers that no machine holds.

    Raises
    ------
    FileError
        with line and column of a syntax error, or the pointer of what else is wrong.
    """
    refused: list[_Refused] = []
    try:
        document = _load(text, refused)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno} column {error.colno}"
        _refuse(source, f"is not JSON: {error.msg.removesuffix(' at')} at {where}", "correct it there")
    except RecursionError:
        _refuse(source, "is nested too deep", "keep to the keys of the format")
    if refused:
        found = _find_refused(document, "")
        raise FileError(source, tuple(Fault(pointer, each.message, each.cure) for pointer, each in found))
    if not isinstance(document, dict):
        _refuse(source, f"is {shown(document)}, not an object", "let it begin with {")
    return document


def render(document: Mapping[str, Any]) -> str:
    """Return JSON text for people: a line for each key, and for each element of a list at the top."""
    keys = []
    for key, value in document.items():
        if isinstance(value, list) and value:
            body = ",\n".join(f"  {_compact(each)}" for each in value)
            keys.append(f" {json.dumps(key)}: [\n{body}\n ]")
        else:
            keys.append(f" {json.dumps(key)}: {_compact(value)}")
    return "{\n" + ",\n".join(keys) + "\n}\n"


def canonical_sha256(document: Mapping[str, Any] | list[Any]) -> str:
    """Return the SHA-256, in hexadecimal, of the document with sorted keys and no white space, in UTF-8."""
    text = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def pointer_to(keys: Iterable[object]) -> str:
    """Return the RFC 6901 pointer for keys and indices from the root."""
    return "".join("/" + str(key).replace("~", "~0").replace("/", "~1") for key in keys)


def shown(value: object) -> str:
    """Return a value as JSON would write it, cut to a length that fits a message."""
    try:
        text = json.dumps(value, ensure_ascii=False)
    except (TypeError, ValueError):
        text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def _load(text: str, refused: list[_Refused]) -> Any:
    def note(message: str, cure: str) -> _Refused:
        refused.append(_Refused(message, cure))
        return refused[-1]

    def pairs(items: list[tuple[str, Any]]) -> Any:
        found = dict(items)
        if len(found) == len(items):
            return found
        keys = [key for key, _ in items]
        twice = next(key for index, key in enumerate(keys) if key in keys[:index])
        return note(f"has the key {shown(twice)} twice", "keep one of them")

    def constant(name: str) -> Any:
        return note(f"is {name}, which is no JSON", "use a number")

    def integer(digits: str) -> Any:
        return int(digits) if len(digits) < 100 else note(f"has {len(digits)} digits", "use a smaller number")

    try:
        return json.loads(text, object_pairs_hook=pairs, parse_constant=constant)
    except json.JSONDecodeError:
        raise
    except ValueError:  # a number of more digits than Python converts: read again, slower, to say where
        refused.clear()
        return json.loads(text, object_pairs_hook=pairs, parse_constant=constant, parse_int=integer)


def _find_refused(value: object, pointer: str) -> Iterator[tuple[str, _Refused]]:
    if isinstance(value, _Refused):
        yield pointer, value
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from _find_refused(each, pointer + pointer_to([key]))
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from _find_refused(each, f"{pointer}/{index}")


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _refuse(source: str, message: str, cure: str) -> NoReturn:
    raise FileError(source, (Fault("", message, cure),))
