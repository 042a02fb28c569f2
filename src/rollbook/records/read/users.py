"""What is asked about one user."""

from collections.abc import Sequence

import sqlalchemy as sa

from rollbook.contract.answers import Values
from rollbook.contract.judge import Block
from rollbook.contract.permissions import Permission
from rollbook.records.read.context import ReportContext, reader
from rollbook.records.sql.joins import InTurn
from rollbook.records.tables import (
    groups,
    memberships,
    subscription_enrollments,
    subscriptions,
    supervisors,
    team_members,
    teams,
    users,
    variants,
)
from rollbook.vocabulary.known_user import shown_field
from rollbook.vocabulary.timezones import display_value
from rollbook.vocabulary.users import DEFAULTS, IN_PROFILE

HOME_GROUP = (groups.c.account_id == users.c.account_id) & (groups.c.id == users.c.home_group_id)


@reader("user", "one user")
def read_user(connection: sa.Connection, asked: ReportContext, block: Block) -> Sequence[Values]:
    """Read all that is known of the user whom the block's rules found."""
    found = connection.execute(
        sa.select(
            users.c.id.label("ID"),
            users.c.email.label("Email"),
            users.c.employee_id.label("EmployeeID"),
            users.c.created_at.label("CreatedDate"),
            users.c.modified_at.label("ModifiedDate"),
            users.c.given_name.label("GivenName"),
            users.c.surname.label("Surname"),
            users.c.status.label("Status"),
            groups.c.name.label("HomeGroup"),
            users.c.timezone,
            users.c.profile,
            users.c.custom_fields,
        )
        .select_from(users.outerjoin(groups, HOME_GROUP))
        .where(users.c.account_id == asked.account, users.c.id == block.found.user)
    ).one()
    profile = {**dict.fromkeys(IN_PROFILE), **DEFAULTS, **found.profile}
    supervised_by = _supervisors_of(connection, asked.account, found.ID)
    return [
        {
            **profile,
            **found._mapping,
            "SendWeeklyTaskReminder": profile["LearnerNotifications"],
            "SendWeeklyProgressSummary": profile["SupervisorNotifications"],
            "Timezone": display_value(found.timezone or asked.zone.key),
            "Supervisor": next(iter(supervised_by), None),
            "Supervisors": supervised_by,
            "Teams": teams_of(connection, asked.account, [found.ID]).get(found.ID, []),
            "CustomFields": [shown_field(name, value) for name, value in sorted(found.custom_fields.items())],
            "Roles": [],
            "Venues": [],
            "Wages": [],
        }
    ]


def _supervisors_of(connection: sa.Connection, account: int, user: int) -> Sequence[str]:
    """Read by what a user's supervisors are named: by e-mail, or by employee id where there is none."""
    named = sa.func.coalesce(users.c.email, users.c.employee_id)
    tied = (users.c.account_id == supervisors.c.account_id) & (users.c.id == supervisors.c.supervisor_id)
    asked = (
        sa.select(named)
        .select_from(InTurn(supervisors, users, tied))
        .where(supervisors.c.account_id == account, supervisors.c.user_id == user)
        .order_by(users.c.name_key, users.c.id)
    )
    return connection.execute(asked).scalars().all()


def teams_of(connection: sa.Connection, account: int, numbers: Sequence[int]) -> dict[int, list[str]]:
    """Read the names of the teams of some users, by the user's id; those in no team are left out."""
    tied = (teams.c.account_id == team_members.c.account_id) & (teams.c.id == team_members.c.team_id)
    asked = (
        sa.select(team_members.c.user_id, teams.c.name)
        .join_from(team_members, teams, tied)
        .where(team_members.c.account_id == account, team_members.c.user_id.in_(numbers))
        .order_by(teams.c.name_key)
    )
    names: dict[int, list[str]] = {}
    for user, name in connection.execute(asked):
        names.setdefault(user, []).append(name)
    return names


@reader("user_groups", "the user's groups, with what the user may do in them")
def read_user_groups(connection: sa.Connection, asked: ReportContext, block: Block) -> Sequence[Values]:
    """Read the groups of the user whom the block's rules found, by name."""
    tied = (groups.c.account_id == memberships.c.account_id) & (groups.c.id == memberships.c.group_id)
    found = connection.execute(
        sa.select(groups.c.name, groups.c.identifier, groups.c.id, memberships.c.permissions)
        .join_from(memberships, groups, tied)
        .where(memberships.c.account_id == asked.account, memberships.c.user_id == block.found.user)
        .order_by(groups.c.name_key)
    )
    return [
        {
            "Name": group.name,
            "Identifier": group.identifier,
            "IsHomeGroup": group.id == block.found.home_group,
            "Permissions": [each.name for each in Permission(group.permissions)],
        }
        for group in found
    ]


@reader("user_subscriptions", "the user's enrolments in subscriptions, the oldest first")
def read_user_subscriptions(connection: sa.Connection, asked: ReportContext, block: Block) -> Sequence[Values]:
    """Read the subscription enrolments of the user whom the block's rules found, those that are over too."""
    own, account = subscription_enrollments.c, subscription_enrollments.c.account_id
    found = connection.execute(
        sa.select(
            own.id.label("ID"),
            subscriptions.c.name.label("SubscriptionName"),
            own.subscription_id.label("SubscriptionID"),
            own.variant_id.label("VariantID"),
            variants.c.name.label("VariantName"),
            groups.c.name.label("GroupName"),
            own.starts_at.label("StartDate"),
            own.ends_at.label("EndDate"),
            own.tag.label("EnrollmentTag"),
        )
        .join_from(
            subscription_enrollments, variants, (variants.c.account_id == account) & (variants.c.id == own.variant_id)
        )
        .join(subscriptions, (subscriptions.c.account_id == account) & (subscriptions.c.id == own.subscription_id))
        .join(groups, (groups.c.account_id == account) & (groups.c.id == own.group_id))
        .where(account == asked.account, own.user_id == block.found.user)
        .order_by(own.starts_at, own.id)
    )
    return [dict(enrollment._mapping) for enrollment in found]
