"""An import from its plan on: rows go through the gate in calls, each is on record, and one that was killed goes on."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from rollbook.api.nodes import parameters_of
from rollbook.calls.preview import Preview
from rollbook.calls.request import Options, Request
from rollbook.contract.errors import Path as Place
from rollbook.contract.judge import fill
from rollbook.contract.method import Batch, Method
from rollbook.records.keys.callers import Caller
from rollbook.records.read.imports import Chunk, find_call_by_key, find_chunk
from rollbook.records.write.imports import write_chunk, write_progress
from rollbook.sheets.face import CallAnswer, CallError, read_answer
from rollbook.sheets.header import RECORDED
from rollbook.sheets.ledger import Ledger, Outcome
from rollbook.sheets.office import Office, Records
from rollbook.sheets.plan import Plan
from rollbook.sheets.repeats import Repeats
from rollbook.sheets.rows import REFUSED, TWO_PEOPLE, SheetRow
from rollbook.sheets.targets import content_of

ROWS_OF_CHANGES = 100
"""Rows of a method that changes one thing at a time go on record in portions of so many."""
SENT = "sent"
Progress = Callable[[int, int, str], None]


@dataclass
class Run:
    """One import: what does it, its plan, and what is wanted. `number` is its id; None for a preview."""

    office: Office
    caller: Caller
    method: type[Method]
    plan: Plan
    ledger: Ledger = field(default_factory=Ledger)
    number: int | None = None
    is_strict: bool = False
    stop_after: int | None = None
    with_texts: bool = False
    calls: list[str] = field(default_factory=list)

    @property
    def wire_name(self) -> str:
        """The method's name."""
        return self.method.wire_name()

    @property
    def is_batch(self) -> bool:
        """Whether one call takes many rows."""
        return issubclass(self.method, Batch)

    @property
    def most_rows(self) -> int:
        """How many rows a chunk has."""
        if not issubclass(self.method, Batch):
            return ROWS_OF_CHANGES
        return min(self.office.most_rows, self.method.most_blocks)

    @property
    def is_over(self) -> bool:
        """Whether so many rows were refused that the import stops."""
        return self.stop_after is not None and self.ledger.bad >= self.stop_after

    def chunks(self) -> Iterator[list[SheetRow]]:
        """Yield the rows in portions; rows that name two different people become problems."""
        rows = self.plan.rows()
        records = Records(self.office.database, self.caller)
        while chunk := list(islice(rows, self.most_rows)):
            _refuse_two_people(chunk, self.plan, records)
            yield chunk

    def content(self, rows: Sequence[SheetRow]) -> Any:
        """Return the rows as the content of one call."""
        contents = [content_of(self.method, row.texts, self.plan.targets) for row in rows]
        return {self.method.element: contents} if issubclass(self.method, Batch) else contents[0]

    def outcome(self, row: SheetRow, outcome: str = "", error: CallError | None = None) -> dict[str, Any]:
        """Return what became of a row, as --json prints it."""
        tag, cell, value, message = row.tag, row.cell, row.value, row.message
        if error is not None:
            tag, cell = self._place(row, error.pointer)
            value, message = error.value, error.message
        sheet = {"sheet": row.sheet} if row.sheet else {}
        texts = {"texts": row.texts} if self.with_texts else {}
        code = None if error is None else error.code
        head = {"row": row.number, "outcome": outcome or row.outcome, "code": code, "tag": tag, "cell": cell}
        return {**head, "value": value, "message": message, **sheet, **texts}

    def _place(self, row: SheetRow, pointer: str | None) -> tuple[str | None, str | None]:
        """Return the tag and the cell that an error is about."""
        parts = [part for part in (pointer or "").split("/") if part]
        names = tuple(parts[2:] if self.is_batch else parts)
        if not names:
            return None, None
        targets = self.plan.targets.all
        within = [each for each in targets if tuple(map(str, each.path))[: len(names)] == names]
        target = next((each for each in within if each.name in row.texts), within[0] if within else None)
        if target is None:
            return names[-1], None
        return target.name, self.plan.place(row, target.name)


