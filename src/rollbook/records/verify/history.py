"""Whether the history is right: each row is what its changes say, and what a call made, it has on record."""

import functools
from bisect import bisect
from collections.abc import Callable, Iterator, Mapping
from itertools import groupby
from operator import itemgetter
from typing import Any

import sqlalchemy as sa

from rollbook.records.tables import (
    accounts,
    calls,
    changes,
    group_variants,
    loads,
    metadata,
    subscription_enrollments,
)
from rollbook.records.tables.columns import key_names
from rollbook.records.verify.findings import Check, Finding, Tally, check_of_rows, in_portions
from rollbook.records.verify.trace import Trace
from rollbook.records.write.journal import SECRET, UNRECORDED, recorded

APART = {
    *("api_keys", "sign_in_links", "sign_ins", "sign_in_failures", "secrets", "saved_filters"),
    *("webhooks", "webhook_deliveries"),
    *("calls", "changes", "loads", "imports", "import_mappings", "import_chunks", "report_pages"),
}
"""Tables that change outside calls too: by operators, by signing in, as time passes; and what calls leave behind."""
FOLLOWED = [table for table in metadata.sorted_tables if table.name not in APART]
GIVEN_WITH = {group_variants.name: subscription_enrollments.name}
"""Tables of which a load may change rows because the file names rows of another."""
DIFFERS = "a value is not what the last change of it says"
BROKEN = "a change does not begin with what the one before it left"
GONE = "the row is gone, and no change says so"
BACK = "the row is there, and a change says that it was deleted"
UNTOLD = "the row was made by no load, and no change says by which call"

Loads = Callable[[int], list[int]]
"""By account the ids of the loads that may have changed a table, ascending."""


def checks_of_history() -> Iterator[Check]:
    """Give the checks of what changes say against the rows."""
    names = [table.name for table in metadata.sorted_tables]
    no_table = sa.select(changes.c.account_id, changes.c.id, changes.c.table_name)
    yield check_of_rows(
        "history", "changes: table_name names no table", no_table.where(changes.c.table_name.not_in(names))
    )
    by_call = (calls.c.account_id == changes.c.account_id) & (calls.c.id == changes.c.call_id)
    of_none = sa.select(changes.c.account_id, changes.c.id, changes.c.call_id).join_from(changes, calls, by_call)
    yield check_of_rows(
        "history", "changes: the call recorded nothing, and yet has changes", of_none.where(calls.c.recorded == 0)
    )
    for table in FOLLOWED:
        yield Check("history", f"{table.name}: {DIFFERS}", _check_of_traces(table))
        if "created_at" in table.c and table is not accounts:
            yield check_of_rows("history", f"{table.name}: {UNTOLD}", _untold(table))


def _check_of_traces(table: sa.Table) -> Callable[[sa.Connection, int], list[Finding]]:
    """Return what follows the changes of a table's rows and compares the rows; it reads them in portions, once."""
    statement = _changes_with_rows(table)

    def find(connection: sa.Connection, limit: int) -> list[Finding]:
        tally = Tally("history", limit)
        loads_of = _loads_of(connection, table)
        with in_portions(connection, statement) as found:
            for (account, key), of_row in groupby(found, itemgetter(0, 1)):
                trace, row = _follow(of_row, loads_of(account))
                for wrong, columns in _compare(trace, row and recorded(_own_columns(table, row))):
                    where = {"account_id": account, "row_key": key}
                    tally.add(f"{table.name}: {wrong}", {**where, "columns": ", ".join(columns)} if columns else where)
        return tally.findings()

    return find


