"""Writes groups: what is known of them, and what is in them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import sqlalchemy as sa

from rollbook.contract.answers import Values
from rollbook.contract.errors import Refused
from rollbook.contract.judge import Block, refusal_of
from rollbook.contract.method import Change
from rollbook.contract.permissions import Permission
from rollbook.contract.text import name_key
from rollbook.records.database.ids import new_ids
from rollbook.records.plan.lookups import ACCOUNT
from rollbook.records.sql.values import ValuesTable
from rollbook.records.tables import groups, memberships, users
from rollbook.records.write.assignments import CourseAssignments, VariantAssignments
from rollbook.records.write.blocks import WriteContext, changer
from rollbook.records.write.memberships import MembershipChange, Memberships
from rollbook.records.write.tags import GroupTags
from rollbook.vocabulary.groups import HELP

COLUMNS = {
    "Name": "name",
    "GroupID": "identifier",
    "Status": "status",
    "Description": "description",
    "HomeGroupMessage": "home_group_message",
    "NotificationEmails": "notification_emails",
    "DashboardSetID": "dashboard_set_id",
}
"""Where the tags are kept that have a column of their own."""
NOTHING: Mapping[str, Any] = {
    **dict.fromkeys(("identifier", "user_limit", "dashboard_set_id")),
    **dict.fromkeys(("description", "home_group_message"), ""),
    "status": "Active",
    "notification_emails": [],
    "user_help": {},
}
"""A group of which nothing is known yet but its name."""
GROUP = sa.bindparam("group", type_=sa.BigInteger)
NOW = sa.bindparam("now", type_=users.c.modified_at.type)

Group = dict[str, Any]
"""A group's row, by column."""
Lists = Mapping[str, Sequence[Block]]
Changes = dict[int, MembershipChange]
"""What becomes of users in a group, by their ids."""


class Granted(NamedTuple):
    """A permission, as a package grants it."""

    Code: str
    Action: str = "Grant"


MANAGES = Granted(str(Permission.MANAGE_GROUP.name))
MANAGES_COURSES = Granted(str(Permission.MANAGE_GROUP_COURSES.name))


class GroupWriter:
    """What the making and the changing of a group share."""

    def __init__(self, dialect: str) -> None:
        self._tags = GroupTags(dialect)
        self._memberships = Memberships(dialect)
        self._homes = Homes(dialect)
        self._learning_modules = CourseAssignments(dialect)
        self._variants = VariantAssignments(dialect)

    def put_in(
        self,
        connection: sa.Connection,
        context: WriteContext,
        method: type[Change],
        group: Group,
        lists: Lists,
        changes: Changes,
    ) -> Values:
        """Write what is in the group, whose own row is written; refuse what may not be; return the answer."""
        number = group["id"]
        self._homes.write(connection, context, method, number, lists["Users"])
        full = self._memberships.write(connection, context, list(changes.values()))
        if full is not None:
            raise Refused(method.not_stored["group_full"], GroupName=full)
        self._tags.write(connection, context, number, lists["Tags2"])
        self._learning_modules.write(connection, context, number, lists["LearningModules"])
        self._variants.write(connection, context, number, lists["SubscriptionVariants"])
        return {"Group": group["name"], "GroupID": group["identifier"]}


@changer("new_group", "a group with its tags, users, courses and subscription variants")
class NewGroup(GroupWriter):
    """Makes a group; a caller whose role does not reach every group becomes its manager.

    One who may enrol in no group so far manages only its courses: they would enrol themselves else.
    """

    def __call__(
        self, connection: sa.Connection, context: WriteContext, method: type[Change], head: Block, lists: Lists
    ) -> Values:
        """Write the group and return what it is called."""
        born = {"account_id": context.account, "id": new_ids()[0], "created_at": context.now}
        group = _changed({**NOTHING, **born}, context, head)
        connection.execute(groups.insert(), group)
        context.journal.insert(groups, [group])
        changes = _changes(group, lists)
        if not context.role.is_above_groups:
            named = changes.get(context.user, MembershipChange(group["id"], context.user))
            held = MANAGES if head.found.may_enroll else MANAGES_COURSES
            changes[context.user] = replace(named, permissions=(*named.permissions, held))
        answer = self.put_in(connection, context, method, group, lists, changes)
        _check_use(connection, group, method)
        return answer


