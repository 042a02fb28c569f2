"""The steps of a call, in the order in which a call is judged (decisions, 2). The first refusal is the answer."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Protocol

import sqlalchemy as sa

from rollbook.calls import batch, change, report
from rollbook.calls.call import Call
from rollbook.calls.request import Request, Result, may_use
from rollbook.contract import errors
from rollbook.contract.errors import Refused
from rollbook.contract.method import Batch, Change, Method, Report
from rollbook.contract.permissions import Permission
from rollbook.contract.structure import find_rows, gather_rows
from rollbook.methods import find_method
from rollbook.records.keys import callers, passwords
from rollbook.records.keys.callers import Earlier
from rollbook.records.write.blocks import WriteContext
from rollbook.records.write.calls import CallRecord, forget_idempotency_key, refusals_of
from rollbook.records.write.calls import write_call as keep_call
from rollbook.vocabulary.users import secret_in


class Kind(Protocol):
    """How the calls of one kind of method are judged and written."""

    def judge_call(self, connection: sa.Connection, request: Request) -> Result:
        """Judge the call's blocks."""

    def write_call(self, connection: sa.Connection, request: Request, result: Result, context: WriteContext) -> None:
        """Write the good blocks."""


Step = Callable[[Call], None]
KINDS: Mapping[type[Method], Kind] = {Batch: batch, Change: change, Report: report}
IDEMPOTENCY = timedelta(hours=24)
LONGEST_METHOD = 100


def kind_of(call: Call) -> Kind:
    """Return how the call's kind of method goes through the steps."""
    return next(KINDS[kind] for kind in call.known_method.__mro__ if kind in KINDS)


class Replayed(Exception):  # noqa: N818  # an answer, not a failure
    """Ends a call that repeats an earlier one: the earlier answer is sent again."""


class IdempotencyConflict(Exception):  # noqa: N818  # the gate does the call again
    """Another call with the same idempotency key was faster: its answer is the one to send."""


class RolledBack(Exception):  # noqa: N818  # an answer, not a failure
    """Ends a strict call with a refused block: what it wrote is rolled back."""


def open_message(call: Call) -> None:
    """Have the face parse the message (SU:01 to SU:09)."""
    call.message = call.arrival.face.open()


def authenticate(call: Call) -> None:
    """Find out who calls (SU:10, one answer for anything that is wrong with the keys), and take the turn."""
    method = find_method(call.message.method)
    access, supervisors = (method.access, method.supervisors) if method else (Permission(0), False)
    wanted = callers.Wanted(access, supervisors, call.options.idempotency_key)

    def take_turn(account: int) -> None:
        if call.turn is not None:
            call.turn.take(call.connection, account)

    call.caller = None
    call.caller = callers.find_caller(
        call.connection, call.message.credentials, call.arrival.received_at, wanted, take_turn
    )
    if call.caller is None:
        raise Refused(errors.BAD_KEYS)


def understand_options(call: Call) -> None:
    """Refuse options that are not understood (SU:12)."""
    try:
        call.arrival.face.check_options()
    except Refused:
        call.keeps_key = False
        raise


def check_idempotency(call: Call) -> None:
    """Replay the answer of an earlier request with this key; refuse the key for a different request (SU:12)."""
    earlier = call.known_caller.earlier
    if earlier is None or is_over(earlier, call):
        return
    if earlier.package_digest != call.digest or earlier.answer is None:
        call.keeps_key = False
        raise Refused(errors.REUSED_KEY, "Idempotency-Key was used before, with different content or Prefer: handling.")
    call.show_again(earlier.answer)
    call.answer.headers["Idempotency-Replayed"] = "true"
    raise Replayed


def is_over(earlier: Earlier, call: Call) -> bool:
    """Whether the earlier call's idempotency key has expired."""
    return call.arrival.received_at - earlier.received_at > IDEMPOTENCY


def find_contract(call: Call) -> None:
    """Find the method (SU:11)."""
    call.method = find_method(call.message.method)
    if call.method is None:
        raise Refused(errors.UNKNOWN_METHOD)


def check_structure(call: Call) -> None:
    """Check the shape of the whole call (SU:12, SU:13) and keep its texts."""
    method, message = call.known_method, call.message
    parameters = message.parameters
    rows = find_rows(method, parameters, call.limits.blocks)
    message.check_structure()
    call.texts = gather_rows(method, parameters, rows)