def _refuse_two_people(rows: Sequence[SheetRow], plan: Plan, records: Records) -> None:
    """Refuse rows of which two columns name different people or groups."""
    wanted: dict[Any, set[str]] = {}
    for row in rows:
        for kept, text, other, second in row.doubles:
            wanted.setdefault(kept, set()).add(text)
            wanted.setdefault(other, set()).add(second)
    found = {target: records.ids(target, texts) or {} for target, texts in wanted.items()}
    for row in rows:
        for kept, text, other, second in row.doubles:
            ids = found[kept].get(text), found[other].get(second)
            if None not in ids and ids[0] != ids[1]:
                whom = "groups" if "Group" in kept.name else "people"
                message = TWO_PEOPLE.format(whom=whom, first=text, second=second)
                row.refuse(message, other.name, plan.place(row, other.name), second)


def preview(run: Run, progress: Progress) -> None:
    """Judge all rows, and write nothing."""
    total = sum(part.sheet.rows for part in run.plan.parts)
    judge = _judging(run)
    for chunk in run.chunks():
        for outcome in judge(chunk):
            run.ledger.add(outcome)
            if run.is_over:
                return
        progress(run.ledger.rows, total, "rows judged")


def _judging(run: Run) -> Callable[[Sequence[SheetRow]], Iterator[Outcome]]:
    """Return what judges portions of rows one after another."""
    request = Request(run.caller, run.method, (), Options(is_dry_run=True), datetime.now(UTC))
    if run.is_batch:
        several = Preview(request)
        return lambda rows: _judge_batch(run, several, rows)
    repeats = Repeats(run.method)
    return lambda rows: (_judge_change(run, repeats, row) for row in rows)


def _judge_batch(run: Run, several: Preview, rows: Sequence[SheetRow]) -> Iterator[Outcome]:
    sent = [row for row in rows if not row.outcome]
    blocks = {}
    if sent:
        with run.office.database.reading() as connection:
            judged = several.judge(connection, parameters_of(run.method, run.content(sent)))
        blocks = {id(row): block for row, block in zip(sent, judged, strict=True)}
    for row in rows:
        block = blocks.get(id(row))
        if block is None:
            yield run.outcome(row)
        elif block.refusal is None:
            yield run.outcome(row, RECORDED)
        else:
            refusal = block.refusal
            message = fill(refusal.error, row.number, block.sent)
            yield run.outcome(
                row, REFUSED, CallError(refusal.error.code, message, _pointer(refusal.path), refusal.value)
            )


def _pointer(path: Place) -> str:
    """Return the place of an error in its row as an answer in JSON writes it."""
    return "/".join(["", "row", "0", *map(str, path)]) if path else ""


def _judge_change(run: Run, repeats: Repeats, row: SheetRow) -> Outcome:
    if row.outcome:
        return run.outcome(row)
    content = run.content([row])
    answer = run.office.call(run.wire_name, content, Options(is_dry_run=True), [row.number])
    error = _error_of(answer)
    error = repeats.find(content) if error is None else error
    return run.outcome(row, RECORDED if error is None else REFUSED, error)


def _error_of(answer: CallAnswer) -> CallError | None:
    """Return what refused the one row of a call."""
    return answer.error or next((row.error for row in answer.rows if row.error is not None), None)


class Interrupted(Exception):  # noqa: N818  # the import can go on
    """A call was refused as a whole, such as by a database that is away. The import goes on when it is sent again."""


def record(run: Run, progress: Progress) -> None:
    """Record all rows, portion by portion; portions that are on record are passed."""
    total = sum(part.sheet.rows for part in run.plan.parts)
    _note_progress(run, "Recording")
    for number, rows in enumerate(run.chunks()):
        chunk = _find_chunk(run, number)
        if chunk is None or chunk.calls is None:
            chunk = _record_chunk(run, number, rows, chunk)
        for outcome in chunk.outcomes:
            run.ledger.add(outcome)
        run.calls += chunk.calls or ()
        is_refused = run.is_strict and run.ledger.bad
        if run.is_over or is_refused:
            _note_progress(run, "Stopped")
            return
        _note_progress(run, "Recording")
        progress(run.ledger.rows, total, "rows recorded")
    _note_progress(run, "Done")


