"""A world meets the database: each entry gets the id of its row, the one on record or a new one.

What contradicts the records is noted like any other mistake of the file.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, TypeVar

import sqlalchemy as sa

from rollbook.contract.text import email_key
from rollbook.records import tables
from rollbook.records.database.ids import new_ids
from rollbook.records.keys.api_keys import hash_of
from rollbook.records.sql.find import find_account, find_all, find_api_keys, find_ids, find_rows
from rollbook.worlds.entries import Entry
from rollbook.worlds.mistakes import Page, shown
from rollbook.worlds.model import (
    INSTRUCTOR_LED,
    Account,
    CustomField,
    Enrollment,
    Group,
    LearningModule,
    Session,
    Subscription,
    SubscriptionEnrollment,
    Tag,
    Team,
    User,
    Variant,
    World,
)

Row = sa.Row[Any]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key that the file gives and the database does not have yet."""

    owner: Account | User
    key_hash: bytes


class Match:
    """The rows of one world's entries. `is_new` says that the account was not on record before."""

    def __init__(self, connection: sa.Connection, world: World, page: Page) -> None:
        self._connection = connection
        self._page = page
        self.account = world.account
        self.every = world.every
        on_record = find_account(connection, self.account.name)
        self.is_new = on_record is None
        self.account.row = on_record.id if on_record is not None else new_ids()[0]
        for named in (User, Group, CustomField, Team, Tag):
            self._match_named(named)
        self._check_identifiers()
        for kind, part in ((LearningModule, Session), (Subscription, Variant)):
            self._match_numbered(kind, {0: self._alike(kind)})
            self._match_under(part, kind)
        self._match_enrollments()
        self._match_subscription_enrollments()
        self.new_keys = list(self._match_keys())

    def _find(self, by: sa.Column[Any], values: Iterable[Any]) -> list[Row]:
        return find_rows(self._connection, self.account.row, by, {value for value in values if value is not None})

    def _match_named(self, kind: type[Any]) -> None:
        """Find entries by what they are called; what else is theirs alone must not be another's on record."""
        entries = self.every.of(kind)
        hits: dict[str, dict[str, int]] = {}
        for name, field in kind.fields.items():
            if field.once:
                column = kind.table().c[field.found_in()]
                rows = self._find(column, (_key(entry, name) for entry in entries))
                hits[name] = {getattr(row, column.name): row.id for row in rows}
        taken: dict[int, Entry] = {}
        for entry in entries:
            found = {name: ids[key] for name, ids in hits.items() if (key := _key(entry, name)) in ids}
            by_name = (found[name] for name in kind.called if name in found)
            entry.row = entry.given.get("id") or next(by_name, 0)
            for name, number in found.items():
                if number != entry.row:
                    self._page.wrong(entry.line(name), f"{name}: is on record as that of another: give another")
            first = taken.setdefault(entry.row, entry) if entry.row else entry
            same = [name for name in ("id", *found) if _key(entry, name) == _key(first, name) is not None]
            if first is not entry and not same:
                noun = kind.noun.removeprefix("a ")
                self._page.wrong(entry.line(), f"is on record as the same {noun} as the entry on line {first.line()}")
        self._give_new_ids(kind)

    def _check_identifiers(self) -> None:
        """Demand that no employee id is the e-mail address of another user on record, nor the other way round."""
        users, table = self.every.of(User), tables.users
        renamed = {user.row for user in users if user.email is not None}
        renumbered = {user.row for user in users if user.employee_id is not None}
        numbers = {user: email_key(user.employee_id) for user in users if user.employee_id}
        emails = {user: email_key(user.email) for user in users if user.email}
        by_email = {row.email_key: row.id for row in self._find(table.c.email_key, numbers.values())}
        by_number = {row.address_key: row.id for row in self._find(table.c.address_key, emails.values())}
        for user, key in numbers.items():
            if by_email.get(key, user.row) not in {user.row, *renamed}:
                self._page.wrong(
                    user.line("employee_id"), "employee_id: is the e-mail address of another user on record"
                )
        for user, key in emails.items():
            if by_number.get(key, user.row) not in {user.row, *renumbered}:
                self._page.wrong(user.line("email"), "email: is the employee id of another user on record")

    def _alike(self, kind: type[Any]) -> list[Row]:
        """All rows of a kind, where an entry has to be found by its name."""
        by_name = any(entry.id is None for entry in self.every.of(kind))
        return find_all(self._connection, kind.table(), self.account.row) if by_name else []

    def _match_under(self, kind: type[Any], parent: type[Any]) -> None:
        """Find entries under the rows of the entries around them; what is on record under another stays there."""
        table, entries = kind.table(), self.every.of(kind)
        held = _grouped(
            self._find(table.c[kind.parent], (entry.row for entry in self.every.of(parent))), attrgetter(kind.parent)
        )
        self._match_numbered(kind, held)
        parents = {row.id: getattr(row, kind.parent) for row in self._find(table.c.id, (each.id for each in entries))}
        for entry in entries:
            kept = parents.get(entry.id, entry.around.row)
            if kept != entry.around.row:
                self._page.wrong(entry.line("id"), f"id: {entry.id} is on record under {kept} already: give another")
        if kind is Session:
            for module in self.every.of(LearningModule):
                if module.row in held and module.type not in {INSTRUCTOR_LED, None}:
                    sentence = f"type: has sessions on record, so it must stay {INSTRUCTOR_LED}"
                    self._page.wrong(module.line("type"), sentence)

    def _match_numbered(self, kind: type[Any], held: Mapping[int, Sequence[Row]]) -> None:
        """Take the given ids; an entry without one is the row alike that no sibling names by its id.

        `held` are the rows on record, by the ids of what they are under.
        """
        name, column = kind.alike, attrgetter(str(kind.fields[kind.alike].column))
        for parent, siblings in _grouped(self.every.of(kind), lambda entry: entry.around.row).items():
            given = {entry.id for entry in siblings}
            alike = _grouped((row for row in held.get(parent, ()) if row.id not in given), column)
            for entry in siblings:
                found = alike.get(entry.given.get(name), []) if entry.id is None else []
                if len(found) > 1:
                    ids = ", ".join(str(row.id) for row in found)
                    sentence = f"{name}: there are several alike on record ({ids}): give the id"
                    self._page.wrong(entry.line(name), sentence)
                entry.row = entry.id or (found[0].id if found else 0)
        self._give_new_ids(kind)

    def _match_enrollments(self) -> None:
        """Match those in sessions by session and user, others by what they are most like; an open one by being open."""
        given = [each for each in self.every.of(Enrollment) if _is_whole(each, "user", "group", "learning_module")]
        alone = [each for each in given if each.session is None]
        sought = (each.user.row for each in given if each.session is None or each.is_open or each.id)
        rows = self._find(tables.enrollments.c.user_id, sought)
        seats = {(row.user_id, row.session_id): row.id for row in rows if row.session_id is not None}
        self._take_ids(Enrollment, given, "user", "learning_module", "session")
        for each in given:
            if each.id and each.session is not None:
                self._check_id(each, seats.get((each.user.row, each.session.row)))
        taken = {each.id for each in given}
        left = [row for row in rows if row.session_id is None and row.id not in taken]
        left = _pair(alone, left, ("enrolled", "enrolled_at"), ("completed", "completed_at"))
        left = _pair(alone, left, ("enrolled", "enrolled_at"))
        _pair([each for each in alone if each.is_open], [row for row in left if row.open])
        open_rows = {(row.user_id, row.learning_module_id): row for row in rows if row.open}
        named = {each.row for each in given}
        in_sessions = {(each.user.row, each.session.row) for each in given if each.session is not None}
        for each in given:
            row = open_rows.get((each.user.row, each.learning_module.row)) if each.is_open else None
            if row is not None and row.id not in named and (row.user_id, row.session_id) not in in_sessions:
                self._page.wrong(
                    each.line("status"),
                    f"status: {shown(each.text('user'))} is in this course on record, still open: "
                    f"say what became of the enrolment of {row.enrolled_at:%Y-%m-%d}",
                )
        self._give_new_ids(Enrollment)

    def _match_subscription_enrollments(self) -> None:
        """Match by variant and start; an unlimited one is on record once in a subscription, whenever it started."""
        given = [each for each in self.every.of(SubscriptionEnrollment) if _is_whole(each, "user", "variant")]
        rows = self._find(tables.subscription_enrollments.c.user_id, (each.user.row for each in given))
        self._take_ids(SubscriptionEnrollment, given, "user", "variant")
        taken = {each.id for each in given if not each.unlimited}
        alike = _grouped(
            (row for row in rows if row.id not in taken),
            lambda row: (row.user_id, row.subscription_id if row.unlimited else (row.variant_id, row.starts_at)),
        )
        for each in given:
            place = each.variant.around.row if each.unlimited else (each.variant.row, each.starts)
            found = alike.get((each.user.row, place))
            if each.id and each.unlimited:
                self._check_id(each, found[0].id if found else None)
            elif found and not each.id:
                each.row = found.pop(0).id
        self._give_new_ids(SubscriptionEnrollment)

    def _take_ids(self, kind: type[Any], entries: Sequence[Any], *names: str) -> None:
        """Take the given ids; what is on record under one must have the same in these fields."""
        rows = {row.id: row for row in self._find(kind.table().c.id, (each.id for each in entries))}
        for each in entries:
            each.row = each.id or 0
            row = rows.get(each.row)
            for name in names if row is not None else ():
                target = getattr(each, name)
                if getattr(row, kind.fields[name].column) != (target.row if target is not None else None):
                    self._page.wrong(each.line("id"), f"id: {each.id} is on record with another {name}: give another")

    def _give_new_ids(self, kind: type[Any]) -> None:
        """Give ids to the entries that have no row on record: such as no row has, and no entry of the file."""
        entries, column = self.every.of(kind), kind.table().c.id
        while new := [entry for entry in entries if not entry.row]:
            numbers = new_ids(len(new))
            taken = {entry.row for entry in entries}
            if not self.is_new:
                taken.update(find_ids(self._connection, self.account.row, column, numbers[0], numbers[-1]))
            for entry, number in zip(new, numbers, strict=True):
                entry.row = 0 if number in taken else number

    def _check_id(self, entry: Any, on_record: int | None) -> None:
        """Demand the id on record of what is on record once, whatever else a file says of it."""
        if on_record not in {None, entry.id}:
            self._page.wrong(entry.line("id"), f"id: this is on record as {on_record}: give that, or none")

    def _match_keys(self) -> Iterator[NewKey]:
        owners: dict[bytes, Account | User] = {
            hash_of(each.api_key): each for each in (self.account, *self.every.of(User)) if each.api_key
        }
        on_record = {row.key_hash: row for row in find_api_keys(self._connection, owners)}
        for key_hash, owner in owners.items():
            row = on_record.get(key_hash)
            user_row = owner.row if isinstance(owner, User) else None
            if row is None:
                yield NewKey(owner, key_hash)
            elif (row.account_id, row.user_id) != (self.account.row, user_row):
                self._page.wrong(owner.line("api_key"), "api_key: is on record as the key of another: give another")
            elif row.revoked_at is not None:
                self._page.wrong(owner.line("api_key"), "api_key: was revoked: give another, or none")


