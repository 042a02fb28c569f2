"""The database as the commands find it: it answers, and its schema is this version's."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from alembic.util import CommandError

from rollbook.records import schema
from rollbook.records.engine import Database
from rollbook.server.errors import OperatorError
from rollbook.server.settings import Settings, SettingsError

NO_URL = "ROLLBOOK_DATABASE_URL is not an address such as"


@contextmanager
def open_database(settings: Settings) -> Iterator[Database]:
    """Give the database; SQLite's is brought to this version's schema here, PostgreSQL's must be at it."""
    with reach_database(settings) as database:
        if database.dialect == "sqlite":
            schema.migrate(database)
        with database.reading() as connection:
            if not schema.is_current(connection):
                raise OperatorError(
                    f"the schema of the database is at {schema.current_version(connection) or 'nothing'}, "
                    f"this Rollbook needs {schema.needed_version()}: run `rollbook migrate`"
                )
        yield database


@contextmanager
def reach_database(settings: Settings) -> Iterator[Database]:
    """Give the database as it is; what it says when it cannot go on is told in one line."""
    try:
        database = Database(settings.database_url, pool_size=2)
    except (ValueError, sa.exc.ArgumentError):
        raise SettingsError(f"{NO_URL} sqlite:///path or postgresql://user@host/name") from None
    if database.dialect == "sqlite" and database.url.database in {None, "", ":memory:"}:
        raise SettingsError(f"{NO_URL} sqlite:///path: a database in memory is not shared by the processes")
    try:
        yield database
    except sa.exc.DBAPIError as error:
        shown = database.url.set(drivername=database.dialect).render_as_string()
        raise OperatorError(f"cannot use the database {shown}: {error.orig}") from error
    except CommandError as error:
        raise OperatorError(f"the schema of the database is of another Rollbook, perhaps newer: {error}") from error
    finally:
        database.close()
