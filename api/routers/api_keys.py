"""`/api-keys`."""

from fastapi import APIRouter, Response

from api.creating import Create
from api.dependencies import Caller, Ctx
from api.errors import failing
from api.schemas import api_keys as schemas
from api.schemas.lists import Page, whole
from scheduler.domain.access import Actor
from scheduler.domain.pages import Page as Found
from scheduler.services import keys
from scheduler.services.context import Context
from scheduler.services.keys import NewKey

router = APIRouter(prefix="/api-keys", tags=["keys"], responses=failing(401, 403, 422))


@router.get("", response_model=Page[schemas.ApiKey])
def list_api_keys(ctx: Ctx, caller: Caller) -> Found[schemas.ApiKey]:
    """List the keys by id, without the keys themselves; a tenant-admin sees those of its tenant."""
    return whole(map(schemas.ApiKey.of, keys.list_keys(ctx, caller)))


@router.post("", response_model=schemas.FreshApiKey, status_code=201, responses=failing(404, 409))
def create_api_key(body: schemas.NewApiKey, create: Create) -> Response:
    """Make a key; its secret is in this answer and nowhere else, not even in the same answer to the same `Idempotency-Key`."""

    def make(ctx: Context, caller: Actor) -> NewKey:
        return keys.create_key(ctx, caller, **body.fields())

    return create(schemas.FreshApiKey, make, show=schemas.FreshApiKey.born, located=False, secret=True)


@router.post("/{key_id}:rotate", response_model=schemas.FreshApiKey, status_code=201, responses=failing(404, 409))
def rotate_api_key(key_id: str, create: Create, body: schemas.Rotation | None = None) -> Response:
    """Make a key in the place of another, which still opens for a while; its secret is in this answer and nowhere else."""
    chosen = body or schemas.Rotation()

    def make(ctx: Context, caller: Actor) -> NewKey:
        return keys.rotate_key(ctx, caller, key_id, **chosen.fields())

    return create(schemas.FreshApiKey, make, show=schemas.FreshApiKey.born, located=False, secret=True)


@router.delete("/{key_id}", response_model=schemas.ApiKey, responses=failing(404))
def revoke_api_key(key_id: str, ctx: Ctx, caller: Caller) -> schemas.ApiKey:
    """Let a key open nothing from now on; it stays in the list."""
    return schemas.ApiKey.of(keys.revoke_key(ctx, caller, key_id))
