"""What the tests of imports share."""

import pytest

from rollbook.records.database.engine import Database
from rollbook.worlds.load import load
from tests import cast


@pytest.fixture
def url(database: Database, database_url: str) -> str:
    """A database with the two accounts of the cast."""
    load(database, [cast.FINA_SHOES, cast.NEXT_DOOR_SHOES])
    return database_url
