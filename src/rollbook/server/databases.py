"""The database as the commands find it: it answers, and its schema is this version's."""

import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import sqlalchemy as sa
from alembic.util import CommandError

from rollbook.records import schema, sqlite_files
from rollbook.records.engine import Database
from rollbook.records.patience import Patience, is_overdue
from rollbook.server.errors import OperatorError
from rollbook.server.settings import Settings, SettingsError

UNUSABLE = "cannot use the database {database}: {said}"
LATE = (
    "the database {database} did not answer in time: it hangs, or one of its nodes does, or another program holds what "
    "this needs. Look whether it was done before you do it again. The database says: {said}"
)
NODE_AWAY = (
    "a node of the database {database} is away. Accounts, keys and the schema are on every node, so they can be "
    "changed only while all of them are there; an account's own rows need the one node that has them "
    "(see docs/operate/many-machines.md). The database says: {said}"
)
NO_CONNECTION = "08"  # PostgreSQL's class of errors about connections
NO_URL = "ROLLBOOK_DATABASE_URL is not an address such as"


@contextmanager
def open_database(settings: Settings, *, is_quick: bool = False) -> Iterator[Database]:
    """Give the database; SQLite's is brought to this version's schema here, PostgreSQL's must be at it.

    What is quick has as long for a statement as a call has.
    """
    with reach_database(settings, is_quick=is_quick) as database:
        if database.dialect == "sqlite":
            schema.migrate(database)
        _check_current(database)
        yield database


@contextmanager
def existing_database(settings: Settings, file: Path | None = None) -> Iterator[Database]:
    """Give a database that is there and at this version's schema, and make nothing of it that it is not.

    A file is taken in place of the settings' database, and for one that nobody writes.
    """
    there = file or sqlite_file(settings)
    if there is not None and not there.is_file():
        raise OperatorError(f"there is no database {there}: is the name right?")
    if file is not None:
        settings = msgspec.structs.replace(settings, database_url=_still_url(file))
    with reach_database(settings) as database:
        _check_current(database)
        yield database


def _still_url(file: Path) -> str:
    try:
        sqlite_files.find_version(file, is_live=False)
    except sqlite_files.NotSoundError as error:
        raise OperatorError(str(error)) from None
    address, _, how = sqlite_files.still_uri(file).partition("?")
    query = {**dict(each.partition("=")[::2] for each in how.split("&")), "uri": "true"}
    return sa.URL.create("sqlite", database=address, query=query).render_as_string()


def sqlite_file(settings: Settings) -> Path | None:
    """Return the file of an SQLite database, whether it is there or not; None for another kind of database."""
    with reach_database(settings) as database:
        return Path(str(database.url.database)).resolve() if database.dialect == "sqlite" else None


def postgresql_program(settings: Settings, program: str, *words: object) -> str:
    """Return the command line of one of PostgreSQL's own programs on the database, without its password."""
    with reach_database(settings) as database:
        url = database.url.difference_update_query(["password"])
    safe = sa.URL.create("postgresql", url.username, None, url.host, url.port, url.database, url.query)
    return shlex.join([program, f"--dbname={safe.render_as_string()}", *map(str, words)])


def _check_current(database: Database) -> None:
    with database.reading() as connection:
        version = schema.current_version(connection)
    if version != schema.needed_version():
        raise OperatorError(
            f"the schema of the database is at {version or 'nothing'}, this Rollbook needs {schema.needed_version()}: "
            + ("run `rollbook migrate`" if version is None or schema.is_known(version) else "install a newer Rollbook")
        )


@contextmanager
def reach_database(settings: Settings, *, is_quick: bool = False) -> Iterator[Database]:
    """Give the database as it is; what it says when it cannot go on is told in one line."""
    patience = Patience(settings.statement_seconds if is_quick else None, settings.network_seconds)
    try:
        database = Database(settings.database_url, pool_size=2, patience=patience)
    except (ValueError, sa.exc.ArgumentError):
        raise SettingsError(f"{NO_URL} sqlite:///path or postgresql://user@host/name") from None
    if database.dialect == "sqlite" and database.url.database in {None, "", ":memory:"}:
        raise SettingsError(f"{NO_URL} sqlite:///path: a database in memory is not shared by the processes")
    try:
        yield database
    except sa.exc.DBAPIError as error:
        shown = database.url.set(drivername=database.dialect).render_as_string()
        raise OperatorError(_why(error).format(database=shown, said=str(error.orig).strip())) from error
    except CommandError as error:
        raise OperatorError(f"the schema of the database is of another Rollbook, perhaps newer: {error}") from error
    finally:
        database.close()


def _why(error: sa.exc.DBAPIError) -> str:
    """Return the sentence for what the database says. That a node is away only a coordinator says, in its own name."""
    if is_overdue(error):
        return LATE
    return NODE_AWAY if (getattr(error.orig, "sqlstate", None) or "").startswith(NO_CONNECTION) else UNUSABLE
