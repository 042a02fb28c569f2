"""A sheet that is sent, looked at and recorded: upload, questions, preview with corrections, recording."""

from contextlib import suppress
from dataclasses import replace
from functools import partial
from http import HTTPStatus
from io import BytesIO
from pathlib import Path
from typing import Any

import msgspec

from rollbook.console.face import CallError
from rollbook.console.responses import File, Page, Redirect, Response, not_found
from rollbook.console.routes import act, screen
from rollbook.console.sheets import Look, answers_in, content_of, look, office_of, row_of
from rollbook.console.visits import PREFIX, Visit
from rollbook.contract.errors import Refused
from rollbook.methods import METHODS
from rollbook.records.write.imports import write_answers
from rollbook.sheets.answers import Answers
from rollbook.sheets.files.cells import FileRefused
from rollbook.sheets.files.reading import in_file
from rollbook.sheets.importing import Progress
from rollbook.sheets.office import Office
from rollbook.sheets.orders import Order, carrying_out, keep
from rollbook.sheets.results import XLSX
from rollbook.sheets.targets import methods, targets_of
from rollbook.sheets.templates import write_template

FIRST = ("enrollSessionHistory", "enrollSubscriptionVariants")
NO_FILE = "Choose the file to import."
NOTHING_DONE = "Nothing was recorded, because rows are refused and all or none were wanted."


def may_import(visit: Visit) -> bool:
    """Whether the visitor may use a method that a sheet can be imported as."""
    return any(visit.may(each) for each in methods())


def may_look(visit: Visit) -> bool:
    """Whether the visitor may see imports: their own, or all where they may see the whole account."""
    return may_import(visit) or visit.may("listCalls")


def _open_methods(visit: Visit) -> list[str]:
    """Return the methods that the visitor may import as, the two that lists are made of first."""
    return sorted((each for each in methods() if visit.may(each)), key=lambda each: (each not in FIRST, each))


@screen("/imports/add", may_import)
def choose(visit: Visit) -> Page:
    """Ask for a file, and what its rows are."""
    return _upload_page(visit, HTTPStatus.OK)


def _upload_page(visit: Visit, status: HTTPStatus) -> Page:
    shown = {"methods": _open_methods(visit), "wanted": visit.field("as")}
    return Page("import_add.html", "Import a sheet", shown, status=status)


@act("/imports/add", may_import)
def upload(visit: Visit) -> Response:
    """Keep the file, and lead to what it would do."""
    try:
        if visit.file is None:
            raise FileRefused(NO_FILE)
        with in_file(visit.file.content) as path:
            number = keep(office_of(visit), Order(path, visit.file.name, visit.field("as"), Answers()))
    except (FileRefused, Refused) as refusal:
        visit.errors.append(_error(refusal))
        return _upload_page(visit, HTTPStatus.UNPROCESSABLE_ENTITY)
    return Redirect(f"{PREFIX}/imports/{number}")


def _error(refusal: FileRefused | Refused) -> CallError:
    if isinstance(refusal, Refused):
        return CallError(refusal.fault.code, refusal.fault.message)
    return CallError("", str(refusal))


@screen("/imports/templates/<method>", may_import)
def template(visit: Visit, method: str) -> File:
    """Give an empty sheet for a method."""
    if method not in _open_methods(visit):
        raise not_found()
    sheet = BytesIO()
    write_template(METHODS[method], sheet)
    return File(f"{method}.xlsx", XLSX, [sheet.getvalue()])


def show(visit: Visit, found: Any) -> Page:
    """Show what is asked of a file, or what it would do; the page of one that is not recorded yet."""
    answers, is_own = msgspec.convert(found.answers, Answers), found.user_id == visit.sign_in.user
    looked = _look(visit, found, answers) if is_own else None
    shown = {"found": row_of(found), "is_own": is_own, "looked": looked, "answers": answers}
    return Page("import_draft.html", found.name, shown)


def _look(visit: Visit, found: Any, answers: Answers) -> Look | None:
    """Look at the visitor's own file; whatever is wrong with it is an error of the page."""
    try:
        content = content_of(visit, found.id)
        visit.close()  # the look has connections of its own
        with in_file(content) as path:
            order = Order(path, found.name, found.method, answers, is_dry_run=True, with_texts=True)
            looked = look(visit, order)
    except FileRefused as refusal:
        visit.errors.append(_error(refusal))
        return None
    problems = (looked.report.problem, visit.desk.recorder.problem(found.id))
    visit.errors += [CallError("", problem) for problem in problems if problem]
    return looked


def change(visit: Visit, found: Any) -> Response:
    """Keep what a form says about the file; then look again, begin anew, or record."""
    before = msgspec.convert(found.answers, Answers)
    try:
        answers = Answers() if visit.field("do") == "anew" else answers_in(visit.form, before)
        answers.check(targets_of(METHODS[found.method]))
    except FileRefused as refusal:
        visit.errors.append(_error(refusal))
        return show(visit, found)
    with visit.desk.database.writing() as connection:
        write_answers(connection, visit.account, found.id, visit.sign_in.user, msgspec.to_builtins(answers))
    if visit.field("do") == "record":
        with suppress(FileRefused):  # the page says that the file is gone
            record(visit, found, answers)
    return Redirect(f"{PREFIX}/imports/{found.id}")


def record(visit: Visit, found: Any, answers: Answers | None = None) -> None:
    """Record the rows beside this page, and wait a moment for the end; an import that stopped goes on.

    Raise FileRefused where the file is not kept any more.
    """
    content = content_of(visit, found.id)
    visit.close()
    said = answers or msgspec.convert(found.answers, Answers)
    order = Order(
        Path(), found.name, found.method, said, visit.field("mapping") or None, is_strict=visit.field("strict") == "1"
    )
    visit.desk.recorder.record(found.id, partial(_carry_out, office_of(visit), order, content))


def _carry_out(office: Office, order: Order, content: bytes, progress: Progress) -> str | None:
    """Record the rows of a file; return why that stopped, if it did."""
    with in_file(content) as path, carrying_out(office, replace(order, file=path), progress) as report:
        if report.problem or not order.is_strict or report.import_id is not None:
            return report.problem
        return NOTHING_DONE
