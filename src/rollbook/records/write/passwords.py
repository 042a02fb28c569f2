"""Writes what goes with a new password: who may set it, and what it ends."""

import sqlalchemy as sa

from rollbook.contract.errors import Refused
from rollbook.contract.method import Change
from rollbook.contract.permissions import Permission
from rollbook.records.keys.links import end_links
from rollbook.records.keys.sign_ins import end_sign_ins
from rollbook.records.tables import memberships
from rollbook.records.write.blocks import WriteContext


def follow_password(connection: sa.Connection, context: WriteContext, user: int, method: type[Change]) -> None:
    """End the sign-ins and links of a user whose password is set; refuse it where the caller may do less than they."""
    _check_password(connection, context, user, method)
    end_links(connection, context.account, user, context.now)
    end_sign_ins(connection, context.account, user, context.now)


def _check_password(connection: sa.Connection, context: WriteContext, user: int, method: type[Change]) -> None:
    """Refuse to set the password of somebody who may do what the caller may not: the caller could sign in as them.

    Who holds MANAGE_GROUP in a group can give themselves every permission there.
    """
    if context.role.is_above_groups or context.user == user:
        return
    seats = memberships.c
    of_both = (seats.account_id == context.account) & seats.user_id.in_([context.user, user])
    held: dict[int, dict[int, int]] = {context.user: {}, user: {}}
    for seat in connection.execute(sa.select(seats.user_id, seats.group_id, seats.permissions).where(of_both)):
        held[seat.user_id][seat.group_id] = seat.permissions
    mine = {group: ~0 if kept & Permission.MANAGE_GROUP else kept for group, kept in held[context.user].items()}
    if any(theirs & ~mine.get(group, 0) for group, theirs in held[user].items()):
        raise Refused(method.not_stored["password_of_holder"])
