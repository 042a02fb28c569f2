"""Imports over HTTP: POST /api/v1/imports takes a file, and what is on record is read below it."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import msgspec
import structlog

from rollbook.api.answers import JSON, Head, show_problem, show_result
from rollbook.api.message import read_credentials
from rollbook.api.statuses import BAD_METHOD, NO_PAGE, NOT_SECURE, TOO_LARGE
from rollbook.calls.call import Answer, Limits
from rollbook.calls.gate import Gate, fault_of
from rollbook.calls.request import Result
from rollbook.calls.turns import Crowded, Turn
from rollbook.contract.errors import STRUCTURE, Refused
from rollbook.contract.values import read_id
from rollbook.methods import METHODS
from rollbook.records.database.engine import Database
from rollbook.records.keys.callers import Caller
from rollbook.records.read.imports import find_import, find_imports
from rollbook.sheets.answers import read_answers
from rollbook.sheets.archive import describe, result_of, show_import, take_import_back
from rollbook.sheets.files.cells import FileRefused
from rollbook.sheets.files.reading import in_file
from rollbook.sheets.forms import IMPORT, TAKE_BACK, read_fields
from rollbook.sheets.office import Office
from rollbook.sheets.orders import ASK, REFUSED, Order, carrying_out
from rollbook.sheets.results import MEDIA_TYPES
from rollbook.web.multipart import MalformedError, SentFile, is_multipart, read_multipart
from rollbook.web.request import HttpRequest

NAME = "imports"
MOST_FIELDS = 512
STATUSES = {ASK: 409, REFUSED: 422}
READER = METHODS["listCalls"]
TAKER = METHODS["takeBackCall"]
log = structlog.get_logger("rollbook.imports")
Fields = Mapping[str, Sequence[str]]


class Imports:
    """Answers for the imports of all accounts. An import is done while its sender waits."""

    def __init__(self, database: Database, gate: Gate, limits: Limits) -> None:
        self._database, self._gate, self._limits = database, gate, limits

    def answer(self, request: HttpRequest, turn: Turn) -> Answer:
        """Answer a request; raise Crowded where the account has to wait for its turn."""
        try:
            answer = self._answer(request, turn)
        except Crowded:
            raise
        except Refused as refusal:
            method = next((each for each in METHODS.values() if each.denied is refusal.fault.error), None)
            head = Head(request.id, None, is_dry_run=False)
            answer = Answer(*show_result(head, method, Result(faults=[refusal.fault])))
        except Exception as error:
            log.exception("import failed", request_id=request.id)
            answer = Answer(*show_problem(request.id, fault_of(error)))
        answer.headers["X-Request-ID"] = request.id
        log.info("import", request_id=request.id, status=answer.status, remote_address=request.remote_address)
        return answer

    def _answer(self, request: HttpRequest, turn: Turn) -> Answer:
        if not (request.is_secure or self._limits.insecure_http):
            raise Refused(NOT_SECURE)
        credentials = read_credentials(request.headers.get("authorization", ""))
        office = Office(self._database, self._gate, credentials, request.remote_address, turn)
        _, *parts = request.path.strip("/").partition(NAME)[2].split("/")
        match request.method, parts:
            case "POST", []:
                return _import(office, request)
            case "GET" | "HEAD", []:
                return self._list(office)
            case "GET" | "HEAD", [number]:
                return self._show(office, _number(number))
            case "GET" | "HEAD", [number, "result"]:
                return self._result(office, _number(number), request.query)
            case "POST", [number, "take-back"]:
                return self._take_back(office, _number(number), request)
            case _, [] | [_] | [_, "result" | "take-back"]:
                raise Refused(BAD_METHOD)
        raise Refused(NO_PAGE)

    def _list(self, office: Office) -> Answer:
        caller = office.caller(READER)
        with self._database.reading() as connection:
            found = find_imports(connection, caller.account, None if caller.role.is_above_groups else caller.user)
        return _json({"imports": [show_import(each) for each in found]})

    def _show(self, office: Office, number: int) -> Answer:
        caller = self._owner(office, number)
        with self._database.reading() as connection:
            return _json(describe(connection, caller.account, number))

    def _owner(self, office: Office, number: int) -> Caller:
        """Return the caller, who may see the import: it is theirs, or they may see the whole account."""
        caller = office.caller(READER)
        with self._database.reading() as connection:
            found = find_import(connection, caller.account, number)
        if found is None or not (caller.role.is_above_groups or found.user_id == caller.user):
            raise Refused(NO_PAGE)
        return caller

    def _result(self, office: Office, number: int, query: str) -> Answer:
        caller = self._owner(office, number)
        form = parse_qs(query).get("format", ["xlsx"])[-1]
        if form not in MEDIA_TYPES:
            raise Refused(STRUCTURE, "format is xlsx or csv.")
        try:
            body = result_of(self._database, caller.account, number, form)
        except FileRefused as refusal:
            raise Refused(NO_PAGE, str(refusal)) from None
        disposition = f'attachment; filename="import-{number}.{form}"'
        return Answer(body, 200, MEDIA_TYPES[form], {"Content-Disposition": disposition})

    def _take_back(self, office: Office, number: int, request: HttpRequest) -> Answer:
        caller = self._owner(office, number)
        office.caller(TAKER)
        given = read_fields(_read_form(request)[0], TAKE_BACK)
        reason, is_dry_run, again = given["reason"] or "", given["dry_run"], given["again"]
        done = take_import_back(office, caller.account, number, reason, is_dry_run=is_dry_run, again=again)
        shown = {"dry_run": done.is_dry_run, "taken_back": done.taken_back, "kept": done.kept}
        return _json({**shown, "failed": done.failed, "calls": done.calls})


def _number(text: str) -> int:
    try:
        return read_id(text)
    except ValueError:
        raise Refused(NO_PAGE) from None


def _json(content: Any, status: int = 200) -> Answer:
    return Answer(msgspec.json.encode(content), status, JSON)


def _import(office: Office, request: HttpRequest) -> Answer:
    fields, sent = _read_form(request)
    if sent is None:
        raise Refused(STRUCTURE, "The form needs the file, as a file.")
    name, content = sent
    with in_file(content) as file, carrying_out(office, _order(file, name, fields)) as report:
        if report.refusal is not None:
            raise report.refusal
        return Answer(b"".join(report.as_json()), STATUSES.get(report.outcome, 200), JSON)


def _order(file: Path, name: str, fields: Fields) -> Order:
    given = read_fields(fields, IMPORT)
    plain = ("sheet", "encoding", "delimiter", "dates", "grades", "hidden", "header_row")
    try:
        answers = read_answers(
            columns=given["column"],
            constants=given["set"],
            values=given["value"],
            **{each: given[each] for each in plain},
        )
    except FileRefused as refusal:
        raise Refused(STRUCTURE, str(refusal)) from None
    return Order(
        file,
        name,
        given["as"] or "",
        answers,
        given["mapping"],
        is_dry_run=given["dry_run"],
        is_strict=given["strict"],
        stop_after=given["stop_after"],
        is_once=given["once"],
        with_texts=given["texts"],
    )


def _read_form(request: HttpRequest) -> tuple[dict[str, list[str]], SentFile | None]:
    """Return the fields of a multipart form, and its file with the name that the sender gives it."""
    if request.body is None:
        raise Refused(TOO_LARGE)
    content_type = request.headers.get("content-type", "")
    if not is_multipart(content_type):
        raise Refused(STRUCTURE, "Content-Type must be multipart/form-data.")
    try:
        return read_multipart(content_type, request.body, MOST_FIELDS)
    except MalformedError:
        raise Refused(STRUCTURE, "The form is malformed.") from None
