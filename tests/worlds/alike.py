"""All that worlds keep of a database, in a form that is equal where only ids were made anew."""

from typing import Any

import sqlalchemy as sa

from rollbook.records import tables
from rollbook.records.database.engine import Database

APART = {
    *("calls", "changes", "loads", "api_keys", "report_pages"),
    *("import_mappings", "imports", "import_chunks"),
    *("sign_ins", "sign_in_links", "sign_in_failures", "saved_filters", "secrets"),
    *("webhooks", "webhook_deliveries"),
}
"""What is no part of a world: calls, changes, loads and imports, keys, secrets, sign-ins and webhooks, and marks."""
MADE_ANEW = {"created_at", "modified_at", "recorded_at", "call_id", "password_hash", "password_own"}
TABLES = [table for table in tables.metadata.sorted_tables if table.name not in APART]


def rows_of(database: Database) -> dict[str, list[str]]:
    """The rows of each table. An id stands as its place among the ids of its table, for ids are made anew."""
    with database.reading() as connection:
        found = {table: connection.execute(table.select()).mappings().all() for table in TABLES}
    places = {
        table: {number: place for place, number in enumerate(sorted(row["id"] for row in rows))}
        for table, rows in found.items()
        if "id" in table.c
    }

    def told(column: sa.Column[Any], value: Any) -> Any:
        if column.name == "details":
            users = places[tables.users]
            return {**value, "InternalInstructors": [users[each] for each in value.get("InternalInstructors", [])]}
        target = target_of(column)
        return value if target is None or value is None else places[target][value]

    columns = {table: [column for column in table.c if column.name not in MADE_ANEW] for table in TABLES}
    return {
        table.name: sorted(repr([told(column, row[column.name]) for column in columns[table]]) for row in rows)
        for table, rows in found.items()
    }


def target_of(column: sa.Column[Any]) -> sa.Table | None:
    """The table whose id stands in the column, if any."""
    if column.name == "account_id":
        return tables.accounts
    if column.name == "id":
        return column.table
    return next((key.column.table for key in column.foreign_keys if key.column.name == "id"), None)
