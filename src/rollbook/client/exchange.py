"""How calls are sent and sent again, without a word about how bytes travel: both clients run these steps."""

import random
import uuid
from collections.abc import Generator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import httpx
import msgspec

from rollbook.client.answers import (
    BadAnswer,
    BatchResult,
    CallRefused,
    ChangeResult,
    NoAnswer,
    Recorded,
    Refused,
    RowsRefused,
)
from rollbook.client.encoding import Answered, Encoding, Keys, Sent
from rollbook.client.wire import A, C, Handling, Method, Plain

T = TypeVar("T")
AGAIN = frozenset({502, 503, 504})
MOST_ROWS = 1000
"""Rows of a package where the server names no limit. Source: OURS."""


@dataclass(frozen=True, slots=True)
class Retries:
    """How often a call is sent again, and how long the pauses are, in seconds; each is twice the one before."""

    most: int = 4
    first_pause: float = 0.25
    longest_pause: float = 10

    def pause(self, attempt: int, answer: httpx.Response | None) -> float:
        """Return how long to wait after an attempt (the first is 0): as the server asks, else longer each time."""
        asked = answer.headers.get("Retry-After", "") if answer is not None else ""
        if asked.isdigit():
            return min(float(asked), self.longest_pause)
        grown: float = min(self.first_pause * 2**attempt, self.longest_pause)
        return grown * random.uniform(0.5, 1)  # noqa: S311  # no secret


@dataclass(frozen=True, slots=True)
class Pause:
    """A step that waits."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Look:
    """A step that reads a page of the server's."""

    url: str


Step = Sent | Pause | Look
Steps = Generator[Step, httpx.Response | None, T]
"""Yields what to do next, is sent the response or thrown httpx.TransportError, and returns the result."""


@dataclass(frozen=True, slots=True)
class Server:
    """What is known of a server: its limits, and whether it is a Rollbook, which heeds an Idempotency-Key."""

    is_rollbook: bool
    most_rows: Mapping[str, int]


class Exchange:
    """The calls of one client."""

    def __init__(self, encoding: Encoding, keys: Keys, retries: Retries) -> None:
        self._encoding, self._keys, self._retries = encoding, keys, retries
        self._server: Server | None = None

    def report(self, method: Method[A, Any], body: Plain) -> Steps[Answered]:
        """Ask a report; raise CallRefused where it is refused."""
        answered = yield from self._ask(method, body, {}, may_repeat=True)
        _check(answered)
        return answered

    def change(self, method: Method[A, C], body: Plain, how: Handling) -> Steps[ChangeResult[A, C]]:
        """Make a change."""
        server = yield from self._find_server()
        key = how.get("idempotency_key") or uuid.uuid4().hex
        answered = yield from self._ask(method, body, _headers(how, key), may_repeat=server.is_rollbook)
        _check(answered)
        refused: list[Refused[C]] = [_refused(method, each, 0) for each in answered.refused]
        if refused and how.get("strict"):
            raise RowsRefused(refused)
        answers = [convert(method, each) for _, each in answered.good]
        return ChangeResult(answers[0] if answers else None, refused, *_ids(answered))

    def batch(self, method: Method[A, C], rows: list[Any], how: Handling) -> Steps[BatchResult[A, C]]:
        """Send a batch in as many packages as the server's limit asks for; rows are numbered throughout."""
        server = yield from self._find_server()
        most = server.most_rows.get(method.name, MOST_ROWS)
        if how.get("strict") and len(rows) > most:
            raise ValueError(f"a strict call may have {most} rows, because it is one package; this one has {len(rows)}")
        result: BatchResult[A, C] = BatchResult([], [])
        key = how.get("idempotency_key") or uuid.uuid4().hex
        for start in range(0, len(rows) or 1, most):
            body = {method.element: rows[start : start + most]}
            named = key if len(rows) <= most else f"{key}/{start}"
            answered = yield from self._ask(method, body, _headers(how, named), may_repeat=server.is_rollbook)
            _check(answered)
            _take(method, answered, start, result)
            if "progress" in how:
                how["progress"](min(start + most, len(rows)), len(rows))
        if result.refused and how.get("strict"):
            raise RowsRefused(result.refused)
        return result

    def _find_server(self) -> Steps[Server]:
        """Ask a server once what it is; what says nothing of itself is not Rollbook."""
        for attempt in range(self._retries.most + 1):
            if self._server is not None:
                break
            response = None
            try:
                response = yield Look(self._encoding.index_url)
            except httpx.TransportError as error:
                if attempt == self._retries.most:
                    raise NoAnswer(f"no answer from {self._encoding.index_url}: {error}") from error
            if response is not None and response.status_code not in AGAIN:
                self._server = _server_of(response)
            elif attempt < self._retries.most:
                yield Pause(self._retries.pause(attempt, response))
        return self._server or Server(self._encoding.is_of_rollbook, {})

    def _ask(
        self, method: Method[Any, Any], body: Plain, headers: dict[str, str], *, may_repeat: bool
    ) -> Steps[Answered]:
        """Send a request until it is answered; what may have been recorded is repeated only where that is harmless."""
        sent = self._encoding.write(method, body, self._keys)
        sent.headers.update(headers)
        reason: Exception | None = None
        for attempt in range(self._retries.most + 1):
            response = None
            try:
                response = yield sent
                assert response is not None  # noqa: S101  # for the type checker: what is sent is answered
                if response.status_code not in AGAIN or _is_problem(response):
                    answered = self._encoding.read(method, response)
                    if not (answered.is_away and may_repeat and attempt < self._retries.most):
                        return answered
                reason = BadAnswer(f"HTTP {response.status_code} {response.reason_phrase}")
            except (ValueError, KeyError) as error:
                reason = BadAnswer(_shown(response, error))
            except httpx.ConnectError as error:
                reason = NoAnswer(f"no answer from {sent.url}: {error}")
            except httpx.TransportError as error:
                reason = NoAnswer(f"no answer from {sent.url}: {error or type(error).__name__}")
                if not may_repeat:
                    break
            if attempt == self._retries.most or (response is not None and not may_repeat):
                break
            yield Pause(self._retries.pause(attempt, response))
        assert reason is not None  # noqa: S101  # each way here sets it
        raise reason


