"""A matched world as rows: which tables are written, in which order, with what."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from rollbook.records.write import upserts
from rollbook.records.write.upserts import Row, Upsert
from rollbook.wire.text import email_key, name_key
from rollbook.worlds.entries import Entry
from rollbook.worlds.links import InCourse, Links
from rollbook.worlds.model import CustomField, Session, Tag, Team

Part = tuple[str, Upsert, list[Row]]


def rows_of(links: Links, now: datetime) -> Iterator[Part]:
    """Yield (noun, upsert, rows); what is referred to comes before what refers to it."""
    yield _account(links, now)
    yield from _labels(links)
    yield _groups(links, now)
    yield _group_tags(links)
    yield _users(links, now)
    yield from _relations(links)
    yield from _memberships(links)
    yield from _courses(links, now)
    yield from _subscriptions(links, now)
    yield from _assignments(links)
    yield from _enrollments(links, now)
    yield _subscription_enrollments(links, now)


def _account(links: Links, now: datetime) -> Part:
    account = links.world.account
    row = {
        "id": account.row,
        "name": account.name,
        "timezone": account.timezone.key,
        "status": account.status,
        "created_at": now,
    }
    return "accounts", upserts.ACCOUNTS, [row]


def _labels(links: Links) -> Iterator[Part]:
    """Yield what is no more than a name."""
    world = links.world
    labels: list[tuple[str, Upsert, Sequence[CustomField | Team | Tag]]] = [
        ("custom_fields", upserts.CUSTOM_FIELDS, world.custom_fields),
        ("teams", upserts.TEAMS, world.teams),
        ("tags", upserts.TAGS, world.tags),
    ]
    for noun, upsert, entries in labels:
        rows: list[Row] = [
            {"account_id": links.account, "id": each.row, "name": each.name, "name_key": name_key(each.name)}
            for each in entries
        ]
        yield noun, upsert, rows


def _groups(links: Links, now: datetime) -> Part:
    rows: list[Row] = [
        {
            "account_id": links.account,
            "id": group.row,
            "name": group.name,
            "name_key": name_key(group.name),
            "identifier": group.group_id,
            "status": group.status,
            "description": group.description,
            "home_group_message": group.home_group_message,
            "notification_emails": group.notification_emails,
            "user_help": _said(group.user_help),
            "user_limit": group.user_limit,
            "dashboard_set_id": group.dashboard_set_id,
            "created_at": now,
            "modified_at": now,
        }
        for group in links.world.groups
    ]
    return "groups", upserts.GROUPS, rows


def _group_tags(links: Links) -> Part:
    rows: list[Row] = [
        {"account_id": links.account, "group_id": group.row, "tag_id": tag.row, "tag_value": value}
        for (group, tag), values in links.group_tags.items()
        for value in values
    ]
    return "group_tags", upserts.GROUP_TAGS, rows


def _users(links: Links, now: datetime) -> Part:
    rows: list[Row] = [
        {
            "account_id": links.account,
            "id": user.row,
            "email": user.email,
            "email_key": email_key(user.email) if user.email else None,
            "employee_id": user.employee_id,
            "given_name": user.given_name,
            "surname": user.surname,
            "name_key": name_key(f"{user.given_name} {user.surname}"),
            "role": user.role,
            "status": user.status,
            "home_group_id": links.home_groups[user].row if user in links.home_groups else None,
            "timezone": user.timezone,
            "profile": user.profile,
            "custom_fields": {field.name: value for field, value in links.custom_fields[user].items()},
            "created_at": now,
            "modified_at": now,
        }
        for user in links.world.users
    ]
    return "users", upserts.USERS, rows


def _relations(links: Links) -> Iterator[Part]:
    """Yield who is in which team, and whose supervisor is whose."""
    account = links.account
    team_members: list[Row] = [
        {"account_id": account, "team_id": team.row, "user_id": user.row} for team, user in links.team_members
    ]
    supervisors: list[Row] = [
        {"account_id": account, "user_id": user.row, "supervisor_id": supervisor.row}
        for user, supervisor in links.supervisors
    ]
    yield "team_members", upserts.TEAM_MEMBERS, team_members
    yield "supervisors", upserts.SUPERVISORS, supervisors


def _memberships(links: Links) -> Iterator[Part]:
    said: list[Row] = []
    implied: list[Row] = []
    for (group, user), permissions in links.memberships.items():
        row = {"account_id": links.account, "group_id": group.row, "user_id": user.row, "permissions": permissions or 0}
        (implied if permissions is None else said).append(row)
    yield "memberships", upserts.MEMBERSHIPS, said
    yield "memberships", upserts.IMPLIED_MEMBERSHIPS, implied


def _courses(links: Links, now: datetime) -> Iterator[Part]:
    modules: list[Row] = [
        {
            "account_id": links.account,
            "id": module.row,
            "name": module.name,
            "type": module.type,
            "status": module.status,
            "created_at": now,
        }
        for module in links.world.learning_modules
    ]
    sessions: list[Row] = [
        {
            "account_id": links.account,
            "id": session.row,
            "learning_module_id": module.row,
            "grade_type": session.grade_type,
            "starts_at": session.starts,
            "ends_at": _end_of(session),
            "historical": session.historical,
            "details": _details(links, session),
        }
        for session, module in links.names.module_of.items()
    ]
    yield "learning_modules", upserts.LEARNING_MODULES, modules
    yield "sessions", upserts.SESSIONS, sessions


def _details(links: Links, session: Session) -> Row:
    details = _said(session.details)
    if links.instructors[session]:
        details["InternalInstructors"] = [user.row for user in links.instructors[session]]
    return details


def _said(entry: Entry | None) -> dict[str, Any]:
    """What an entry says, under the same names."""
    return {} if entry is None else {name: getattr(entry, name) for name in entry.kinds if entry.says(name)}


def _end_of(session: Session) -> datetime:
    return session.ends or session.starts + timedelta(minutes=session.minutes or 0)


def _subscriptions(links: Links, now: datetime) -> Iterator[Part]:
    subscriptions: list[Row] = [
        {
            "account_id": links.account,
            "id": each.row,
            "name": each.name,
            "description": each.description,
            "status": each.status,
            "created_at": now,
        }
        for each in links.world.subscriptions
    ]
    variants: list[Row] = [
        {
            "account_id": links.account,
            "id": variant.row,
            "subscription_id": subscription.row,
            "name": variant.name,
            "duration_type": variant.duration.duration_type,
            "duration_days": variant.duration.days,
            "start_date": variant.duration.start,
            "end_date": variant.duration.end,
            "status": variant.status,
            "created_at": now,
        }
        for variant, subscription in links.names.subscription_of.items()
    ]
    yield "subscriptions", upserts.SUBSCRIPTIONS, subscriptions
    yield "variants", upserts.VARIANTS, variants


def _assignments(links: Links) -> Iterator[Part]:
    account = links.account
    variant_modules: list[Row] = [
        {"account_id": account, "variant_id": variant.row, "learning_module_id": module.row}
        for variant, module in links.variant_modules
    ]
    group_modules: list[Row] = [
        {
            "account_id": account,
            "group_id": group.row,
            "learning_module_id": module.row,
            "allow_self_enroll": assigned.allow_self_enroll,
            "auto_enroll": assigned.auto_enroll,
        }
        for (group, module), assigned in links.group_modules.items()
    ]
    group_variants: list[Row] = [
        {
            "account_id": account,
            "group_id": group.row,
            "variant_id": variant.row,
            "requires_credits": assigned.requires_credits,
            "credits": assigned.credits,
            "removed": assigned.removed,
        }
        for (group, variant), assigned in links.group_variants.items()
    ]
    yield "variant_learning_modules", upserts.VARIANT_MODULES, variant_modules
    yield "group_learning_modules", upserts.GROUP_MODULES, group_modules
    yield "group_variants", upserts.GROUP_VARIANTS, group_variants


def _enrollments(links: Links, now: datetime) -> Iterator[Part]:
    """Yield the closed ones first: a user has one open enrolment in a course at a time."""
    for is_open in (False, True):
        given = [each for each in links.enrollments if each.is_open == is_open]
        in_sessions = [_enrollment(links, each, now) for each in given if each.session is not None]
        alone = [_enrollment(links, each, now) for each in given if each.session is None]
        yield "enrollments", upserts.SESSION_ENROLLMENTS, in_sessions
        yield "enrollments", upserts.ENROLLMENTS, alone


def _enrollment(links: Links, each: InCourse, now: datetime) -> Row:
    entry = each.entry
    return {
        "account_id": links.account,
        "id": entry.row,
        "user_id": each.user.row,
        "group_id": each.group.row,
        "learning_module_id": each.module.row,
        "session_id": each.session.row if each.session is not None else None,
        "status": entry.status,
        "grade": entry.grade,
        "passed": entry.passed,
        "open": each.is_open,
        "tag": entry.tag,
        "enrolled_at": entry.enrolled,
        "started_at": entry.started,
        "completed_at": entry.completed,
        "due_at": entry.due,
        "access_ends_at": entry.access_ends,
        "completion_access_days": entry.completion_access_days,
        "recorded_at": now,
    }


def _subscription_enrollments(links: Links, now: datetime) -> Part:
    rows: list[Row] = [
        {
            "account_id": links.account,
            "id": each.entry.row,
            "user_id": each.user.row,
            "group_id": each.group.row,
            "subscription_id": links.names.subscription_of[each.variant].row,
            "variant_id": each.variant.row,
            "unlimited": each.entry.unlimited,
            "starts_at": each.entry.starts,
            "ends_at": each.entry.ends,
            "tag": each.entry.tag,
            "took_credit": each.entry.took_credit,
            "recorded_at": now,
        }
        for each in links.subscription_enrollments
    ]
    return "subscription_enrollments", upserts.SUBSCRIPTION_ENROLLMENTS, rows
