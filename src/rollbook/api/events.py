"""GET /api/v1/events: what calls of the account changed, for programs that follow it. Polling leaves no record."""

import functools
from datetime import timedelta
from urllib.parse import parse_qsl

import msgspec
import structlog

from rollbook.api.answers import JSON, show_moment, show_problem
from rollbook.api.message import read_credentials
from rollbook.api.statuses import BAD_CURSOR, NO_EVENTS, NOT_SECURE
from rollbook.calls.call import Answer, Limits
from rollbook.calls.gate import fault_of
from rollbook.calls.turns import Crowded, Turn
from rollbook.contract.errors import BAD_KEYS, Refused
from rollbook.contract.values import LARGEST_ID, read_whole
from rollbook.records.database.engine import Database
from rollbook.records.database.ids import least_id_at
from rollbook.records.keys.callers import Caller, Wanted, find_caller
from rollbook.records.read.events import Event, find_events
from rollbook.web.request import HttpRequest

NAME = "events"
DEFAULT_LIMIT, MOST_EVENTS = 100, 1000
log = structlog.get_logger("rollbook.events")


class Events:
    """Answers for the events of all accounts, each once it is some seconds old.

    An event's id is drawn shortly before its commit: one with a lower id may still become visible after it. So none is
    served before the others must be there, too.
    """

    def __init__(self, database: Database, limits: Limits, settle_seconds: float) -> None:
        self._database = database
        self._limits = limits
        self._settle = timedelta(seconds=settle_seconds)

    def answer(self, request: HttpRequest, turn: Turn) -> Answer:
        """Answer a request; raise Crowded where the account has to wait for its turn."""
        try:
            body = self._find(request, turn)
            answer = Answer(body, 200, JSON)
        except Crowded:
            raise
        except Refused as refusal:
            answer = Answer(*show_problem(request.id, refusal.fault))
        except Exception as error:
            log.exception("events failed", request_id=request.id)
            answer = Answer(*show_problem(request.id, fault_of(error)))
        answer.headers["X-Request-ID"] = request.id
        log.info("events", request_id=request.id, status=answer.status, remote_address=request.remote_address)
        return answer

    def _find(self, request: HttpRequest, turn: Turn) -> bytes:
        if not (request.is_secure or self._limits.insecure_http):
            raise Refused(NOT_SECURE)
        credentials = read_credentials(request.headers.get("authorization", ""))
        with self._database.reading() as connection:
            take_turn = functools.partial(turn.take, connection)
            caller = check_caller(find_caller(connection, credentials, request.received_at, Wanted(), take_turn))
            after, limit = read_cursor(request.query)
            before = least_id_at(request.received_at - self._settle) if self._settle else None
            found = find_events(connection, caller.account, after=after, limit=limit, before=before)
        return _show(found, after)


def check_caller(caller: Caller | None) -> Caller:
    """Return the caller; refuse who may not see the whole account."""
    if caller is None:
        raise Refused(BAD_KEYS)
    if not caller.role.is_above_groups:
        raise Refused(NO_EVENTS)
    return caller


def read_cursor(query: str) -> tuple[int, int]:
    """Return after which event to begin and how many are wanted at most; refuse what is neither."""
    found = {"after": 0, "limit": DEFAULT_LIMIT}
    bounds = {"after": (0, LARGEST_ID), "limit": (1, MOST_EVENTS)}
    seen = set()
    for name, value in parse_qsl(query, keep_blank_values=True):
        try:
            found[name] = read_whole(value, *bounds[name])
        except (KeyError, ValueError):
            raise Refused(BAD_CURSOR, path=(name,), tag=name) from None
        if name in seen:
            raise Refused(BAD_CURSOR, path=(name,), tag=name)
        seen.add(name)
    return found["after"], found["limit"]


def _show(found: list[Event], after: int) -> bytes:
    """Write the events, and in `next` what to send as `after` the next time."""
    last = found[-1].id if found else after
    return msgspec.json.encode({"events": [show_event(event) for event in found], "next": str(last)})


def show_event(event: Event) -> dict[str, object]:
    """Return an event as programs get it: ids and counts, no names and no values."""
    return {
        "id": str(event.id),
        "call_id": str(event.call),
        "method": event.method,
        "face": event.face,
        "user_id": str(event.user),
        "received_at": show_moment(event.received_at),
        "recorded": event.recorded,
        "refused": event.refused,
        "takes_back": None if event.takes_back is None else str(event.takes_back),
        "written": {table: [str(number) for number in numbers] for table, numbers in event.written.items()},
    }
