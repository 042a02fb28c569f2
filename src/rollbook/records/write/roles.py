"""Writes the roles of users."""

from collections.abc import Mapping, Sequence

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

OWNER = users.c.role == sa.literal_column("'owner'")
"""Written out, for SQLite compares it with the index of owners before it knows any parameter."""


@changer("role", "the user with the role that was sent; of a user who became an owner, no key that was made before")
class UserRole:
    """Gives a user a role. The account keeps an active owner.

    Administrators make keys for all who are no owners, and so could hold one of a user who becomes an owner: such keys
    are revoked. They make links for learners, and may be signed in as one who becomes more: such links and sign-ins
    end.
    """

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
        user, role = head.found.user, Role(vars(head.row)["Role"].lower())
        own = (users.c.account_id == context.account) & (users.c.id == user)
        was = connection.execute(users.select().where(own).with_for_update()).one()._mapping
        row, revoked = {**was, "role": role.value}, 0
        if (
            was["role"] == Role.OWNER
            and role is not Role.OWNER
            and not has_other_owner(connection, context.account, user)
        ):
            raise Refused(method.not_stored["last_owner"])
        if was["role"] != role:
            connection.execute(users.update().where(own).values(role=role.value, modified_at=context.now))
            context.journal.update(users, was, row)
            revoked = revoke_keys_of_user(connection, context, user) if role is Role.OWNER else 0
            if role.is_above(Role(was["role"])):
                end_links(connection, context.account, user, context.now)
                end_sign_ins(connection, context.account, user, context.now)
        return {"Email": row["email"], "EmployeeID": row["employee_id"], "Role": role.title(), "RevokedKeys": revoked}


def has_other_owner(connection: sa.Connection, account: int, user: int) -> bool:
    """Return whether the account has an active owner besides the user; all owners are locked.

    Of two owners who take the role from each other at once one waits, and then sees what the other did; where they wait
    for each other the database ends one, which is tried again.
    """
    owner = OWNER & (users.c.status == "Active")
    owners = sa.select(users.c.id).where(users.c.account_id == account, owner)
    locked = connection.execute(owners.order_by(users.c.id).with_for_update()).scalars().all()
    return any(each != user for each in locked)
