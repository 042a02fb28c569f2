"""A commit whose connection is lost is answered in JSON as it was answered before, with its status."""

import json
import threading
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

import httpx
import pytest

from rollbook.records.database import schema
from rollbook.records.database.engine import Database
from tests import cast
from tests.api.json_calls import record_sessions
from tests.consistency import check_consistency
from tests.postgres import PostgreSQL, is_someone_waiting, new_database
from tests.proxy import Wire
from tests.raw import until
from tests.served import Served


@pytest.fixture
def wire(own_postgresql: PostgreSQL) -> Iterator[Wire]:
    """A wire to a database of the test's own."""
    with new_database(own_postgresql) as name:
        with closing(Database(own_postgresql.url(name))) as database:
            schema.migrate(database)
        with Wire(own_postgresql, name) as wire:
            yield wire


def test_a_commit_that_comes_late_is_answered_with_the_status_of_then(own_postgresql, wire, tmp_path: Path):
    answers: list[httpx.Response] = []
    with Served(wire.url, tmp_path) as server:
        server.load(cast.FINA_SHOES)
        wire.cut_next = "late"
        call = threading.Thread(target=lambda: answers.append(record_sessions(server, {})))
        call.start()
        until(partial(is_someone_waiting, own_postgresql))
        wire.may_commit.set()
        call.join()
        [answer] = answers
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/json")
        assert json.loads(answer.content)["recorded"] == 1
        assert list(check_consistency(server.database).values()) == [1]