def _find_chunk(run: Run, number: int) -> Chunk | None:
    assert run.number is not None  # noqa: S101  # only a preview has none
    with run.office.database.reading() as connection:
        return find_chunk(connection, run.caller.account, run.number, number)


def _record_chunk(run: Run, number: int, rows: Sequence[SheetRow], begun: Chunk | None) -> Chunk:
    """Note which rows are sent, send them, and note what became of them.

    Killed after the first note, the next run finds the call by its key, or sends the very same rows.
    """
    by_number = {(row.sheet, row.number): row for row in rows}
    if begun is None:
        noted = [run.outcome(row, "" if row.outcome else SENT) for row in rows]
        _note(run, number, noted, None)
    else:
        noted = begun.outcomes
    sent = [by_number[each.get("sheet", ""), each["row"]] for each in noted if each["outcome"] == SENT]
    send = _send_batch if run.is_batch else _send_changes
    calls, became = send(run, number, sent) if sent else ([], {})
    outcomes = [became[each.get("sheet", ""), each["row"]] if each["outcome"] == SENT else each for each in noted]
    _note(run, number, outcomes, calls)
    return Chunk(number, calls, outcomes)


def _note(run: Run, number: int, outcomes: Sequence[Outcome], calls: Sequence[str] | None) -> None:
    assert run.number is not None  # noqa: S101  # only a preview has none
    with run.office.database.writing() as connection:
        write_chunk(connection, run.caller.account, (run.number, number), outcomes, calls)


def _note_progress(run: Run, status: str) -> None:
    assert run.number is not None  # noqa: S101  # only a preview has none
    ended = None if status == "Recording" else datetime.now(UTC)
    with run.office.database.writing() as connection:
        write_progress(connection, run.caller.account, run.number, run.ledger.counts, status, ended)


Became = Mapping[tuple[str, int], Outcome]


def _send_batch(run: Run, number: int, rows: Sequence[SheetRow]) -> tuple[list[str], Became]:
    answer = _call(run, f"import-{run.number}-{number}", rows)
    if answer.error is not None:
        raise Interrupted(f"{answer.error.code}: {answer.error.message}")
    became = {}
    for found in answer.rows:
        row = rows[found.row - 1]
        outcome = RECORDED if found.outcome == RECORDED else REFUSED
        became[row.sheet, row.number] = run.outcome(row, outcome, found.error)
    return [answer.call_id] if answer.call_id else [], became


def _send_changes(run: Run, number: int, rows: Sequence[SheetRow]) -> tuple[list[str], Became]:
    calls, became = [], {}
    for row in rows:
        answer = _call(run, f"import-{run.number}-{number}-{row.sheet}-{row.number}", [row])
        error = _error_of(answer)
        if error is not None and error.code.startswith("SU:9999"):
            raise Interrupted(f"{error.code}: {error.message}")
        if answer.call_id and error is None:
            calls.append(answer.call_id)
        became[row.sheet, row.number] = run.outcome(row, RECORDED if error is None else REFUSED, error)
    return calls, became


def _call(run: Run, key: str, rows: Sequence[SheetRow]) -> CallAnswer:
    """Make a call, or find what an earlier run got for it, however long ago."""
    with run.office.database.reading() as connection:
        earlier = find_call_by_key(connection, run.caller.account, run.caller.user, key)
    if earlier is not None and earlier[1] is not None:
        return read_answer(earlier[1])
    if earlier is not None:
        raise Interrupted(f"call {earlier[0]} recorded these rows, but its answer is not kept any more")
    options = Options(run.is_strict, False, key)  # noqa: FBT003  # the order of the options
    return run.office.call(run.wire_name, run.content(rows), options, [row.number for row in rows])
