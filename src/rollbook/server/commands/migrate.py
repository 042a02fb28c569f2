"""`rollbook migrate`: brings the database to this version's schema."""

import typer

from rollbook.records.database import schema
from rollbook.server.databases import reach_database
from rollbook.server.settings import read_settings


def migrate() -> None:
    """Bring the database to this version's schema.

    On SQLite, [bold]serve[/bold], [bold]demo[/bold] and [bold]load[/bold] do this themselves.
    """
    with reach_database(read_settings()) as database:
        with database.reading() as connection:
            before = schema.current_version(connection)
        schema.migrate(database)
        with database.reading() as connection:
            after = schema.current_version(connection)
    if before == after:
        typer.echo(f"Nothing to do: the schema is at {after}.")
    else:
        typer.echo(f"The schema went from {before or 'nothing'} to {after}.")
