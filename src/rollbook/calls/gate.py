"""The gate: takes an arrival through the steps, and answers it whatever happens on the way."""

from time import monotonic, sleep

import sqlalchemy as sa
import structlog

from rollbook.calls.call import Answer, Call, Limits
from rollbook.calls.outcome import NoObserver, Observer, log_outcome, outcome_of
from rollbook.calls.request import Arrival
from rollbook.calls.steps import (
    CONCLUDE,
    JUDGE,
    OPEN,
    PREPARE,
    UNDERSTAND,
    WRITE,
    IdempotencyConflict,
    Replayed,
    RolledBack,
    Step,
    write_answer,
)
from rollbook.calls.turns import Crowded, Turn
from rollbook.contract.errors import FAILURE, UNAVAILABLE, Fault, Refused
from rollbook.contract.method import Batch, Change, Report
from rollbook.records.database.engine import Database, is_of_one_row, is_transient
from rollbook.records.database.ids import new_ids
from rollbook.records.keys.callers import find_answer
from rollbook.records.patience import is_overdue

PAUSES = (1 / 16, 1 / 8, 1 / 4, 1 / 2, 1)
"""Seconds from a failed attempt to the next one. No connection is held meanwhile."""
BEGIN = "begin"
LATE = "The database did not answer in time. Send the call again later."
log = structlog.get_logger("rollbook.call")


class Gate:
    """Answers requests to the API. Keeps no state of its own: any number of gates may share one database."""

    def __init__(self, database: Database, limits: Limits, observer: Observer | None = None) -> None:
        self._database = database
        self._limits = limits
        self._observer = observer or NoObserver()

    @property
    def most_blocks(self) -> int:
        """How many blocks a call may have, as the operator allows."""
        return self._limits.blocks

    def answer(self, arrival: Arrival, turn: Turn | None = None) -> Answer:
        """Answer a request. What the answer reports as recorded is on disk when this returns.

        Raise Crowded if the call has to wait for its turn first.
        """
        call = Call(arrival, self._limits, turn)
        self._observer.begin()
        try:
            self._answer(call)
        except Crowded:
            self._observer.put_off()
            raise
        except Exception as error:
            log.exception("call failed", request_id=arrival.id)
            call.refuse([fault_of(error)])
            call.answer = Answer(*arrival.face.show(call.method, call.result, None))
        call.answer.headers["X-Request-ID"] = arrival.id
        outcome = outcome_of(call)
        log_outcome(call, outcome)
        self._observer.end(outcome)
        return call.answer

    def _answer(self, call: Call) -> None:
        """Attempt the call, and again while that may help.

        Retry: a lost connection or a deadlock is transient. The pauses grow and end after two seconds, when a database
        that was restarted is back; waiting for locks counts towards them. Other errors would only come again.

        Isolating rows: one INSERT of many rows fails as a whole, and the error may not say for which row. So the second
        attempt writes under savepoints, and halves what fails until each bad row is found: that row is refused, and the
        others are recorded. It takes many statements, so only a call that has failed pays for it.

        Doubt: when the connection is lost during COMMIT, the call may be on record or not, and doing it twice would
        refuse its own rows as duplicates. Rows and call record are committed together, so the record under the call's
        id decides: if it is there, its answer is sent, else the call is done again. While in doubt the call keeps its
        id; a commit that arrives late then collides with it, and the next attempt finds the record. Otherwise
        the call gets a new id, because the old one may be another call's. An idempotency conflict ends the doubt: the
        next attempt replays the record that has the key.
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
        """Whether an earlier attempt was committed although its connection was lost; if so, take its answer.

        A later attempt may have refused those rows as another call's, so the committed answer is the right one.
        """
        if call.caller is None:
            return False
        with self._database.reading() as connection:
            answer = find_answer(connection, call.caller.account, call.id)
        if answer is None:
            return False
        call.show_again(answer)
        return True

    def _attempt(self, call: Call) -> None:
        call.reset()
        try:
            _run(OPEN, call)
            with self._database.reading() as call.connection:
                _run(UNDERSTAND, call)
            _run(PREPARE, call)
            self._judge_and_write(call)
        except Replayed:
            return
        except Refused as refusal:
            call.refuse([refusal.fault])
            self._conclude(call)
        except RolledBack:
            call.refuse(call.result.refused)
            self._conclude(call)

    def _judge_and_write(self, call: Call) -> None:
        """Judge the call and write its good blocks, in one transaction with the answer and the call record.

        A dry run or a report is judged outside of it, so as not to hold up writers. But some errors of a change of one
        thing appear only when it is made, so its dry run makes the change and rolls it back.
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
        """Answer a call that wrote nothing, and put it on record unless its caller is unknown or it is a dry run."""
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


def fault_of(error: Exception) -> Fault:
    """Return the error for the caller: that the call failed, and why if they can do something about it."""
    if isinstance(error, sa.exc.DBAPIError):
        if is_overdue(error):
            return Fault(UNAVAILABLE, f"{UNAVAILABLE.text} {LATE}")
        if is_transient(error):
            return Fault(UNAVAILABLE, UNAVAILABLE.text)
    return Fault(FAILURE, FAILURE.text)


def _run(steps: tuple[Step, ...], call: Call) -> None:
    call.watch.mark(BEGIN)
    for step in steps:
        try:
            step(call)
        finally:
            call.watch.mark(step.__name__)
