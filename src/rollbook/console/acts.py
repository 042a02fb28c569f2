"""What all forms that do something share: try or record, say what came out, and lead to a page that names the call."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from http import HTTPStatus
from typing import Any, NamedTuple
from urllib.parse import urlencode

import sqlalchemy as sa

from rollbook.console.face import CallError, Outcome
from rollbook.console.forms import Field, content_of, sent, with_errors
from rollbook.console.responses import Page, Redirect, Response
from rollbook.console.visits import Visit
from rollbook.contract.permissions import Permission
from rollbook.methods import METHODS
from rollbook.records.read.session_pages import read_last_hands
from rollbook.records.read.visitors import was_sent

CHANGED_MEANWHILE = "This was changed meanwhile, by {}. Nothing was written: look at the fields that are marked."
CALL = "call"
"""The name in an address of the call that a page has just made."""
ShowForm = Callable[[Visit, Sequence[Field]], Page]


class Now(NamedTuple):
    """What a form changes, as it is on record at this moment: its fields, and the row that they are of."""

    fields: Sequence[Field]
    table: sa.Table
    row: int


def perform(
    visit: Visit,
    method: str,
    fields: Sequence[Field],
    show: ShowForm,
    back: str,
    fixed: Mapping[str, Any] | None = None,
    now: Now | None = None,
) -> Response:
    """Do what a form of fields wants done. `fixed` are values by path that are not asked; `back` is where it leads.

    With `now` the form shows what is on record. Then only those fields are sent that somebody changed in it; and where
    one of them was changed on record meanwhile, nothing is done, and both values are shown with who was faster.
    """
    filled_in = wanted = sent(fields, visit.form)
    if now is not None:
        filled_in = [replace(field, was=_was(visit, field)) for field in filled_in]
        wanted = [field for field in filled_in if field.value != field.was]
        if stale := _stale(visit, filled_in, now):
            return replace(show(visit, stale), status=HTTPStatus.CONFLICT)
    outcome = visit.do(visit.deed(method, content_of(wanted, METHODS[method], fixed)))
    if outcome.is_good and not outcome.dry_run:
        return done(back, outcome)
    marked, errors = with_errors(filled_in, outcome)
    visit.errors += errors
    page = show(visit, marked)
    return page if outcome.is_good else refused(page)


def _was(visit: Visit, field: Field) -> str:
    return visit.form.get(f"was.{field.name}", [""])[-1].strip()


def _stale(visit: Visit, typed: Sequence[Field], now: Now) -> list[Field] | None:
    """Return the fields with what is on record by now, if one that is to be changed was changed; None else."""
    on_record = {field.name: field.value.strip() for field in now.fields}
    late = [field for field in typed if field.value != field.was != on_record[field.name]]
    if not late or was_sent(visit.connection, visit.account, visit.sign_in.user, [visit.field("key")]):
        return None
    asked = visit.context(Permission(0))
    hand = read_last_hands(visit.connection, asked, now.table, [now.row]).get(now.row)
    visit.errors.append(CallError("", CHANGED_MEANWHILE.format(hand["name"] if hand else "somebody")))
    said = {field.name: f"On record now: {on_record[field.name] or 'nothing'}." for field in late}
    return [replace(field, was=on_record[field.name], error=said.get(field.name, "")) for field in typed]


def done(back: str, outcome: Outcome, **query: str) -> Redirect:
    """Lead to a page that names the call, so that neither reload nor Back sends the form again."""
    named = urlencode({**query, CALL: outcome.call_id or ""})
    return Redirect(f"{back}{'&' if '?' in back else '?'}{named}")


def refused(page: Page) -> Page:
    """Return a page with the status of a refused form."""
    return Page(page.template, page.title, page.shown, page.listings, HTTPStatus.UNPROCESSABLE_ENTITY)
