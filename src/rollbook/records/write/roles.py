"""Writes the roles of users."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from rollbook.contract.answers import Values
from rollbook.contract.errors import Refused
from rollbook.contract.judge import Block
from rollbook.contract.method import Change
from rollbook.contract.permissions import Role
from rollbook.records.keys.links import end_links
from rollbook.records.keys.sign_ins import end_sign_ins
from rollbook.records.tables import users
from rollbook.records.write.api_keys import revoke_keys_of_user
from rollbook.records.write.blocks import WriteContext, changer
from rollbook.records.write.journal import Journal

OWNER = users.c.role == sa.literal_column("'owner'")
"""Written out, for SQLite compares it with the index of owners before it knows any parameter."""


class LastOwner(Exception):  # noqa: N818  # an answer to the caller or the operator
    """The account would be left without an active owner."""


class NewRole(NamedTuple):
    """The user's row with the new role, and what ended with the old one: how many keys, and whether a password."""

    row: Mapping[str, Any]
    revoked_keys: int
    has_lost_password: bool


@changer("role", "the user with the role that was sent; of a user who became an owner, no key that was made before")
class UserRole:
    """Gives a user a role. The account keeps an active owner."""

    def __init__(self, dialect: str) -> None:
        """Needs nothing of the dialect."""

    def __call__(
        self,
        connection: sa.Connection,
        context: WriteContext,
        method: type[Change],
        head: Block,
        lists: Mapping[str, Sequence[Block]],
    ) -> Values:
        """Write the role; return whose it is, and how many keys were revoked."""
        del lists
        role = Role(vars(head.row)["Role"].lower())
        try:
            new = write_role(connection, context.journal, context.account, head.found.user, role, context.now)
        except LastOwner:
            raise Refused(method.not_stored["last_owner"]) from None
        return {
            "Email": new.row["email"],
            "EmployeeID": new.row["employee_id"],
            "Role": role.title(),
            "RevokedKeys": new.revoked_keys,
        }


def write_role(
    connection: sa.Connection, journal: Journal, account: int, user: int, role: Role, now: datetime
) -> NewRole:
    """Give a user a role, and end what others may hold of one who rises; raise LastOwner where nobody else is one."""
    own = (users.c.account_id == account) & (users.c.id == user)
    was = dict(connection.execute(users.select().where(own).with_for_update()).one()._mapping)
    if was["role"] == role:
        return NewRole(was, 0, has_lost_password=False)
    if was["role"] == Role.OWNER and not has_other_owner(connection, account, user):
        raise LastOwner
    changed = columns_with_role(was, role)
    connection.execute(users.update().where(own).values(**changed, modified_at=now))
    row = {**was, **changed}
    journal.update(users, was, row)
    revoked = end_access(connection, journal, was, role, now)
    return NewRole(row, revoked, has_lost_password=was["password_hash"] is not None and row["password_hash"] is None)


def columns_with_role(was: Mapping[str, Any], role: Role) -> dict[str, Any]:
    """Return the columns of a user that a new role changes.

    A user who rises keeps a password that they chose themselves: whoever set another one could sign in as them.
    """
    if role.is_above(Role(was["role"])) and not was["password_own"]:
        return {"role": role.value, "password_hash": None}
    return {"role": role.value}


def end_access(connection: sa.Connection, journal: Journal, was: Mapping[str, Any], role: Role, now: datetime) -> int:
    """End what others may hold of a user who rises; return how many keys were revoked.

    Administrators make keys for all who are no owners, and so could hold one of a user who becomes an owner: such keys
    are revoked. They make links for learners, and may be signed in as one who becomes more: such links and sign-ins
    end.
    """
    if not role.is_above(Role(was["role"])):
        return 0
    account, user = was["account_id"], was["id"]
    end_links(connection, account, user, now)
    end_sign_ins(connection, account, user, now)
    return revoke_keys_of_user(connection, journal, account, user, now) if role is Role.OWNER else 0


def has_other_owner(connection: sa.Connection, account: int, user: int) -> bool:
    """Return whether the account has an active owner besides the user; all owners are locked.

    Of two owners who take the role from each other at once one waits, and then sees what the other did; where they wait
    for each other the database ends one, which is tried again.
    """
    owner = OWNER & (users.c.status == "Active")
    owners = sa.select(users.c.id).where(users.c.account_id == account, owner)
    locked = connection.execute(owners.order_by(users.c.id).with_for_update()).scalars().all()
    return any(each != user for each in locked)
