"""Writes who is in which group, with which permissions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from rollbook.contract.permissions import Permission
from rollbook.records.plan.lookups import ACCOUNT
from rollbook.records.sql.joins import InTurn
from rollbook.records.sql.values import ValuesTable
from rollbook.records.tables import groups, memberships, users
from rollbook.records.write import upserts
from rollbook.records.write.blocks import WriteContext

Seat = tuple[int, int]
"""A group's id and a user's."""


@dataclass(frozen=True, slots=True)
class MembershipChange:
    """What becomes of a user in a group: stays or comes, with permissions granted and denied in turn; or leaves.

    Each of `permissions` has the wire's Action (none: Grant) and Code.
    """

    group: int
    user: int
    permissions: Sequence[Any] = ()
    leaves: bool = False

    def held_after(self, held: int) -> int:
        """Return the permissions after the change, as the sum in which they are kept."""
        for each in self.permissions:
            code = Permission[each.Code]
            held = held & ~code if each.Action == "Deny" else held | code
        return held


class Memberships:
    """Adds, changes and removes memberships, in six statements at most, whatever their number.

    Groups that have a limit are locked first, so that callers who fill the same group come one after the other.
    """

    def __init__(self, dialect: str) -> None:
        self._given = ValuesTable([("group_id", sa.BigInteger()), ("user_id", sa.BigInteger())], dialect)
        kept = memberships.c
        self._limited = (
            sa.select(groups.c.id, groups.c.name, groups.c.user_limit)
            .where(groups.c.account_id == ACCOUNT, groups.c.user_limit.is_not(None))
            .where(self._given.among(groups.c.id, "group_id"))
            .order_by(groups.c.id)
            .with_for_update(key_share=True)
        )
        places = (
            kept.account_id == ACCOUNT,
            self._given.among(kept.group_id, "group_id"),
            self._given.among(kept.user_id, "user_id"),
        )
        self._held = (
            sa.select(kept.group_id, kept.user_id, kept.permissions)
            .where(*places)
            .order_by(kept.group_id, kept.user_id)
            .with_for_update()
        )
        self._leave = memberships.delete().where(*places).returning(*memberships.c)

    def write(
        self, connection: sa.Connection, context: WriteContext, changes: Sequence[MembershipChange]
    ) -> str | None:
        """Write the changes; return the name of a group that now has more users than it may, None if there is none.

        They are all of one group or all of one user: groups and users are looked up apart. Who is in a group already is
        added again without harm, and who is not in it may leave.
        """
        if not changes:
            return None
        assert 1 in (len({each.group for each in changes}), len({each.user for each in changes}))  # noqa: S101  # see above
        account = context.account
        seats = [(change.group, change.user) for change in changes]
        limited = self._run(connection, self._limited, account, seats).all()
        held = {
            (row.group_id, row.user_id): row.permissions for row in self._run(connection, self._held, account, seats)
        }
        stays = [change for change in changes if not change.leaves]
        if stays:
            rows = _rows(account, stays, held)
            upserts.MEMBERSHIPS.run(connection, upserts.MEMBERSHIPS.in_order(rows))
            _note(context, rows, held)
        if leaves := [(change.group, change.user) for change in changes if change.leaves]:
            gone = self._run(connection, self._leave, account, leaves)
            context.journal.delete(memberships, gone.mappings())
        grown = {change.group for change in stays if (change.group, change.user) not in held}
        return _overfull(connection, account, [group for group in limited if group.id in grown])

    def _run(
        self, connection: sa.Connection, statement: sa.Executable, account: int, seats: Sequence[Seat]
    ) -> sa.CursorResult[Any]:
        return connection.execute(statement, {**self._given.parameters(seats), ACCOUNT.key: account})


def find_active_in_inactive(connection: sa.Connection, account: int) -> list[Seat]:
    """Return who is active in which inactive group, after whatever this transaction has written of users and groups.

    No group of the account becomes inactive until the transaction has ended.
    """
    held = sa.select(groups.c.id).where(groups.c.account_id == account).order_by(groups.c.id)
    connection.execute(held.with_for_update(read=True, key_share=True))
    seat = (memberships.c.account_id == groups.c.account_id) & (memberships.c.group_id == groups.c.id)
    member = (users.c.account_id == memberships.c.account_id) & (users.c.id == memberships.c.user_id)
    found = (
        sa.select(groups.c.id, users.c.id)
        .select_from(InTurn(InTurn(groups, memberships, seat), users, member))
        .where(groups.c.account_id == account, groups.c.status == "Inactive", users.c.status == "Active")
        .order_by(groups.c.id, users.c.id)
    )
    return [(group, user) for group, user in connection.execute(found)]


def _rows(account: int, changes: Iterable[MembershipChange], held: dict[Seat, int]) -> list[upserts.Row]:
    return [
        {
            "account_id": account,
            "group_id": change.group,
            "user_id": change.user,
            "permissions": change.held_after(held.get((change.group, change.user), 0)),
        }
        for change in changes
    ]


def _note(context: WriteContext, rows: Sequence[upserts.Row], held: Mapping[Seat, int]) -> None:
    for row in rows:
        was = held.get((row["group_id"], row["user_id"]))
        if was is None:
            context.journal.insert(memberships, [row])
        else:
            context.journal.update(memberships, {**row, "permissions": was}, row)


def _overfull(connection: sa.Connection, account: int, limited: Sequence[sa.Row[Any]]) -> str | None:
    """Return the name of the first group that has more users than its limit."""
    if not limited:
        return None
    counted = (
        sa.select(memberships.c.group_id, sa.func.count().label("users"))
        .where(memberships.c.account_id == account, memberships.c.group_id.in_([group.id for group in limited]))
        .group_by(memberships.c.group_id)
    )
    numbers = {row.group_id: row.users for row in connection.execute(counted)}
    return next((group.name for group in limited if numbers.get(group.id, 0) > group.user_limit), None)
