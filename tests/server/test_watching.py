"""Monitoring: is the process alive, and can it take calls."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from tests.commands import run
from tests.served import Served

pytestmark = pytest.mark.served


@pytest.fixture
def own_server(database_url, tmp_path) -> Iterator[Served]:
    """A server of this test alone."""
    with Served(database_url, tmp_path) as served:
        yield served


def asked(served: Served, path: str) -> tuple[int, str]:
    response = served.http.get(path)
    return response.status_code, response.text


def test_it_is_alive_and_ready(server):
    assert asked(server, "/healthz") == (200, "alive\n")
    assert asked(server, "/readyz") == (200, "ready\n")


def test_it_is_not_ready_while_its_schema_is_another_one(own_server):
    change = sa.text("UPDATE alembic_version SET version_num = :version")
    with own_server.database.writing() as connection:
        current = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
        connection.execute(change, {"version": "0000"})
    assert asked(own_server, "/healthz") == (200, "alive\n")
    assert asked(own_server, "/readyz") == (503, "the schema is not this version's: run rollbook migrate\n")
    with own_server.database.writing() as connection:
        connection.execute(change, {"version": current})
    assert asked(own_server, "/readyz") == (200, "ready\n")


def test_it_is_not_ready_while_its_database_is_away(own_postgresql, tmp_path):
    run("migrate", database_url=own_postgresql.url())
    with Served(own_postgresql.url(), tmp_path) as served:
        own_postgresql.stop()
        assert asked(served, "/healthz") == (200, "alive\n")
        assert asked(served, "/readyz") == (503, "the database does not answer\n")
        own_postgresql.start()
        assert asked(served, "/readyz") == (200, "ready\n")
