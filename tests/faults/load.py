"""The load under which faults happen: callers who send one call after another, and what came of each."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from http.client import HTTPException
from threading import Event
from typing import Self

from tests.answers import Answer
from tests.cast import FINA_KEY
from tests.raw import connect, post, read_answer, until
from tests.seed_calls import OLGA, session_package, variant_package
from tests.served import Served

CALLERS = 8
PAUSE_SECONDS = 0.02
"""How long a caller waits who was not let in, or whose call failed: nobody knocks without a break."""
BLOCKS = 20
OWN_BLOCKS = 10
"""Blocks of a session's call that no other call has; the rest a neighbour sends too, and one of them records it."""
CREDITS = 10_000_000
VARIANT = 17
COURSE = 3860
SESSIONS = 10_000
DAY = date(1969, 3, 1)
"""The day of all sessions, and of enrolment in them: long ago, whatever the clock says."""
FAILURE = "SU:9999"
PEOPLE = [f"u{number}@example.com" for number in range(BLOCKS + OWN_BLOCKS)]

WORLD = f"""
account: {{name: Fina Shoes, timezone: US/Central, api_key: {FINA_KEY}}}
users:
  - {{email: olga.owner@finashoes.com, role: owner, api_key: {OLGA[1]}}}
  {"".join(f"- {{email: {email}, home_group: Sales}}{chr(10)}  " for email in PEOPLE)}
groups:
  - name: Sales
    learning_modules: [{COURSE}]
    subscription_variants: [{{id: {VARIANT}, requires_credits: true, credits: {CREDITS}}}]
learning_modules:
  - {{id: {COURSE}, name: Fitting shoes, type: Instructor-Led}}
subscriptions:
  - {{id: 7, name: Shop floor, variants: [{{id: {VARIANT}, name: Quarter, duration: {{days: 90}}}}]}}
"""


def package_of(number: int) -> str:
    """The package of a call: every other one takes credits, the others come in pairs who share half their blocks."""
    if number % 2:
        return variant_package(OLGA, *({"Email": email, "SubscriptionVariantID": VARIANT} for email in PEOPLE[:BLOCKS]))
    people = PEOPLE[:BLOCKS] if number % 4 else PEOPLE[OWN_BLOCKS:]
    session = {"LearningModuleSessionID": pair_of(number), "Grade": None, "EnrolledDate": f"{DAY:%d-%b-%Y}"}
    return session_package(OLGA, *({**session, "Email": email} for email in people))


def pair_of(number: int) -> int:
    """The session that the call shares with its neighbour."""
    return number // 4 + 1


@dataclass(slots=True)
class Sent:
    """A call that was sent: when, when it was over, and the answer, if one came."""

    number: int
    sent_at: float
    over_at: float = float("inf")
    answer: Answer | None = None

    @property
    def name(self) -> str:
        """The request id."""
        return f"call-{self.number}"

    @property
    def succeeded(self) -> bool:
        """Whether it was acknowledged."""
        return self.answer is not None and self.answer.result == "Success"

    @property
    def failed(self) -> bool:
        """Whether it was answered that the server could not do it."""
        return self.answer is not None and FAILURE in self.answer.text

    @property
    def was_cut_off(self) -> bool:
        """Whether its connection ended without an answer."""
        return self.over_at < float("inf") and self.answer is None


class Load:
    """Callers at work on a server, from the start of the block to its end. They go on whatever happens to it.

    The numbers are those of the calls; one that was taken is not given again, though its call may never be sent.
    """

    def __init__(self, server: Served, numbers: Iterator[int]) -> None:
        self.calls: list[Sent] = []
        self._server = server
        self._numbers = numbers
        self._over = Event()
        self._callers = ThreadPoolExecutor(CALLERS)
        self._work: list[Future[None]] = []

    def __enter__(self) -> Self:
        self._work = [self._callers.submit(self._send_on) for _ in range(CALLERS)]
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._callers.shutdown()
        for caller in self._work:
            caller.result()

    def wait_for(self, count: int, outcome: Callable[[Sent], bool], since: float = 0) -> None:
        """Wait until so many calls that were sent since then came out so."""
        until(lambda: sum(map(outcome, self.since(since))) >= count or any(caller.done() for caller in self._work))

    def since(self, moment: float) -> Iterator[Sent]:
        """The calls that were sent since then."""
        return (call for call in list(self.calls) if call.sent_at >= moment)

    def _send_on(self) -> None:
        for number in self._numbers:
            while not self._over.is_set() and not self._send(number):
                self._over.wait(PAUSE_SECONDS)
            if self._over.is_set():
                return

    def _send(self, number: int) -> bool:
        """Send a call and keep what came of it; return False if nobody took the connection."""
        body = package_of(number).encode()
        try:
            connection = connect(self._server)
        except ConnectionError:
            return False
        with connection:
            call = Sent(number, time.monotonic())
            self.calls.append(call)
            try:
                connection.sendall(post(body, f"X-Request-ID: {call.name}"))
                call.answer = read_answer(connection)
            except (ConnectionError, HTTPException):
                pass  # cut off: nobody knows what came of it
            call.over_at = time.monotonic()
        if not call.succeeded:
            self._over.wait(PAUSE_SECONDS)
        return True
