"""`equishare accounts`: accounts of people, made on the machine of the service; the way in for the first operator."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from scheduler.commands.options import AsJson  # noqa: TC001 - typer reads annotations at run time
from scheduler.commands.output import Output
from scheduler.domain.access import Role  # noqa: TC001 - as above

if TYPE_CHECKING:
    from scheduler.services.accounts import Invited


def build_app() -> typer.Typer:
    """Return the group of commands."""
    app = typer.Typer(help="Make, list and invite accounts of people.", no_args_is_help=True)
    app.command("create")(create)
    app.command("list")(list_accounts)
    app.command("invite")(invite)
    return app


def create(
    context: typer.Context,
    login: Annotated[str, typer.Argument(help="What is typed to sign in: an e-mail address or a name.")],
    role: Annotated[Role, typer.Option(help="What they may do.")],
    name: Annotated[str | None, typer.Option(help="What people call them. Default: the login.")] = None,
    tenant: Annotated[str | None, typer.Option(help="Id of the tenant, for a tenant's roles.")] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Make an account and its invitation, by which its owner sets a password; it is shown this once."""
    from scheduler.commands.park import open_park
    from scheduler.domain.access import system_actor
    from scheduler.services import accounts

    terms = accounts.AccountTerms(login=login, name=name or login, role=role, tenant_id=tenant)
    _show(accounts.create_account(open_park(context.obj).context, system_actor(), terms), as_json=as_json)


def invite(
    context: typer.Context,
    account_id: Annotated[str, typer.Argument(help="Id of the account, such as acc_01...")],
    *,
    as_json: AsJson = False,
) -> None:
    """Invite the owner of an account anew, such as one who has lost the password."""
    from scheduler.commands.park import open_park
    from scheduler.domain.access import system_actor
    from scheduler.services import accounts

    _show(accounts.invite(open_park(context.obj).context, system_actor(), account_id), as_json=as_json)


def list_accounts(context: typer.Context, *, as_json: AsJson = False) -> None:
    """List the accounts."""
    from scheduler.commands.park import open_park
    from scheduler.commands.tables import plain_table
    from scheduler.domain.access import system_actor
    from scheduler.services import accounts

    found = accounts.list_accounts(open_park(context.obj).context, system_actor())
    rows = [(a.id, a.login, a.name, a.role.value, a.tenant_id or "", "" if a.active else "shut") for a in found]
    header = ("id", "login", "name", "role", "tenant", "state")
    out = Output(as_json=as_json)
    if not as_json:
        out.show(plain_table("Accounts", header, rows, right=len(header)))
    out.answer({"accounts": [dict(zip(header, row, strict=True)) for row in rows]})


def _show(made: Invited, *, as_json: bool) -> None:
    out, account = Output(as_json=as_json), made.account
    out.say(f"account {account.id} ({account.role.value}); its invitation, for seven days, is not shown again:")
    if not as_json:
        out.show(made.invitation)
    out.answer(
        {
            "id": account.id,
            "login": account.login,
            "role": account.role.value,
            "tenant_id": account.tenant_id,
            "invitation": made.invitation,
            "invitation_until": account.invitation_until,
        }
    )
