"""A visit: one request of a person to the console, what they may see, and what they ask and do."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl, urlencode

import sqlalchemy as sa

from rollbook.api.nodes import parameters_of
from rollbook.api.queries import content_of, parameters
from rollbook.calls.asking import ask
from rollbook.calls.gate import Gate
from rollbook.calls.request import Arrival, Options, may_use
from rollbook.console.face import CallError, ConsoleFace, Deed, Outcome, read_outcome
from rollbook.console.providers import Provider
from rollbook.console.recorder import Recorder
from rollbook.console.responses import not_found
from rollbook.contract.answers import Values
from rollbook.contract.errors import Fault, Refused
from rollbook.contract.method import Method, Report
from rollbook.contract.permissions import Permission
from rollbook.contract.values import read_id
from rollbook.methods import METHODS
from rollbook.records.database.engine import Database
from rollbook.records.keys.callers import Caller
from rollbook.records.keys.sign_ins import SignIn, SignInToken
from rollbook.records.read.context import ReportContext
from rollbook.records.read.visitors import OwnCall, Reach, read_own_call
from rollbook.web.multipart import SentFile
from rollbook.web.request import HttpRequest

PREFIX = "/console"
LONGEST_NUMBER = 20


@dataclass(frozen=True, slots=True)
class Desk:
    """What all visits share: the records, the gate of calls, and how the operator set the console up.

    `webhooks` says where events may be posted: off, public or all.
    """

    database: Database
    gate: Gate
    title: str = "Rollbook"
    logo: str | None = None
    provider: Provider | None = None
    provider_name: str = ""
    address: str = ""
    webhooks: str = "off"
    most_rows: int = 1000
    recorder: Recorder = field(default_factory=Recorder)


@dataclass(slots=True)
class Found:
    """What a report found: rows, or the error that refused it."""

    rows: Sequence[Values] = ()
    faults: Sequence[Fault] = ()

    @property
    def row(self) -> Values:
        """The one row, of a report that has one; empty where it was refused."""
        return self.rows[0] if self.rows else {}


@dataclass
class Guest:
    """One request. `query` holds the last value of each name in the address, `form` all values of each field.

    `file` is what was sent in the field `file`.
    """

    desk: Desk
    request: HttpRequest
    query: Mapping[str, str]
    form: Mapping[str, list[str]]
    file: SentFile | None

    @property
    def path(self) -> str:
        """The address without its query."""
        return self.request.path

    def field(self, name: str) -> str:
        """Return what a field of the form holds, trimmed; "" where it was not sent."""
        return self.form.get(name, [""])[-1].strip()


@dataclass
class Visit(Guest):
    """One request of a person who is signed in."""

    token: SignInToken
    sign_in: SignIn
    reach: Reach
    errors: list[CallError] = field(default_factory=list)
    outcome: Outcome | None = None
    answer: bytes | None = None
    _open: ExitStack = field(default_factory=ExitStack)

    @cached_property
    def connection(self) -> sa.Connection:
        """A connection without a transaction, for reading; opened when it is first needed."""
        return self._open.enter_context(self.desk.database.reading())

    def close(self) -> None:
        """Give the connection back."""
        self._open.close()
        self.__dict__.pop("connection", None)

    @property
    def account(self) -> int:
        """The account's id."""
        return self.sign_in.account

    def caller(self, method: type[Method]) -> Caller:
        """Return the visitor as a caller of a method."""
        own, reach = self.sign_in, self.reach
        has_access = own.role.is_above_groups or bool(reach.permissions & method.access)
        has_access = has_access or (method.supervisors and reach.supervises)
        return Caller(own.account, own.user, None, own.zone, own.role, has_access, None, own.id)

    def may(self, method: str) -> bool:
        """Whether the visitor may use a method somewhere."""
        contract = METHODS[method]
        return may_use(self.caller(contract), contract)

    def context(self, access: Permission) -> ReportContext:
        """Return the visitor as readers of the records know who asks."""
        own = self.sign_in
        return ReportContext(own.account, own.user, own.role, access, self.request.received_at, own.zone)

    def ask(self, method: str, content: Mapping[str, Any]) -> Found:
        """Ask a report, without a record. What refuses it is shown at the top of the page."""
        contract = METHODS[method]
        assert issubclass(contract, Report)  # noqa: S101  # a screen asks reports alone
        nodes = parameters_of(contract, content)
        result = ask(self.connection, self.caller(contract), contract, nodes, self.request.received_at)
        self.errors += [CallError(fault.code, fault.message, value=fault.value) for fault in result.faults]
        return Found(result.rows, result.faults)

    def content(self, method: str, **given: str) -> dict[str, Any]:
        """Return what the address asks of a report, by the names that a GET of /api/v1/ takes, else what is given."""
        known = parameters(METHODS[method].row)
        asked = [(name, value) for name, value in self.pairs if value and name in known]
        asked += [(name, value) for name, value in given.items() if name not in dict(asked)]
        try:
            return content_of(METHODS[method], urlencode(asked))
        except Refused as refusal:
            self.errors.append(CallError(refusal.fault.code, refusal.fault.message))
            return content_of(METHODS[method], urlencode(given))

    def pages(
        self, method: str, content: Mapping[str, Any], items: Callable[[Found], Sequence[Values]]
    ) -> Iterator[Values]:
        """Ask for page after page of a report, and yield the items that each has."""
        page, sent = 1, {**content, "PageSize": str(self.desk.most_rows)}
        by_number = "Page" in METHODS[method].row.tags
        while True:
            found = self.ask(method, {**sent, "Page": str(page)} if by_number else sent)
            listed = items(found)
            yield from listed
            older = found.row.get("Next")
            if (by_number and len(listed) < self.desk.most_rows) or not (by_number or older):
                return
            page, sent = page + 1, {**sent, **({"Before": str(older)} if older else {})}

    def do(self, deed: Deed) -> Outcome:
        """Have the gate do what a form wants done, as a call of the visitor."""
        self.close()  # a call has a connection of its own
        face = ConsoleFace(self.request.id, self.token, deed.method, deed.content, is_dry_run=deed.is_trial)
        options = Options(deed.is_strict, deed.is_trial, None if deed.is_trial else deed.key)
        request = self.request
        answer = self.desk.gate.answer(Arrival(request.id, request.received_at, request.remote_address, face, options))
        self.answer, self.outcome = answer.body, read_outcome(answer.body)
        return self.outcome

    @cached_property
    def named_call(self) -> OwnCall | None:
        """The visitor's call that the address names: the page was led to by it, and says what it did."""
        number = self.query.get("call", "")
        if not number.isdigit():
            return None
        return read_own_call(self.connection, self.account, self.sign_in.user, int(number[:19]))

    def number(self, name: str) -> int | None:
        """Return a whole number that the address holds; None where it holds none."""
        text = self.query.get(name, "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < LONGEST_NUMBER else None

    def id(self, text: str) -> int:
        """Return the id in an address or a form; what is no id is not found."""
        try:
            return read_id(text)
        except ValueError:
            raise not_found() from None

    def deed(self, method: str, content: Any) -> Deed:
        """Return what the pressed button wants done: Try tries, all others record."""
        return Deed(method, content, is_trial=self.field("do") == "try", key=self.field("key") or None)

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """All names and values in the address, in their order; a name may be there several times."""
        return parse_qsl(self.request.query, keep_blank_values=True)

    def values(self, name: str) -> list[str]:
        """Return all values of a name in the address that are not empty."""
        return [value for each, value in self.pairs if each == name and value.strip()]

    def address(self, **changes: object) -> str:
        """Return this page's address with some names of its query changed; None takes one out."""
        kept = [(name, value) for name, value in self.pairs if value and name not in changes]
        kept += [(name, str(value)) for name, value in changes.items() if value is not None]
        return f"{self.path}?{urlencode(kept)}" if kept else self.path
