"""What bodies are made of: bounded texts and numbers, lists, words, and the strict base model.

Strict: `"5"` is no number and `5` is no text. A time is a string with an offset, never a number. A key that is not known is refused.
"""

from abc import abstractmethod
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from api.schemas.moments import Day, Duration, LocalTime, Moment

__all__ = [
    "Chosen",
    "Day",
    "Duration",
    "Given",
    "Key",
    "LocalTime",
    "Many",
    "Moment",
    "Name",
    "Named",
    "Note",
    "Part",
    "Schema",
    "Whole",
    "Word",
    "example",
]

T = TypeVar("T")

#: A list in JSON, a tuple in the domain.
Many = Annotated[tuple[T, ...], Field(strict=False)]
#: One of a list of words: strict mode would want the object itself, which JSON has not.
Word = Annotated[T, Field(strict=False)]
#: Names of things, names for people, and longer words.
Key = Annotated[str, Field(min_length=1, max_length=64)]
Name = Annotated[str, Field(max_length=200)]
Note = Annotated[str, Field(max_length=2000)]
#: Numbers that every storage can hold; the rules of the park are narrower.
Whole = Annotated[int, Field(ge=-1_000_000_000, le=1_000_000_000)]


class Schema(BaseModel):
    """Base of every body: strict, closed, immutable; reads JSON and values of the domain alike."""

    model_config = ConfigDict(
        strict=True, extra="forbid", frozen=True, from_attributes=True, use_attribute_docstrings=True
    )

    def fields(self) -> dict[str, Any]:
        """Return the fields as the domain has them: what is a schema inside becomes its value."""
        return {name: _domain(getattr(self, name)) for name in type(self).model_fields}


class Chosen(Schema):
    """Base of what has an id that its maker chose; where it is named among the bases last, the id comes first."""

    id: Key
    """Lower-case letters, digits, dots, hyphens, underscores."""


class Given(Schema):
    """Base of what has an id that the park gave it; where it is named among the bases last, the id comes first."""

    id: str


class Named(Schema):
    """Base of what is known by its name."""

    name: Name


def example(*bodies: dict[str, Any]) -> ConfigDict:
    """Return the configuration of a schema that shows these bodies in the documentation."""
    return ConfigDict(json_schema_extra={"examples": list(bodies)})


class Part(Schema):
    """A schema that stands for a value of the domain, alone or inside another."""

    @abstractmethod
    def value(self) -> Any:
        """Return the value of the domain."""


def _domain(value: Any) -> Any:
    if isinstance(value, Part):
        return value.value()
    if isinstance(value, tuple):
        return tuple(_domain(each) for each in value)
    return value
