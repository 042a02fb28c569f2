"""Answers in JSON: rows with their outcomes, and problem details (RFC 9457) of what was refused."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import msgspec

from rollbook.api.statuses import OK, status_of
from rollbook.calls.request import Result, Shown
from rollbook.contract.answers import Values
from rollbook.contract.errors import Fault, Path
from rollbook.contract.judge import Block
from rollbook.contract.method import Batch, Change, Method, Report
from rollbook.contract.rows import Many, Named, Row
from rollbook.contract.tags import Count, Flag, Tag, Texts, Whole

JSON, PROBLEM = "application/json", "application/problem+json"
ERRORS = "/api/v1/errors/"
ALL_REFUSED = "No row was recorded."
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Head:
    """What every answer to a call says of it."""

    request_id: str
    call_id: int | None
    is_dry_run: bool


def show_result(head: Head, method: type[Method] | None, result: Result) -> Shown:
    """Write what a call recorded, found or refused: application/json with 200, else problem details."""
    status, good = status_of(method, result), result.good
    rows = _rows(method, result)
    refused = sum(row.get("outcome") == "refused" for row in rows)
    answer: Json = {} if status == OK else _problem(method, result.faults, status)
    answer |= {
        "result": result.word,
        "request_id": head.request_id,
        "call_id": None if head.call_id is None else str(head.call_id),
        "dry_run": head.is_dry_run,
    }
    if method is None or not issubclass(method, Report):
        answer |= {"recorded": len(good), "refused": refused}
    answer["rows"] = rows
    if method is not None and issubclass(method, Report) and good:
        answer["next"] = _next(method, good[0].row, result.rows)
    return Shown(msgspec.json.encode(answer), status, JSON if status == OK else PROBLEM)


def show_problem(request_id: str, fault: Fault) -> Shown:
    """Write the refusal of what never became a call."""
    return show_result(Head(request_id, None, is_dry_run=False), None, Result(faults=[fault]))


class _Kept(msgspec.Struct):
    """What a kept answer says of its status; problem details name it, and all others are good."""

    status: int = OK


def show_kept(body: bytes) -> Shown:
    """Return an answer that was kept as it was shown then. One of XML is none of JSON's: its key has another digest."""
    status = msgspec.json.decode(body, type=_Kept).status
    return Shown(body, status, JSON if status == OK else PROBLEM)


def _problem(method: type[Method] | None, faults: Sequence[Fault], status: int) -> Json:
    """Return what problem details say besides the rows; of rows that were refused the first counts."""
    first = faults[0]
    error = _error(method, first)
    del error["message"]
    title = first.error.text if "{" not in first.error.text else first.message
    title = title if first.block is None else ALL_REFUSED
    return {"type": error.pop("type"), "title": title, "status": status, "detail": first.message, **error}


def _error(method: type[Method] | None, fault: Fault) -> Json:
    return {
        "code": fault.code,
        "source": fault.error.source.value,
        "message": fault.message,
        "pointer": pointer(_path(method, fault)),
        "value": fault.value,
        "type": f"{ERRORS}{fault.code}",
    }


def _path(method: type[Method] | None, fault: Fault) -> Path:
    """Return the path of an error from the body's top."""
    if fault.block is None or method is None or not issubclass(method, Batch):
        return fault.path
    return (method.element, fault.block - 1, *fault.path)


def pointer(path: Path) -> str | None:
    """Return a path as a JSON pointer (RFC 6901); None where it is of no place."""
    steps = (str(part).replace("~", "~0").replace("/", "~1") for part in path)
    return "".join(f"/{step}" for step in steps) or None


def _rows(method: type[Method] | None, result: Result) -> list[Json]:
    if method is None:
        return []
    if issubclass(method, Report):
        return _found(method, result)
    if issubclass(method, Change) and result.good:
        tags = _columns(method.info.row, method.info.row.tags)
        return [_recorded(1, _values(tags, row)) for row in result.rows]
    if issubclass(method, Change):
        own = {error.code for error in method.errors()} - {method.denied.code}
        return [_refused(method, 1, fault) for fault in result.faults if fault.code in own]
    assert issubclass(method, Batch)  # noqa: S101  # there is no other kind of method
    faults = {fault.block: fault for fault in result.faults if fault.block is not None}
    rows = [_recorded(block.number, _echo(method.echo, block)) for block in result.good]
    rows += [_refused(method, number, fault) for number, fault in faults.items()]
    return sorted(rows, key=_number)


def _number(row: Json) -> int:
    number: int = row["row"]
    return number


def _recorded(number: int, answer: Json) -> Json:
    return {"row": number, "outcome": "recorded", "answer": answer}


def _refused(method: type[Method], number: int, fault: Fault) -> Json:
    return {"row": number, "outcome": "refused", "error": _error(method, fault)}


def _echo(tags: Sequence[str], block: Block) -> Json:
    """Repeat a row's tags as they were sent, or as they came about; a dry run leaves out what writing makes."""
    row, written = vars(block.row), block.written
    return {tag: _sent(tag, written.get(tag) or row.get(tag), row["sent"]) for tag in tags}


def _sent(tag: str, value: Any, sent: Texts) -> str | None:
    if isinstance(value, Named):
        return value.text
    shown = sent.get(tag, value)
    return None if shown in {None, ""} else str(shown)


def _found(method: type[Report], result: Result) -> list[Json]:
    good = result.good
    if not good:
        return []
    tags = _columns(method.info.row, method.columns(good[0].row))
    return [_values(tags, row) for row in result.rows]


def _next(method: type[Report], row: Row, rows: Sequence[Values]) -> int | None:
    """Return the number of the next page, where this one is full; None at the end, and of what has no pages."""
    size, page = vars(row).get("PageSize"), vars(row).get("Page")
    lists = [name for name, tag in method.info.row.tags.items() if isinstance(tag, Many)]
    count = len(rows) if method.info.item else sum(len(each[name]) for each in rows for name in lists)
    return page + 1 if size and page and count >= size else None


Convert = Callable[[Any], Any]
Columns = Mapping[str, Convert]


def _columns(row: type[Row], names: Any) -> Columns:
    return {name: _converter(row.tags[name]) for name in names}


def _values(columns: Columns, values: Values) -> Json:
    return {name: convert(values.get(name)) for name, convert in columns.items()}


def _converter(tag: Tag[Any]) -> Convert:
    """Return how values of a tag are written: ids and texts as texts, counts as numbers, moments as ISO 8601 has it."""
    if isinstance(tag, Many):
        if isinstance(tag.of, Tag):
            inner = _converter(tag.of)
        else:
            columns = _columns(tag.of, tag.of.tags)
            inner = lambda values: _values(columns, values)  # noqa: E731  # one of two ways to write an entry
        return lambda entries: [inner(entry) for entry in entries or ()]
    if isinstance(tag, Flag):
        return _flag
    return _count if isinstance(tag, Count | Whole) else _single


def _flag(value: Any) -> bool | None:
    return None if value is None or value == "" else bool(int(value))


def _count(value: Any) -> int | None:
    return None if value is None or value == "" else int(value)


def _single(value: Any) -> str | None:
    if isinstance(value, datetime):
        return show_moment(value)
    return None if value is None or value == "" else str(value)


def show_moment(moment: datetime) -> str:
    """Write a moment in UTC as RFC 3339 has it, to the millisecond; the wire takes it back."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
