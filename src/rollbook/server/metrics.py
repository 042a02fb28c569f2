"""What is counted and measured, named as Prometheus advises. The values of every label are a few names of ours."""

import os
import threading
from functools import cache
from pathlib import Path

import sqlalchemy as sa
import structlog
from prometheus_client import Counter, Gauge, Histogram, values

from rollbook.calls.outcome import REPLAYED, Outcome
from rollbook.contract.errors import BAD_KEYS, FAILURE
from rollbook.methods import METHODS
from rollbook.server.metric_files import claim_slot

OTHER = "other"
"""The method of a call that names none of ours, or was refused before its method was read."""

RESULTS = ("Success", "Failed", REPLAYED)
SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
log = structlog.get_logger("rollbook.metrics")


@cache
def _of(counter: Counter, *labels: str) -> Counter:
    return counter.labels(*labels)


class _Thread(threading.local):
    statements = 0


class Metrics:
    """Counts the calls of one worker, into files that the others read too (prometheus_client's multiprocess mode)."""

    def __init__(self, directory: Path) -> None:
        self._slot = claim_slot(directory)
        number = self._slot.number
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(directory)
        # The library would number the files by process id, and each killed process would leave its files behind.
        values.ValueClass = values.MultiProcessValue(lambda: number)  # type: ignore[no-untyped-call]  # the library's
        self._thread = _Thread()
        self._make_counters()
        self._make_gauges()
        self._begin_at_zero()
        self._starts.inc()

    def _make_counters(self) -> None:
        def counter(name: str, about: str, *labels: str) -> Counter:
            return Counter(name, about, labels, registry=None)

        self._calls = counter("rollbook_calls", "Calls answered.", "method", "result")
        self._seconds = Histogram(
            "rollbook_call_seconds",
            "Seconds from a call's turn in a thread to its answer.",
            ("method",),
            buckets=SECONDS,
            registry=None,
        )
        self._slow = counter("rollbook_slow_calls", "Calls that took ROLLBOOK_SLOW_SECONDS or longer.", "method")
        self._blocks = counter("rollbook_blocks", "Blocks judged, by outcome.", "method", "outcome", "code")
        self._errors = counter("rollbook_call_errors", "Errors that refused a whole call.", "method", "code")
        self._statements = counter("rollbook_statements", "SQL statements made by calls.", "method")
        self._bytes = counter("rollbook_package_bytes", "Bytes of the packages that calls sent.", "method")
        self._starts = counter("rollbook_worker_starts", "Workers started: more than there are, where some died.")

    def _make_gauges(self) -> None:
        def gauge(name: str, about: str) -> Gauge:
            made = Gauge(name, about, registry=None, multiprocess_mode="livesum")
            made.set(0)  # the slot's last process may have died during a call
            return made

        self._in_progress = gauge("rollbook_calls_in_progress", "Calls being worked on.")
        self._pool = gauge("rollbook_pool_connections_max", "Database connections that may be open.")
        self._in_use = gauge("rollbook_pool_connections_in_use", "Database connections in use.")

    def _begin_at_zero(self) -> None:
        """Export at zero what alerts query: a counter that first appears at one has not increased."""
        for method in (*METHODS, OTHER):
            for result in RESULTS:
                _of(self._calls, method, result)
            _of(self._slow, method)
            _of(self._errors, method, FAILURE.code)
        _of(self._errors, OTHER, BAD_KEYS.code)

    def follow(self, engine: sa.Engine, connections: int) -> None:
        """Count the statements and the connections in use of a database with at most `connections`."""
        self._pool.set(connections)

        @sa.event.listens_for(engine, "after_cursor_execute")
        def _(*_: object) -> None:
            self._thread.statements += 1

        @sa.event.listens_for(engine, "checkout")
        def _(*_: object) -> None:
            self._in_use.inc()

        @sa.event.listens_for(engine, "checkin")
        def _(*_: object) -> None:
            self._in_use.dec()

    def begin(self) -> None:
        """Note that a call begins."""
        self._thread.statements = 0
        self._in_progress.inc()

    def put_off(self) -> None:
        """Note that a call waits for its turn."""
        self._in_progress.dec()

    def end(self, outcome: Outcome) -> None:
        """Count a call."""
        try:
            self._count(outcome)
        except Exception:
            log.exception("a call is not counted")
        finally:
            self._in_progress.dec()

    def _count(self, outcome: Outcome) -> None:
        method = outcome.method or OTHER
        _of(self._calls, method, outcome.result).inc()
        self._seconds.labels(method).observe(outcome.seconds)
        _of(self._statements, method).inc(self._thread.statements)
        _of(self._bytes, method).inc(outcome.package_bytes)
        if outcome.is_slow:
            _of(self._slow, method).inc()
        if outcome.recorded:
            _of(self._blocks, method, "recorded", "").inc(outcome.recorded)
        if outcome.tried:
            _of(self._blocks, method, "tried", "").inc(outcome.tried)
        for code, number in outcome.block_errors.items():
            _of(self._blocks, method, "refused", code).inc(number)
        for code, number in outcome.call_errors.items():
            _of(self._errors, method, code).inc(number)
