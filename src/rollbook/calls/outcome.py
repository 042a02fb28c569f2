"""The outcome of a call: its line in the log, and what an observer such as the metrics is given."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import structlog

from rollbook.calls.call import Call

COMMIT = "commit"
REPLAYED = "Replayed"
log = structlog.get_logger("rollbook.call")


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of a call, in numbers and in names of ours; no text of the caller's is in it.

    `recorded` counts blocks on record, `tried` those that a dry run found good. Errors are counted by code: those of
    blocks, or those of the call as a whole, which then records nothing. `result` is the answer's, or Replayed.
    """

    method: str | None
    result: str
    recorded: int
    tried: int
    block_errors: Mapping[str, int]
    call_errors: Mapping[str, int]
    package_bytes: int
    seconds: float
    is_slow: bool


class Observer(Protocol):
    """Is notified of each call, in the thread that works on it."""

    def begin(self) -> None:
        """Note that a call begins."""

    def put_off(self) -> None:
        """Note that the call waits for its turn; it begins again afterwards."""

    def end(self, outcome: Outcome) -> None:
        """Note the outcome. Must not raise: the call is on record."""


class NoObserver:
    """Ignores every call."""

    def begin(self) -> None:
        """Do nothing."""

    def put_off(self) -> None:
        """Do nothing."""

    def end(self, outcome: Outcome) -> None:
        """Do nothing."""


def outcome_of(call: Call) -> Outcome:
    """Return the outcome of a call that has ended."""
    call.watch.mark(COMMIT)
    good, codes = call.recorded, Counter(fault.code for fault in call.result.faults)
    is_dry_run, seconds = call.options.is_dry_run, call.watch.marked - call.watch.started
    return Outcome(
        method=call.method.wire_name() if call.method else None,
        result=REPLAYED if "Idempotency-Replayed" in call.answer.headers else call.result.word,
        recorded=0 if is_dry_run else good,
        tried=good if is_dry_run else 0,
        block_errors=codes if call.result.blocks else {},
        call_errors={} if call.result.blocks else codes,
        package_bytes=call.arrival.face.size,
        seconds=seconds,
        is_slow=seconds >= call.limits.slow_seconds,
    )


def log_outcome(call: Call, outcome: Outcome) -> None:
    """Log one line per call: caller, method and outcome, but neither keys nor packages.

    A slow call gets a second line with the milliseconds of each step. `begin` is the wait for a connection or, on
    SQLite, for the write lock; `commit` is the time after the last step.
    """
    caller = call.caller
    line = log.bind(
        request_id=call.arrival.id,
        account=caller.account if caller else None,
        user=caller.user if caller else None,
        method=outcome.method,
        result=outcome.result,
        recorded=outcome.recorded,
        tried=outcome.tried,
        errors=dict(outcome.block_errors or outcome.call_errors),
        milliseconds=_milliseconds(outcome.seconds),
        remote_address=call.arrival.remote_address,
    )
    line.info("call")
    if outcome.is_slow:
        line.warning("slow call", steps={step: _milliseconds(seconds) for step, seconds in call.watch.spent.items()})


def _milliseconds(seconds: float) -> float:
    return round(seconds * 1000, 1)