@changer("group", "the group as the package changes it, in all else as before")
class GroupChange(GroupWriter):
    """Changes of a group what the package names; all else stays as it is.

    A group that becomes inactive is locked against new members: against the lock that a new row of theirs takes on what
    it refers to. Who was faster has committed by then and is seen, and who was slower sees that the group is inactive.
    """

    def __call__(
        self, connection: sa.Connection, context: WriteContext, method: type[Change], head: Block, lists: Lists
    ) -> Values:
        """Write the change and return what the group is called now."""
        own = (groups.c.account_id == context.account) & (groups.c.id == head.found.group)
        goes_quiet = head.row.Status == "Inactive"
        was = connection.execute(groups.select().where(own).with_for_update(key_share=not goes_quiet)).one()
        group = _changed(dict(was._mapping), context, head)
        connection.execute(
            groups.update().where(own).values({name: group[name] for name in group.keys() - {"id", "account_id"}})
        )
        context.journal.update(groups, was._mapping, group)
        changes = _changes(group, lists)
        answer = self.put_in(connection, context, method, group, lists, changes)
        if goes_quiet or not all(change.leaves for change in changes.values()):
            _check_use(connection, group, method)
        return answer


class Homes:
    """The home groups of people who come and go; locked, so that none changes while it is judged."""

    def __init__(self, dialect: str) -> None:
        self._given = ValuesTable([("user_id", sa.BigInteger())], dialect)
        own = (users.c.account_id == ACCOUNT, self._given.among(users.c.id, "user_id"))
        homes = sa.select(users.c.id, users.c.home_group_id).where(*own).order_by(users.c.id)
        self._homes = homes.with_for_update(key_share=True)
        self._move = users.update().where(*own).values(home_group_id=GROUP, modified_at=NOW)

    def write(
        self,
        connection: sa.Connection,
        context: WriteContext,
        method: type[Change],
        group: int,
        blocks: Sequence[Block],
    ) -> None:
        """Make the group the home group of those who come home; refuse to take anybody's home group away."""
        moving = [block for block in blocks if _leaves(block) or block.row.HomeGroup]
        if not moving:
            return
        people = self._run(connection, self._homes, context, [block.found.user for block in moving])
        homes = {person.id: person.home_group_id for person in people}
        for block in moving:
            if _leaves(block) and homes[block.found.user] == group:
                raise refusal_of(block, method.not_stored["home_group_taken"])
        come_home = [block.found.user for block in moving if not _leaves(block) and homes[block.found.user] != group]
        if come_home:
            self._run(connection, self._move, context, come_home, {GROUP.key: group, NOW.key: context.now})
            for user in come_home:
                was = {"id": user, "home_group_id": homes[user]}
                context.journal.update(users, was, {**was, "home_group_id": group})

    def _run(
        self,
        connection: sa.Connection,
        statement: sa.Executable,
        context: WriteContext,
        people: Sequence[int],
        more: Mapping[str, Any] | None = None,
    ) -> sa.CursorResult[Any]:
        given = self._given.parameters([(user,) for user in people])
        return connection.execute(statement, {**given, ACCOUNT.key: context.account, **(more or {})})


def _changed(was: Mapping[str, Any], context: WriteContext, head: Block) -> Group:
    """Return a group's row as it will be: what is given in the place of what was."""
    given, limit = vars(head.row), head.row.UserLimit
    group = {
        **was,
        **{column: given[tag] for tag, column in COLUMNS.items() if given[tag]},
        "user_help": was["user_help"] | {tag: given[tag] for tag in HELP if given[tag] is not None},
        "modified_at": context.now,
    }
    if limit.Enabled is not None:
        group["user_limit"] = limit.Amount if limit.Enabled else None
    group["name_key"] = name_key(group["name"])
    return group


def _changes(group: Group, lists: Lists) -> Changes:
    return {
        block.found.user: MembershipChange(group["id"], block.found.user, block.row.Permissions, _leaves(block))
        for block in lists["Users"]
    }


def _leaves(block: Block) -> bool:
    """Whether a user is to be removed; in a group that is made, everyone named comes."""
    return bool(vars(block.row).get("UserAction") == "Remove")


def _check_use(connection: sa.Connection, group: Group, method: type[Change]) -> None:
    """Refuse to leave active users in an inactive group. Source: DOC (group FAQs)."""
    active = (
        sa.select(users.c.id)
        .join_from(
            memberships, users, (users.c.account_id == memberships.c.account_id) & (users.c.id == memberships.c.user_id)
        )
        .where(memberships.c.account_id == group["account_id"], memberships.c.group_id == group["id"])
        .where(users.c.status == "Active")
        .limit(1)
    )
    if group["status"] == "Inactive" and connection.execute(active).one_or_none() is not None:
        raise Refused(method.not_stored["group_in_use"])
