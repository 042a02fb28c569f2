"""What the screens of imports share: the office of a visitor, the answers in a form, and a file that is looked at."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

import msgspec

from rollbook.console.visits import Visit
from rollbook.contract.answers import Values
from rollbook.records.read.imports import read_content
from rollbook.sheets.answers import NOTHING, Answers, read_answers
from rollbook.sheets.archive import NO_FILE
from rollbook.sheets.files.cells import FileRefused, Question, letter
from rollbook.sheets.ledger import Outcome
from rollbook.sheets.office import Office
from rollbook.sheets.orders import Order, Report, carrying_out
from rollbook.sheets.plan import Plan
from rollbook.sheets.rows import PROBLEM, REFUSED, shown

SAMPLES = 3
MOST_SHOWN = 50
BAD = frozenset((REFUSED, PROBLEM))
PLAIN = ("sheet", "encoding", "delimiter", "dates", "grades", "hidden", "header_row")
BY_OPTION = re.compile(r"[:.] [^:.]*?--.*", re.DOTALL)
"""What a question says to those who answer it on the command line."""
IN_WORDS = {
    ("dates", "dmy"): "Day first: 03/04 is 3 April",
    ("dates", "mdy"): "Month first: 03/04 is 4 March",
    ("dates", "iso"): "Dates are right as they are",
    ("grades", "fractions"): "Fractions: 0.92 is 92 %",
    ("grades", "percents"): "Percentages: 0.92 is less than 1 %",
    ("hidden", "with"): "They count",
    ("hidden", "without"): "Leave them out",
    ("sheet", "all"): "All of them",
    ("header_row", "0"): "There is none",
}
"""What answers are called that the command line has a short word for."""


def office_of(visit: Visit) -> Office:
    """Return where an import of the visitor is done."""
    desk = visit.desk
    return Office(desk.database, desk.gate, visit.token, visit.request.remote_address)


def content_of(visit: Visit, number: int) -> bytes:
    """Return the file of an import; raise FileRefused where it is not kept any more."""
    content = read_content(visit.connection, visit.account, number)
    if content is None:
        raise FileRefused(NO_FILE)
    return content


@dataclass(frozen=True)
class Choice:
    """One question as a form asks it: its sentence, and what each answer sends."""

    name: str
    hint: str
    answers: list[tuple[str, str]]
    free: str | None = None


@dataclass(frozen=True)
class Look:
    """What a file will be read as, and what would become of its rows."""

    report: Report
    columns: list[dict[str, Any]]
    tags: list[str]
    rows: list[dict[str, Any]]
    choices: list[Choice]


def look(visit: Visit, order: Order) -> Look:
    """Look at a file without recording anything."""
    with carrying_out(office_of(visit), order) as report:
        plan = report.plan
        columns = [] if plan is None else list(_columns(plan))
        tags = [] if plan is None else [target.name for target in plan.targets.all]
        rows = [] if plan is None else [_editable(plan, each) for each in islice(_bad(report), MOST_SHOWN)]
        choices = [_choice(number, question) for number, question in enumerate(report.questions)]
        return Look(report, columns, tags, rows, choices)


def _bad(report: Report) -> Iterator[Outcome]:
    if report.ledger.bad:
        yield from (each for each in report.ledger.outcomes() if each["outcome"] in BAD)


def _columns(plan: Plan) -> Iterator[dict[str, Any]]:
    """Yield each column of the first sheet with its header, its tag and some of its cells."""
    if not plan.parts:
        return
    part = plan.parts[0]
    tags = {column: target.name for target, columns in part.header.columns.items() for column in columns}
    below = (line for line in plan.lines(part.sheet) if line.number > part.header.row)
    lines = list(islice(below, SAMPLES))
    for column in range(max(part.header.width, *(at + 1 for at in tags), 0)):
        cells = [shown(line.cells[column]) for line in lines if column < len(line.cells)]
        yield {
            "letter": letter(column),
            "title": part.header.texts[column] if column < part.header.width else "",
            "tag": tags.get(column, ""),
            "samples": [cell for cell in cells if cell],
            "is_own": column in part.header.own.values(),
        }


def _editable(plan: Plan, outcome: Outcome) -> dict[str, Any]:
    """Return a row with the cells that can be corrected, each by its place."""
    part = next((each for each in plan.parts if each.sheet.name == outcome.get("sheet")), plan.parts[0])
    cells = []
    for target, columns in sorted(part.header.columns.items(), key=lambda each: each[1]):
        place = f"{part.sheet.name}!{letter(columns[0])}{outcome['row']}"
        is_wrong = outcome["tag"] == target.name
        text = outcome["texts"].get(target.name) or (outcome["value"] if is_wrong else None) or ""
        cells.append({"place": place, "tag": target.name, "text": text, "is_wrong": is_wrong})
    return {**outcome, "cells": cells}


def _choice(number: int, question: Question) -> Choice:
    """Return a question as a form asks it: its fields have the names of the options."""
    name = question.option.removeprefix("--").replace("-", "_")
    free = f"set:{question.tag}" if question.about == "missing" else None
    prefix = f"{question.tag}:{question.text}=" if name == "value" else ""
    sentence = BY_OPTION.sub(".", question.hint)
    return Choice(
        f"{name}:{number}", sentence, [(_words(name, each), prefix + each) for each in question.choices], free
    )


def _words(name: str, choice: str) -> str:
    """Return what an answer is called."""
    if name == "column":
        tag, _, place = choice.partition("=")
        return f"Leave column {place} out" if tag == NOTHING else f"Column {place} is {tag}"
    return IN_WORDS.get((name, choice), choice)


def answers_in(form: Mapping[str, list[str]], before: Answers) -> Answers:
    """Return what a form says about a file, over what was said before; raise FileRefused for what is no answer."""
    said: dict[str, list[str]] = {}
    constants, cells = [], dict(before.cells)
    for field, texts in form.items():
        name, _, rest = field.partition(":")
        text = texts[-1].strip()
        if name == "set" and text:
            constants.append(f"{rest}={text}")
        elif name == "cell" and texts[-1] != form.get(f"was:{rest}", [""])[-1]:
            cells[rest] = text
        elif name == "at" and text != form.get(f"was-at:{rest}", [""])[-1]:
            said.setdefault("column", []).append(f"{text or NOTHING}={rest}")
        elif name in {*PLAIN, "column", "value"} and text:
            said.setdefault(name, []).append(text)
    plain: dict[str, Any] = {name: said[name][-1] for name in PLAIN if name in said}
    if "header_row" in plain:
        plain["header_row"] = int(plain["header_row"]) if plain["header_row"].isdigit() else None
    given = read_answers(columns=said.get("column", ()), constants=constants, values=said.get("value", ()), **plain)
    columns = {name: place for name, place in before.columns.items() if place not in given.columns.values()}
    kept = msgspec.structs.replace(before, columns=columns)
    return msgspec.structs.replace(given.over(kept), cells=cells)


def row_of(found: Any) -> Values:
    """Return an import as the screens show it."""
    return {**found._mapping, "who": found.email or found.employee_id}
