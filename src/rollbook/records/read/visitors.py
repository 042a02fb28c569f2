"""What a person who is signed in to the console reaches: asked once a visit."""

import zlib
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import msgspec
import sqlalchemy as sa

from rollbook.contract.permissions import Permission
from rollbook.records.tables import calls, memberships, supervisors

SUPERVISES = -1
"""Stands among the permissions of somebody who supervises; no sum of permissions is negative."""


class Reach(NamedTuple):
    """The group permissions that the person holds anywhere, and whether they supervise anyone."""

    permissions: Permission
    supervises: bool


def read_reach(connection: sa.Connection, account: int, user: int) -> Reach:
    """Return what a user reaches by memberships and as a supervisor."""
    own = (memberships.c.account_id == account) & (memberships.c.user_id == user)
    held = sa.select(memberships.c.permissions).where(own, memberships.c.permissions != 0).distinct()
    supervised = sa.exists().where(supervisors.c.account_id == account, supervisors.c.supervisor_id == user)
    both = sa.union_all(held, sa.select(sa.literal(SUPERVISES)).where(supervised))
    permissions, supervises = Permission(0), False
    for each in connection.scalars(both):
        if each == SUPERVISES:
            supervises = True
        else:
            permissions |= Permission(each)
    return Reach(permissions, supervises)


class OwnCall(NamedTuple):
    """What a page says of a call that it has made: counts, and code and block of each refusal."""

    id: int
    method: str
    recorded: int
    refused: int
    taken_back: bool
    refusals: Sequence[Mapping[str, Any]]


def read_own_call(connection: sa.Connection, account: int, user: int, number: int) -> OwnCall | None:
    """Return a call that the user has made; None where it is not theirs."""
    own = (calls.c.account_id == account) & (calls.c.user_id == user) & (calls.c.id == number)
    later = calls.alias("later")
    back = sa.exists().where(
        later.c.account_id == account, later.c.takes_back_id == number, later.c.result == "Success"
    )
    columns = (
        calls.c.id,
        calls.c.method,
        calls.c.recorded,
        calls.c.refused,
        back.label("taken_back"),
        calls.c.refusals,
    )
    found = connection.execute(sa.select(*columns).where(own)).one_or_none()
    if found is None:
        return None
    refusals = () if found.refusals is None else msgspec.json.decode(zlib.decompress(found.refusals))
    return OwnCall(found.id, found.method, found.recorded, found.refused, found.taken_back, refusals)


def was_sent(connection: sa.Connection, account: int, user: int, keys: Sequence[str]) -> bool:
    """Whether the user has made a call under one of these idempotency keys: a form is being sent again."""
    own = (calls.c.account_id == account) & (calls.c.user_id == user) & calls.c.idempotency_key.in_(keys)
    return bool(connection.scalar(sa.select(sa.exists().where(own))))