def _changes_with_rows(table: sa.Table) -> sa.Select[Any]:
    """Select the changes of a table's rows, row by row, each with the row as it is, all its columns null if gone.

    The keys as texts are made first, so that SQLite can join by an index that it makes for the purpose.
    """
    identity = list(table.primary_key)
    account = table.c.id if table is accounts else table.c.account_id
    keys = sa.select(account.label("of_account"), _key_text(table).label("of_key"), *identity).cte("keys")
    keyed = keys.prefix_with("MATERIALIZED", dialect="sqlite")
    same = (keyed.c.of_account == changes.c.account_id) & (keyed.c.of_key == changes.c.row_key)
    rows = table.alias("of_row")
    own = sa.and_(*(rows.c[column.name] == keyed.c[column.name] for column in identity))
    kept = [rows.c[name].label(f"its_{name}") for name in _compared(table)]
    noted = (changes.c.account_id, changes.c.row_key, changes.c.id, changes.c.before, changes.c.after)
    found = sa.select(*noted, keyed.c.of_key, *kept).select_from(changes.outerjoin(keyed, same).outerjoin(rows, own))
    in_turn = found.order_by(changes.c.account_id, changes.c.row_key, changes.c.id)
    return in_turn.where(changes.c.table_name == table.name)


def _key_text(table: sa.Table) -> sa.ColumnElement[str]:
    """Return the key of a row as changes keep it."""
    first, *others = (sa.cast(table.c[name], sa.Text) for name in key_names(table))
    return functools.reduce(lambda text, part: text + "/" + part, others, first)


def _compared(table: sa.Table) -> list[str]:
    return [column.name for column in table.c if column.name not in SECRET | UNRECORDED]


def _own_columns(table: sa.Table, row: sa.Row[Any]) -> Mapping[str, Any]:
    return {name: row._mapping[f"its_{name}"] for name in _compared(table)}


def _follow(of_row: Iterator[sa.Row[Any]], loaded: list[int]) -> tuple[Trace, sa.Row[Any] | None]:
    """Follow the changes and loads of one row; return the trace, and the row itself if it is there."""
    trace, done = Trace(), 0
    for each in of_row:
        if (upto := bisect(loaded, each.id)) > done:
            trace.load()
            done = upto
        trace.change(each.before, each.after)
    if len(loaded) > done:
        trace.load()
    return trace, None if each.of_key is None else each


def _compare(trace: Trace, row: Mapping[str, Any] | None) -> Iterator[tuple[str, list[str]]]:
    """Yield what is wrong with a row, with the columns concerned."""
    if row is None:
        if trace.there:
            yield GONE, []
    elif trace.there is False:
        yield BACK, []
    elif columns := trace.differing(row):
        yield DIFFERS, columns
    elif columns := trace.broken():
        yield BROKEN, columns


def _loads_of(connection: sa.Connection, table: sa.Table) -> Loads:
    """Find the loads that may have changed rows of a table: they say so, or nothing is known of what they did."""
    names = {table.name, GIVEN_WITH.get(table.name)}
    found: dict[int, list[int]] = {}
    for account, number, counts in connection.execute(
        sa.select(loads.c.account_id, loads.c.id, loads.c.counts).order_by(loads.c.id)
    ):
        if not counts or any(changed for name, (_, changed) in counts.items() if name in names):
            found.setdefault(account, []).append(number)
    return lambda account: found.get(account, [])


def _untold(table: sa.Table) -> sa.Select[Any]:
    """Select the rows made after the last load of their account of which no change says that a call inserted them."""
    last = sa.select(loads.c.account_id, sa.func.max(loads.c.loaded_at).label("loaded_at"))
    loaded = last.group_by(loads.c.account_id).subquery("loaded")
    inserted = (
        sa.select(changes.c.account_id, changes.c.row_key)
        .where(changes.c.table_name == table.name, changes.c.before.is_(None))
        .distinct()
        .subquery("inserted")
    )
    own = (inserted.c.account_id == table.c.account_id) & (inserted.c.row_key == sa.cast(table.c.id, sa.Text))
    rows = table.join(loaded, loaded.c.account_id == table.c.account_id).outerjoin(inserted, own)
    untold = (table.c.created_at > loaded.c.loaded_at) & inserted.c.row_key.is_(None)
    return sa.select(table.c.account_id, table.c.id, table.c.created_at).select_from(rows).where(untold)
