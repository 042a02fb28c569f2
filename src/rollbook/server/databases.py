"""The database for the commands: reachable, and with this version's schema."""

import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import sqlalchemy as sa
from alembic.util import CommandError
from psycopg.pq import Conninfo

from rollbook.records.database import schema, sqlite_files
from rollbook.records.database.engine import Database
from rollbook.records.patience import Patience, is_overdue
from rollbook.server.errors import OperatorError
from rollbook.server.settings import Settings, SettingsError

UNUSABLE = "cannot use the database {database}: {said}"
LATE = (
    "the database {database} did not answer in time: it hangs, or one of its nodes does, or another program holds what "
    "this needs. Check whether it was done before you do it again. The database says: {said}"
)
NODE_AWAY = (
    "a node of the database {database} is away. Accounts, keys and the schema are on every node, so they can be "
    "changed only while all of them are there; an account's own rows need the one node that has them "
    "(see docs/operate/many-machines.md). The database says: {said}"
)
NO_CONNECTION = "08"  # PostgreSQL's class of errors about connections
NO_URL = "ROLLBOOK_DATABASE_URL is not an address such as"
RIGHT_ONE = "does ROLLBOOK_DATABASE_URL name the right one?"
ENCODING = "UTF8"
SHOWN = frozenset(each.keyword.decode() for each in Conninfo.get_defaults() if not each.dispchar)
"""The parameters of PostgreSQL's addresses that may be shown: libpq marks those that hold secrets."""


@contextmanager
def open_database(settings: Settings, *, is_quick: bool = False) -> Iterator[Database]:
    """Yield the database. SQLite's is migrated to this version's schema here, PostgreSQL's must have it already.

    With `is_quick`, a statement may take as long as in a call; otherwise there is no limit.
    """
    with reach_database(settings, is_quick=is_quick) as database:
        if database.dialect == "sqlite":
            schema.migrate(database)
        _check_current(database)
        yield database


@contextmanager
def existing_database(settings: Settings, file: Path | None = None, *, is_quick: bool = False) -> Iterator[Database]:
    """Yield a database that exists and has this version's schema; neither create nor migrate one.

    A file is opened instead of the settings' database, as one that no other process writes to.
    """
    if file is None:
        existing_file(settings)
    elif not file.is_file():
        raise OperatorError(f"there is no database {file}: is the name right?")
    else:
        settings = msgspec.structs.replace(settings, database_url=_still_url(file))
    with reach_database(settings, is_quick=is_quick) as database:
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
    """Return the file of an SQLite database, whether it exists or not; None for another kind of database."""
    with _named_database(settings) as database:
        return Path(str(database.url.database)).resolve() if database.dialect == "sqlite" else None


def existing_file(settings: Settings) -> Path | None:
    """Return the file of an SQLite database, which must exist; None for another kind of database."""
    file = sqlite_file(settings)
    if file is not None and not file.is_file():
        raise OperatorError(f"there is no database {file}: {RIGHT_ONE}")
    return file


def new_file(settings: Settings) -> Path | None:
    """Return the file of an SQLite database that does not exist yet; None if it does, or for another kind."""
    file = sqlite_file(settings)
    return None if file is None or file.exists() else file


def postgresql_program(settings: Settings, program: str, *words: object) -> str:
    """Return the command line of one of PostgreSQL's own programs for the database, without its password."""
    with _named_database(settings) as database:
        url = _without_secrets(database.url)
    safe = sa.URL.create(url.drivername, url.username, None, url.host, url.port, url.database, url.query)
    return shlex.join([program, f"--dbname={safe.render_as_string()}", *map(str, words)])


def _without_secrets(url: sa.URL) -> sa.URL:
    """Return the address without secrets: SQLAlchemy itself hides only the password before the host."""
    query = {name: value for name, value in url.query.items() if name in SHOWN}
    return url.set(drivername=url.get_backend_name(), query=query)


def _check_current(database: Database) -> None:
    with database.reading() as connection:
        version = schema.current_version(connection)
    if version != schema.needed_version():
        raise OperatorError(
            f"the schema of the database is at {version or 'nothing'}, this Rollbook needs {schema.needed_version()}: "
            + ("run `rollbook migrate`" if version is None or schema.is_known(version) else "install a newer Rollbook")
        )


def _check_place(database: Database) -> None:
    """Check that SQLite's file has a directory, and that PostgreSQL's encoding can hold every name."""
    if database.dialect == "sqlite":
        directory = Path(str(database.url.database)).resolve().parent
        if "uri" not in database.url.query and not directory.is_dir():
            raise OperatorError(f"there is no directory {directory}: {RIGHT_ONE}")
        return
    with database.reading() as connection:
        encoding = connection.exec_driver_sql("SHOW server_encoding").scalar_one()
    if encoding != ENCODING:
        raise OperatorError(
            f"the database {_without_secrets(database.url).render_as_string()} is encoded in {encoding}, which cannot "
            f"hold every name: make one with `createdb --encoding={ENCODING} --template=template0`"
        )


@contextmanager
def reach_database(settings: Settings, *, is_quick: bool = False) -> Iterator[Database]:
    """Yield the database with whatever schema it has, if it can hold records."""
    with _named_database(settings, is_quick=is_quick) as database:
        _check_place(database)
        yield database


@contextmanager
def _named_database(settings: Settings, *, is_quick: bool = False) -> Iterator[Database]:
    """Yield the database at the address, unchecked. An error that it raises is reported in one line."""
    patience = Patience(settings.statement_seconds if is_quick else None, settings.network_seconds)
    try:
        database = Database(settings.database_url, pool_size=2, patience=patience)
    except (ValueError, sa.exc.ArgumentError):
        raise SettingsError(f"{NO_URL} sqlite:///path or postgresql://user@host/name") from None
    if database.dialect == "sqlite" and database.url.database in {None, "", ":memory:"}:
        raise SettingsError(f"{NO_URL} sqlite:///path: a database in memory is not shared by the processes")
    if "@" in (database.url.host or ""):
        raise SettingsError(f"{NO_URL} postgresql://user@host/name: an @ in a name or password is written %40")
    try:
        yield database
    except sa.exc.DBAPIError as error:
        shown = _without_secrets(database.url).render_as_string()
        raise OperatorError(_why(error).format(database=shown, said=str(error.orig).strip())) from error
    except CommandError as error:
        raise OperatorError(f"the schema of the database is of another Rollbook, perhaps newer: {error}") from error
    finally:
        database.close()


def _why(error: sa.exc.DBAPIError) -> str:
    """Return the sentence for an error. Class 08 comes only from a coordinator, about a node: our own lost connection
    has no SQLSTATE.
    """
    if is_overdue(error):
        return LATE
    return NODE_AWAY if (getattr(error.orig, "sqlstate", None) or "").startswith(NO_CONNECTION) else UNUSABLE