def check_access(call: Call) -> None:
    """Refuse a caller who may use the method nowhere, or a method that is switched off (the method's own codes).

    Otherwise the call is understood.
    """
    method, caller = call.known_method, call.known_caller
    if not may_use(caller, method):
        raise Refused(method.denied)
    if method.setting in call.limits.switched_off:
        raise Refused(method.off)
    call.request = Request(caller, method, call.texts, call.options, call.arrival.received_at)


def hash_password(call: Call) -> None:
    """Hash the password that a call sets, once for all attempts: the transaction, with its locks, begins afterwards."""
    if call.password_hash is None and not call.options.is_dry_run and issubclass(call.known_method, Change):
        password = secret_in(call.known_method.row, call.texts[0])
        call.password_hash = None if password is None else passwords.hash_password(password)


def judge(call: Call) -> None:
    """Read the values, look up what they refer to, and judge them by the contract's rules in order."""
    call.result = kind_of(call).judge_call(call.connection, call.request)


def check_strict(call: Call) -> None:
    """End a strict call as soon as one of its blocks is refused."""
    if call.options.is_strict and call.result.refused:
        raise RolledBack


def write(call: Call) -> None:
    """Write the good blocks."""
    address = call.limits.console_address
    context = call.request.write_context(
        call.id, call.journal, call.password_hash, address, isolate_rows=call.isolate_rows
    )
    kind_of(call).write_call(call.connection, call.request, call.result, context)


def free_idempotency_key(call: Call) -> None:
    """Take the idempotency key from an earlier call that had it for more than 24 hours."""
    caller = call.known_caller
    if caller.earlier is not None and is_over(caller.earlier, call):
        forget_idempotency_key(call.connection, caller.account, caller.earlier.id)


def write_answer(call: Call) -> None:
    """Have the face write the answer: what was recorded or found, then each refused block with its one error."""
    call.result.faults = [*call.result.faults, *call.result.refused]
    if call.options.is_dry_run and call.secret_tags:
        call.result.rows = call.rows_without_secrets()
    call.answer.show(call.arrival.face.show(call.method, call.result, call.record_id))


def write_record(call: Call) -> None:
    """Write the call record; if a call with the same idempotency key was faster, roll this one back and start again."""
    caller, arrival, message = call.known_caller, call.arrival, call.message
    record = CallRecord(
        account=caller.account,
        user=caller.user,
        id=call.id,
        request_id=arrival.id,
        method=call.method.wire_name() if call.method else message.masked_method()[:LONGEST_METHOD],
        result=call.result.word,
        recorded=call.recorded,
        received_at=arrival.received_at,
        microseconds=call.watch.microseconds,
        remote_address=arrival.remote_address,
        package=message.masked(),
        answer=call.without_secrets(message.without_keys(call.answer.body)),
        idempotency_key=call.options.idempotency_key if call.keeps_key else None,
        package_digest=call.digest,
        face=arrival.face.name,
        key=caller.key,
        sign_in=caller.sign_in,
        faults=call.result.faults,
        refusals=message.without_keys(refusals_of(call.result.faults)),
        journal=call.journal,
    )
    if not keep_call(call.connection, record):
        raise IdempotencyConflict
    call.journal.write(call.connection, caller.account, call.id, arrival.received_at)


OPEN: tuple[Step, ...] = (open_message,)
"""Parse what was sent. Needs no database."""

UNDERSTAND: tuple[Step, ...] = (
    authenticate,
    understand_options,
    check_idempotency,
    find_contract,
    check_structure,
    check_access,
)
"""Identify the caller, check that they may call, and check the shape of the call. Nothing is written."""

PREPARE: tuple[Step, ...] = (hash_password,)
"""Do what takes long and needs no database, so that no connection waits for it."""

JUDGE: tuple[Step, ...] = (judge, check_strict)
"""Decide which blocks are good. Reports and dry runs need no more."""

WRITE: tuple[Step, ...] = (write, check_strict)
"""Write the good blocks; only the database knows which call was faster."""

CONCLUDE: tuple[Step, ...] = (write_answer, free_idempotency_key, write_record)
"""Answer the call and put it on record, in the same transaction."""
