"""`rollbook distribute`: spreads the database over the nodes of a Citus cluster."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import sqlalchemy as sa
import typer
from rich.progress import track

from rollbook.records.database.distribute import count_workers, find_distributed, find_remaining, is_installed
from rollbook.records.database.engine import Database
from rollbook.records.database.schema import wait_for_other_changes
from rollbook.server.commands.consoles import ERR
from rollbook.server.databases import existing_database
from rollbook.server.errors import OperatorError
from rollbook.server.settings import read_settings

NOT_ALLOWED = "42501"  # PostgreSQL's insufficient_privilege
HOW = "see docs/operate/many-machines.md"


def distribute(
    *,
    shards: Annotated[
        int, typer.Option(min=1, max=64_000, help="Parts that the accounts are divided into; a node holds whole parts.")
    ] = 32,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print the statements, and change nothing.")] = False,
) -> None:
    """Spread the database over the machines of a Citus cluster.

    Each account stays together on one of them. One transaction does it all, and running it again is safe.
    """
    with existing_database(read_settings()) as database, _explained():
        _check(database)
        with database.writing() as connection:
            wait_for_other_changes(connection)
            statements = find_remaining(connection, shards)
            if dry_run:
                _show(statements)
                return
            for statement in track(statements, "statements", console=ERR, transient=True, disable=not ERR.is_terminal):
                connection.exec_driver_sql(statement)
            tables, workers = len(find_distributed(connection)), count_workers(connection)
    done = "The database is now distributed" if statements else "Nothing to do: the database is distributed"
    typer.echo(f"{done}: {tables} tables, {workers} {'node' if workers == 1 else 'nodes'}.")


def _check(database: Database) -> None:
    if database.dialect != "postgresql":
        raise OperatorError(f"SQLite stays on one machine: only PostgreSQL with Citus can be distributed ({HOW})")
    with database.reading() as connection:
        if not is_installed(connection):
            raise OperatorError(f"this PostgreSQL server does not have the extension citus: install it first ({HOW})")


@contextmanager
def _explained() -> Iterator[None]:
    """Report what to do if the database user lacks the rights."""
    try:
        yield
    except sa.exc.DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) != NOT_ALLOWED:
            raise
        raise OperatorError(
            "the database user may not do this: let a superuser run CREATE EXTENSION citus, and the owner of the "
            f"tables this command. The database says: {error.orig}"
        ) from error


def _show(statements: list[str]) -> None:
    if statements:
        typer.echo(";\n".join(["BEGIN", *statements, "COMMIT"]) + ";")
    else:
        typer.echo("-- Nothing to do: the database is distributed.")
