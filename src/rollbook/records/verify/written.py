"""Whether calls and the rows that name them agree, row by row: of calls that list what they wrote."""

import heapq
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from itertools import groupby
from operator import itemgetter
from typing import Any

import msgspec
import sqlalchemy as sa

from rollbook.records.tables import calls, changes, enrollments, subscription_enrollments
from rollbook.records.verify.findings import Check, Finding, Tally, in_portions

OF_CALL, THERE, DELETED = range(3)
"""Where an id is from: the list of the call, the row itself, the change that deleted it."""
GONE = "a row that the call wrote is gone, and no change says so"
STRANGE = "the row names a call that did not write it"

Entry = tuple[int, int, int, int]
"""Account, call, where from, and the id of a row."""


def checks_of_written() -> Iterator[Check]:
    """Give the checks of both tables whose rows name their calls."""
    for table in (enrollments, subscription_enrollments):
        yield Check("call", f"{table.name}: {GONE}", _check_of(table))


def _check_of(table: sa.Table) -> Callable[[sa.Connection, int], list[Finding]]:
    def find(connection: sa.Connection, limit: int) -> list[Finding]:
        tally = Tally("call", limit)
        with ExitStack() as open_:
            statements = (_that_list(), _that_name_a_call(table), _that_were_deleted(table))
            listing, *others = [open_.enter_context(in_portions(connection, each)) for each in statements]
            entries = heapq.merge(_listed(listing, table), *(map(tuple, each) for each in others))
            for (account, call), of_call in groupby(entries, itemgetter(0, 1)):
                for wrong, number in _compare(of_call):
                    row = {"account_id": account, "id": number, "call_id": call}
                    tally.add(f"{table.name}: {wrong}", row)
        return tally.findings()

    return find


def _compare(of_call: Iterator[Entry]) -> Iterator[tuple[str, int]]:
    """Yield what is wrong with the rows of a call, each by its id."""
    ids: tuple[set[int], ...] = (set(), set(), set())
    for _, _, source, number in of_call:
        ids[source].add(number)
    yield from ((GONE, number) for number in sorted(ids[OF_CALL] - ids[THERE] - ids[DELETED]))
    yield from ((STRANGE, number) for number in sorted(ids[THERE] - ids[OF_CALL]))


def _listed(found: Iterable[Any], table: sa.Table) -> Iterator[Entry]:
    """Yield the ids that calls list as written by them; raise ValueError for a list that is damaged."""
    for account, call, written in found:
        try:
            listed = msgspec.json.decode(zlib.decompress(written), type=dict[str, list[int]])
        except zlib.error as error:
            raise ValueError(str(error)) from None
        yield from ((account, call, OF_CALL, number) for number in sorted(listed.get(table.name, ())))


def _that_list() -> sa.Select[Any]:
    """Select the calls that list what they wrote."""
    listing = sa.select(calls.c.account_id, calls.c.id, calls.c.written).where(calls.c.written.is_not(None))
    return listing.order_by(calls.c.account_id, calls.c.id)


def _that_name_a_call(table: sa.Table) -> sa.Select[Any]:
    """Select the rows that name a call, but for calls from before they listed what they wrote."""
    by_call = (calls.c.account_id == table.c.account_id) & (calls.c.id == table.c.call_id)
    rows = sa.select(table.c.account_id, table.c.call_id, sa.literal(THERE), table.c.id)
    known = rows.join_from(table, calls, by_call).where(calls.c.concluded_id.is_not(None))
    return known.order_by(table.c.account_id, table.c.call_id, table.c.id)


def _that_were_deleted(table: sa.Table) -> sa.Select[Any]:
    """Select the rows that named a call until a change deleted them."""
    call = sa.cast(changes.c.before["call_id"].as_string(), sa.BigInteger)
    number = sa.cast(changes.c.row_key, sa.BigInteger)
    of_table = (changes.c.table_name == table.name) & changes.c.after.is_(None) & call.is_not(None)
    gone = sa.select(changes.c.account_id, call, sa.literal(DELETED), number).where(of_table)
    return gone.order_by(changes.c.account_id, call, number)
