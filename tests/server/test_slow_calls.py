"""Slow calls: a second line in the log, which shows where the time went."""

import json
from typing import Any

import pytest

from rollbook.calls import steps
from tests import cast
from tests.scrape import Scrape
from tests.seed_calls import OLGA, record_sessions
from tests.served import Served

pytestmark = pytest.mark.served

NOBODY = {"Email": "nobody@finashoes.com"}
KINDS = (steps.OPEN, steps.UNDERSTAND, steps.PREPARE, steps.JUDGE, steps.WRITE, steps.CONCLUDE)
STEPS = [step.__name__ for kind in KINDS for step in kind]


def lines_of(served: Served, event: str) -> list[dict[str, Any]]:
    found = (json.loads(line) for line in served.log.splitlines())
    return [line for line in found if line["event"] == event]


def test_a_slow_call_leaves_a_second_line_with_the_milliseconds_of_each_step(database_url, tmp_path):
    with Served(database_url, tmp_path, environment={"ROLLBOOK_SLOW_SECONDS": "0.000001"}) as served:
        served.load(cast.FINA_SHOES)
        record_sessions(served, OLGA, {}, NOBODY)
        assert Scrape(served).value("rollbook_slow_calls_total") == 1
    ((call,), (slow,)) = lines_of(served, "call"), lines_of(served, "slow call")
    spent = slow["steps"]
    assert {**slow, **{name: call[name] for name in ("event", "level", "timestamp")}} == {**call, "steps": spent}
    assert slow["level"] == "warning"
    assert set(spent) == {"begin", *STEPS, "commit"}
    assert sum(spent.values()) == pytest.approx(slow["milliseconds"], abs=len(spent) * 0.1)
    assert max(spent.values()) > 0


def test_a_slow_call_that_is_refused_names_the_step_that_refused_it(database_url, tmp_path):
    with Served(database_url, tmp_path, environment={"ROLLBOOK_SLOW_SECONDS": "0.000001"}) as served:
        served.call("<not xml")
    (slow,) = lines_of(served, "slow call")
    assert (slow["method"], slow["result"], slow["errors"]) == (None, "Failed", {"SU:03": 1})
    assert list(slow["steps"]) == ["begin", "open_message", "commit"]


def test_a_call_that_is_not_slow_leaves_one_line(database_url, tmp_path):
    with Served(database_url, tmp_path, environment={"ROLLBOOK_SLOW_SECONDS": "1000"}) as served:
        served.load(cast.FINA_SHOES)
        record_sessions(served, OLGA, {})
        assert Scrape(served).value("rollbook_slow_calls_total") == 0
    assert len(lines_of(served, "call")) == 1
    assert lines_of(served, "slow call") == []


def test_the_line_of_a_dry_run_does_not_say_that_it_recorded_nor_that_of_a_replay_that_it_failed(
    database_url, tmp_path
):
    with Served(database_url, tmp_path) as served:
        served.load(cast.FINA_SHOES)
        record_sessions(served, OLGA, {}, NOBODY, headers={"Rollbook-Dry-Run": "true"})
        for _ in range(2):
            record_sessions(served, OLGA, {}, headers={"Idempotency-Key": "k-1"})
    calls = [(line["result"], line["recorded"], line["tried"]) for line in lines_of(served, "call")]
    assert calls == [("Success", 0, 1), ("Success", 1, 0), ("Replayed", 0, 0)]
