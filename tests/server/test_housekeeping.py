"""What the server does unasked: packages and answers are forgotten when their time is over, the records stay."""

import json
import time
from datetime import UTC, datetime, timedelta

import pytest

from rollbook.records.tables import calls as call_records
from tests import cast, seed_calls
from tests.served import Served

pytestmark = pytest.mark.served
DEADLINE_SECONDS = 60


def packages(served: Served) -> dict[str, bool]:
    """Which calls still have package and answer, by request id."""
    rows = served.rows(call_records)
    assert [row for row in rows if (row["package"] is None) != (row["answer"] is None)] == []
    return {row["request_id"]: row["package"] is not None for row in rows}


def test_packages_are_forgotten_after_the_days_that_the_operator_set(database_url, tmp_path):
    with Served(database_url, tmp_path, environment={"ROLLBOOK_KEEP_PACKAGES_DAYS": "30"}) as served:
        served.load(cast.FINA_SHOES)
        for request_id in ("old", "young"):
            seed_calls.record_sessions(served, seed_calls.OLGA, {}, headers={"X-Request-ID": request_id})
        assert packages(served) == {"old": True, "young": True}
        for request_id, days in (("old", 31), ("young", 29)):
            moment = datetime.now(UTC) - timedelta(days=days)
            with served.database.writing() as connection:
                row = call_records.update().where(call_records.c.request_id == request_id)
                connection.execute(row.values(received_at=moment))
        served.restart()
        deadline = time.monotonic() + DEADLINE_SECONDS
        while packages(served)["old"]:
            assert time.monotonic() < deadline, served.log
        assert packages(served) == {"old": False, "young": True}
        served.stop()
    told = [json.loads(line) for line in served.log.splitlines() if "forgotten" in line]
    assert [event["calls"] for event in told] == [1]
