"""A matched world as rows: which tables are written, in which order, with what."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from rollbook.contract.text import email_key, name_key
from rollbook.records.write import upserts
from rollbook.records.write.upserts import Row, Upsert
from rollbook.worlds.entries import Entry
from rollbook.worlds.links import InCourse, Links
from rollbook.worlds.model import (
    Account,
    CustomField,
    Enrollment,
    Group,
    GroupModule,
    GroupVariant,
    LearningModule,
    Session,
    Subscription,
    SubscriptionEnrollment,
    Tag,
    Team,
    User,
    Variant,
)

GROUP = {
    "identifier": "group_id",
    "status": "status",
    "description": "description",
    "home_group_message": "home_group_message",
    "notification_emails": "notification_emails",
    "user_limit": "user_limit",
    "dashboard_set_id": "dashboard_set_id",
}
USER = {name: name for name in ("email", "employee_id", "given_name", "surname", "role", "status", "timezone")}
RESULT = {"grade": "grade", "passed": "passed", "completed_at": "completed"}
ENROLLMENT = RESULT | {
    "tag": "tag",
    "started_at": "started",
    "due_at": "due",
    "access_ends_at": "access_ends",
    "completion_access_days": "completion_access_days",
}
GROUP_VARIANT = {"requires_credits": "requires_credits", "credits": "credits"}
GROUP_MODULE = {"allow_self_enroll": "allow_self_enroll", "auto_enroll": "auto_enroll"}
SESSION = {"grade_type": "grade_type", "historical": "historical"}
SUBSCRIPTION = {"description": "description", "status": "status"}
SUBSCRIPTION_ENROLLMENT = {"tag": "tag", "took_credit": "took_credit"}
STATUS = {"status": "status"}
"""The columns that an entry may leave out, each with its key in the file."""


class Part(NamedTuple):
    """Rows of a table. What a row leaves out of `defaults` stays as it is on record; a new row gets the default.

    `derive` makes the columns that follow from others, once a row is complete.
    """

    noun: str
    upsert: Upsert
    rows: list[Row]
    defaults: Mapping[str, Any] = {}
    derive: Callable[[Row], Row] | None = None


def _given(entry: Entry, columns: Mapping[str, str]) -> dict[str, Any]:
    return {column: getattr(entry, name) for column, name in columns.items() if entry.says(name)}


def _defaults(of: type[Entry], columns: Mapping[str, str]) -> dict[str, Any]:
    return {column: of.defaults[name] for column, name in columns.items()}


def rows_of(links: Links, now: datetime, *, reset_credits: bool) -> Iterator[Part]:
    """Yield the parts; what is referred to comes before what refers to it."""
    yield _account(links, now)
    yield from _labels(links)
    yield _groups(links, now)
    yield _group_tags(links)
    yield _users(links, now)
    yield from _relations(links)
    yield _memberships(links)
    yield from _courses(links, now)
    yield from _subscriptions(links, now)
    yield from _assignments(links, reset_credits=reset_credits)
    yield from _enrollments(links, now)
    yield _subscription_enrollments(links, now)


def _account(links: Links, now: datetime) -> Part:
    account = links.world.account
    row = {
        "id": account.row,
        "name": account.name,
        "timezone": account.timezone.key,
        "created_at": now,
        **_given(account, STATUS),
    }
    return Part("accounts", upserts.ACCOUNTS, [row], _defaults(Account, STATUS))


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
        yield Part(noun, upsert, rows)


def _groups(links: Links, now: datetime) -> Part:
    rows: list[Row] = [
        {
            "account_id": links.account,
            "id": group.row,
            "name": group.name,
            "name_key": name_key(group.name),
            "user_help": _said(group.user_help),
            "created_at": now,
            "modified_at": now,
            **_given(group, GROUP),
        }
        for group in links.world.groups
    ]
    return Part("groups", upserts.GROUPS, rows, _defaults(Group, GROUP) | {"user_help": {}})


def _group_tags(links: Links) -> Part:
    rows: list[Row] = [
        {"account_id": links.account, "group_id": group.row, "tag_id": tag.row, "tag_value": value}
        for (group, tag), values in links.group_tags.items()
        for value in values
    ]
    return Part("group_tags", upserts.GROUP_TAGS, rows)


def _users(links: Links, now: datetime) -> Part:
    rows: list[Row] = [
        {
            "account_id": links.account,
            "id": user.row,
            "profile": user.profile,
            "custom_fields": {field.name: value for field, value in links.custom_fields[user].items()},
            "created_at": now,
            "modified_at": now,
            **_given(user, USER),
            **({"home_group_id": links.home_groups[user].row} if user in links.home_groups else {}),
        }
        for user in links.world.users
    ]
    also: dict[str, Any] = {"home_group_id": None, "profile": {}, "custom_fields": {}}
    return Part("users", upserts.USERS, rows, _defaults(User, USER) | also, _with_keys)


def _with_keys(user: Row) -> Row:
    """Add what users are looked up by."""
    email = user["email"]
    return {
        **user,
        "email_key": email_key(email) if email else None,
        "name_key": name_key(f"{user['given_name']} {user['surname']}"),
    }


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
    yield Part("team_members", upserts.TEAM_MEMBERS, team_members)
    yield Part("supervisors", upserts.SUPERVISORS, supervisors)


def _memberships(links: Links) -> Part:
    rows: list[Row] = [
        {
            "account_id": links.account,
            "group_id": group.row,
            "user_id": user.row,
            **({} if permissions is None else {"permissions": permissions}),
        }
        for (group, user), permissions in links.memberships.items()
    ]
    return Part("memberships", upserts.MEMBERSHIPS, rows, {"permissions": 0})


def _courses(links: Links, now: datetime) -> Iterator[Part]:
    modules: list[Row] = [
        {
            "account_id": links.account,
            "id": module.row,
            "name": module.name,
            "type": module.type,
            "created_at": now,
            **_given(module, STATUS),
        }
        for module in links.world.learning_modules
    ]
    sessions: list[Row] = [
        {
            "account_id": links.account,
            "id": session.row,
            "learning_module_id": module.row,
            "starts_at": session.starts,
            "ends_at": _end_of(session),
            "details": _details(links, session),
            **_given(session, SESSION),
        }
        for session, module in links.names.module_of.items()
    ]
    yield Part("learning_modules", upserts.LEARNING_MODULES, modules, _defaults(LearningModule, STATUS))
    yield Part("sessions", upserts.SESSIONS, sessions, _defaults(Session, SESSION) | {"details": {}})


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
            "created_at": now,
            **_given(each, SUBSCRIPTION),
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
            "created_at": now,
            **_given(variant, STATUS),
        }
        for variant, subscription in links.names.subscription_of.items()
    ]
    yield Part("subscriptions", upserts.SUBSCRIPTIONS, subscriptions, _defaults(Subscription, SUBSCRIPTION))
    yield Part("variants", upserts.VARIANTS, variants, _defaults(Variant, STATUS))


def _assignments(links: Links, *, reset_credits: bool) -> Iterator[Part]:
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
            **_given(assigned, GROUP_MODULE),
        }
        for (group, module), assigned in links.group_modules.items()
    ]
    group_variants: list[Row] = [
        {
            "account_id": account,
            "group_id": group.row,
            "variant_id": variant.row,
            "removed": assigned.removed,  # the group has what it is listed with
            **_given(assigned, GROUP_VARIANT),
        }
        for (group, variant), assigned in links.group_variants.items()
    ]
    variants = upserts.GROUP_VARIANTS if reset_credits else upserts.GROUP_VARIANTS_WITH_BALANCE
    yield Part("variant_learning_modules", upserts.VARIANT_MODULES, variant_modules)
    yield Part("group_learning_modules", upserts.GROUP_MODULES, group_modules, _defaults(GroupModule, GROUP_MODULE))
    yield Part("group_variants", variants, group_variants, _defaults(GroupVariant, GROUP_VARIANT))


def _enrollments(links: Links, now: datetime) -> Iterator[Part]:
    """Yield the closed ones first: a user has one open enrolment in a course at a time."""
    for is_open in (False, True):
        given = [each for each in links.enrollments if each.is_open == is_open]
        in_sessions = [_enrollment(links, each, now) for each in given if each.session is not None]
        alone = [_enrollment(links, each, now) for each in given if each.session is None]
        defaults = _defaults(Enrollment, ENROLLMENT)
        yield Part("enrollments", upserts.SESSION_ENROLLMENTS, in_sessions, defaults)
        yield Part("enrollments", upserts.ENROLLMENTS, alone, defaults)


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
        "open": each.is_open,
        "enrolled_at": entry.enrolled,
        "recorded_at": now,
        **(dict.fromkeys(RESULT) if entry.status != "Completed" else {}),  # what a status cannot have goes with it
        **_given(entry, ENROLLMENT),
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
            "recorded_at": now,
            **_given(each.entry, SUBSCRIPTION_ENROLLMENT),
        }
        for each in links.subscription_enrollments
    ]
    defaults = _defaults(SubscriptionEnrollment, SUBSCRIPTION_ENROLLMENT)
    return Part("subscription_enrollments", upserts.SUBSCRIPTION_ENROLLMENTS, rows, defaults)
