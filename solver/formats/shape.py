"""What the models of both formats share: strict fields, and errors told as faults."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from solver.errors import Fault, FileError
from solver.formats.json_text import parse, pointer_to, shown

if TYPE_CHECKING:
    from collections.abc import Mapping

#: No number is larger: sums of a million of them still fit 64 bits.
LARGEST = 10**12
#: A whole number; not a boolean, not 1.0, not "1".
Whole = Annotated[int, Field(ge=-LARGEST, le=LARGEST)]
#: `[start, end)` in ticks.
Window = tuple[Whole, Whole]
#: What to say for each kind of error: what is wrong (None: the value), and the cure.
WORDS: Mapping[str, tuple[str | None, str]] = MappingProxyType(
    {
        "missing": ("is missing", "add it"),
        "extra_forbidden": ("is no key of this format", "correct its spelling or remove it"),
        "int_type": (None, "use a whole number"),
        "int_from_float": (None, "use a whole number"),
        "float_type": (None, "use a number"),
        "greater_than_equal": (None, f"use a whole number from {-LARGEST} to {LARGEST}"),
        "less_than_equal": (None, f"use a whole number from {-LARGEST} to {LARGEST}"),
        "model_type": (None, "use an object"),
        "list_type": (None, "use a list"),
        "tuple_type": (None, "use a list"),
        "dict_type": (None, "use an object"),
        "too_short": (None, "give a whole entry, such as [start, end]"),
        "too_long": (None, "give one entry, such as [start, end]"),
        "string_type": (None, "use a text"),
        "bool_type": (None, "use true or false"),
        "string_pattern_mismatch": (None, "use the index of a pool, such as 0"),
    }
)


class Shape(BaseModel):
    """Base of every object in a file: no conversion, no unknown key, no NaN."""

    model_config = ConfigDict(strict=True, extra="forbid", allow_inf_nan=False, use_attribute_docstrings=True)


SomeShape = TypeVar("SomeShape", bound=Shape)


def parse_shape(shape: type[SomeShape], text: str, source: str, name: str) -> SomeShape:
    """Return a JSON text as an object of a format.

    Raises
    ------
    FileError
        with every place where the text is not what the format says.
    """
    document = parse(text, source)
    if document.get("format") != name:
        written = shown(document["format"]) if "format" in document else "missing"
        raise FileError(source, (Fault("/format", f"is {written}", f'give a file with "format": "{name}"'),))
    try:
        return shape.model_validate_json(text)
    except ValidationError as error:
        details = error.errors(include_url=False, include_context=True)
        raise FileError(source, tuple(_fault(dict(each)) for each in details)) from None


def _fault(error: Mapping[str, Any]) -> Fault:
    if error["type"] == "json_invalid":  # what Python's reader takes and this one does not: half a character, say
        return Fault("", f"is not JSON: {error['ctx']['error']}", "correct it there")
    message, cure = WORDS.get(error["type"], (None, str(error["msg"]).lower()))
    pointer = pointer_to(key for key in error["loc"] if key != "[key]")
    return Fault(pointer, message or f"is {shown(error['input'])}", cure)
