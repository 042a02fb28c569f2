"""`rollbook people`: lets people into the console, and says who is in."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Annotated, Any

import sqlalchemy as sa
import typer
from rich.box import SIMPLE_HEAD
from rich.markup import escape
from rich.table import Table

from rollbook.contract.permissions import Role
from rollbook.records.keys.key_holders import find_user
from rollbook.records.keys.links import LASTING, make_link
from rollbook.records.keys.passwords import write_password
from rollbook.records.keys.sign_ins import count_sign_ins, end_sign_ins
from rollbook.records.sql.find import find_account, find_account_names
from rollbook.records.tables import users
from rollbook.records.write.operators import give_role
from rollbook.records.write.roles import LastOwner
from rollbook.server.commands.consoles import ERR, out
from rollbook.server.databases import existing_database
from rollbook.server.errors import OperatorError
from rollbook.server.settings import read_settings
from rollbook.worlds.mistakes import hint

HOURS = int(LASTING.total_seconds() // 3600)
LINK = "/console/link/"
Who = Annotated[str, typer.Argument(metavar="EMAIL", help="E-mail address or employee id of a user.")]
Account = Annotated[str | None, typer.Option(help="Name of the account; may be left out where there is only one.")]
Url = Annotated[str, typer.Option(help="Address of the server, as people open it.")]
HERE = "http://127.0.0.1:8080"
app = typer.Typer(
    no_args_is_help=True,
    help="Let people into the console: invite them, list them, end their sign-ins.\n\n"
    "People are users of an account. A link from here lets one of them choose a password, and works once.",
)


@app.command()
def invite(who: Who, *, account: Account = None, url: Url = HERE) -> None:
    """Print a one-time link with which a user chooses a password, alone on the last line."""
    with _user(account, who) as (connection, user):
        token = make_link(connection, user.account_id, user.id, "password", datetime.now(UTC))
    ERR.print(f"[dim]For {escape(_name(user))}: it works once, within {HOURS} hours.[/]", soft_wrap=True)
    typer.echo(f"{url.rstrip('/').removesuffix('/console')}{LINK}{token}")


@app.command()
def reset(who: Who, *, account: Account = None, url: Url = HERE) -> None:
    """Take a user's password away, end their sign-ins, and print a link for a new one."""
    with _user(account, who) as (connection, user):
        now = datetime.now(UTC)
        write_password(connection, user.account_id, user.id, None)
        end_sign_ins(connection, user.account_id, user.id, now)
        token = make_link(connection, user.account_id, user.id, "password", now)
    ERR.print(f"[dim]{escape(_name(user))} is signed out everywhere, and has no password.[/]", soft_wrap=True)
    typer.echo(f"{url.rstrip('/').removesuffix('/console')}{LINK}{token}")


@app.command("sign-out")
def sign_out(who: Who, *, account: Account = None) -> None:
    """End all sign-ins of a user; the password stays."""
    with _user(account, who) as (connection, user):
        count = end_sign_ins(connection, user.account_id, user.id, datetime.now(UTC))
    typer.echo(f"{count} sign-in{'' if count == 1 else 's'} of {_name(user)} ended.")


@app.command()
def role(
    who: Who, new: Annotated[Role, typer.Argument(help="The role from now on.")], *, account: Account = None
) -> None:
    """Give a user a role, as setRole does: the way to the first owner.

    Of a user who rises, sign-ins and links end, and a password that they did not choose; of a new owner, all keys.
    """
    with _user(account, who) as (connection, user):
        try:
            given = give_role(connection, user, new, datetime.now(UTC))
        except LastOwner:
            raise OperatorError(f"{_name(user)} is the account's only owner: make somebody else one first") from None
    typer.echo(f"{_name(user)} is now {'an' if new[0] in 'aeiou' else 'a'} {new}.")
    if given.revoked_keys:
        ERR.print(f"[dim]Keys that were made before are revoked: {given.revoked_keys}.[/]", soft_wrap=True)
    if given.has_lost_password:
        ERR.print("[dim]The password, which a call had set, is gone: rollbook people invite.[/]", soft_wrap=True)


@app.command("list")
def show_list(account: Account = None) -> None:
    """List who can sign in, or has a role, with their open sign-ins."""
    with existing_database(read_settings(), is_quick=True) as database, database.reading() as connection:
        number = find_named_account(connection, account)
        own = (users.c.account_id == number) & (users.c.password_hash.is_not(None) | (users.c.role != "learner"))
        found = connection.execute(users.select().where(own).order_by(users.c.name_key, users.c.id)).all()
        counts = count_sign_ins(connection, number, datetime.now(UTC))
    table = Table(box=SIMPLE_HEAD)
    for title in ("name", "e-mail or employee id", "role", "status", "password", "signed in"):
        table.add_column(title)
    for user in found:
        has_password = "yes" if user.password_hash else "no"
        row = (f"{user.given_name} {user.surname}", _name(user), user.role, user.status, has_password)
        table.add_row(*map(escape, row), str(counts.get(user.id, "")), style="dim" if user.status != "Active" else "")
    out().print(table)


@contextmanager
def _user(account: str | None, who: str) -> Iterator[tuple[sa.Connection, sa.Row[Any]]]:
    """Yield a transaction, and the user whom the operator names."""
    with existing_database(read_settings(), is_quick=True) as database, database.writing() as connection:
        user = find_user(connection, find_named_account(connection, account), who)
        if user is None:
            raise OperatorError(
                f"no user has the e-mail address or employee id {who!r}: make one first, with createUser"
            )
        if user.status != "Active":
            raise OperatorError(f"{_name(user)} is not active, and cannot sign in")
        yield connection, user


def find_named_account(connection: sa.Connection, name: str | None) -> int:
    """Return the id of the account that the operator names; the name may be left out where there is only one."""
    names = find_account_names(connection)
    if name is None and len(names) != 1:
        raise OperatorError(f"there are {len(names)} accounts: say which one with --account NAME")
    found = find_account(connection, names[0] if name is None else name)
    if found is None:
        raise OperatorError(f"there is no account {name!r}{hint(name or '', names)}")
    number: int = found.id
    return number


def _name(user: sa.Row[Any]) -> str:
    return str(user.email or user.employee_id)
