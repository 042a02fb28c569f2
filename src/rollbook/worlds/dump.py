"""Writes an account as a world: what `load` reads back into the same records."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from rollbook.contract.permissions import Permission
from rollbook.contract.text import email_key
from rollbook.records import tables
from rollbook.records.database.engine import Database
from rollbook.records.sql.find import find_account, find_account_names, find_all, snapshot
from rollbook.vocabulary.users import IN_PROFILE
from rollbook.worlds import model
from rollbook.worlds.entries import Entry
from rollbook.worlds.mistakes import hint, shown
from rollbook.worlds.show import Plain, show, show_entry, show_moment

Row = sa.Row[Any]
Fields = Mapping[str, object]

NOTE = """\
# API keys are kept as hashes only, so none of them stands here. On a server that does not know the account, loading
# this file makes a new key for it; for users, write `api_key:` into their entries or use `rollbook keys`.
"""
UTC = ZoneInfo("UTC")
MINUTE = timedelta(minutes=1)


class NoAccountError(LookupError):
    """No account has this name."""


class UnloadableError(ValueError):
    """The account has something on record that no world file can say."""


def dump(database: Database, account_name: str) -> str:
    """Return an account as the text of a world file, as it is at one moment.

    Loaded into an empty server and dumped again, it gives the same text. Raises NoAccountError, and UnloadableError
    where an employee id is the e-mail address of another user: a world file names users by either.
    """
    with snapshot(database) as connection:
        account = find_account(connection, account_name)
        if account is None:
            close = hint(account_name, find_account_names(connection))
            raise NoAccountError(f"there is no account {shown(account_name)}{close}")
        rows = _Rows(connection, account)
    _check_identifiers(rows.users)
    return NOTE + "".join(f"{line}\n" for line in _lines(rows))


def _check_identifiers(users: Iterable[Row]) -> None:
    by_email = {row.email_key: row for row in users if row.email_key is not None}
    found = [
        f"the employee id {shown(row.employee_id)} of {row.given_name} {row.surname} (user {row.id}) is the e-mail "
        f"address of {other.given_name} {other.surname} (user {other.id})"
        for row in users
        if row.employee_id is not None and (other := by_email.get(email_key(row.employee_id), row)) is not row
    ]
    if found:
        raise UnloadableError(
            f"cannot be written as a world file, which names users by either: {'; '.join(found)}. "
            "Change one of each two with updateUser, then dump again"
        )


class _Rows:
    """All rows of an account, and how they refer to each other."""

    def __init__(self, connection: sa.Connection, account: Row) -> None:
        def all_of(table: sa.Table) -> list[Row]:
            return find_all(connection, table, account.id)

        self.account = account
        self.zone = ZoneInfo(account.timezone)
        self.users = all_of(tables.users)
        self.groups = all_of(tables.groups)
        self.learning_modules = all_of(tables.learning_modules)
        self.subscriptions = all_of(tables.subscriptions)
        self.enrollments = all_of(tables.enrollments)
        self.subscription_enrollments = all_of(tables.subscription_enrollments)
        self.custom_fields = all_of(tables.custom_fields)
        self.teams = all_of(tables.teams)
        self.tags = all_of(tables.tags)
        self.tag_name = {row.id: row.name for row in self.tags}
        self.team_name = {row.id: row.name for row in self.teams}
        self.user_name = {row.id: row.email or row.employee_id for row in self.users}
        self.group_name = {row.id: row.name for row in self.groups}
        self.teams_of = _by(all_of(tables.team_members), "user_id")
        self.supervisors_of = _by(all_of(tables.supervisors), "user_id")
        self.group_tags = _by(all_of(tables.group_tags), "group_id")
        self.members = _by(all_of(tables.memberships), "group_id")
        self.group_modules = _by(all_of(tables.group_learning_modules), "group_id")
        self.group_variants = _by(all_of(tables.group_variants), "group_id")
        self._in_groups = {
            (column, group, getattr(row, column))
            for column, rows in (
                ("user_id", self.members),
                ("learning_module_id", self.group_modules),
                ("variant_id", self.group_variants),
            )
            for group, held in rows.items()
            for row in held
            if not row._mapping.get("removed")
        }
        self.sessions = _by(all_of(tables.sessions), "learning_module_id")
        self.variants = _by(all_of(tables.variants), "subscription_id")
        self.variant_modules = _by(all_of(tables.variant_learning_modules), "variant_id")

    def is_former(self, row: Row, column: str) -> bool:
        """Whether the user of an enrolment has left its group since, or what the column names has."""
        places = ((name, row.group_id, getattr(row, name)) for name in ("user_id", column))
        return not self._in_groups.issuperset(places)


def _by(rows: Iterable[Row], column: str) -> Mapping[int, list[Row]]:
    groups: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        groups[getattr(row, column)].append(row)
    return groups


def _said(of: type[Entry], **fields: object) -> Fields:
    """Leave out what goes without saying: nothing, and what `load` takes where nothing is given."""
    return {name: value for name, value in fields.items() if value not in (None, [], {}, of.defaults[name])}


def _lines(rows: _Rows) -> Iterator[str]:
    account = rows.account
    fields = _said(model.Account, name=account.name, timezone=Plain(account.timezone), status=account.status)
    yield f"account: {show(fields)}"
    labels = {"custom_fields": rows.custom_fields, "teams": rows.teams, "tags": rows.tags}
    yield from (f"{key}: {show([row.name for row in held])}" for key, held in labels.items() if held)
    yield from _in_lines("users", (_user(rows, row) for row in rows.users))
    yield from _in_blocks("groups", (_group(rows, row) for row in rows.groups))
    yield from _in_blocks("learning_modules", (_module(rows, row) for row in rows.learning_modules))
    yield from _in_blocks("subscriptions", (_subscription(rows, row) for row in rows.subscriptions))
    yield from _in_lines("enrollments", (_enrollment(rows, row) for row in rows.enrollments))
    yield from _in_lines(
        "subscription_enrollments", (_subscription_enrollment(rows, row) for row in rows.subscription_enrollments)
    )


def _in_lines(key: str, entries: Iterable[Fields]) -> Iterator[str]:
    """One line an entry."""
    for number, entry in enumerate(entries):
        if number == 0:
            yield f"\n{key}:"
        yield f"  - {show_entry(entry, indent=4)}"


def _in_blocks(key: str, entries: Iterable[Fields]) -> Iterator[str]:
    """One line a field; of a list of mappings, one line each."""
    for number, entry in enumerate(entries):
        if number == 0:
            yield f"\n{key}:"
        mark = "- "
        for name, value in entry.items():
            if isinstance(value, list) and any(isinstance(each, dict) for each in value):
                yield f"  {mark}{name}:"
                yield from (
                    f"      - {show_entry(each, indent=8) if isinstance(each, dict) else show(each)}" for each in value
                )
            else:
                yield f"  {mark}{name}: {show(value)}"
            mark = "  "


def _user(rows: _Rows, row: Row) -> Fields:
    return _said(
        model.User,
        email=row.email,
        employee_id=row.employee_id,
        given_name=row.given_name,
        surname=row.surname,
        role=row.role,
        status=row.status,
        home_group=rows.group_name.get(row.home_group_id),
        timezone=Plain(row.timezone) if row.timezone else None,
        profile={tag: row.profile[tag] for tag in IN_PROFILE if tag in row.profile},
        custom_fields=row.custom_fields,
        teams=[rows.team_name[each.team_id] for each in rows.teams_of[row.id]],
        supervisors=[rows.user_name[each.supervisor_id] for each in rows.supervisors_of[row.id]],
    )


def _group(rows: _Rows, row: Row) -> Fields:
    return _said(
        model.Group,
        name=row.name,
        group_id=row.identifier,
        status=row.status,
        description=row.description,
        home_group_message=row.home_group_message,
        notification_emails=row.notification_emails,
        user_help=_by_kinds(model.UserHelp, row.user_help),
        user_limit=row.user_limit,
        dashboard_set_id=row.dashboard_set_id,
        tags=_tags(rows, row),
        members=[
            _said(model.Member, user=rows.user_name[member.user_id], permissions=_codes(member.permissions))
            for member in rows.members[row.id]
        ],
        learning_modules=[_group_module(each) for each in rows.group_modules[row.id]],
        subscription_variants=[
            _said(
                model.GroupVariant,
                id=each.variant_id,
                requires_credits=each.requires_credits,
                credits=each.credits,
                removed=each.removed,
            )
            for each in rows.group_variants[row.id]
        ],
    )


def _by_kinds(of: type[Entry], document: Fields) -> Fields:
    """The parts of a document in the order of the format."""
    return {name: document[name] for name in of.kinds if name in document}


def _tags(rows: _Rows, row: Row) -> Mapping[str, list[str]]:
    values: dict[str, list[str]] = defaultdict(list)
    for each in rows.group_tags[row.id]:
        values[rows.tag_name[each.tag_id]].append(each.tag_value)
    return {name: sorted(held) for name, held in values.items()}


def _group_module(row: Row) -> object:
    fields = _said(
        model.GroupModule,
        id=row.learning_module_id,
        allow_self_enroll=row.allow_self_enroll,
        auto_enroll=row.auto_enroll,
    )
    return fields if len(fields) > 1 else row.learning_module_id


def _codes(permissions: int) -> list[str | None]:
    return [each.name for each in Permission if permissions & each]


def _module_ids(rows: Sequence[Row]) -> list[int]:
    return [row.learning_module_id for row in rows]


def _module(rows: _Rows, row: Row) -> Fields:
    return _said(
        model.LearningModule,
        id=row.id,
        name=row.name,
        type=row.type,
        status=row.status,
        sessions=[_session(rows, session) for session in rows.sessions[row.id]],
    )


def _session(rows: _Rows, row: Row) -> Fields:
    minutes, rest = divmod(row.ends_at - row.starts_at, MINUTE)
    return _said(
        model.Session,
        id=row.id,
        grade_type=row.grade_type,
        starts=show_moment(row.starts_at, rows.zone),
        minutes=None if rest else minutes,
        ends=show_moment(row.ends_at, rows.zone) if rest else None,
        historical=row.historical,
        details=_details(rows, row),
    )


def _details(rows: _Rows, row: Row) -> Fields:
    details = _by_kinds(model.Details, row.details)
    instructors = [rows.user_name[each] for each in row.details.get("InternalInstructors", [])]
    return {**details, "InternalInstructors": instructors} if instructors else details


def _subscription(rows: _Rows, row: Row) -> Fields:
    return _said(
        model.Subscription,
        id=row.id,
        name=row.name,
        description=row.description,
        status=row.status,
        variants=[
            _said(
                model.Variant,
                id=variant.id,
                name=variant.name,
                duration=_duration(variant),
                status=variant.status,
                learning_modules=_module_ids(rows.variant_modules[variant.id]),
            )
            for variant in rows.variants[row.id]
        ],
    )


def _duration(row: Row) -> object:
    if row.duration_type == "days":
        return {"days": row.duration_days}
    return {"start": row.start_date, "end": row.end_date} if row.duration_type == "dates" else "unlimited"


def _enrollment(rows: _Rows, row: Row) -> Fields:
    times = {
        "enrolled": row.enrolled_at,
        "started": row.started_at,
        "completed": row.completed_at,
        "due": row.due_at,
        "access_ends": row.access_ends_at,
    }
    return _said(
        model.Enrollment,
        user=rows.user_name[row.user_id],
        group=rows.group_name[row.group_id],
        learning_module=row.learning_module_id,
        session=row.session_id,
        status=row.status,
        grade=row.grade,
        passed=row.passed,
        tag=row.tag,
        **{name: _moment(moment, UTC) for name, moment in times.items()},
        completion_access_days=row.completion_access_days,
        former=rows.is_former(row, "learning_module_id"),
    )


def _moment(moment: datetime | None, zone: ZoneInfo) -> Plain | None:
    return show_moment(moment, zone) if moment is not None else None


def _subscription_enrollment(rows: _Rows, row: Row) -> Fields:
    return _said(
        model.SubscriptionEnrollment,
        user=rows.user_name[row.user_id],
        group=rows.group_name[row.group_id],
        variant=row.variant_id,
        tag=row.tag,
        starts=show_moment(row.starts_at, rows.zone),
        ends=_moment(row.ends_at, rows.zone),
        unlimited=row.unlimited,
        took_credit=row.took_credit,
        former=rows.is_former(row, "variant_id"),
    )
