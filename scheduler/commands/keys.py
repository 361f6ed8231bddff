"""`equishare keys`: API keys, made on the machine of the service; the way in when there is no key yet."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from scheduler.commands.options import AsJson  # noqa: TC001 - typer reads annotations at run time
from scheduler.commands.output import Output
from scheduler.domain.access import Role, Scope  # noqa: TC001 - as above

if TYPE_CHECKING:
    from datetime import datetime

    from scheduler.domain.api_key import ApiKey
    from scheduler.services.keys import NewKey


def build_app() -> typer.Typer:
    """Return the group of commands."""
    app = typer.Typer(help="Make, list, rotate and revoke API keys.", no_args_is_help=True)
    app.command("create")(create)
    app.command("list")(list_keys)
    app.command("rotate")(rotate)
    app.command("revoke")(revoke)
    return app


def create(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="What the key is for, for people.")],
    role: Annotated[Role, typer.Option(help="What it may do.")],
    tenant: Annotated[str | None, typer.Option(help="Id of the tenant, for a tenant's roles.")] = None,
    scope: Annotated[
        list[Scope] | None,
        typer.Option(help="What the key is narrowed to; may be given several times. Default: all of the role."),
    ] = None,
    days: Annotated[
        int | None, typer.Option(min=1, max=3650, help="For how long it opens. Default: without an end.")
    ] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Make a key; it is shown this once."""
    from scheduler.commands.park import open_park
    from scheduler.domain.access import system_actor
    from scheduler.services import keys

    park = open_park(context.obj)
    made = keys.create_key(
        park.context,
        system_actor(),
        name=name,
        role=role,
        tenant_id=tenant,
        scopes=tuple(scope) if scope else None,
        expires_at=None if days is None else park.context.clock() + timedelta(days=days),
    )
    _show(made, as_json=as_json)


def rotate(
    context: typer.Context,
    key_id: Annotated[str, typer.Argument(help="Id of the key, such as key_01...")],
    overlap: Annotated[float, typer.Option(min=0, max=720, help="Hours for which the old key still opens.")] = 24,
    *,
    as_json: AsJson = False,
) -> None:
    """Make a key in the place of another; it is shown this once."""
    from scheduler.commands.park import open_park
    from scheduler.domain.access import system_actor
    from scheduler.services import keys

    park = open_park(context.obj)
    made = keys.rotate_key(park.context, system_actor(), key_id, overlap=timedelta(hours=overlap))
    _show(made, as_json=as_json)


def _show(made: NewKey, *, as_json: bool) -> None:
    out, key = Output(as_json=as_json), made.key
    out.say(f"key {key.id} ({key.role.value}); keep it, it is not shown again:")
    if not as_json:
        out.show(made.secret)
    out.answer(
        {
            "id": key.id,
            "name": key.name,
            "role": key.role.value,
            "tenant_id": key.tenant_id,
            "scopes": key.scopes,
            "expires_at": key.expires_at,
            "secret": made.secret,
        }
    )


def list_keys(context: typer.Context, *, as_json: AsJson = False) -> None:
    """List the keys; of each only the first characters and the last four are known."""
    from scheduler.commands.park import open_park
    from scheduler.commands.tables import plain_table
    from scheduler.domain.access import system_actor
    from scheduler.services import keys

    park = open_park(context.obj)
    now = park.context.clock()
    rows = [
        (
            known.key.id,
            known.key.name,
            known.key.role.value,
            known.key.tenant_id or "",
            " ".join(known.key.scopes or ()),
            f"{known.key.prefix}...{known.key.last_four}",
            _state(known.key, now),
        )
        for known in keys.list_keys(park.context, system_actor())
    ]
    header = ("id", "name", "role", "tenant", "scopes", "key", "state")
    out = Output(as_json=as_json)
    if not as_json:
        out.show(plain_table("API keys", header, rows, right=len(header)))
    out.answer({"keys": [dict(zip(header, row, strict=True)) for row in rows]})


def _state(key: ApiKey, now: datetime) -> str:
    if key.revoked_at is not None:
        return "revoked"
    return "expired" if key.is_expired(now) else ""


def revoke(
    context: typer.Context,
    key_id: Annotated[str, typer.Argument(help="Id of the key, such as key_01...")],
    *,
    as_json: AsJson = False,
) -> None:
    """Let a key open nothing from now on."""
    from scheduler.commands.park import open_park
    from scheduler.domain.access import system_actor
    from scheduler.services import keys

    key = keys.revoke_key(open_park(context.obj).context, system_actor(), key_id).key
    out = Output(as_json=as_json)
    out.say(f"key {key.id} is revoked")
    out.answer({"id": key.id, "revoked_at": key.revoked_at})
