"""Where each Look of the contracts is among the tables: how a row there is keyed, and what it brings along."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from rollbook.contract.permissions import MANAGE_USERS, Role
from rollbook.contract.text import address_key
from rollbook.records.tables import (
    api_keys,
    calls,
    custom_fields,
    enrollments,
    group_learning_modules,
    group_variants,
    groups,
    learning_modules,
    memberships,
    sessions,
    subscription_enrollments,
    subscriptions,
    tags,
    teams,
    users,
    variants,
)
from rollbook.records.tables.columns import unique_keys

ACCOUNT = sa.bindparam("account", type_=sa.BigInteger)
CALLER = sa.bindparam("caller", type_=sa.BigInteger)
NOW = sa.bindparam("now", type_=sessions.c.ends_at.type)

TableAlias = Any
"""An alias of a table in the statement."""


@dataclass(frozen=True, slots=True)
class Lookup:
    """A table in which contracts look things up; `about` says in the reference which of its rows.

    `keys` maps the wire's tags to columns, `of` maps earlier finds to columns. `only` narrows the rows. `identity` is
    the column that identifies the row found, `brings` what else is wanted of it: columns, or expressions over the seat,
    by the name under which the rules know them. `as_key` turns a key of the wire's into what the column holds.
    """

    about: str
    table: sa.Table
    keys: Mapping[str, str] = field(default_factory=dict)
    of: Mapping[str, str] = field(default_factory=dict)
    only: Callable[[TableAlias], sa.ColumnElement[bool]] | None = None
    identity: str = "id"
    brings: Mapping[str, str | Callable[[TableAlias], sa.ColumnElement[Any]]] = field(default_factory=dict)
    as_key: Callable[[Any], Any] = lambda key: key

    def is_one(self, columns: Collection[str], of: Sequence[str]) -> bool:
        """Whether at most one row has given values in these columns and in those of earlier finds."""
        known = {"account_id", *columns, *(self.of[name] for name in of)}
        return any(known >= set(unique) for unique in unique_keys(self.table))


def _of_active_subscription(variant: TableAlias) -> sa.ColumnElement[bool]:
    active = sa.exists().where(
        subscriptions.c.account_id == ACCOUNT,
        subscriptions.c.id == variant.c.subscription_id,
        subscriptions.c.status == "Active",
    )
    return sa.and_(variant.c.status == "Active", active)


def _in_reach(user: TableAlias) -> sa.ColumnElement[bool]:
    """The caller's role reaches every group, or they hold a permission over users in one of the user's groups."""
    caller, held, seat = users.alias("caller"), memberships.alias("held"), memberships.alias("seat")
    is_above = sa.exists().where(
        caller.c.account_id == ACCOUNT, caller.c.id == CALLER, caller.c.role != Role.LEARNER.value
    )
    shares_group = sa.exists().where(
        seat.c.account_id == ACCOUNT,
        seat.c.user_id == user.c.id,
        held.c.account_id == ACCOUNT,
        held.c.group_id == seat.c.group_id,
        held.c.user_id == CALLER,
        held.c.permissions.op("&")(int(MANAGE_USERS)) != 0,
    )
    return is_above | shares_group


def _grade_type(enrollment: TableAlias) -> sa.ColumnElement[Any]:
    """How the enrolment's session is graded; null where it has none."""
    own = sa.select(sessions.c.grade_type).where(sessions.c.account_id == ACCOUNT)
    return own.where(sessions.c.id == enrollment.c.session_id).scalar_subquery()


