"""Writes users: what is known of them, and what they are tied to."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from rollbook.contract.answers import Values
from rollbook.contract.errors import Refused
from rollbook.contract.judge import Block, refusal_of
from rollbook.contract.method import Change
from rollbook.contract.permissions import Role
from rollbook.contract.text import address_key, email_key, name_key
from rollbook.records.database.ids import new_ids
from rollbook.records.sql.joins import InTurn
from rollbook.records.tables import groups, memberships, supervisors, team_members, users
from rollbook.records.write.blocks import WriteContext, changer
from rollbook.records.write.links import Links
from rollbook.records.write.memberships import MembershipChange, Memberships
from rollbook.records.write.passwords import follow_password
from rollbook.records.write.user_fields import FieldNames, Fields
from rollbook.vocabulary.users import IN_PROFILE

COLUMNS = {
    "Email": "email",
    "EmployeeID": "employee_id",
    "GivenName": "given_name",
    "Surname": "surname",
    "Timezone": "timezone",
    "Status": "status",
}
"""Where the tags are kept that have a column of their own."""
NEW_USER: Mapping[str, Any] = {
    **dict.fromkeys(("email", "email_key", "employee_id", "address_key", "timezone", "home_group_id", "password_hash")),
    "password_own": False,
    "role": Role.LEARNER.value,
    "status": "Active",
    "profile": {},
    "custom_fields": {},
}
"""The columns of a user of whom nothing is known yet."""

User = dict[str, Any]
"""A user's row, by column."""
Lists = Mapping[str, Sequence[Block]]


class UserWriter:
    """What the making and the changing of a user share."""

    def __init__(self, dialect: str) -> None:
        self._memberships = Memberships(dialect)
        self._supervisors = Links(supervisors, "user_id", "supervisor_id", dialect)
        self._teams = Links(team_members, "user_id", "team_id", dialect)
        self._fields = FieldNames(dialect)

    def tie(
        self,
        connection: sa.Connection,
        context: WriteContext,
        was: User,
        user: User,
        method: type[Change],
        head: Block,
        lists: Lists,
    ) -> Values:
        """Write what the user, whose own row is written, is tied to; refuse what may not be; return the answer."""
        number = user["id"]
        changes = [_change(number, block) for block in lists["Groups"]]
        full = self._memberships.write(connection, context, changes)
        self._supervisors.write(connection, context, number, _actions(lists["Profile.Supervisors"], "supervisor"))
        self._teams.write(connection, context, number, _actions(lists["Profile.Teams"], "team"))
        if full is not None:
            raise Refused(method.not_stored["group_full"], GroupName=full)
        _check_whole(connection, was, user, method, changes)
        _check_send_email_to(connection, user, method, head.row.Info.SendEmailTo)
        return {"Email": user["email"], "EmployeeID": user["employee_id"]}


@changer("new_user", "a user with profile, groups and permissions")
class NewUser(UserWriter):
    """Makes a user. The home group is the first of the groups unless another is named."""

    def __call__(
        self, connection: sa.Connection, context: WriteContext, method: type[Change], head: Block, lists: Lists
    ) -> Values:
        """Write the user and return both identifiers."""
        born = {
            "account_id": context.account,
            "id": new_ids()[0],
            "created_at": context.now,
            "home_group_id": lists["Groups"][0].found.group,
        }
        was = {**NEW_USER, **born}
        fields = self._fields.find(connection, context, method, lists["Profile.CustomFields"])
        user = _changed(was, context, head, fields)
        first, *then = _in_turn(was, user)
        connection.execute(users.insert(), first)
        for row in then:
            _update(connection, row)
        context.journal.insert(users, [user])
        return self.tie(connection, context, was, user, method, head, lists)


@changer("user", "the user as the package changes it, in all else as before")
class UserChange(UserWriter):
    """Changes of a user what the package names; all else stays as it is."""

    def __call__(
        self, connection: sa.Connection, context: WriteContext, method: type[Change], head: Block, lists: Lists
    ) -> Values:
        """Write the change and return both identifiers as they are now."""
        blocks = lists["Profile.CustomFields"]
        was, fields = self._fields.find_with_user(connection, context, method, head.found.user, blocks)
        user = _changed(was, context, head, fields)
        _check_supervisors(user, method, lists["Profile.Supervisors"])
        if context.password_hash is not None:
            follow_password(connection, context, user["id"], method)
        for row in _in_turn(was, user):
            _update(connection, row)
        context.journal.update(users, was, user)
        return self.tie(connection, context, was, user, method, head, lists)


def _in_turn(was: User, user: User) -> list[User]:
    """Return the row as it is written: a new employee id that could be an e-mail address first as one.

    So the unique key of the addresses makes a call that gives somebody this address at the same moment wait, or the
    other way round. Who comes later sees it: this call when it is tried again, the other after it wrote.
    """
    if user["address_key"] in {None, was["address_key"], user["email_key"]}:
        return [user]
    return [{**user, "email_key": user["address_key"]}, user]


def _update(connection: sa.Connection, user: User) -> None:
    own = (users.c.account_id == user["account_id"]) & (users.c.id == user["id"])
    values = {name: user[name] for name in user.keys() - {"id", "account_id"}}
    connection.execute(users.update().where(own).values(values))


