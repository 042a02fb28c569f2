"""`rollbook loads`: lists the world files that were loaded."""

import json
from typing import Annotated, Any

import typer
from rich.box import SIMPLE_HEAD
from rich.markup import escape
from rich.table import Table

from rollbook.contract.text import normal
from rollbook.records.read.loads import Load, find_loads
from rollbook.records.sql.find import find_account
from rollbook.server.commands.consoles import out
from rollbook.server.databases import existing_database
from rollbook.server.errors import OperatorError
from rollbook.server.settings import read_settings


def loads(
    account: Annotated[str | None, typer.Argument(help="Name of the account; without one, all accounts.")] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object per line, for machines.")] = False,
) -> None:
    """List the world files that were loaded: when, by whom, which file, and how many rows were new or changed.

    A load is no call, so [bold]listCalls[/bold] does not have it. The newest come first.
    """
    with existing_database(read_settings()) as database, database.reading() as connection:
        if account is not None and find_account(connection, account) is None:
            raise OperatorError(f"there is no account {account!r}")
        found = find_loads(connection, account and normal(account))
    if as_json:
        for load in found:
            typer.echo(json.dumps(_plain(load)))
        return
    table = Table(box=SIMPLE_HEAD)
    for title in ("loaded", "account", "by", "file", "SHA-256", "new or changed"):
        table.add_column(title, overflow="fold")
    for load in found:
        table.add_row(*map(escape, _line(load)))
    out().print(table)


def _plain(load: Load) -> dict[str, Any]:
    return {**load._asdict(), "loaded_at": load.loaded_at.isoformat(), "digest": load.digest.hex()}


def _line(load: Load) -> tuple[str, ...]:
    changed = [f"{table.replace('_', ' ')} {count:,}" for table, (_, count) in load.counts.items() if count]
    reset = ["credits were reset"] if load.reset_credits else []
    moment = f"{load.loaded_at:%Y-%m-%d %H:%M:%S} UTC"
    shown = ", ".join([*changed, *reset]) or ("nothing" if load.counts else "not known")
    return moment, load.account, load.loaded_by, load.file, load.digest.hex(), shown
