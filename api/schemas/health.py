"""How the service is."""

from typing import Literal

from api.schemas.values import Schema


class Health(Schema):
    """All is well; anything else is a problem with status 503."""

    status: Literal["ok"]
