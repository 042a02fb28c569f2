"""What is asked about the past: calls, and what they changed."""

import zlib
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
import sqlalchemy as sa

from rollbook.contract.answers import Values, show_text
from rollbook.contract.judge import Block
from rollbook.contract.values import LARGEST_ID, read_id
from rollbook.records.read.context import ReportContext, reader
from rollbook.records.read.user_pages import between
from rollbook.records.tables import calls, changes, metadata, users
from rollbook.records.tables.columns import json_text

WHO = (users.c.account_id == calls.c.account_id) & (users.c.id == calls.c.user_id)
CALLER = (users.c.id.label("who"), users.c.email, users.c.employee_id)
DERIVED = ("_key",)
"""Endings of columns that follow from another column of the row: the other one says it."""


@reader("calls", "a page of the account's calls")
def read_calls(connection: sa.Connection, asked: ReportContext, block: Block) -> Sequence[Values]:
    """Read a page of calls in the order of their ids, the newest first."""
    sent, filters = block.row, block.row.Filters
    received = filters.ReceivedDate
    through = [
        calls.c.account_id == asked.account,
        *between(calls.c.received_at, received.ReceivedDateFrom, received.ReceivedDateTo),
        calls.c.id < (sent.Before or LARGEST_ID),
        *([calls.c.method == filters.Method] if filters.Method else []),
        *([calls.c.result == filters.Result] if filters.Result else []),
        *([calls.c.user_id == block.found.caller] if block.found.caller else []),
        *(_refused_with(filters.ErrorCode) if filters.ErrorCode else []),
    ]
    statement = sa.select(*_call_columns()).select_from(calls.join(users, WHO)).where(*through)
    found = connection.execute(statement.order_by(calls.c.id.desc()).limit(sent.PageSize + 1)).all()
    page = found[: sent.PageSize]
    return [{"Calls": [_call(row) for row in page], "Next": page[-1].id if len(found) > len(page) else None}]


def _refused_with(code: str) -> Sequence[sa.ColumnElement[bool]]:
    """Return the conditions that a call refused something with a code; they are read by the index of such calls."""
    has_refused = calls.c.error_codes != sa.literal_column("''")
    return has_refused, (", " + calls.c.error_codes).contains(f", {code} ", autoescape=True)


@reader("call", "one call")
def read_call(connection: sa.Connection, asked: ReportContext, block: Block) -> Sequence[Values]:
    """Read all that is on record of the call that the block's rules found."""
    number = block.found.call
    own = (calls.c.account_id == asked.account) & (calls.c.id == number)
    later = calls.alias("later").c
    taken_back = sa.select(later.id).where(later.account_id == asked.account, later.takes_back_id == number)
    of_call = (changes.c.account_id == asked.account) & (changes.c.call_id == number)
    columns = (
        *(calls.c.remote_address, calls.c.microseconds, calls.c.key_id, calls.c.refusals, calls.c.written),
        taken_back.where(later.result == "Success").order_by(later.id.desc()).limit(1).scalar_subquery().label("later"),
        sa.select(sa.func.count()).select_from(changes).where(of_call).scalar_subquery().label("changed"),
    )
    row = connection.execute(sa.select(*_call_columns(), *columns).select_from(calls.join(users, WHO)).where(own)).one()
    written: Mapping[str, list[int]] = _inflated(row.written) or {}
    return [
        {
            **_call(row),
            "RemoteAddress": row.remote_address,
            "Milliseconds": row.microseconds // 1000,
            "KeyID": row.key_id,
            "TakenBackByCallID": row.later,
            "Refusals": [_refusal(each) for each in _inflated(row.refusals) or ()],
            "Rows": [{"Table": table, "RowID": each} for table, numbers in written.items() for each in numbers],
            "Changes": row.changed,
        }
    ]


@reader("changes", "a page of changes")
def read_changes(connection: sa.Connection, asked: ReportContext, block: Block) -> Sequence[Values]:
    """Read a page of changes in the order of their ids, the newest first.

    A row that names its call itself has no change of its insertion. The last page about such a row ends with it, as the
    call left the row; where that page is full, it is a page of its own.
    """
    sent, filters = block.row, block.row.Filters
    of_table = [changes.c.table_name == filters.Table] if filters.Table else []
    of_row = [changes.c.row_key == filters.RowID] if filters.RowID else []
    through = [
        changes.c.account_id == asked.account,
        changes.c.id < (sent.Before or LARGEST_ID),
        *([changes.c.call_id == filters.CallID] if filters.CallID else []),
        *of_table,
        *of_row,
        *([changes.c.user_id == block.found.person] if block.found.person else []),
    ]
    made_by = (calls.c.account_id == changes.c.account_id) & (calls.c.id == changes.c.call_id)
    columns = (changes, calls.c.method, calls.c.reason.label("of_call"), *CALLER)
    statement = sa.select(*columns).select_from(changes.join(calls, made_by).join(users, WHO))
    found = connection.execute(statement.where(*through).order_by(changes.c.id.desc()).limit(sent.PageSize + 1)).all()
    page = found[: sent.PageSize]
    listed, is_last = [_change(row) for row in page], len(found) == len(page)
    if is_last and of_row:
        is_whole = not (sent.Before or filters.CallID or block.found.person)
        row = _first_row(connection, asked.account, filters, found if is_whole else None)
        if _is_wanted(row, filters.CallID, block.found.person):
            is_last = len(page) < sent.PageSize
            listed += [_insertion(connection, asked.account, filters, row)] if is_last else []
    return [{"Changes": listed, "Next": None if is_last else page[-1].id}]


