"""The steps of a call, in the order in which a call is judged (decisions, 2). The first that refuses answers."""

import zlib
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Protocol

from rollbook.calls import batch, change, report
from rollbook.calls.call import Call
from rollbook.calls.headers import check_headers
from rollbook.contract import errors
from rollbook.contract.errors import Refused
from rollbook.contract.method import Batch, Change, Method, Report
from rollbook.contract.permissions import Permission
from rollbook.methods import find_method
from rollbook.records.keys.callers import Earlier, find_caller, find_owner
from rollbook.records.write.calls import CallRecord, forget_idempotency_key
from rollbook.records.write.calls import write_call as keep_call
from rollbook.xml.envelope import MOST_TAGS, read_envelope, show_answer
from rollbook.xml.forms import read_package


class Kind(Protocol):
    """How the calls of one kind of method are checked, judged, written and shown."""

    def check_structure(self, call: Call) -> None:
        """Check the shape of the whole call and keep its texts."""

    def judge_call(self, call: Call) -> None:
        """Judge the call's blocks."""

    def write_call(self, call: Call) -> None:
        """Write the good blocks."""

    def show_call(self, call: Call) -> str:
        """Write the content of Info."""


Step = Callable[[Call], None]
KINDS: Mapping[type[Method], Kind] = {Batch: batch, Change: change, Report: report}
IDEMPOTENCY = timedelta(hours=24)
LONGEST_METHOD = 100
TAGS_A_BLOCK = 100


def kind_of(call: Call) -> Kind:
    """Return how the call's kind of method goes through the steps."""
    return next(KINDS[kind] for kind in call.known_method.__mro__ if kind in KINDS)


class Replayed(Exception):  # noqa: N818  # an answer, not a failure
    """Ends a call: the same was asked before, and the first answer is given again."""


class IdempotencyConflict(Exception):  # noqa: N818  # the gate does the call again
    """Another call with the same idempotency key was faster: its answer will be given."""


class RolledBack(Exception):  # noqa: N818  # an answer, not a failure
    """Ends a strict call of which a block was refused: what was written is taken back."""


def open_package(call: Call) -> None:
    """Take the package out of the body (SU:01, SU:02; SU:03 for one that is too large)."""
    request, limit = call.request, call.limits.package_bytes
    if request.method != "POST" or not (request.is_secure or call.limits.insecure_http) or request.body == b"":
        raise Refused(errors.NO_POST)
    package = None if request.body is None else read_package(request.headers.get("content-type", ""), request.body)
    if package is None or len(package) > limit:
        raise Refused(errors.NOT_XML, f"A package may have {limit} bytes; this one is larger.")
    call.package = package


def open_envelope(call: Call) -> None:
    """Take the package apart (SU:03 to SU:09)."""
    call.envelope = read_envelope(call.package, max(MOST_TAGS, TAGS_A_BLOCK * call.limits.blocks))


def check_keys(call: Call) -> None:
    """Find out who calls (SU:10, one answer for whatever is wrong with the keys).

    The keys are on every node; behind them begins what only the account's own node knows.
    """
    envelope = call.envelope
    method = find_method(envelope.method)
    access = method.access if method else Permission(0)
    key = call.request.idempotency_key
    owner = find_owner(call.connection, envelope.account_key, envelope.user_key)
    if owner is not None and call.turn is not None:
        call.turn.take(call.connection, owner.account)
    call.caller = None if owner is None else find_caller(call.connection, owner, access, key)
    if call.caller is None:
        raise Refused(errors.BAD_KEYS)


def understand_headers(call: Call) -> None:
    """Refuse headers that are there and not understood (SU:12)."""
    try:
        check_headers(call.request.headers, call.request.repeated)
    except Refused:
        call.keeps_key = False
        raise


