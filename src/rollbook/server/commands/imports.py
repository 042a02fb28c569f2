"""`rollbook imports`: the imports that are on record, their results, and taking one back. `rollbook template`."""

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer
from rich.box import SIMPLE_HEAD
from rich.markup import escape
from rich.table import Table

from rollbook.contract.errors import Refused
from rollbook.methods import METHODS
from rollbook.records.read.imports import find_imports, find_mappings
from rollbook.records.write.imports import forget_mapping
from rollbook.server.commands.consoles import ERR, out
from rollbook.server.commands.people import find_named_account
from rollbook.server.commands.sheets import Account, Who, check_result, office_of
from rollbook.server.databases import existing_database
from rollbook.server.errors import OperatorError
from rollbook.server.settings import read_settings
from rollbook.sheets.archive import describe, reopened, show_import, show_kept, take_import_back
from rollbook.sheets.files.cells import FileRefused
from rollbook.sheets.results import write_result
from rollbook.sheets.taking_back import TakenBack
from rollbook.sheets.targets import methods
from rollbook.sheets.templates import write_template

Number = Annotated[int, typer.Argument(metavar="IMPORT", help="Id of the import, as `rollbook import` prints it.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
app = typer.Typer(
    no_args_is_help=True, help="Show the imports that are on record, write their results, and take one back."
)


@app.command("list")
def show_list(account: Account = None, *, as_json: AsJson = False) -> None:
    """List the latest imports, the newest first."""
    with existing_database(read_settings(), is_quick=True) as database, database.reading() as connection:
        found = [show_import(each) for each in find_imports(connection, find_named_account(connection, account))]
    if as_json:
        typer.echo(msgspec.json.encode(found).decode())
        return
    table = Table(box=SIMPLE_HEAD)
    for title in ("import", "when", "file", "as", "by", "status", "recorded", "refused", "problems"):
        table.add_column(title)
    for each in found:
        when = datetime.fromisoformat(each["made_at"])
        counts = [f"{each['counts'].get(name, 0):,}" for name in ("recorded", "refused", "problem")]
        row = (each["import_id"], f"{when:%Y-%m-%d %H:%M}", each["file"], each["method"], each["user"], each["status"])
        table.add_row(*map(escape, row), *counts)
    out().print(table)


@app.command()
def show(number: Number, account: Account = None) -> None:
    """Show one import as JSON, with its answers and its calls, and which of them are taken back."""
    with existing_database(read_settings(), is_quick=True) as database, database.reading() as connection:
        found = describe(connection, find_named_account(connection, account), number)
    if found is None:
        raise OperatorError(f"there is no import {number}")
    typer.echo(msgspec.json.format(msgspec.json.encode(found), indent=2).decode())


@app.command()
def result(
    number: Number,
    target: Annotated[Path, typer.Argument(metavar="FILE", help="Where to write the sheet: .xlsx or .csv.")],
    account: Account = None,
) -> None:
    """Write the sheet of an import again, with Result, Code and Error behind its columns."""
    check_result(target)
    with existing_database(read_settings(), is_quick=True) as database:
        with database.reading() as connection:
            own = find_named_account(connection, account)
        try:
            with reopened(database, own, number) as (plan, ledger):
                write_result(plan, ledger, target)
        except FileRefused as refusal:
            raise OperatorError(f"there is no result of import {number}: {refusal}") from None
    typer.echo(f"{target} has {ledger.rows:,} rows.")


@app.command()
def answers(account: Account = None, *, as_json: AsJson = False) -> None:
    """List the answers that are kept for files to come, by method and name.

    `rollbook import --mapping NAME` keeps answers under a name, and uses them. Those that were kept last for a file
    with the same headers are used without being named.
    """
    with existing_database(read_settings(), is_quick=True) as database, database.reading() as connection:
        found = [show_kept(each) for each in find_mappings(connection, find_named_account(connection, account))]
    if as_json:
        typer.echo(msgspec.json.encode(found).decode())
        return
    table = Table(box=SIMPLE_HEAD)
    for title in ("as", "name", "kept", "by", "answers"):
        table.add_column(title)
    for each in found:
        when = datetime.fromisoformat(each["made_at"])
        said = msgspec.json.encode(each["answers"]).decode()
        table.add_row(*map(escape, (each["method"], each["name"], f"{when:%Y-%m-%d %H:%M}", each["user"], said)))
    out().print(table)


@app.command()
def forget(
    name: Annotated[str, typer.Argument(metavar="NAME", help="As `rollbook imports answers` lists it.")],
    method: Annotated[str, typer.Option("--as", metavar="METHOD", help="The method for which they are kept.")],
    account: Account = None,
) -> None:
    """Forget the answers that are kept under a name. Imports that used them stay as they are."""
    with existing_database(read_settings(), is_quick=True) as database, database.writing() as connection:
        if not forget_mapping(connection, find_named_account(connection, account), method, name):
            raise OperatorError(f"no answers are kept as {name!r} for {method}: see `rollbook imports answers`")
    typer.echo(f"The answers that were kept as {name} for {method} are forgotten.")


@app.command("take-back")
def take_back(  # each is an option that scripts rely on
    number: Number,
    user: Who,
    reason: Annotated[str, typer.Option(help="Why it is taken back; it stays on record.")],
    *,
    account: Account = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would go and what would stay.")] = False,
    again: Annotated[bool, typer.Option("--again", help="Take the taking back itself back.")] = False,
    as_json: AsJson = False,
) -> None:
    """Take an import back: what its calls recorded goes, the newest first, but for what was changed since.

    Rows that stay are named with the reason. The taking back is on record as calls of its own; --again undoes it.
    Exit status: 0 all is taken back (or would be), 1 something stays.
    """
    with office_of(account, user) as office:
        try:
            caller = office.caller(METHODS["takeBackCall"])
        except Refused as refusal:
            raise OperatorError(f"{refusal.fault.code}: {refusal.fault.message}") from None
        with office.database.reading() as connection:
            known = describe(connection, caller.account, number)
        if known is None:
            raise OperatorError(f"there is no import {number}")
        done = take_import_back(office, caller.account, number, reason, is_dry_run=dry_run, again=again)
    if as_json:
        typer.echo(msgspec.json.encode(_shown(done)).decode())
    else:
        _show(done)
    raise typer.Exit(1 if done.kept or done.failed else 0)


def _shown(done: TakenBack) -> dict[str, Any]:
    return {
        "dry_run": done.is_dry_run, "taken_back": done.taken_back, "kept": done.kept, "failed": done.failed,
        "calls": done.calls,
    }  # fmt: skip


def _show(done: TakenBack) -> None:
    verb = "would be taken back" if done.is_dry_run else "taken back"
    typer.echo(f"{done.taken_back:,} rows {verb}, {len(done.kept):,} stay.")
    for row in done.kept:
        typer.echo(f"{row['Table']} {row['RowID']} stays: {row['Why']}")
    for each in done.failed:
        ERR.print(escape(f"call {each['call']}: {each['message']}"), soft_wrap=True)


def template(
    method: Annotated[str, typer.Argument(metavar="METHOD", help="Such as createUser.")],
    target: Annotated[Path | None, typer.Argument(metavar="FILE.xlsx", help="By default METHOD.xlsx.")] = None,
) -> None:
    """Write an empty sheet for a method: headers with notes, lists of words, and an example row to overwrite."""
    if method not in methods():
        raise OperatorError(f"no sheet can be imported as {method!r}: the methods are {', '.join(methods())}")
    target = target or Path(f"{method}.xlsx")
    if target.exists():
        raise OperatorError(f"{target} exists already: give another name")
    write_template(METHODS[method], target)
    typer.echo(f"{target} is a sheet for {method}.")
