"""What is wanted of a file, and what came of it: the way from an order to a report, the same for every door."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from difflib import get_close_matches
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
import sqlalchemy as sa

from rollbook.contract.errors import Refused
from rollbook.contract.method import Method
from rollbook.methods import METHODS
from rollbook.records.keys.callers import Caller
from rollbook.records.read.imports import (
    find_calls,
    find_candidates,
    find_known,
    find_same,
    find_takers,
)
from rollbook.records.write.imports import NewImport, write_answers, write_import, write_mapping
from rollbook.sheets.answers import Answers
from rollbook.sheets.files.cells import FileRefused, Question, letter
from rollbook.sheets.importing import Interrupted, Progress, Run, preview, record
from rollbook.sheets.ledger import Ledger
from rollbook.sheets.mappings import Planner
from rollbook.sheets.office import Office, kind_of
from rollbook.sheets.plan import Plan
from rollbook.sheets.taking_back import take_back
from rollbook.sheets.targets import methods

ROWS, ASK, REFUSED = "rows", "ask", "refused"
ALL_RIGHT, SOME_REFUSED, FILE_REFUSED, OPEN_QUESTION = 0, 1, 2, 3
STATUSES = {ASK: OPEN_QUESTION, REFUSED: FILE_REFUSED}
NOT_STRICT = "not recorded, because another row is refused (--strict)"
MOST_NAMED = 100


@dataclass(frozen=True)
class Order:
    """A file, and what is wanted of it. `name` is what the sender calls it; nothing is opened by it."""

    file: Path
    name: str
    method: str
    answers: Answers = field(default_factory=Answers)
    mapping: str | None = None
    is_dry_run: bool = False
    is_strict: bool = False
    stop_after: int | None = None
    is_once: bool = False
    with_texts: bool = False


@dataclass
class Report:
    """What came of an order, as --json prints it; the rows are in the ledger. `refusal` is that of its sender."""

    file: str
    method: str
    outcome: str = ROWS
    problem: str | None = None
    refusal: Refused | None = None
    detected: Mapping[str, Any] = field(default_factory=dict)
    questions: list[Question] = field(default_factory=list)
    ledger: Ledger = field(default_factory=Ledger)
    unknown: list[dict[str, Any]] = field(default_factory=list)
    import_id: int | None = None
    calls: list[str] = field(default_factory=list)
    plan: Plan | None = None

    @property
    def status(self) -> int:
        """The exit status: 0 all rows are recorded, 1 some are refused, 2 the file is refused, 3 a question is open."""
        if self.outcome in STATUSES:
            return STATUSES[self.outcome]
        return SOME_REFUSED if self.ledger.bad or self.problem else ALL_RIGHT

    def as_json(self) -> Iterator[bytes]:
        """Yield the report as one JSON object, in parts."""
        head = {
            "file": self.file, "method": self.method, "outcome": self.outcome, "problem": self.problem,
            "detected": self.detected, "questions": self.questions,
        }  # fmt: skip
        yield msgspec.json.encode(head)[:-1] + b',"rows":['
        for number, line in enumerate(self.ledger.lines()):
            yield (b"," if number else b"") + line
        counts = {**self.ledger.counts, "by_code": self.ledger.by_code, "unknown": self.unknown}
        import_id = None if self.import_id is None else str(self.import_id)
        tail = {"counts": counts, "import_id": import_id, "calls": self.calls}
        yield b"]," + msgspec.json.encode(tail)[1:]


def no_progress(done: int, total: int, noun: str) -> None:
    """Show nothing."""


@contextmanager
def carrying_out(office: Office, order: Order, progress: Progress = no_progress) -> Iterator[Report]:
    """Do what is wanted of a file; until the block ends, the report's plan can read its rows again."""
    report = Report(order.name, order.method)
    with ExitStack() as opened:
        try:
            method = _method(order.method)
            caller = office.caller(method)
            planner = Planner(office, caller, method, order.file)
            plan = report.plan = planner.plan(order.answers, order.mapping, opened)
            if plan.questions:
                report.outcome, report.questions, report.detected = ASK, plan.questions, plan.detected()
            else:
                _carry_out(office, order, report, Run(office, caller, method, plan), progress)
        except FileRefused as refusal:
            report.outcome, report.problem = REFUSED, str(refusal)
        except Refused as refusal:
            report.outcome, report.problem = REFUSED, f"{refusal.fault.code}: {refusal.fault.message}"
            report.refusal = refusal
        yield report


def keep(office: Office, order: Order) -> int:
    """Keep a file that is to be looked at before it is recorded; return the id of its import, one of no rows so far.

    The same file again is the same import. Raise FileRefused or Refused for what cannot be imported, or already was.
    """
    caller = office.caller(_method(order.method))
    content = order.file.read_bytes()
    new = _new_import(order, caller, order.answers, content)
    with office.database.writing() as connection:
        same = find_same(connection, new.account, new.digest, new.method)
        if _is_on_record(connection, new.account, same):
            raise FileRefused(_imported_before(same))
        is_open = same is not None and same.user_id == new.user and same.status != "Done"
        return same.id if same is not None and is_open else write_import(connection, new, content, "Stopped")


def is_draft(found: Any) -> bool:
    """Whether a file was only looked at: nothing of it is on record, and it was not begun."""
    return found.status == "Stopped" and not found.counts


