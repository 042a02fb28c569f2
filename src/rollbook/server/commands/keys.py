"""`rollbook keys`: makes, lists and revokes the keys that open the API."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

import sqlalchemy as sa
import typer
from rich.box import SIMPLE_HEAD
from rich.markup import escape
from rich.table import Table

from rollbook.contract.values import LARGEST_ID
from rollbook.records.keys.api_keys import hash_of, new_account_key, new_user_key
from rollbook.records.keys.bearer_keys import new_bearer_key
from rollbook.records.keys.key_holders import find_account_keys, find_user
from rollbook.records.sql.find import find_account, find_account_names
from rollbook.records.write.api_keys import revoke_api_key, write_api_keys
from rollbook.server.commands.consoles import ERR, out
from rollbook.server.databases import existing_database
from rollbook.server.errors import OperatorError
from rollbook.server.settings import read_settings
from rollbook.worlds.mistakes import hint

THE_ACCOUNT = "the account"
Account = Annotated[str, typer.Argument(help="Name of the account.")]
app = typer.Typer(
    no_args_is_help=True, help="Make, list and revoke API keys.\n\nA call carries two: an account's and a user's."
)


@app.command()
def make(
    account: Account,
    user: Annotated[
        str | None, typer.Argument(help="E-mail address or employee id; without, the account's key.")
    ] = None,
    label: Annotated[str, typer.Option(help="A note on what the key is for.")] = "",
    *,
    bearer: Annotated[
        bool, typer.Option("--bearer", help="A user's key for 'Authorization: Bearer': it needs no account key.")
    ] = False,
    days: Annotated[
        int | None, typer.Option(min=1, max=36_500, help="How long the key opens anything; without it, until revoked.")
    ] = None,
) -> None:
    """Make a key and print it, only this once."""
    if bearer and user is None:
        raise OperatorError("--bearer makes a user's key: name the user after the account")
    expires_at = None if days is None else datetime.now(UTC) + timedelta(days=days)
    with existing_database(read_settings(), is_quick=True) as database, database.writing() as connection:
        number = _find_account(connection, account)
        holder = _find_user(connection, account, number, user) if user is not None else None
        api_key = new_bearer_key() if bearer else new_account_key() if holder is None else new_user_key()
        [key_id] = write_api_keys(
            connection, number, [(holder and holder.id, hash_of(api_key))], label, datetime.now(UTC), expires_at
        )
    typer.echo(api_key)
    ERR.print(f"[dim]This is key {key_id} of {escape(user or THE_ACCOUNT)}; it is shown only now.[/]", soft_wrap=True)


@app.command("list")
def show_list(account: Account) -> None:
    """List an account's keys, but not the keys themselves.

    Only their hashes are kept.
    """
    with existing_database(read_settings(), is_quick=True) as database, database.reading() as connection:
        keys = find_account_keys(connection, _find_account(connection, account))
    table = Table(box=SIMPLE_HEAD)
    for title in ("id", "opens for", "label", "made", "expires", "revoked"):
        table.add_column(title, no_wrap=title == "id")
    for key, user in keys:
        holder = THE_ACCOUNT if key.user_id is None else _name(user)
        revoked = _shown(key.revoked_at) if key.revoked_at else ""
        expires = _shown(key.expires_at) if key.expires_at else ""
        is_over = bool(revoked) or (key.expires_at is not None and key.expires_at <= datetime.now(UTC))
        row = (str(key.id), escape(holder), escape(key.label), _shown(key.created_at), expires, revoked)
        table.add_row(*row, style="dim" if is_over else "")
    out().print(table)


@app.command()
def revoke(
    account: Account,
    key_id: Annotated[int, typer.Argument(min=1, max=LARGEST_ID, metavar="ID", help="As [bold]list[/bold] shows it.")],
) -> None:
    """Revoke a key: it fails from the next call on."""
    with existing_database(read_settings(), is_quick=True) as database, database.writing() as connection:
        number = _find_account(connection, account)
        if not revoke_api_key(connection, number, key_id):
            raise OperatorError(f"the account {account!r} has no key {key_id} that could be revoked")
    typer.echo(f"Key {key_id} is revoked.")


def _find_account(connection: sa.Connection, name: str) -> int:
    found = find_account(connection, name)
    if found is None:
        raise OperatorError(f"there is no account {name!r}{hint(name, find_account_names(connection))}")
    number: int = found.id
    return number


def _find_user(connection: sa.Connection, account: str, number: int, who: str) -> sa.Row[Any]:
    found = find_user(connection, number, who)
    if found is None:
        raise OperatorError(f"no user of the account {account!r} has the e-mail address or employee id {who!r}")
    return found


def _name(user: sa.Row[Any] | None) -> str:
    return "" if user is None else str(user.email or user.employee_id)


def _shown(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"
