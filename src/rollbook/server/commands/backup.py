"""`rollbook backup`: copies the database while the server is writing."""

import sqlite3
from pathlib import Path
from typing import Annotated

import typer

from rollbook.records.database import sqlite_files
from rollbook.records.database.sqlite_files import NotSoundError
from rollbook.server.commands.load import show_progress
from rollbook.server.databases import existing_file, postgresql_program
from rollbook.server.errors import OperatorError
from rollbook.server.settings import Settings, read_settings


def backup(
    file: Annotated[Path, typer.Argument(help="File to write the copy to.")],
    *,
    force: Annotated[bool, typer.Option("--force", help="Replace the file if it exists.")] = False,
) -> None:
    """Copy the database to a file, while the server is writing.

    The copy holds every call that was answered before the command began, and no half of a call. The file appears
    under its name once it is complete, checked and on disk. [bold]restore[/bold] brings it back.
    On PostgreSQL: prints the pg_dump command to use.
    """
    database = _find_database(read_settings(), file)
    _check_target(file, database, force=force)
    target = file.resolve()
    try:
        version = sqlite_files.find_version(database, is_live=True)
        with sqlite_files.new_file_beside(target) as copy, show_progress() as report:
            sqlite_files.copy_database(database, copy, report, is_live=True)
            sqlite_files.check_pages(copy, thoroughly=False)
            sqlite_files.rename_on_disk(copy, target)
    except NotSoundError as error:
        raise OperatorError(f"there is no backup: {error}") from None
    except sqlite3.Error as error:
        raise OperatorError(f"there is no backup: cannot copy {database}: {error}") from None
    except OSError as error:
        raise OperatorError(f"there is no backup: cannot write {file}: {error.strerror}") from None
    typer.echo(f"{file} is a backup of {database}: {target.stat().st_size:,} bytes, schema {version}.")


def _find_database(settings: Settings, file: Path) -> Path:
    database = existing_file(settings)
    if database is None:
        program = postgresql_program(settings, "pg_dump", "--format=custom", f"--file={file}")
        raise OperatorError(f"PostgreSQL is backed up with its own program, while the server is writing: {program}")
    return database


def _check_target(file: Path, database: Path, *, force: bool) -> None:
    """Refuse to overwrite what may be needed, above all a database in use."""
    if file.resolve() in sqlite_files.names_of(database):
        raise OperatorError(f"{file} is the database itself: give the backup another name")
    if not file.exists():
        return
    if not file.is_file():
        raise OperatorError(f"{file} is not a file: give the backup the name of a file")
    if not force:
        raise OperatorError(f"{file} exists already: give another name, or --force to replace it")
    if len(sqlite_files.found_parts(file.resolve())) > 1:
        raise OperatorError(f"{file} is in use as a database, because there is a log next to it: give another name")
