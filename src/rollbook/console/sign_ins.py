"""How people get in: by password or link, counted, recorded, and with a new token each time."""

from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
import structlog

from rollbook.console.own_deeds import keep_deed
from rollbook.console.visits import Guest, Visit
from rollbook.records.keys.key_holders import find_named, find_proven
from rollbook.records.keys.links import Link, end_links, use_link
from rollbook.records.keys.passwords import hash_password, verify_password, write_password
from rollbook.records.keys.sign_ins import SignInToken, begin_sign_in, end_sign_ins
from rollbook.records.keys.throttle import count_failure, forget_failures, subjects_of, wait_of
from rollbook.records.tables import users

SIGN_IN = "signIn"
"""What a sign-in is called among the calls."""
log = structlog.get_logger("rollbook.console")


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a sign-in failed: one has to wait, or name the account; else the name or the password is wrong."""

    wait: timedelta = timedelta()
    is_ambiguous: bool = False


def sign_in_by_password(guest: Guest, name: str, password: str, account: str) -> SignInToken | Refusal:
    """Sign in who has this name and password.

    An unknown name takes as long as a wrong password, and is answered the same.
    """
    now, database = guest.request.received_at, guest.desk.database
    subjects = subjects_of(name, guest.request.remote_address)
    with database.reading() as connection:
        wait = wait_of(connection, subjects, now)
        found = [] if wait else find_named(connection, name, account)
    if wait:
        return Refusal(wait)
    fitting = [each for each in found if verify_password(each.password_hash, password)]
    if not found:
        verify_password(None, password)
    if len(fitting) > 1:
        return Refusal(is_ambiguous=True)
    user = fitting[0] if fitting else None
    with database.writing() as connection:
        if user is None:
            count_failure(connection, subjects, now)
            log.warning("sign-in failed", remote_address=guest.request.remote_address)
            return Refusal()
        forget_failures(connection, subjects)
        return _begin(connection, guest, user.account, user.id, "password")


def sign_in_by_provider(guest: Guest, who: str, account: str, *, by_email: bool) -> SignInToken | Refusal:
    """Sign in the one whom a provider has proven, by e-mail address or by employee id."""
    with guest.desk.database.reading() as connection:
        found = find_proven(connection, who, account, by_email=by_email)
    if len(found) != 1:
        return Refusal(is_ambiguous=bool(found))
    [user] = found
    with guest.desk.database.writing() as connection:
        return _begin(connection, guest, user.account, user.id, "oidc")


def sign_in_by_link(guest: Guest, link: Link, password: str | None) -> SignInToken | None:
    """Use a link up, set the password if one is given, and sign in; None when another visit was faster.

    A new password ends all earlier sign-ins and links.
    """
    now, hashed = guest.request.received_at, None if password is None else hash_password(password)
    with guest.desk.database.writing() as connection:
        if not use_link(connection, link, now):
            return None
        if hashed is not None:
            write_password(connection, link.account, link.user, hashed)
            end_links(connection, link.account, link.user, now)
            end_sign_ins(connection, link.account, link.user, now)
        return _begin(connection, guest, link.account, link.user, "link")


def sign_out(visit: Visit) -> None:
    """End the sign-in of a visit."""
    own = visit.sign_in
    visit.close()
    with visit.desk.database.writing() as connection:
        end_sign_ins(connection, own.account, own.user, visit.request.received_at, only=own.id)


def _begin(connection: sa.Connection, guest: Guest, account: int, user: int, way: str) -> SignInToken:
    """Begin a sign-in, and put it on record as a call."""
    request = guest.request
    number, token = begin_sign_in(
        connection,
        account,
        user,
        request.received_at,
        remote_address=request.remote_address,
        browser=request.headers.get("user-agent", ""),
    )
    keep_deed(connection, guest, (account, user, number), SIGN_IN, {"By": way})
    return token


def is_own_password(visit: Visit, password: str) -> bool:
    """Whether a visitor who is asked again knows their password."""
    own = visit.sign_in
    statement = sa.select(users.c.password_hash).where(users.c.account_id == own.account, users.c.id == own.user)
    return verify_password(visit.connection.scalar(statement), password)


def change_password(visit: Visit, password: str) -> None:
    """Give the visitor a new password, and end their other sign-ins and all links."""
    own, now, hashed = visit.sign_in, visit.request.received_at, hash_password(password)
    visit.close()
    with visit.desk.database.writing() as connection:
        write_password(connection, own.account, own.user, hashed)
        end_links(connection, own.account, own.user, now)
        end_sign_ins(connection, own.account, own.user, now, but=own.id)
