"""Pieces of time over HTTP: half-open, start and end with an offset."""

from typing import Any

from pydantic import model_validator

from api.schemas.values import Moment, Part
from scheduler.domain import calendar as domain


class Period(Part):
    """A half-open piece of time, `[start, end)`."""

    start: Moment
    end: Moment

    @model_validator(mode="before")
    @classmethod
    def _from_domain(cls, value: Any) -> Any:
        """Read the domain's pair; JSON has no tuples, so no body comes this way."""
        return {"start": value[0], "end": value[1]} if isinstance(value, tuple) else value

    def value(self) -> domain.Period:
        """Return the pair that the domain uses."""
        return (self.start, self.end)
