"""One record: its values, the call that wrote it and earlier values; corrected with a reason."""

from collections.abc import Sequence
from dataclasses import replace
from http import HTTPStatus

from rollbook.api.answers import show_moment
from rollbook.console.acts import done, refused
from rollbook.console.face import CallError
from rollbook.console.forms import Field, content_of, fields_of, filled, sent, with_errors
from rollbook.console.responses import Page, Response, not_found
from rollbook.console.routes import act, screen, users_of
from rollbook.console.screens.persons import OPEN_TO, context, enrolment
from rollbook.console.visits import Visit
from rollbook.contract.answers import Values
from rollbook.methods import METHODS
from rollbook.records.read import person_pages
from rollbook.records.read.session_pages import read_last_hands
from rollbook.records.read.visitors import was_sent
from rollbook.records.tables import enrollments

REASON = "Reason"
HISTORY = 100
OLD = (
    "The record was changed meanwhile, by {}. It is shown as it is now, and what you typed stays. Nothing was written."
)


@screen("/enrollments/<number>", users_of(*OPEN_TO))
def one_enrolment(visit: Visit, number: str) -> Page:
    """Show a record, with its earlier values."""
    found = _find(visit, number)
    return _page(visit, found, _fields(found))


def _find(visit: Visit, number: str) -> Values:
    found = person_pages.read_enrolment(visit.connection, context(visit), visit.id(number))
    if found is None:
        raise not_found()
    return found


def _fields(found: Values) -> list[Field]:
    """Return the form of a correction, with what is on record."""
    fields = fields_of(METHODS["correctEnrollment"], lambda name: name != "AccountUserLearningModuleRelID")
    dates = {"EnrolledDate": "enrolled_at", "StartedDate": "started_at", "CompletionDate": "completed_at"}
    values = {name: show_moment(found[column]) for name, column in dates.items() if found[column] is not None}
    values |= {"EnrollmentStatus": found["status"], "Grade": found["grade"], "Passed": found["passed"]}
    only_in_courses = {"StartedDate", "CompletionDate", "Passed"} if found["session_id"] else set()
    return [field for field in filled(fields, values) if field.name not in only_in_courses]


def _page(visit: Visit, found: Values, fields: Sequence[Field]) -> Page:
    history = []
    if visit.may("listChanges"):
        asked = {"PageSize": str(HISTORY), "Filters": {"Table": str(enrollments.name), "RowID": str(found["id"])}}
        history = visit.ask("listChanges", asked).row.get("Changes", [])
    last = read_last_hands(visit.connection, context(visit), enrollments, [found["id"]]).get(found["id"])
    shown = {
        "record": found,
        "changed": last if last is not None and last["id"] != found["call_id"] else None,
        "history": history,
        "fields": fields,
        "was": _shown(_fields(found)),
    }
    return Page("enrolment.html", f"{found['name']}: {found['course']}", shown)


def _shown(fields: Sequence[Field]) -> str:
    """Return what the form shows of the record; it is sent along, so that a form that is out of date is noticed."""
    return "|".join(field.value for field in fields)


@act("/enrollments/<number>", users_of("correctEnrollment"))
def correct(visit: Visit, number: str) -> Response:
    """Correct the record: what was changed in the form is sent, and nothing else."""
    found = _find(visit, number)
    now, typed = _fields(found), sent(_fields(found), visit.form)
    was = visit.field("was")
    is_resent = was_sent(visit.connection, visit.account, visit.sign_in.user, [visit.field("key")])
    if was != _shown(now) and not is_resent:
        hands = read_last_hands(visit.connection, context(visit), enrollments, [found["id"]])
        hand = hands.get(found["id"])
        visit.errors.append(CallError("", OLD.format(hand["name"] if hand else "somebody")))
        return replace(_page(visit, found, typed), status=HTTPStatus.CONFLICT)
    before = dict(zip((field.name for field in now), was.split("|"), strict=False))
    changed = [field for field in typed if field.name == REASON or field.value != before.get(field.name)]
    content = content_of(changed, METHODS["correctEnrollment"], {"AccountUserLearningModuleRelID": str(found["id"])})
    outcome = visit.do(visit.deed("correctEnrollment", content))
    if outcome.is_good and not outcome.dry_run:
        return done(enrolment(found["id"]), outcome)
    marked, errors = with_errors(typed, outcome)
    visit.errors += errors
    page = _page(visit, found, marked)
    return page if outcome.is_good else refused(page)
