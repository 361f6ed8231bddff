"""`equishare keys`: API keys, made on the machine of the service; the way in when there is no key yet."""

from __future__ import annotations

from typing import Annotated

import typer

from scheduler.commands.options import AsJson  # noqa: TC001 - typer reads annotations at run time
from scheduler.commands.output import Output
from scheduler.domain.access import Role  # noqa: TC001 - as above


def build_app() -> typer.Typer:
    """Return the group of commands."""
    app = typer.Typer(help="Make, list and revoke API keys.", no_args_is_help=True)
    app.command("create")(create)
    app.command("list")(list_keys)
    app.command("revoke")(revoke)
    return app


def create(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="What the key is for, for people.")],
    role: Annotated[Role, typer.Option(help="What it may do.")],
    tenant: Annotated[str | None, typer.Option(help="Id of the tenant, for a tenant's roles.")] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Make a key; it is shown this once."""
    from scheduler.commands.park import open_park
    from scheduler.domain.access import system_actor
    from scheduler.services import keys

    park = open_park(context.obj)
    made = keys.create_key(park.context, system_actor(), name=name, role=role, tenant_id=tenant)
    out = Output(as_json=as_json)
    out.say(f"key {made.key.id} ({made.key.role.value}); keep it, it is not shown again:")
    if not as_json:
        out.show(made.secret)
    out.answer({"id": made.key.id, "name": name, "role": role.value, "tenant_id": tenant, "secret": made.secret})


def list_keys(context: typer.Context, *, as_json: AsJson = False) -> None:
    """List the keys; of each only the first characters and the last four are known."""
    from scheduler.commands.park import open_park
    from scheduler.commands.tables import plain_table
    from scheduler.domain.access import system_actor
    from scheduler.services import keys

    found = keys.list_keys(open_park(context.obj).context, system_actor())
    rows = [
        (
            k.id,
            k.name,
            k.role.value,
            k.tenant_id or "",
            f"{k.prefix}...{k.last_four}",
            "revoked" if k.revoked_at else "",
        )
        for k in found
    ]
    header = ("id", "name", "role", "tenant", "key", "state")
    out = Output(as_json=as_json)
    if not as_json:
        out.show(plain_table("API keys", header, rows, right=len(header)))
    out.answer({"keys": [dict(zip(header, row, strict=True)) for row in rows]})


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

    key = keys.revoke_key(open_park(context.obj).context, system_actor(), key_id)
    out = Output(as_json=as_json)
    out.say(f"key {key.id} is revoked")
    out.answer({"id": key.id, "revoked_at": key.revoked_at})
