"""Why a row was refused: the rule in words and its place, what was sent, and whether it would pass today."""

from collections.abc import Sequence
from functools import partial
from typing import Any, NamedTuple

from rollbook.console.acts import perform
from rollbook.console.face import CallError, Deed
from rollbook.console.forms import Field, fields_of, filled
from rollbook.console.packages import flat, row_of
from rollbook.console.responses import Page, Response, not_found
from rollbook.console.routes import act, screen, users_of
from rollbook.console.screens.calls import call
from rollbook.console.visits import Visit
from rollbook.contract.answers import Values
from rollbook.contract.method import Batch, Method
from rollbook.methods import METHODS
from rollbook.records.read.kept_calls import read_kept_call
from rollbook.reference.error_entries import of_method


class Refused(NamedTuple):
    """A refused row: its method, what was sent in it, and what the record says of the refusal."""

    method: type[Method]
    sent: dict[str, Any]
    refusal: Values


class Judged(NamedTuple):
    """One of the conditions that a method judges; `is_it` marks the one that refused the row."""

    condition: str
    code: str
    is_it: bool


@screen("/calls/<number>/rows/<row>", users_of("getCall"))
def why(visit: Visit, number: str, row: str) -> Page:
    """Show why a row was refused, and judge it again as things are now."""
    found = _find(visit, number, row)
    fields = filled(fields_of(found.method), flat(found.sent))
    return _page(visit, fields, found=found, number=number, now=_judge_today(visit, found))


def _judge_today(visit: Visit, found: Refused) -> Sequence[CallError] | None:
    """Return the errors with which the row would be refused now; None where the visitor may not send it."""
    name = found.method.wire_name()
    if not visit.may(name):
        return None
    content = {found.method.element: [found.sent]} if issubclass(found.method, Batch) else found.sent
    outcome = visit.do(Deed(name, content, is_trial=True))
    visit.outcome = None
    return outcome.errors


def _find(visit: Visit, number: str, row: str) -> Refused:
    place = visit.id(row)
    known = visit.ask("getCall", {"CallID": number})
    kept = read_kept_call(visit.connection, visit.account, visit.id(number))
    refusal = next((each for each in known.row.get("Refusals", ()) if each["Block"] == place), None)
    method = METHODS.get(kept.method) if kept is not None else None
    if refusal is None or kept is None or kept.package is None or method is None:
        raise not_found()
    sent = row_of(method, kept.package, place)
    if sent is None:
        raise not_found()
    return Refused(method, sent, refusal)


def _conditions(method: type[Method], code: str) -> Sequence[Judged]:
    return [Judged(condition, error.code, error.code == code) for condition, error in of_method(method)]


def _page(
    visit: Visit,
    fields: Sequence[Field],
    *,
    found: Refused,
    number: str,
    now: Sequence[CallError] | None = None,
) -> Page:
    judged = _conditions(found.method, found.refusal["Code"])
    places = [place for place, each in enumerate(judged, 1) if each.is_it]
    shown = {
        "method": found.method.wire_name(),
        "refusal": found.refusal,
        "judged": judged,
        "place": f"{places[0]} of {len(judged)}" if places else "",
        "fields": fields,
        "number": number,
        "now": now,
        "may_send": visit.may(found.method.wire_name()),
    }
    return Page("why.html", f"Row {found.refusal['Block']}: {found.refusal['Code']}", shown)


@act("/calls/<number>/rows/<row>", users_of("getCall"))
def send_again(visit: Visit, number: str, row: str) -> Response:
    """Send the row again, as it was corrected."""
    found = _find(visit, number, row)
    fields, name = fields_of(found.method), found.method.wire_name()
    return perform(visit, name, fields, partial(_page, found=found, number=number), back=call(int(number)))