def check_idempotency(call: Call) -> None:
    """Answer a request that was answered before as it was answered then; refuse its key for another one (SU:12)."""
    earlier = call.known_caller.earlier
    if earlier is None or is_over(earlier, call):
        return
    if earlier.package_digest != call.digest or earlier.answer is None:
        call.keeps_key = False
        raise Refused(errors.STRUCTURE, "Idempotency-Key was used before, with another package or Prefer: handling.")
    call.answer.body = zlib.decompress(earlier.answer)
    call.answer.headers["Idempotency-Replayed"] = "true"
    raise Replayed


def is_over(earlier: Earlier, call: Call) -> bool:
    """Whether the time of an idempotency key has passed."""
    return call.request.received_at - earlier.received_at > IDEMPOTENCY


def find_contract(call: Call) -> None:
    """Find the method (SU:11)."""
    method = find_method(call.envelope.method)
    if method is None:
        raise Refused(errors.UNKNOWN_METHOD)
    call.method = method


def check_structure(call: Call) -> None:
    """Check the shape of the whole call (SU:12, SU:13) and keep its texts."""
    kind_of(call).check_structure(call)


def check_access(call: Call) -> None:
    """Refuse a caller who may use the method nowhere (the method's own code)."""
    if not call.known_caller.has_access:
        raise Refused(call.known_method.denied)


def judge(call: Call) -> None:
    """Read the values, ask the database what they refer to, and judge them by the contract's rules in order."""
    kind_of(call).judge_call(call)


def check_strict(call: Call) -> None:
    """End a strict call as soon as one of its blocks is refused."""
    if call.request.is_strict and len(call.good) < len(call.blocks):
        raise RolledBack


def write(call: Call) -> None:
    """Write what is good."""
    kind_of(call).write_call(call)


def free_idempotency_key(call: Call) -> None:
    """Take the idempotency key from a call whose 24 hours are over."""
    caller = call.known_caller
    if caller.earlier is not None and is_over(caller.earlier, call):
        forget_idempotency_key(call.connection, caller.account, caller.earlier.id)


def write_answer(call: Call) -> None:
    """Render the answer: what came of the call, then each refused block with its one error."""
    call.faults = [*call.faults, *(block.fault() for block in call.blocks if block.error is not None)]
    info = kind_of(call).show_call(call) if call.good else ""
    call.answer.body = show_answer(call.result, info, call.faults)


def write_record(call: Call) -> None:
    """Write the call record; where a call with the same idempotency key was faster, undo this one and start again."""
    caller, request = call.known_caller, call.request
    record = CallRecord(
        account=caller.account,
        user=caller.user,
        id=call.id,
        request_id=request.id,
        method=call.method.wire_name() if call.method else call.envelope.masked_method()[:LONGEST_METHOD],
        result=call.result,
        recorded=call.recorded,
        codes=[fault.code for fault in call.faults],
        received_at=request.received_at,
        microseconds=call.microseconds,
        remote_address=request.remote_address,
        package=call.envelope.masked(),
        answer=call.envelope.without_keys(call.answer.body),
        idempotency_key=request.idempotency_key if call.keeps_key else None,
        package_digest=call.digest,
    )
    if not keep_call(call.connection, record):
        raise IdempotencyConflict


OPEN: tuple[Step, ...] = (open_package, open_envelope)
"""From the body to the parts of a package. Needs no database."""

UNDERSTAND: tuple[Step, ...] = (
    check_keys,
    understand_headers,
    check_idempotency,
    find_contract,
    check_structure,
    check_access,
)
"""To a call whose caller is known and may call, and whose shape is right. Nothing is written."""

JUDGE: tuple[Step, ...] = (judge, check_strict)
"""What is good and what is not. Reports and dry runs need no more."""

WRITE: tuple[Step, ...] = (write, check_strict)
"""What is good is written; only the database knows who was faster."""

CONCLUDE: tuple[Step, ...] = (write_answer, free_idempotency_key, write_record)
"""Whatever came of it is answered and put on record, in the same transaction."""
