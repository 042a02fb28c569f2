"""`rollbook restore`: makes a backup the database."""

import sqlite3
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from rollbook.records.database import schema, sqlite_files
from rollbook.records.database.sqlite_files import InUseError, NotSoundError
from rollbook.server.commands.load import show_progress
from rollbook.server.databases import RIGHT_ONE, postgresql_program, sqlite_file
from rollbook.server.errors import OperatorError
from rollbook.server.settings import Settings, read_settings


def restore(
    file: Annotated[Path, typer.Argument(help="A backup.")],
    *,
    force: Annotated[
        bool, typer.Option("--force", help="Replace an existing database; it is kept under another name.")
    ] = False,
) -> None:
    """Make a backup the database. Stop the server first.

    The backup is checked thoroughly, and is not changed.
    On PostgreSQL: prints the pg_restore command to use.
    """
    database = _find_database(read_settings(), file)
    _check_places(file, database, force=force)
    kept = sqlite_files.beside(database, f".{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}")
    is_there = bool(sqlite_files.found_parts(database))
    try:
        with sqlite_files.locked(database) if database.exists() else nullcontext():
            version = _restore(file, database, kept if is_there else None)
    except (NotSoundError, InUseError) as error:
        advice = ": stop the server first" if isinstance(error, InUseError) else ""
        raise OperatorError(f"nothing is restored: {error}{advice}") from None
    except sqlite3.Error as error:
        raise OperatorError(f"nothing is restored: cannot copy {file}: {error}") from None
    except FileExistsError:
        raise OperatorError(f"nothing is restored: {database} has just been created: is the server stopped?") from None
    except OSError as error:
        raise OperatorError(f"nothing is restored: cannot write next to {database}: {error.strerror}") from None
    typer.echo(f"{database} is now a copy of {file}, with the schema {version}.")
    if version != schema.needed_version():
        typer.echo(f"`rollbook serve` or `rollbook migrate` brings it to {schema.needed_version()}.")
    if is_there:
        typer.echo(f"The previous database is kept as {kept}.")


def _restore(file: Path, database: Path, kept: Path | None) -> str:
    """Put a checked copy of the file in the database's place; return the version of its schema."""
    version = sqlite_files.find_version(file, is_live=False)
    with sqlite_files.new_file_beside(database) as copy, show_progress() as report:
        sqlite_files.copy_database(file, copy, report, is_live=False)
        sqlite_files.check_pages(copy, thoroughly=True)
        if kept is None:
            sqlite_files.name_on_disk(copy, database)
        else:
            sqlite_files.put_in_place(copy, database, kept)
    return version


def _find_database(settings: Settings, file: Path) -> Path:
    database = sqlite_file(settings)
    if database is None:
        program = postgresql_program(
            settings, "pg_restore", "--exit-on-error", "--single-transaction", "--no-owner", file
        )
        raise OperatorError(f"PostgreSQL is restored with its own program, into a new and empty database: {program}")
    return database


def _check_places(file: Path, database: Path, *, force: bool) -> None:
    if not file.is_file():
        raise OperatorError(f"there is no file {file}")
    if file.resolve() == database:
        raise OperatorError(f"{file} is the database itself: there is nothing to restore")
    if parts := sqlite_files.found_parts(database):
        if not force:
            raise OperatorError(f"{parts[0]} exists already: --force replaces it, and keeps it under another name")
    elif not database.parent.is_dir():
        raise OperatorError(f"there is no directory {database.parent}: {RIGHT_ONE}")