def _first_row(
    connection: sa.Connection, account: int, filters: Any, later: Sequence[sa.Row[Any]] | None
) -> Mapping[str, Any]:
    """Return a row that names its call itself as that call left it: the row as it is, with all changes undone.

    `later` are all changes of the row, if they are known. The result is empty where there was no such row.
    """
    table = metadata.tables.get(filters.Table)
    if table is None or "call_id" not in table.c or table is changes:
        return {}
    try:
        number = read_id(filters.RowID)
    except ValueError:
        return {}
    own = (table.c.account_id == account) & (table.c.id == number)
    row = dict(connection.execute(table.select().where(own)).mappings().one_or_none() or {})
    if later is None:
        of_row = (changes.c.table_name == filters.Table) & (changes.c.row_key == filters.RowID)
        befores = sa.select(changes.c.before).where(changes.c.account_id == account, of_row)
        later = connection.execute(befores.order_by(changes.c.id.desc())).all()
    for change in later:
        row |= change.before or {}
    return row


def _is_wanted(row: Mapping[str, Any], call: int | None, person: int | None) -> bool:
    """Whether a call inserted the row, and the filters let its insertion through."""
    made_by = row.get("call_id")
    return made_by is not None and call in {None, made_by} and person in {None, row.get("user_id")}


def _insertion(connection: sa.Connection, account: int, filters: Any, row: Mapping[str, Any]) -> Values:
    made_by = (calls.c.account_id == account) & (calls.c.id == row["call_id"])
    columns = (calls.c.method, calls.c.received_at, *CALLER)
    call = connection.execute(sa.select(*columns).select_from(calls.join(users, WHO)).where(made_by)).one()
    return {
        "CallID": row["call_id"],
        "Method": call.method,
        "ChangedDate": call.received_at,
        **_caller(call),
        "Action": "Inserted",
        "Table": filters.Table,
        "RowID": filters.RowID,
        "PersonID": row.get("user_id"),
        "Columns": _columns(None, row),
    }


def _call_columns() -> Sequence[sa.ColumnElement[Any]]:
    kept = calls.c
    names = (kept.id, kept.received_at, kept.method, kept.face, kept.result, kept.recorded, kept.refused)
    return (*names, kept.error_codes, kept.request_id, kept.reason, kept.takes_back_id, *CALLER)


def _call(row: Any) -> Values:
    return {
        "CallID": row.id,
        "ReceivedDate": row.received_at,
        "Method": row.method,
        "Face": row.face,
        **_caller(row),
        "Result": row.result,
        "Recorded": row.recorded,
        "Refused": row.refused,
        "ErrorCodes": row.error_codes,
        "RequestID": row.request_id,
        "Reason": row.reason,
        "TakesBackCallID": row.takes_back_id,
    }


def _caller(row: Any) -> Values:
    return {"CallerID": row.who, "CallerEmail": row.email, "CallerEmployeeID": row.employee_id}


def _change(row: sa.Row[Any]) -> Values:
    return {
        "ChangeID": row.id,
        "CallID": row.call_id,
        "Method": row.method,
        "ChangedDate": row.changed_at,
        **_caller(row),
        "Action": "Inserted" if row.before is None else "Deleted" if row.after is None else "Changed",
        "Table": row.table_name,
        "RowID": row.row_key,
        "PersonID": row.user_id,
        "Reason": row.reason or row.of_call,
        "Columns": _columns(row.before, row.after),
    }


def _columns(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> list[Values]:
    """Return the columns that have a value on either side; of a secret the sides say only that there is one."""
    was, now = before or {}, after or {}
    names = [name for name in {**was, **now} if not name.endswith(DERIVED) and name not in {"id", "account_id"}]
    shown = [{"Name": name, "Before": _shown(was.get(name)), "After": _shown(now.get(name))} for name in names]
    flagged = {name for name in names if was.get(name) is now.get(name) is True}
    return [column for column in shown if column["Before"] != column["After"] or column["Name"] in flagged]


def _shown(value: Any) -> str:
    return json_text(value) if isinstance(value, dict | list) else show_text(value)


def _refusal(kept: Mapping[str, Any]) -> Values:
    path = "/".join(str(part + 1) if isinstance(part, int) else part for part in kept["path"])
    return {"Block": kept["block"], "Code": kept["code"], "Path": path, "Value": kept["value"]}


def _inflated(kept: bytes | None) -> Any:
    return None if kept is None else msgspec.json.decode(zlib.decompress(kept))