LOOKUPS: Mapping[str, Lookup] = {
    "active_user": Lookup(
        "the account's active users",
        users,
        keys={"Email": "email_key", "EmployeeID": "employee_id", "ID": "id"},
        only=lambda user: user.c.status == "Active",
    ),
    "user": Lookup(
        "the account's users",
        users,
        keys={"Email": "email_key", "EmployeeID": "employee_id", "ID": "id"},
        brings={"home_group": "home_group_id", "role": "role"},
    ),
    "known_user": Lookup(
        "the users that the account knows",
        users,
        keys={
            "Email": "email_key",
            "EmployeeID": "employee_id",
            "SupervisorEmail": "email_key",
            "SupervisorEmployeeID": "employee_id",
        },
    ),
    "address": Lookup(
        "the e-mail addresses of the account's users", users, keys={"EmployeeID": "email_key"}, as_key=address_key
    ),
    "user_in_reach": Lookup(
        "the users whom the caller may put into groups",
        users,
        keys={"Email": "email_key", "EmployeeID": "employee_id"},
        only=_in_reach,
        brings={"home_group": "home_group_id", "role": "role"},
    ),
    "api_key": Lookup(
        "the keys of the account's users",
        api_keys,
        keys={"APIKeyID": "id"},
        only=lambda key: key.c.user_id.is_not(None),
        brings={"key_user": "user_id", "revoked_at": "revoked_at"},
    ),
    "team": Lookup("the account's teams", teams, keys={"TeamName": "name_key", "TeamID": "id"}),
    # What it brings keeps PostgreSQL from reading the whole key of a small table in place of looking one call up.
    "call": Lookup("the account's calls", calls, keys={"CallID": "id"}, brings={"called_by": "user_id"}),
    "custom_field": Lookup(
        "the account's custom fields",
        custom_fields,
        keys={"Name": "name_key", "CustomFieldName": "name_key", "CustomFieldID": "id"},
    ),
    "group": Lookup(
        "the account's groups",
        groups,
        keys={"GroupName": "name_key", "Name": "name_key", "HomeGroup": "name_key", "GroupID": "identifier"},
    ),
    "tag": Lookup("the account's tags of groups", tags, keys={"TagID": "id", "TagName": "name_key"}),
    "membership": Lookup(
        "the group's members", memberships, of={"group": "group_id", "user": "user_id"}, identity="user_id"
    ),
    "learning_module": Lookup(
        "the account's courses",
        learning_modules,
        keys={"LearningModuleID": "id", "ID": "id"},
        brings={"learning_module_type": "type"},
    ),
    "active_learning_module": Lookup(
        "the account's active courses",
        learning_modules,
        keys={"LearningModuleID": "id"},
        only=lambda learning_module: learning_module.c.status == "Active",
        brings={"learning_module_type": "type"},
    ),
    "instructor_led_learning_module": Lookup(
        "the account's instructor-led courses",
        learning_modules,
        keys={"LearningModuleID": "id"},
        only=lambda learning_module: learning_module.c.type == "Instructor-Led",
    ),
    "past_session": Lookup(
        "the course's sessions that are over",
        sessions,
        keys={"LearningModuleSessionID": "id"},
        of={"learning_module": "learning_module_id"},
        only=lambda session: session.c.historical | (session.c.ends_at <= NOW),
        brings={"grade_type": "grade_type"},
    ),
    "begun_session": Lookup(
        "the course's sessions that have begun",
        sessions,
        keys={"LearningModuleSessionID": "id"},
        of={"learning_module": "learning_module_id"},
        only=lambda session: session.c.historical | (session.c.starts_at <= NOW),
        brings={"grade_type": "grade_type"},
    ),
    "coming_session": Lookup(
        "the course's sessions that are not over",
        sessions,
        keys={"LearningModuleSessionID": "id"},
        of={"learning_module": "learning_module_id"},
        only=lambda session: ~session.c.historical & (session.c.ends_at > NOW),
    ),
    "session_to_come": Lookup(
        "the sessions that are not over",
        sessions,
        keys={"CourseSessionID": "id"},
        only=lambda session: ~session.c.historical & (session.c.ends_at > NOW),
    ),
    "group_learning_module": Lookup(
        "the courses assigned to the group",
        group_learning_modules,
        of={"group": "group_id", "learning_module": "learning_module_id"},
        identity="learning_module_id",
    ),
    "group_variant": Lookup(
        "the variants assigned to the group",
        group_variants,
        of={"group": "group_id", "variant": "variant_id"},
        only=lambda link: ~link.c.removed,
        identity="variant_id",
        brings={"requires_credits": "requires_credits", "credits": "credits"},
    ),
    "enrollment": Lookup(
        "the account's enrolments in courses",
        enrollments,
        keys={"AccountUserLearningModuleRelID": "id"},
        brings={"is_open": "open"},
    ),
    "correctable_enrollment": Lookup(
        "the account's enrolments in courses",
        enrollments,
        keys={"AccountUserLearningModuleRelID": "id"},
        brings={
            "group": "group_id",
            "session": "session_id",
            "status": "status",
            "grade": "grade",
            "passed": "passed",
            "enrolled_at": "enrolled_at",
            "started_at": "started_at",
            "completed_at": "completed_at",
            "grade_type": _grade_type,
        },
    ),
    "attendance": Lookup(
        "the enrolments in the session that were made beforehand",
        enrollments,
        of={"session": "session_id", "user": "user_id"},
        brings={"group": "group_id", "is_open": "open", "status": "status", "grade": "grade"},
    ),
    "session_enrollment": Lookup(
        "the session's enrolments", enrollments, of={"session": "session_id", "user": "user_id"}
    ),
    "open_enrollment": Lookup(
        "the user's open enrolments in the course",
        enrollments,
        of={"learning_module": "learning_module_id", "user": "user_id"},
        only=lambda enrollment: enrollment.c.open,
    ),
    "learning_module_enrollment": Lookup(
        "the user's enrolments in the course",
        enrollments,
        keys={"EnrolledDate": "enrolled_at", "CompletionDate": "completed_at"},
        of={"learning_module": "learning_module_id", "user": "user_id"},
    ),
    "subscription": Lookup("the account's subscriptions", subscriptions, keys={"SubscriptionID": "id"}),
    "variant": Lookup("the account's subscription variants", variants, keys={"ID": "id", "VariantID": "id"}),
    "active_variant": Lookup(
        "the active variants of active subscriptions",
        variants,
        keys={"SubscriptionVariantID": "id"},
        only=_of_active_subscription,
        brings={
            "subscription": "subscription_id",
            "duration_type": "duration_type",
            "duration_days": "duration_days",
            "start_date": "start_date",
            "end_date": "end_date",
            "unlimited": lambda variant: variant.c.duration_type == "unlimited",
        },
    ),
    "unlimited_enrollment": Lookup(
        "the user's unlimited enrolments in the subscription",
        subscription_enrollments,
        of={"subscription": "subscription_id", "user": "user_id"},
        only=lambda enrollment: enrollment.c.unlimited,
    ),
}
