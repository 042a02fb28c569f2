"""Answers that are kept for the next file: used by their name, or found by account, method and headers."""

from collections.abc import Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from rollbook.contract.method import Method
from rollbook.records.keys.callers import Caller
from rollbook.records.read.imports import find_mapping, find_mapping_of
from rollbook.sheets.answers import Answers
from rollbook.sheets.days import DMY, MDY
from rollbook.sheets.files.cells import Question
from rollbook.sheets.office import Office, Records
from rollbook.sheets.plan import Plan, planning

DAY_OR_MONTH = [DMY, MDY]


class Planner:
    """Makes the plan of a file for a caller, with the answers that are given and those that are kept."""

    def __init__(self, office: Office, caller: Caller, method: type[Method], file: Path) -> None:
        self._office, self._caller, self._method, self._file = office, caller, method, file

    def plan(self, answers: Answers, mapping: str | None, opened: ExitStack) -> Plan:
        """Return the plan; the file stays open as long as the stack.

        A mapping that is named is used as it is. Where none is, the one that was kept last for the same headers is,
        and the plan says so; it answers only what the file itself leaves open.
        """
        if mapping is not None:
            return self._open(self._with_named(answers, mapping), opened)
        plan = self._open(answers, opened)
        headers = plan.signature()
        if not headers.strip():
            return plan
        with self._office.database.reading() as connection:
            kept = find_mapping_of(connection, self._caller.account, self._method.wire_name(), headers)
        if kept is None:
            return plan
        known, is_used = msgspec.convert(kept.answers, Answers), False
        while (fuller := helped(plan.answers, known, plan.questions)) != plan.answers:
            plan, is_used = self._open(fuller, opened), True
        if is_used:
            kept_on = f"{kept.made_at:%Y-%m-%d}"
            plan.because.insert(0, f"The headers are those of {kept.name!r}, whose answers of {kept_on} hold.")
        return plan

    def _with_named(self, answers: Answers, mapping: str) -> Answers:
        with self._office.database.reading() as connection:
            kept = find_mapping(connection, self._caller.account, self._method.wire_name(), mapping)
        return answers if kept is None else answers.over(msgspec.convert(kept.answers, Answers))

    def _open(self, answers: Answers, opened: ExitStack) -> Plan:
        records, today = Records(self._office.database, self._caller), datetime.now(UTC).date()
        return opened.enter_context(planning(self._file, self._method, answers, records, today))


def helped(answers: Answers, kept: Answers, questions: Sequence[Question]) -> Answers:
    """Return the answers with those that were kept for other files with the same headers.

    Columns, constants and words hold again. What 03/04 or 0.92 means holds where the file does not show it; what is
    about one file alone (its encoding, its sheets, its hidden rows, whether its cells were exchanged) is asked anew.
    """
    asked = {question.about: question.choices for question in questions}
    again = Answers(
        columns=kept.columns,
        set=kept.set,
        values=kept.values,
        dates=kept.dates if asked.get("dates") == DAY_OR_MONTH else None,
        grades=kept.grades if "grades" in asked else None,
    )
    return answers.over(again)