def _changed(was: Mapping[str, Any], context: WriteContext, head: Block, fields: Fields) -> User:
    """Return a user's row as it will be: what is given in the place of what was."""
    given = {**vars(head.row.Info), **vars(head.row.Profile)}
    user = {
        **was,
        **{column: given[tag] for tag, column in COLUMNS.items() if given[tag] is not None},
        "profile": was["profile"] | {tag: given[tag] for tag in IN_PROFILE if given[tag] is not None},
        "custom_fields": was["custom_fields"] | fields,
        "password_hash": context.password_hash or was["password_hash"],
        "password_own": context.password_hash is None and was["password_own"],
        "modified_at": context.now,
    }
    user["email_key"] = user["email"] and email_key(user["email"])
    user["address_key"] = address_key(user["employee_id"])
    user["name_key"] = name_key(f"{user['given_name']} {user['surname']}")
    user["home_group_id"] = head.found.new_home or was["home_group_id"]
    return user


def _change(user: int, block: Block) -> MembershipChange:
    leaves = vars(block.row).get("GroupAction") == "Remove"
    return MembershipChange(block.found.group, user, block.row.GroupPermissions, leaves)


def _actions(blocks: Sequence[Block], name: str) -> dict[int, bool]:
    """Return the ids of what a list names, each with whether it is added; of two actions on one the later counts."""
    action = f"{name.capitalize()}Action"
    named = [(getattr(block.found, name), getattr(block.row, action) != "Remove") for block in blocks]
    return {number: adds for number, adds in named if number is not None}


def _check_supervisors(user: User, method: type[Change], blocks: Sequence[Block]) -> None:
    """Refuse to make a user their own supervisor. Somebody new is not found among the supervisors yet."""
    for block in blocks:
        if block.found.supervisor == user["id"] and block.row.SupervisorAction != "Remove":
            raise refusal_of(block, method.not_stored["own_supervisor"])


def _check_whole(
    connection: sa.Connection, was: User, user: User, method: type[Change], changes: Sequence[MembershipChange]
) -> None:
    """Refuse what the whole change may not lead to, by one statement, if the change can lead to it.

    The home group is one of the user's groups. The e-mail address is not another user's employee id. No group of an
    active user is inactive: judged are the groups that were entered, or all of one who becomes active. They stay as
    they are until the call has ended: they are locked as by their members' rows when these are written.
    """
    wakes = (was["status"], user["status"]) == ("Inactive", "Active")
    is_renamed = user["email_key"] not in {None, was["email_key"]}
    if not (changes or wakes or is_renamed or user["home_group_id"] != was["home_group_id"]):
        return
    namesake = _namesake(user) if is_renamed else sa.null()
    found = connection.execute(_seats(user).add_columns(namesake.label("namesake"))).all()
    if is_renamed and (found[0].namesake if found else connection.scalar(sa.select(namesake))) is not None:
        raise Refused(method.not_stored["email_is_employee_id"], Email=user["email"])
    if user["home_group_id"] is not None and user["home_group_id"] not in {group.id for group in found}:
        raise Refused(method.not_stored["home_group_left"])
    entered = {change.group for change in changes if not change.leaves}
    for group in found if user["status"] == "Active" else ():
        if group.status == "Inactive" and (wakes or group.id in entered):
            raise Refused(method.not_stored["group_inactive"], GroupName=group.name)


def _seats(user: User) -> sa.Select[Any]:
    tied = (groups.c.account_id == memberships.c.account_id) & (groups.c.id == memberships.c.group_id)
    return (
        sa.select(groups.c.id, groups.c.name, groups.c.status)
        .select_from(InTurn(memberships, groups, tied))
        .where(memberships.c.account_id == user["account_id"], memberships.c.user_id == user["id"])
        .order_by(groups.c.id)
        .with_for_update(read=True, key_share=True, of=groups)
    )


def _namesake(user: User) -> sa.ScalarSelect[Any]:
    """Another user whose employee id is the user's e-mail address."""
    other = users.alias("other")
    same = (other.c.account_id == user["account_id"]) & (other.c.address_key == user["email_key"])
    return sa.select(other.c.id).where(same, other.c.id != user["id"]).limit(1).scalar_subquery()


def _check_send_email_to(connection: sa.Connection, user: User, method: type[Change], addressee: str | None) -> None:
    """Refuse an addressee, where one is given, who has no address."""
    if addressee == "Self" and not user["email"]:
        raise Refused(method.not_stored["no_email"])
    if addressee == "Alternate" and not user["profile"].get("AlternateEmail"):
        raise Refused(method.not_stored["no_alternate_email"])
    if addressee == "Supervisor" and not _has_supervisor_email(connection, user):
        raise Refused(method.not_stored["no_supervisor_email"])


def _has_supervisor_email(connection: sa.Connection, user: User) -> bool:
    reachable = (
        sa.select(users.c.id)
        .join_from(
            supervisors,
            users,
            (users.c.account_id == supervisors.c.account_id) & (users.c.id == supervisors.c.supervisor_id),
        )
        .where(supervisors.c.account_id == user["account_id"], supervisors.c.user_id == user["id"])
        .where(users.c.email.is_not(None))
        .limit(1)
    )
    return connection.execute(reachable).one_or_none() is not None
