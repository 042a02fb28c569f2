"""Whatever a call inserts, changes or deletes is noted: the rows before it and its changes give the rows after it."""

import json
import zlib
from datetime import date
from typing import Any

import pytest

from rollbook.contract.method import Report
from rollbook.methods import METHODS
from rollbook.records import tables
from rollbook.records.write.journal import SECRET, UNRECORDED, key_of
from rollbook.reference.samples import sample_package
from tests.consistency import check_rows
from tests.methods.own_calls import HISTORY
from tests.sampled import SAMPLED, with_ids
from tests.served import Served

WRITES = {name: method for name, method in METHODS.items() if not issubclass(method, Report)}
Recorded = dict[tuple[str, str], dict[str, Any]]


def recorded(server: Served) -> Recorded:
    """All rows as changes would have them, by table and key."""
    kept = (table for table in tables.metadata.sorted_tables if table not in HISTORY)
    return {(table.name, key_of(table, row)): plain(row) for table in kept for row in server.rows(table)}


def plain(row: dict[str, Any]) -> dict[str, Any]:
    return {
        name: (None if value is None else True)
        if name in SECRET
        else value.isoformat()
        if isinstance(value, date)
        else value
        for name, value in row.items()
        if name not in UNRECORDED
    }


def differences(before: Recorded, after: Recorded) -> dict[tuple[str, str], tuple[Any, Any]]:
    """What became of each row that is not as it was: of a changed one the columns that differ."""
    found: dict[tuple[str, str], tuple[Any, Any]] = {}
    for place in before.keys() | after.keys():
        was, now = before.get(place), after.get(place)
        if was is None or now is None:
            found[place] = (was, now)
        elif was != now:
            names = [name for name in now if was[name] != now[name]]
            found[place] = ({name: was[name] for name in names}, {name: now[name] for name in names})
    return found


def noted(server: Served, call: int) -> dict[tuple[str, str], tuple[Any, Any]]:
    """What the changes of a call say became of each row; a column that they leave out has no value."""
    columns = {table.name: [each.name for each in table.c] for table in tables.metadata.sorted_tables}

    def whole(row: dict[str, Any], side: Any, other: Any) -> Any:
        names = [name for name in columns[row["table_name"]] if name not in UNRECORDED] if other is None else side
        return None if side is None else {name: side.get(name) for name in names}

    return {
        (row["table_name"], row["row_key"]): (
            whole(row, row["before"], row["after"]),
            whole(row, row["after"], row["before"]),
        )
        for row in server.rows(tables.changes)
        if row["call_id"] == call
    }


@pytest.mark.parametrize("name", WRITES)
def test_the_changes_of_a_call_are_all_that_it_changed(server, name):
    server.load(SAMPLED)
    package = with_ids(server, sample_package(METHODS[name]))
    before = recorded(server)
    answer = server.call(package)
    assert (answer.result, answer.errors) == ("Success", [])
    call = max(server.rows(tables.calls), key=lambda row: row["concluded_id"])
    own = json.loads(zlib.decompress(call["written"])) if call["written"] else {}
    written = {(table, str(number)) for table, numbers in own.items() for number in numbers}
    found = differences(before, recorded(server))
    assert {place: sides for place, sides in found.items() if place not in written} == noted(server, call["id"])
    assert found
    check_rows(server.database)
