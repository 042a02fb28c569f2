"""Where each Look of the contracts is among the tables: how a row there is keyed, and what it brings along."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from rollbook.contract.permissions import MANAGE_USERS, Role
from rollbook.contract.rules import Look
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

ACCOUNT = sa.bindparam("account", type_=sa.BigInteger)
CALLER = sa.bindparam("caller", type_=sa.BigInteger)
NOW = sa.bindparam("now", type_=sessions.c.ends_at.type)

Seat = Any
"""An alias of a table, as it stands in the statement."""


@dataclass(frozen=True, slots=True)
class Lookup:
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


LOOKUPS: Mapping[Look, Lookup] = {
    Look.ACTIVE_USER: Lookup(
        users, keys={"Email": "email_key", "EmployeeID": "employee_id"}, only=lambda user: user.c.status == "Active"
    ),
    Look.USER: Lookup(
        users,
        keys={"Email": "email_key", "EmployeeID": "employee_id", "ID": "id"},
        brings={"home_group": "home_group_id", "role": "role"},
    ),
    Look.KNOWN_USER: Lookup(
        users,
        keys={
            "Email": "email_key",
            "EmployeeID": "employee_id",
            "SupervisorEmail": "email_key",
            "SupervisorEmployeeID": "employee_id",
        },
    ),
    Look.USER_IN_REACH: Lookup(
        users,
        keys={"Email": "email_key", "EmployeeID": "employee_id"},
        only=_in_reach,
        brings={"home_group": "home_group_id", "role": "role"},
    ),
    Look.TEAM: Lookup(teams, keys={"TeamName": "name_key"}),
    Look.CUSTOM_FIELD: Lookup(custom_fields, keys={"Name": "name_key"}, brings={"field_name": "name"}),
    Look.GROUP: Lookup(
        groups,
        keys={"GroupName": "name_key", "Name": "name_key", "HomeGroup": "name_key", "GroupID": "identifier"},
    ),
    Look.TAG: Lookup(tags, keys={"TagID": "id", "TagName": "name_key"}),
    Look.MEMBERSHIP: Lookup(memberships, of={"group": "group_id", "user": "user_id"}, identity="user_id"),
    Look.COURSE: Lookup(
        learning_modules, keys={"LearningModuleID": "id", "ID": "id"}, brings={"learning_module_type": "type"}
    ),
    Look.ACTIVE_LEARNING_MODULE: Lookup(
        learning_modules,
        keys={"LearningModuleID": "id"},
        only=lambda learning_module: learning_module.c.status == "Active",
        brings={"learning_module_type": "type"},
    ),
    Look.INSTRUCTOR_LED_LEARNING_MODULE: Lookup(
        learning_modules,
        keys={"LearningModuleID": "id"},
        only=lambda learning_module: learning_module.c.type == "Instructor-Led",
    ),
    Look.PAST_SESSION: Lookup(
        sessions,
        keys={"LearningModuleSessionID": "id"},
        of={"learning_module": "learning_module_id"},
        only=lambda session: session.c.historical | (session.c.ends_at <= NOW),
        brings={"grade_type": "grade_type"},
    ),
    Look.COMING_SESSION: Lookup(
        sessions,
        keys={"LearningModuleSessionID": "id"},
        of={"learning_module": "learning_module_id"},
        only=lambda session: ~session.c.historical & (session.c.ends_at > NOW),
    ),
    Look.GROUP_LEARNING_MODULE: Lookup(
        group_learning_modules,
        of={"group": "group_id", "learning_module": "learning_module_id"},
        identity="learning_module_id",
    ),
    Look.GROUP_VARIANT: Lookup(
        group_variants,
        of={"group": "group_id", "variant": "variant_id"},
        only=lambda link: ~link.c.removed,
        identity="variant_id",
        brings={"requires_credits": "requires_credits", "credits": "credits"},
    ),
    Look.ENROLLMENT: Lookup(enrollments, keys={"AccountUserLearningModuleRelID": "id"}, brings={"is_open": "open"}),
    Look.SESSION_ENROLLMENT: Lookup(enrollments, of={"session": "session_id", "user": "user_id"}),
    Look.OPEN_ENROLLMENT: Lookup(
        enrollments,
        of={"learning_module": "learning_module_id", "user": "user_id"},
        only=lambda enrollment: enrollment.c.open,
    ),
    Look.LEARNING_MODULE_ENROLLMENT: Lookup(
        enrollments,
        keys={"EnrolledDate": "enrolled_at", "CompletionDate": "completed_at"},
        of={"learning_module": "learning_module_id", "user": "user_id"},
    ),
    Look.VARIANT: Lookup(variants, keys={"ID": "id"}),
    Look.ACTIVE_VARIANT: Lookup(
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
    Look.UNLIMITED_ENROLLMENT: Lookup(
        subscription_enrollments,
        of={"subscription": "subscription_id", "user": "user_id"},
        only=lambda enrollment: enrollment.c.unlimited,
    ),
}
