"""Which HTTP status an outcome has. A refusal's depends on its code alone, so it says no more than the code does."""

from collections.abc import Iterator, Mapping

from rollbook.calls.request import Result
from rollbook.contract import errors
from rollbook.contract.errors import Error, Source
from rollbook.contract.method import Batch, Method, Report
from rollbook.contract.rows import Many, Part, Row
from rollbook.contract.rules import Allow, Distinct, Find, Holds, Refuse, Rule, errors_of

OK, BAD_REQUEST, NO_CALLER, FORBIDDEN, NOT_FOUND, NOT_ALLOWED = 200, 400, 401, 403, 404, 405
CONFLICT, LARGE, REFUSED, BROKEN, AWAY = 409, 413, 422, 500, 503

NOT_JSON = Error(
    "SU:03",
    "The body is not properly formatted JSON.",
    Source.OURS,
    "the body is not JSON in UTF-8, is not of the type application/json, or holds what no text may",
)
TOO_LARGE = Error("SU:03", "The body is too large.", Source.OURS, "the body is larger than the limit")
NOT_SECURE = Error("SU:01", "HTTPS is needed.", Source.OURS, "plain HTTP where HTTPS is demanded")
BAD_METHOD = Error("SU:01", "The address takes another HTTP method.", Source.OURS, "the HTTP method is another one")
NO_EVENTS = Error(
    "EVT:51",
    "The required permissions are not met to read the events.",
    Source.OURS,
    "the caller is neither an administrator nor an owner nor an auditor of the account",
)
BAD_CURSOR = Error(
    "EVT:52",
    "The {tag} provided is not valid.",
    Source.OURS,
    "after is no id of an event, limit no whole number in its bounds, or one of them is given twice",
)
NO_PAGE = Error("SU:11", "There is nothing at this address.", Source.OURS, "the address is none of the API's")
OF_JSON = (NOT_SECURE, BAD_METHOD, NOT_JSON, TOO_LARGE, NO_PAGE, NO_EVENTS, BAD_CURSOR)
"""Errors that only this face has; they share the code of what is alike on the XML wire."""

STATUSES: Mapping[Error, int] = {
    NOT_SECURE: BAD_REQUEST,
    BAD_METHOD: NOT_ALLOWED,
    NOT_JSON: BAD_REQUEST,
    TOO_LARGE: LARGE,
    NO_PAGE: NOT_FOUND,
    NO_EVENTS: FORBIDDEN,
    BAD_CURSOR: BAD_REQUEST,
    errors.BAD_KEYS: NO_CALLER,
    errors.UNKNOWN_METHOD: NOT_FOUND,
    errors.STRUCTURE: BAD_REQUEST,
    errors.REUSED_KEY: REFUSED,
    errors.MISPLACED: BAD_REQUEST,
    errors.FAILURE: BROKEN,
    errors.UNAVAILABLE: AWAY,
}
"""The errors that all methods share."""


def status_of(method: type[Method] | None, result: Result) -> int:
    """Return the status of a result: 200 as soon as one row is recorded or found."""
    if result.good:
        return OK
    fault = result.faults[0]
    return REFUSED if fault.block is not None else status_of_error(method, fault.error)


def status_of_error(method: type[Method] | None, error: Error) -> int:
    """Return the status of an error that refuses a whole call; that of a batch's rows is 422, whatever it is."""
    if error in STATUSES:
        return STATUSES[error]
    return REFUSED if method is None else _by_code(method).get(error.code, REFUSED)


def _by_code(method: type[Method]) -> Mapping[str, int]:
    """Return the statuses of a method's codes that are not 422.

    A code that a caller may not see from one that does not exist has one status: that of what does not exist.
    """
    statuses: dict[str, int] = {}
    if issubclass(method, Batch):
        return {method.denied.code: FORBIDDEN}
    for rule in (*method.rules, *_rules_of_lists(method.row)):
        match rule:
            case Refuse() | Distinct():
                status = CONFLICT
            case Find() if issubclass(method, Report):
                status = NOT_FOUND
            case Allow() | Holds():
                status = FORBIDDEN
            case _:
                continue
        for error in errors_of(rule):
            statuses[error.code] = NOT_FOUND if NOT_FOUND in (status, statuses.get(error.code)) else status
    refused = (method.denied, method.off) if method.setting else (method.denied,)
    return statuses | {error.code: FORBIDDEN for error in refused}


def _rules_of_lists(row: type[Row]) -> Iterator[Rule]:
    for tag in row.tags.values():
        if isinstance(tag, Part):
            yield from _rules_of_lists(tag.row)
        elif isinstance(tag, Many) and isinstance(tag.of, type):
            yield from tag.of.rules
            yield from _rules_of_lists(tag.of)


def statuses_of(method: type[Method]) -> list[int]:
    """Return every status that a call of the method may have."""
    own = set(_by_code(method).values())
    return sorted({*STATUSES.values(), *own, OK} - {NOT_ALLOWED})