def _pair(entries: Iterable[Enrollment], rows: Iterable[Row], *alike: tuple[str, str]) -> list[Row]:
    """Give each enrolment without a row the first row of its user and course that is alike; return what is left.

    `alike` are fields of the enrolment, each with its column.
    """
    places = _grouped(
        rows, lambda row: (row.user_id, row.learning_module_id, *(getattr(row, column) for _, column in alike))
    )
    for each in entries:
        place = (each.user.row, each.learning_module.row, *(each.given.get(name) for name, _ in alike))
        if not each.row and (found := places.get(place)):
            each.row = found.pop(0).id
    return sorted((row for rows in places.values() for row in rows), key=lambda row: row.id)


def _is_whole(entry: Entry, *names: str) -> bool:
    """Whether all that these fields refer to is in the file."""
    return all(entry.given.get(name) is not None for name in names)


def _key(entry: Entry, name: str) -> Any:
    """Return the form in which the value of a field is looked up; None where there is none."""
    field: Any = entry.fields[name]
    value = entry.given.get(name)
    return None if value is None else field.tag.key(value)


def _grouped(things: Iterable[T], key_of: Callable[[T], Hashable]) -> dict[Any, list[T]]:
    groups = defaultdict(list)
    for thing in things:
        groups[key_of(thing)].append(thing)
    return dict(groups)