def _is_problem(response: httpx.Response) -> bool:
    """Whether a response is the API's own, whatever its status; others are a proxy's."""
    kind: str = response.headers.get("Content-Type", "")
    return kind.startswith("application/problem+json")


def _shown(response: httpx.Response | None, error: Exception) -> str:
    kind = "" if response is None else f"HTTP {response.status_code}, {response.headers.get('Content-Type', 'no type')}"
    return f"the server does not answer as the API does: {kind} ({error})"


def _server_of(response: httpx.Response) -> Server:
    try:
        found = msgspec.json.decode(response.content)
        most = {each["name"]: each["most_rows"] for each in found["methods"] if "most_rows" in each}
    except (ValueError, KeyError, TypeError):
        return Server(is_rollbook=False, most_rows={})
    return Server(is_rollbook=True, most_rows=most)


def _headers(how: Handling, key: str) -> dict[str, str]:
    headers = {"Idempotency-Key": key}
    headers |= {"Prefer": "handling=strict"} if how.get("strict") else {}
    return headers | ({"Rollbook-Dry-Run": "true"} if how.get("dry_run") else {})


def _check(answered: Answered) -> None:
    if answered.fault is not None:
        raise CallRefused(*answered.fault, request_id=answered.request_id)


def _take(method: Method[A, C], answered: Answered, start: int, result: BatchResult[A, C]) -> None:
    """Add the rows of a package that begins after `start` rows."""
    result.recorded.extend(Recorded(start + number, convert(method, row)) for number, row in answered.good)
    result.refused.extend(_refused(method, each, start) for each in answered.refused)
    requests, calls = _ids(answered)
    result.request_ids.extend(requests)
    result.call_ids.extend(calls)


def _ids(answered: Answered) -> tuple[list[str], list[str]]:
    return [answered.request_id], [answered.call_id] if answered.call_id else []


def _refused(method: Method[Any, Any], error: Mapping[str, Any], start: int) -> Refused[Any]:
    """Return a refused row; its message names the row by its number in the whole batch, too."""
    row, message = error["row"], error["message"]
    numbered = f"{method.element} {row} - "
    if method.element and message.startswith(numbered):
        message = f"{method.element} {start + row} - {message.removeprefix(numbered)}"
    return Refused(start + row, error["code"], message, error.get("source"), error.get("pointer"), error.get("value"))


def convert(method: Method[A, Any], row: Any) -> A:
    """Return a row of an answer as its struct; raise BadAnswer where it does not fit."""
    try:
        return msgspec.convert(row, method.answer, strict=False)
    except msgspec.ValidationError as error:
        raise BadAnswer(f"an answer of {method.name} does not fit: {error}") from None
