"""What all forms that do something share: try or record, say what came out, and lead to a page that names the call."""

from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from rollbook.console.face import Outcome
from rollbook.console.forms import Field, content_of, sent, with_errors
from rollbook.console.responses import Page, Redirect, Response
from rollbook.console.visits import Visit
from rollbook.methods import METHODS

CALL = "call"
"""The name in an address of the call that a page has just made."""
ShowForm = Callable[[Visit, Sequence[Field]], Page]


def perform(
    visit: Visit,
    method: str,
    fields: Sequence[Field],
    show: ShowForm,
    back: str,
    fixed: Mapping[str, Any] | None = None,
) -> Response:
    """Do what a form of fields wants done. `fixed` are values by path that are not asked; `back` is where it leads."""
    filled_in = sent(fields, visit.form)
    outcome = visit.do(visit.deed(method, content_of(filled_in, METHODS[method], fixed)))
    if outcome.is_good and not outcome.dry_run:
        return done(back, outcome)
    marked, errors = with_errors(filled_in, outcome)
    visit.errors += errors
    page = show(visit, marked)
    return page if outcome.is_good else refused(page)


def done(back: str, outcome: Outcome, **query: str) -> Redirect:
    """Lead to a page that names the call, so that neither reload nor Back sends the form again."""
    named = urlencode({**query, CALL: outcome.call_id or ""})
    return Redirect(f"{back}{'&' if '?' in back else '?'}{named}")


def refused(page: Page) -> Page:
    """Return a page with the status of a refused form."""
    return Page(page.template, page.title, page.shown, page.listings, HTTPStatus.UNPROCESSABLE_ENTITY)
