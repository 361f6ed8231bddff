"""Overrides over HTTP: what the operator says, and what is kept with the request."""

from typing import Annotated

from pydantic import Field

from api.schemas.values import Many, Moment, Name, Note, Part, Schema
from scheduler.domain import override as domain

#: More rules than there are.
_MOST_RULES = 20


class OverrideTerms(Part):
    """Rules of the park that shall not count for a request, and why; for the operator only."""

    rules: Annotated[Many[Name], Field(max_length=_MOST_RULES)]
    """Codes of the errors that a refusal tells, such as `quota`."""
    reason: Note
    """Why; the tenant reads it."""

    def value(self) -> domain.OverrideTerms:
        """Return the override."""
        return domain.OverrideTerms(**self.fields())


class OverriddenRule(Schema):
    """What a rule would have told."""

    rule: str
    pointer: str
    message: str
    cure: str


class Override(Schema):
    """What was overridden."""

    rules: Many[str]
    """The rules that were broken and did not count, each once."""
    reason: str
    by: str
    """Id of the operator's key; `system` for the program itself."""
    at: Moment
    refusals: Many[OverriddenRule]
    """What each of them would have told."""
