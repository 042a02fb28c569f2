"""Two accounts of the same world, and all that is on record of one, in a form that is equal for its twin."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from rollbook.console.sign_ins import SIGN_IN
from rollbook.records import tables
from rollbook.records.database.distribute import is_of_account
from rollbook.records.tables.columns import UtcTime
from tests import cast
from tests.console.visitors import FINA
from tests.scenery import extended
from tests.served import Served
from tests.worlds.alike import target_of

TWIN = "Fina's Twin"
TWIN_KEYS = (cast.FINA_KEY.replace("0123", "9876"), cast.OLGA.api_key.replace("-0123456789", "-9876543210"))
OPEN = "  - {user: dana.brown@finashoes.com, group: Sales, learning_module: 3860, session: 502, status: Enrolled"
WORLD = extended(cast.FINA_SHOES, enrollments=f"{OPEN}, enrolled: 2024-02-01}}\n")
"""Fina Shoes, where Dana was enrolled in a session that is over, and nothing is recorded."""
TWIN_WORLD = (
    WORLD.replace(f"name: {FINA}", f"name: {TWIN}")
    .replace(cast.FINA_KEY, TWIN_KEYS[0])
    .replace("-0123456789", "-9876543210")
)
"""The same under another name, with other keys."""
OF_CALLS = {"method", "result", "recorded", "refused", "error_codes", "reason", "takes_back_id"}
"""What calls of two faces have in common."""
APART = {"sign_ins", "sign_in_links", "sign_in_failures", "saved_filters", "secrets", "report_pages", "loads"}
"""What a visit leaves behind, and no call; and which world files the two were loaded from."""
OF_ONE = {"account_id", "key_hash", "password_hash"}
"""Columns whose values no two accounts share."""
NAMED = {"user_id": tables.users, "call_id": tables.calls, "takes_back_id": tables.calls}
"""Whose id is in a column that has no foreign key everywhere."""
JUST_NOW = timedelta(hours=1)
KNOWN = [table for table in tables.metadata.sorted_tables if is_of_account(table) and table.name not in APART]


class Record:
    """All rows of an account. An id stands as its place among those of its table, a moment of the test as `now`."""

    def __init__(self, server: Served, account: int) -> None:
        self._rows = {table: [row for row in server.rows(table) if row["account_id"] == account] for table in KNOWN}
        self._rows[tables.calls] = [row for row in self._rows[tables.calls] if row["method"] != SIGN_IN]
        self._rows[tables.api_keys] = [row for row in server.rows(tables.api_keys) if row["account_id"] == account]
        self._places = {
            table: {number: place for place, number in enumerate(sorted(row["id"] for row in rows))}
            for table, rows in self._rows.items()
            if "id" in table.c
        }

    def numbers(self) -> Mapping[str, int]:
        """The ids that actions are written with: of people and groups by name, of what came last by its noun."""
        found = {row["given_name"].lower(): row["id"] for row in self._rows[tables.users]}
        found |= {row["name"].lower().replace(" ", "_"): row["id"] for row in self._rows[tables.groups]}
        last = {"call": tables.calls, "key": tables.api_keys, "enrollment": tables.enrollments}
        return found | {name: max(self._places[table], default=0) for name, table in last.items()}

    def shown(self) -> Mapping[str, list[str]]:
        """The rows by table."""
        return {
            table.name: sorted(repr([self._told(table, name, row) for name in _columns(table)]) for row in rows)
            for table, rows in self._rows.items()
        }

    def _told(self, table: sa.Table, name: str, row: Mapping[str, Any]) -> Any:
        value = row[name]
        if table is tables.changes:
            of = tables.metadata.tables[row["table_name"]]
            if name == "row_key":
                key = [each for each in of.primary_key if each.name != "account_id"]
                return [self._value(each, int(part)) for each, part in zip(key, value.split("/"), strict=True)]
            if name in {"before", "after"} and value is not None:
                return {each: self._value(of.c[each], value[each]) for each in sorted(value) if each not in OF_ONE}
        return self._value(table.c[name], value)

    def _value(self, column: sa.Column[Any], value: Any) -> Any:
        if value is None:
            return None
        if isinstance(column.type, UtcTime):
            moment = value if isinstance(value, datetime) else datetime.fromisoformat(value)
            return "now" if abs(datetime.now(UTC) - moment) < JUST_NOW else moment.isoformat()
        if column.name == "details":
            users = self._places[tables.users]
            return {**value, "InternalInstructors": [users[each] for each in value.get("InternalInstructors", [])]}
        target = NAMED[column.name] if column.name in NAMED else target_of(column)
        return value if target is None else self._places[target].get(value, "gone")


def _columns(table: sa.Table) -> list[str]:
    known = [column.name for column in table.c if column.name not in OF_ONE]
    return [name for name in known if name in OF_CALLS] if table is tables.calls else known
