"""Where each Look of the contracts is among the tables: how a row there is keyed, and what it brings along."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from rollbook.records.tables import (
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
from rollbook.wire.permissions import MANAGE_USERS, Role
from rollbook.wire.rules import Look

ACCOUNT = sa.bindparam("account", type_=sa.BigInteger)
CALLER = sa.bindparam("caller", type_=sa.BigInteger)
NOW = sa.bindparam("now", type_=sessions.c.ends_at.type)

Seat = Any
"""An alias of a table, as it stands in the statement."""


@dataclass(frozen=True, slots=True)
class Place:
    """A table as a Look sees it.

    `keys` maps the wire's tags to columns, `of` maps earlier finds to columns. `only` narrows the rows. `identity` is
    the column that stands for the row found, `brings` what else is wanted of it: columns, or expressions over the seat,
    by the name under which the rules know them.
    """

    table: sa.Table
    keys: Mapping[str, str] = field(default_factory=dict)
    of: Mapping[str, str] = field(default_factory=dict)
    only: Callable[[Seat], sa.ColumnElement[bool]] | None = None
    identity: str = "id"
    brings: Mapping[str, str | Callable[[Seat], sa.ColumnElement[Any]]] = field(default_factory=dict)


def _of_active_subscription(variant: Seat) -> sa.ColumnElement[bool]:
    active = sa.exists().where(
        subscriptions.c.account_id == ACCOUNT,
        subscriptions.c.id == variant.c.subscription_id,
        subscriptions.c.status == "Active",
    )
    return sa.and_(variant.c.status == "Active", active)


def _in_reach(user: Seat) -> sa.ColumnElement[bool]:
    """The caller stands above groups, or holds a permission over users in one of the user's groups."""
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


PLACES: Mapping[Look, Place] = {
    Look.ACTIVE_USER: Place(
        users, keys={"Email": "email_key", "EmployeeID": "employee_id"}, only=lambda user: user.c.status == "Active"
    ),
    Look.USER: Place(
        users,
        keys={"Email": "email_key", "EmployeeID": "employee_id", "ID": "id"},
        brings={"home_group": "home_group_id", "role": "role"},
    ),
    Look.KNOWN_USER: Place(
        users,
        keys={
            "Email": "email_key",
            "EmployeeID": "employee_id",
            "SupervisorEmail": "email_key",
            "SupervisorEmployeeID": "employee_id",
        },
    ),
    Look.USER_IN_REACH: Place(
        users,
        keys={"Email": "email_key", "EmployeeID": "employee_id"},
        only=_in_reach,
        brings={"home_group": "home_group_id", "role": "role"},
    ),
    Look.TEAM: Place(teams, keys={"TeamName": "name_key"}),
    Look.CUSTOM_FIELD: Place(custom_fields, keys={"Name": "name_key"}, brings={"field_name": "name"}),
    Look.GROUP: Place(
        groups,
        keys={"GroupName": "name_key", "Name": "name_key", "HomeGroup": "name_key", "GroupID": "identifier"},
    ),
    Look.TAG: Place(tags, keys={"TagID": "id", "TagName": "name_key"}),
    Look.MEMBERSHIP: Place(memberships, of={"group": "group_id", "user": "user_id"}, identity="user_id"),
    Look.COURSE: Place(learning_modules, keys={"LearningModuleID": "id", "ID": "id"}, brings={"course_type": "type"}),
    Look.ACTIVE_COURSE: Place(
        learning_modules,
        keys={"LearningModuleID": "id"},
        only=lambda course: course.c.status == "Active",
        brings={"course_type": "type"},
    ),
    Look.INSTRUCTOR_LED_COURSE: Place(
        learning_modules, keys={"LearningModuleID": "id"}, only=lambda course: course.c.type == "Instructor-Led"
    ),
    Look.PAST_SESSION: Place(
        sessions,
        keys={"LearningModuleSessionID": "id"},
        of={"course": "learning_module_id"},
        only=lambda session: session.c.historical | (session.c.ends_at <= NOW),
        brings={"grade_type": "grade_type"},
    ),
    Look.COMING_SESSION: Place(
        sessions,
        keys={"LearningModuleSessionID": "id"},
        of={"course": "learning_module_id"},
        only=lambda session: ~session.c.historical & (session.c.ends_at > NOW),
    ),
    Look.GROUP_COURSE: Place(
        group_learning_modules,
        of={"group": "group_id", "course": "learning_module_id"},
        identity="learning_module_id",
    ),
    Look.GROUP_VARIANT: Place(
        group_variants,
        of={"group": "group_id", "variant": "variant_id"},
        only=lambda link: ~link.c.removed,
        identity="variant_id",
        brings={"requires_credits": "requires_credits", "credits": "credits"},
    ),
    Look.ENROLLMENT: Place(enrollments, keys={"AccountUserLearningModuleRelID": "id"}, brings={"is_open": "open"}),
    Look.SESSION_ENROLLMENT: Place(enrollments, of={"session": "session_id", "user": "user_id"}),
    Look.OPEN_ENROLLMENT: Place(
        enrollments,
        of={"course": "learning_module_id", "user": "user_id"},
        only=lambda enrollment: enrollment.c.open,
    ),
    Look.COURSE_ENROLLMENT: Place(
        enrollments,
        keys={"EnrolledDate": "enrolled_at", "CompletionDate": "completed_at"},
        of={"course": "learning_module_id", "user": "user_id"},
    ),
    Look.VARIANT: Place(variants, keys={"ID": "id"}),
    Look.ACTIVE_VARIANT: Place(
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
    Look.UNLIMITED_ENROLLMENT: Place(
        subscription_enrollments,
        of={"subscription": "subscription_id", "user": "user_id"},
        only=lambda enrollment: enrollment.c.unlimited,
    ),
}
