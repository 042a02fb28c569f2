"""A world meets the database: each entry gets the id of its row, the one on record or a new one.

What contradicts the records is noted like any other mistake of the file.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import sqlalchemy as sa

from rollbook.contract.text import email_key, name_key
from rollbook.records import tables
from rollbook.records.database.ids import new_ids
from rollbook.records.keys.api_keys import hash_of
from rollbook.records.sql.find import find_account, find_all, find_api_keys, find_rows
from rollbook.worlds.entries import Entry
from rollbook.worlds.links import InCourse, Links
from rollbook.worlds.mistakes import shown
from rollbook.worlds.model import (
    INSTRUCTOR_LED,
    Account,
    CustomField,
    LearningModule,
    Session,
    Subscription,
    Tag,
    Team,
    User,
    Variant,
)

Numbered = TypeVar("Numbered", LearningModule, Session, Subscription, Variant)
Row = sa.Row[Any]


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key that the file gives and the database does not have yet."""

    owner: Account | User
    key_hash: bytes


class Match:
    """The rows of one world's entries. `is_new` tells that the account was not on record before."""

    def __init__(self, connection: sa.Connection, links: Links) -> None:
        self._connection = connection
        self.links = links
        self._page = links.page
        world = links.world
        on_record = find_account(connection, world.account.name)
        self.is_new = on_record is None
        world.account.row = self._account = on_record.id if on_record is not None else new_ids()[0]
        self._match_users()
        self._match_groups()
        self._match_labels(world.custom_fields, tables.custom_fields)
        self._match_labels(world.teams, tables.teams)
        self._match_labels(world.tags, tables.tags)
        self._match_modules()
        self._match_subscriptions()
        self._match_enrollments()
        self._match_subscription_enrollments()
        self.new_keys = list(self._match_keys())

    def _find(self, by: sa.Column[Any], values: Iterable[Any]) -> list[Row]:
        return find_rows(self._connection, self._account, by, {value for value in values if value is not None})

    def _match_users(self) -> None:
        users, table = self.links.world.users, tables.users
        by_email = {
            row.email_key: row.id
            for row in self._find(table.c.email_key, (email_key(each.email or "") for each in users))
        }
        by_employee_id = {
            row.employee_id: row.id for row in self._find(table.c.employee_id, (each.employee_id for each in users))
        }
        taken: dict[int, User] = {}
        for user in users:
            email_row = by_email.get(email_key(user.email or ""))
            employee_row = by_employee_id.get(user.employee_id)
            if email_row and employee_row and email_row != employee_row:
                self._page.wrong(
                    user.line(), "email and employee_id belong to two different users on record: correct one"
                )
            user.row = email_row or employee_row or 0
            first = taken.setdefault(user.row, user) if user.row else user
            if first is not user and first.email != user.email and first.employee_id != user.employee_id:
                self._page.wrong(user.line(), f"is on record as the same user as the entry on line {first.line()}")
        self._check_identifiers(users)
        give_new_ids(users)

    def _check_identifiers(self, users: Sequence[User]) -> None:
        """Demand that no employee id is the e-mail address of another user on record, nor the other way round."""
        table = tables.users
        renamed = {user.row for user in users if user.email is not None}
        emails = {
            row.email_key: row.id
            for row in self._find(table.c.email_key, (email_key(each.employee_id or "") for each in users))
            if row.id not in renamed
        }
        renumbered = {user.row for user in users if user.employee_id is not None}
        written = {text for each in users if each.email for text in (each.email, email_key(each.email))}
        numbers = {
            email_key(row.employee_id): row.id
            for row in self._find(table.c.employee_id, written)
            if row.id not in renumbered
        }
        for user in users:
            if emails.get(email_key(user.employee_id or ""), user.row) != user.row:
                self._page.wrong(
                    user.line("employee_id"), "employee_id: is the e-mail address of another user on record"
                )
            if numbers.get(email_key(user.email or ""), user.row) != user.row:
                self._page.wrong(user.line("email"), "email: is the employee id of another user on record")

    def _match_groups(self) -> None:
        groups, table = self.links.world.groups, tables.groups
        by_name = {
            row.name_key: row.id for row in self._find(table.c.name_key, (name_key(each.name or "") for each in groups))
        }
        by_identifier = {
            row.identifier: row for row in self._find(table.c.identifier, (each.group_id for each in groups))
        }
        for group in groups:
            group.row = by_name.get(name_key(group.name or ""), 0)
            other = by_identifier.get(group.group_id)
            if other is not None and other.id != group.row:
                self._page.wrong(
                    group.line("group_id"),
                    f"group_id: is that of the group {shown(other.name)} on record: give another",
                )
        give_new_ids(groups)

    def _match_labels(self, entries: Sequence[CustomField] | Sequence[Team] | Sequence[Tag], table: sa.Table) -> None:
        rows = self._find(table.c.name_key, (name_key(each.name or "") for each in entries))
        by_name = {row.name_key: row.id for row in rows}
        for entry in entries:
            entry.row = by_name.get(name_key(entry.name or ""), 0)
        give_new_ids(entries)

    def _match_modules(self) -> None:
        modules = self.links.world.learning_modules
        self._match_numbered(modules, "name", "name", self._alike(modules, tables.learning_modules))
        rows = self._find(tables.sessions.c.learning_module_id, (module.row for module in modules))
        held = _grouped(rows, lambda row: row.learning_module_id)
        for module in modules:
            if module.row in held and module.type not in {INSTRUCTOR_LED, None}:
                self._page.wrong(module.line("type"), f"type: has sessions on record, so it must stay {INSTRUCTOR_LED}")
            self._match_numbered(module.sessions, "starts", "starts_at", held.get(module.row, []))
        self._check_parents(tables.sessions.c.learning_module_id, self.links.names.module_of)

    def _match_subscriptions(self) -> None:
        subscriptions = self.links.world.subscriptions
        self._match_numbered(subscriptions, "name", "name", self._alike(subscriptions, tables.subscriptions))
        rows = self._find(tables.variants.c.subscription_id, (subscription.row for subscription in subscriptions))
        held = _grouped(rows, lambda row: row.subscription_id)
        for subscription in subscriptions:
            self._match_numbered(subscription.variants, "name", "name", held.get(subscription.row, []))
        self._check_parents(tables.variants.c.subscription_id, self.links.names.subscription_of)

    def _match_numbered(self, siblings: Sequence[Numbered], field: str, column: str, rows: Iterable[Row]) -> None:
        """Take the given ids; an entry without one is the row alike in the field that no sibling names by its id."""
        given = {entry.id for entry in siblings}
        alike = _grouped((row for row in rows if row.id not in given), lambda row: getattr(row, column))
        for entry in siblings:
            found = alike.get(getattr(entry, field), []) if entry.id is None else []
            if len(found) > 1:
                ids = ", ".join(str(row.id) for row in found)
                self._page.wrong(entry.line(field), f"{field}: there are several alike on record ({ids}): give the id")
            entry.row = entry.id or (found[0].id if found else 0)
        give_new_ids(siblings)

    def _check_parents(self, column: sa.Column[Any], parent_of: Mapping[Numbered, Entry]) -> None:
        """Demand that ids on record stay under what they are on record under."""
        on_record = {row.id: row for row in self._find(column.table.c.id, (entry.id for entry in parent_of))}
        for entry, parent in parent_of.items():
            row = on_record.get(entry.id) if entry.id is not None else None
            if row is not None and (kept := row._mapping[column.name]) != parent.row:
                self._page.wrong(entry.line("id"), f"id: {entry.id} is on record under {kept} already: give another")

    def _match_enrollments(self) -> None:
        """Match those in sessions by session and user, others by what they are most like; an open one by being open."""
        given = self.links.enrollments
        sought = (each.user.row for each in given if each.session is None or each.is_open)
        rows = self._find(tables.enrollments.c.user_id, sought)
        alone = [each for each in given if each.session is None]
        left = _match_alike(
            alone,
            [row for row in rows if row.session_id is None],
            lambda row: (row.user_id, row.learning_module_id, row.enrolled_at, row.completed_at),
            lambda each: (each.user.row, each.module.row, each.entry.enrolled, each.entry.completed),
        )
        left = _match_alike(
            alone,
            left,
            lambda row: (row.user_id, row.learning_module_id, row.enrolled_at),
            lambda each: (each.user.row, each.module.row, each.entry.enrolled),
        )
        _match_alike(
            [each for each in alone if each.is_open],
            [row for row in left if row.open],
            lambda row: (row.user_id, row.learning_module_id),
            lambda each: (each.user.row, each.module.row),
        )
        self._check_open({(row.user_id, row.learning_module_id): row for row in rows if row.open})
        give_new_ids(each.entry for each in given)

    def _check_open(self, open_rows: Mapping[tuple[int, int], Row]) -> None:
        """Demand that nobody gets a second open enrolment in a course, besides one that the file does not name."""
        given = self.links.enrollments
        named = {each.entry.row for each in given}
        in_sessions = {(each.user.row, each.session.row) for each in given if each.session is not None}
        for each in given:
            row = open_rows.get((each.user.row, each.module.row)) if each.is_open else None
            if row is not None and row.id not in named and (row.user_id, row.session_id) not in in_sessions:
                self._page.wrong(
                    each.entry.line("status"),
                    f"status: {shown(each.entry.user)} is in this course on record, still open: "
                    f"say what became of the enrolment of {row.enrolled_at:%Y-%m-%d}",
                )

    def _match_subscription_enrollments(self) -> None:
        """Match likewise; an unlimited one is on record once in a subscription, whenever it started."""
        table = tables.subscription_enrollments
        given = self.links.subscription_enrollments
        rows = self._find(table.c.user_id, (each.user.row for each in given))
        alike = _grouped(
            rows, lambda row: (row.user_id, row.subscription_id if row.unlimited else (row.variant_id, row.starts_at))
        )
        for each in given:
            subscription = self.links.names.subscription_of[each.variant]
            place = subscription.row if each.entry.unlimited else (each.variant.row, each.entry.starts)
            found = alike.get((each.user.row, place))
            each.entry.row = found.pop(0).id if found else 0
        give_new_ids(each.entry for each in given)

    def _match_keys(self) -> Iterator[NewKey]:
        everyone: list[Account | User] = [self.links.world.account, *self.links.world.users]
        owners = [each for each in everyone if each.api_key]
        on_record = {row.key_hash: row for row in find_api_keys(self._connection, [_hash(each) for each in owners])}
        for owner in owners:
            row = on_record.get(_hash(owner))
            user_row = owner.row if isinstance(owner, User) else None
            if row is None:
                yield NewKey(owner, _hash(owner))
            elif (row.account_id, row.user_id) != (self._account, user_row):
                self._page.wrong(owner.line("api_key"), "api_key: is on record as the key of another: give another")
            elif row.revoked_at is not None:
                self._page.wrong(owner.line("api_key"), "api_key: was revoked: give another, or none")

    def _alike(self, entries: Iterable[LearningModule | Subscription], table: sa.Table) -> list[Row]:
        """All rows of the table, where an entry has to be found by its name."""
        by_name = any(entry.id is None for entry in entries)
        return find_all(self._connection, table, self._account) if by_name else []


def give_new_ids(entries: Iterable[Entry]) -> None:
    """Give ids to the entries that have no row on record."""
    new = [entry for entry in entries if not entry.row]
    for entry, number in zip(new, new_ids(len(new)), strict=True):
        entry.row = number


def _match_alike(
    given: Iterable[InCourse],
    rows: Iterable[Row],
    of_row: Callable[[Row], Hashable],
    of_entry: Callable[[InCourse], Hashable],
) -> list[Row]:
    """Give each enrolment without a row the first row that is alike; return the rows that are left."""
    alike = _grouped(rows, of_row)
    for each in given:
        if not each.entry.row and (found := alike.get(of_entry(each))):
            each.entry.row = found.pop(0).id
    return sorted((row for rows in alike.values() for row in rows), key=lambda row: row.id)


def _grouped(rows: Iterable[Row], key_of: Callable[[Row], Hashable]) -> dict[Hashable, list[Row]]:
    groups = defaultdict(list)
    for row in rows:
        groups[key_of(row)].append(row)
    return dict(groups)


def _hash(owner: Account | User) -> bytes:
    return hash_of(owner.api_key or "")