def _method(name: str) -> type[Method]:
    if name not in methods():
        near = get_close_matches(name, methods(), 1, 0.6)
        hint = f" Did you mean {near[0]}?" if near else ""
        raise FileRefused(f"No sheet can be imported as {name!r}.{hint} The methods are {', '.join(methods())}.")
    return METHODS[name]


def _carry_out(office: Office, order: Order, report: Report, run: Run, progress: Progress) -> None:
    run.is_strict, run.stop_after, run.with_texts = order.is_strict, order.stop_after, order.with_texts
    new = _new_import(order, run.caller, run.plan.answers, order.file.read_bytes())
    if order.mapping is not None:
        with office.database.writing() as connection:
            of_all = {name: said for name, said in new.answers.items() if name != "cells"}
            write_mapping(connection, new, order.mapping, run.plan.signature(), of_all)
    if order.is_dry_run:
        preview(run, progress)
    else:
        _record(office, order, report, run, new, progress)
    report.ledger, report.calls, report.detected = run.ledger, run.calls, run.plan.detected()
    report.unknown = _unknown(office, run)


def _new_import(order: Order, caller: Caller, answers: Answers, content: bytes) -> NewImport:
    digest, said, now = sha256(content).digest(), msgspec.to_builtins(answers), datetime.now(UTC)
    return NewImport(caller.account, caller.user, order.name, len(content), digest, order.method, said, now)


def _record(office: Office, order: Order, report: Report, run: Run, new: NewImport, progress: Progress) -> None:
    """Record the rows, after a look at all of them where it is all or none."""
    with office.database.reading() as connection:
        same = find_same(connection, new.account, new.digest, new.method)
        is_over = _is_on_record(connection, new.account, same)
    if same is not None and is_over:
        report.import_id = same.id
        if not order.is_once:
            raise FileRefused(_imported_before(same))
        return
    if order.is_strict and not _all_are_good(run, progress):
        return
    _begin_or_go_on(office, order, run, new, same)
    report.import_id = run.number
    try:
        record(run, progress)
    except Interrupted as interruption:
        report.problem = f"The import stopped: {interruption}. Send the same file again, and it goes on."
    if order.is_strict and run.ledger.bad:
        take_back(office, run.calls, "Another row of the same import was refused (strict)", is_dry_run=False)
        run.ledger = run.ledger.without(NOT_STRICT)


def _is_on_record(connection: sa.Connection, account: int, same: Any) -> bool:
    """Whether an import was recorded to its end, and not taken back as a whole."""
    if same is None or same.status != "Done":
        return False
    calls = [int(call) for call in find_calls(connection, account, same.id)]
    return not calls or len(find_takers(connection, account, calls)) < len(calls)


def _imported_before(same: Any) -> str:
    return (
        f"The same file was imported on {same.made_at:%Y-%m-%d %H:%M} UTC by {same.email or same.employee_id} "
        f"(import {same.id}): nothing is done. To send its refused rows again, correct the result sheet, and send that."
    )


def _all_are_good(run: Run, progress: Progress) -> bool:
    preview(run, progress)
    if run.ledger.bad:
        run.ledger = run.ledger.without(NOT_STRICT)
        return False
    run.ledger = Ledger()
    return True


def _begin_or_go_on(office: Office, order: Order, run: Run, new: NewImport, same: Any) -> None:
    """Begin an import, or go on with one of the same file that was stopped."""
    new = replace(new, answers={**new.answers, **_fixed(run.plan)})
    with office.database.writing() as connection:
        if same is None or same.status == "Done":
            run.number = write_import(connection, new, order.file.read_bytes())
            return
        run.number = same.id
        if is_draft(same):
            write_answers(connection, new.account, same.id, new.user, new.answers)


def _fixed(plan: Plan) -> Mapping[str, Any]:
    """Return the answers that were found out by what is on record, so that the file will be read the same way again."""
    fixed: dict[str, Any] = {"encoding": plan.book.encoding} if plan.book.encoding else {}
    if len(plan.parts) == 1:
        columns = {target.name: letter(columns[0]) for target, columns in plan.parts[0].header.columns.items()}
        ignored = {name: place for name, place in plan.answers.columns.items() if name.startswith("-")}
        fixed |= {"columns": {**ignored, **columns}, "header_row": plan.parts[0].header.row}
    return fixed


def _unknown(office: Office, run: Run) -> list[dict[str, Any]]:
    """Return every person or group that refused rows name and nobody knows, once, with the nearest that is known."""
    if not run.caller.role.is_above_groups:
        return []
    found: list[dict[str, Any]] = []
    with office.database.reading() as connection:
        for (tag, value), rows in list(run.ledger.unknown.items()):
            target = run.plan.targets.by_name.get(tag)
            kind = kind_of(target.tag) if target is not None else None
            if kind is None or kind == "course_id" or len(found) >= MOST_NAMED:
                continue
            if not find_known(connection, run.caller.account, kind, [value]):
                candidates = find_candidates(connection, run.caller.account, kind, value)
                nearest = next(iter(get_close_matches(value, candidates, 1, 0.6)), None)
                found.append({"tag": tag, "value": value, "rows": rows, "nearest": nearest})
    return found
