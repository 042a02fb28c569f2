"""What is on record, as sentences that an expectation can be written in."""

from collections.abc import Iterator, Mapping
from typing import Any

import sqlalchemy as sa

from rollbook.contract.permissions import Permission
from rollbook.records import tables
from rollbook.records.database.distribute import ONE_BY_ONE, find_home
from rollbook.records.tables import metadata
from tests.served import Served

Row = Mapping[str, Any]
Rows = dict[sa.Table, list[Row]]

OF_NO_ACCOUNT = {"calls", "changes", "report_pages"}
"""What calls leave behind whether they succeed or not."""
LARGEST_OF_SCENE = 10_000
"""Ids of the scene are small, those that calls make are not."""


def read_rows(server: Served) -> Rows:
    """All rows of both accounts, by table."""
    kept = [table for table in metadata.sorted_tables if table.name not in OF_NO_ACCOUNT]
    with server.database.reading() as connection:
        return {
            table: [dict(row) for row in connection.execute(table.select().order_by(*table.primary_key)).mappings()]
            for table in kept
        }


def write_rows(server: Served, rows: Rows) -> None:
    """Write all rows of both accounts into an empty database."""
    with server.database.writing() as connection:
        if find_home(connection):
            connection.exec_driver_sql(ONE_BY_ONE)
        for table, given in rows.items():
            if given:
                connection.execute(table.insert(), given)


class State:
    """The accounts as sentences; those about the account next door say so."""

    def __init__(self, rows: Rows) -> None:
        self.rows = rows
        self._names = {
            **{(tables.users, row["account_id"], row["id"]): row["employee_id"] for row in rows[tables.users]},
            **{(tables.groups, row["account_id"], row["id"]): row["name"] for row in rows[tables.groups]},
        }
        accounts = {row["id"]: row["name"] for row in rows[tables.accounts]}
        self._places = {number: "" if name == "Fina Shoes" else "next door: " for number, name in accounts.items()}
        self.facts = frozenset(self._facts())

    def enrollment_of(self, employee_id: str) -> int:
        """The id of the one enrolment that a user has."""
        rows = self.rows[tables.enrollments]
        (number,) = (row["id"] for row in rows if self._user(row) == employee_id)
        return int(number)

    def _user(self, row: Row, column: str = "user_id") -> str:
        return str(self._names[tables.users, row["account_id"], row[column]])

    def _group(self, row: Row, column: str = "group_id") -> str:
        return str(self._names.get((tables.groups, row["account_id"], row[column]), "no group"))

    def _facts(self) -> Iterator[str]:
        tellers = {
            tables.users: self._of_user,
            tables.groups: lambda row: f"{row['name']} is a group, {row['description'] or 'not described'}",
            tables.memberships: self._of_membership,
            tables.sessions: lambda row: f"{row['learning_module_id']} has a session {self._number_of(row)}",
            tables.api_keys: self._of_key,
            tables.sign_in_links: lambda row: f"{self._user(row)} has a link to {row['purpose']}",
            tables.accounts: lambda row: f"{row['name']} is an account in {row['timezone']}",
            tables.teams: lambda row: f"{row['name']} is a team",
            tables.tags: lambda row: f"{row['name']} is a tag",
            tables.custom_fields: lambda row: f"{row['name']} is a custom field",
            tables.learning_modules: lambda row: f"{row['name']} is a course, {row['status']}",
            tables.subscriptions: lambda row: f"{row['name']} is a subscription",
            tables.variants: lambda row: f"{row['name']} is a variant of {row['subscription_id']}",
            tables.group_learning_modules: lambda row: f"{self._group(row)} has course {row['learning_module_id']}",
            tables.group_variants: self._of_variant,
            tables.enrollments: self._of_enrollment,
            tables.subscription_enrollments: lambda row: (
                f"{self._user(row)} holds {row['variant_id']} in {self._group(row)}"
            ),
        }
        for table, rows in self.rows.items():
            for row in rows:
                if table in tellers:
                    account = row["id"] if table is tables.accounts else row["account_id"]
                    yield self._places[account] + tellers[table](row)
                else:
                    yield f"{table.name}: {row}"

    def _number_of(self, session: Row) -> object:
        """The id of a session of the scene; one that a call makes has a number that nobody knows beforehand."""
        number = "made by a call" if session["id"] > LARGEST_OF_SCENE else session["id"]
        venue = session["details"].get("Venue", "")
        return f"{number} at {venue}" if venue else number

    def _of_user(self, row: Row) -> str:
        title = row["profile"].get("Title", "without title")
        return f"{row['employee_id']} is at home in {self._group(row, 'home_group_id')}, {title}, {row['role']}"

    def _of_key(self, row: Row) -> str:
        holder = "the account" if row["user_id"] is None else self._user(row)
        return f"{holder} has a key" + (" that is revoked" if row["revoked_at"] else "")

    def key_of(self, employee_id: str) -> int:
        """The id of the one key that a user has."""
        keys = (row for row in self.rows[tables.api_keys] if row["user_id"] is not None)
        (number,) = (row["id"] for row in keys if self._user(row) == employee_id)
        return int(number)

    def _of_membership(self, row: Row) -> str:
        held = " and ".join(str(each.name) for each in Permission if row["permissions"] & each)
        return f"{self._user(row)} is in {self._group(row)} with {held or 'nothing'}"

    def _of_variant(self, row: Row) -> str:
        verb, price = "had" if row["removed"] else "has", "for credits" if row["requires_credits"] else "free"
        return f"{self._group(row)} {verb} variant {row['variant_id']} {price}, {row['credits']} left"

    def _of_enrollment(self, row: Row) -> str:
        session = f" in session {row['session_id']}" if row["session_id"] else ""
        return f"{self._user(row)} takes {row['learning_module_id']} in {self._group(row)}{session}, {row['status']}"
