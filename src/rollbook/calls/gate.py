"""The gate: takes what arrived at a face through the steps, and answers whatever happens on the way."""

import zlib
from time import monotonic, sleep

import sqlalchemy as sa
import structlog

from rollbook.calls.call import Answer, Call, Limits
from rollbook.calls.outcome import Unwatched, Watch, log_outcome, outcome_of
from rollbook.calls.request import Arrival
from rollbook.calls.steps import (
    CONCLUDE,
    JUDGE,
    OPEN,
    UNDERSTAND,
    WRITE,
    IdempotencyConflict,
    Replayed,
    RolledBack,
    Step,
    write_answer,
)
from rollbook.calls.turns import Crowded, Turn
from rollbook.contract.errors import FAILURE, Fault, Refused
from rollbook.contract.method import Batch, Change, Report
from rollbook.records.database.engine import Database, is_of_one_row, is_transient
from rollbook.records.database.ids import new_ids
from rollbook.records.keys.callers import find_answer
from rollbook.records.patience import is_overdue

PAUSES = (1 / 16, 1 / 8, 1 / 4, 1 / 2, 1)
"""Seconds from an attempt of a call that failed to the next one. They are spent without a connection."""
BEGIN = "begin"
LATE = "The database did not answer in time. Send the call again later."
log = structlog.get_logger("rollbook.call")


class Gate:
    """Answers requests to the API. Keeps no state of its own: any number of gates may stand before one database."""

    def __init__(self, database: Database, limits: Limits, watch: Watch | None = None) -> None:
        self._database = database
        self._limits = limits
        self._watch = watch or Unwatched()

    def answer(self, arrival: Arrival, turn: Turn | None = None) -> Answer:
        """Answer a request. What the answer reports as recorded is on disk when this returns.

        Raise Crowded where the call has to wait for its turn first.
        """
        call = Call(arrival, self._limits, turn)
        self._watch.begin()
        try:
            self._answer(call)
        except Crowded:
            self._watch.put_off()
            raise
        except Exception as error:
            log.exception("call failed", request_id=arrival.id)
            call.refuse([_fault_of(error)])
            call.answer = Answer(arrival.face.show(call.method, call.result))
        call.answer.headers["X-Request-ID"] = arrival.id
        outcome = outcome_of(call)
        log_outcome(call, outcome)
        self._watch.end(outcome)
        return call.answer

    def _answer(self, call: Call) -> None:
        """Try again what failed for a transient reason: a lost connection, a deadlock, an idempotency key just taken.

        The pauses grow, and after two seconds it is no longer tried: by then a database that was restarted is back. A
        lock that was waited for has taken that time already. What is wrong with the statement itself is not tried
        again; but where a row may be to blame, the rows of a batch are written one by one, and where an id is taken,
        the call gets others.
        """
        in_doubt, failed_at = False, None
        for pause in (*PAUSES, None):
            try:
                if not (in_doubt and self._is_on_record(call)):
                    self._attempt(call)
            except IdempotencyConflict:
                in_doubt = False
                if pause is None:
                    raise
            except sa.exc.DBAPIError as error:
                failed_at = failed_at or monotonic()
                if pause is None or monotonic() - failed_at > sum(PAUSES) or not _is_worth_another_try(call, error):
                    raise
                log.warning(
                    "call is tried again", request_id=call.arrival.id, reason=str(error.orig).partition("\n")[0]
                )
                if is_transient(error):
                    in_doubt = True
                    sleep(pause)
                else:
                    call.isolate_rows = True
                if not in_doubt:
                    call.id = new_ids()[0]  # another call may have had its id
            else:
                return

    def _is_on_record(self, call: Call) -> bool:
        """Whether an earlier attempt was committed, though its connection was lost; its answer is the one that counts.

        The commit may have come late: an attempt made meanwhile took the rows of the earlier one for another call's.
        """
        if call.caller is None:
            return False
        with self._database.reading() as connection:
            answer = find_answer(connection, call.caller.account, call.id)
        if answer is None:
            return False
        call.answer.body = zlib.decompress(answer)
        return True

    def _attempt(self, call: Call) -> None:
        call.reset()
        try:
            _run(OPEN, call)
            with self._database.reading() as call.connection:
                _run(UNDERSTAND, call)
            self._act(call)
        except Replayed:
            return
        except Refused as refusal:
            call.refuse([refusal.fault])
            self._conclude(call)
        except RolledBack:
            call.refuse(call.result.refused)
            self._conclude(call)

    def _act(self, call: Call) -> None:
        """Judge, and write what is good: in one transaction with the answer and the call record.

        A dry run and a report are judged outside of it: they hold no writer up. But what stands in the way of a change
        of one thing is known only when it is made, so a dry run makes it and takes it back.
        """
        steps = (*JUDGE, *WRITE, *CONCLUDE)
        if call.options.is_dry_run and issubclass(call.known_method, Change):
            with self._database.writing() as call.connection, call.connection.begin_nested() as trial:
                _run((*JUDGE, *WRITE), call)
                trial.rollback()
        elif call.options.is_dry_run or issubclass(call.known_method, Report):
            with self._database.reading() as call.connection:
                _run(JUDGE, call)
            steps = (*WRITE, *CONCLUDE)
        if call.options.is_dry_run:
            self._conclude(call)
        else:
            with self._database.writing() as call.connection:
                _run(steps, call)

    def _conclude(self, call: Call) -> None:
        """Answer a call that wrote nothing, and put it on record if it is known whose it was; a dry run is not."""
        if call.options.is_dry_run:
            call.answer.headers["Rollbook-Dry-Run"] = "true"
        if call.caller is None or call.options.is_dry_run:
            write_answer(call)
            return
        with self._database.writing() as call.connection:
            _run(CONCLUDE, call)


def _is_worth_another_try(call: Call, error: sa.exc.DBAPIError) -> bool:
    if is_transient(error) or call.isolate_rows:
        return is_transient(error)
    is_batch = call.method is not None and issubclass(call.method, Batch)
    return isinstance(error, sa.exc.IntegrityError) or (is_batch and is_of_one_row(error))


def _fault_of(error: Exception) -> Fault:
    """Return what the caller is answered: that it failed, and why, where they can do something about it."""
    is_late = isinstance(error, sa.exc.DBAPIError) and is_overdue(error)
    return Fault(FAILURE, f"{FAILURE.text} {LATE}" if is_late else FAILURE.text)


def _run(steps: tuple[Step, ...], call: Call) -> None:
    call.watch.mark(BEGIN)
    for step in steps:
        try:
            step(call)
        finally:
            call.watch.mark(step.__name__)
