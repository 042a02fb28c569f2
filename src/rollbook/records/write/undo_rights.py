"""Whether a caller whose role does not reach every group may take back a call: in each group of its rows."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from rollbook.contract.permissions import ASSIGN, ENROLL, MANAGE_GROUPS, MANAGE_USERS, Permission, Role
from rollbook.records.plan.lookups import ACCOUNT
from rollbook.records.sql.values import ValuesTable
from rollbook.records.tables import (
    enrollments,
    group_learning_modules,
    group_tags,
    group_variants,
    groups,
    memberships,
    metadata,
    subscription_enrollments,
    supervisors,
    team_members,
    users,
)
from rollbook.records.write.blocks import WriteContext

ABOUT_USERS = {table.name for table in (users, supervisors, team_members)}
"""Tables whose rows are in reach of those who manage users in the home group of the user."""
IN_GROUPS: Mapping[str, Permission] = {
    groups.name: Permission.MANAGE_GROUP,
    group_tags.name: Permission.MANAGE_GROUP,
    memberships.name: ENROLL,
    group_learning_modules.name: ASSIGN,
    group_variants.name: ASSIGN,
}
"""What updateGroup demands of callers who change such rows, in the group: their keys begin with it."""
ENROLLED = {enrollments.name, subscription_enrollments.name}
"""Tables of enrolments: their rows say of which group they are."""

NOTHING = Permission(0)
"""What nobody holds enough of."""

Need = tuple[int, Permission]
"""A group, and the permissions one of which is needed there."""


class Reach:
    """Finds out where a call wrote, and what the caller holds there."""

    def __init__(self, connection: sa.Connection, context: WriteContext, access: Permission) -> None:
        self._connection = connection
        self._context = context
        self._access = access

    def covers(self, written: Mapping[str, Sequence[int]], noted: Sequence[sa.Row[Any]]) -> bool:
        """Whether the caller could make the call again: they hold what its method demands, in each of its groups."""
        kept = memberships.c
        own = (kept.account_id == self._context.account) & (kept.user_id == self._context.user)
        seats = self._connection.execute(sa.select(kept.group_id, kept.permissions).where(own))
        held = {seat.group_id: seat.permissions for seat in seats}
        if not any(permissions & self._access for permissions in held.values()):
            return False
        needs = [*self._of_rows(written), *self._of_changes(noted), *self._of_users(noted)]
        return all(held.get(group, 0) & needed for group, needed in needs)

    def _of_rows(self, written: Mapping[str, Sequence[int]]) -> Iterator[Need]:
        """Enrolments are in a group each."""
        for table_name, numbers in written.items():
            for row in self._find(metadata.tables[table_name], ("group_id",), numbers):
                yield row.group_id, self._access

    def _of_changes(self, noted: Sequence[sa.Row[Any]]) -> Iterator[Need]:
        """Of a group that the call made, the maker holds something: see createGroup."""
        made = {change.row_key for change in noted if change.table_name == groups.name and change.before is None}
        changed: dict[str, list[int]] = {}
        for change in noted:
            if change.table_name in IN_GROUPS:
                group = change.row_key.split("/")[0]
                yield int(group), self._access if group in made else self._needed(change)
            elif change.table_name in ENROLLED:
                whole = change.before if change.after is None else change.after
                if "group_id" in whole:
                    yield whole["group_id"], self._access
                else:
                    changed.setdefault(change.table_name, []).append(int(change.row_key))
        yield from self._of_rows(changed)

    def _needed(self, change: sa.Row[Any]) -> Permission:
        """Return what is needed for a row of a group; who gives or takes permissions manages the group."""
        sides = (change.before or {}, change.after or {})
        if change.table_name == memberships.name and any(side.get("permissions") for side in sides):
            return Permission.MANAGE_GROUP
        return IN_GROUPS[change.table_name] if self._access == MANAGE_GROUPS else self._access

    def _of_users(self, noted: Sequence[sa.Row[Any]]) -> Iterator[Need]:
        """Users are managed in their home group; who has a role above groups by now is out of reach."""
        people = {change.user_id for change in noted if change.table_name in ABOUT_USERS}
        for user in self._find(users, ("home_group_id", "role"), sorted(people)):
            yield user.home_group_id, NOTHING if Role(user.role).is_above_groups else MANAGE_USERS

    def _find(self, table: sa.Table, names: Sequence[str], numbers: Sequence[int]) -> Sequence[sa.Row[Any]]:
        """Return what rows have in some columns, each combination once."""
        if not numbers:
            return []
        given = ValuesTable([("id", sa.BigInteger())], self._connection.dialect.name)
        rows = sa.select(*(table.c[name] for name in names)).distinct()
        statement = rows.where(table.c.account_id == ACCOUNT, given.among(table.c.id, "id"))
        parameters = {**given.parameters([(number,) for number in numbers]), ACCOUNT.key: self._context.account}
        return self._connection.execute(statement, parameters).all()
