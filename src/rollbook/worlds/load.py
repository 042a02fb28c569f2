"""Loads worlds: reads and checks all files, meets the database, and writes all of them or nothing."""

import getpass
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from rollbook.records import tables
from rollbook.records.database.engine import Database
from rollbook.records.database.ids import new_ids
from rollbook.records.database.progress import Progress, silent
from rollbook.records.keys.api_keys import hash_of, new_account_key
from rollbook.records.sql.find import parts
from rollbook.records.write import upserts
from rollbook.records.write.api_keys import write_api_keys
from rollbook.records.write.loads import Surplus, find_surplus, write_given
from rollbook.records.write.memberships import find_active_in_inactive
from rollbook.records.write.upserts import Row, Upsert, complete, wait_for_other_loads
from rollbook.worlds.checks import check
from rollbook.worlds.entries import KINDS, Entry
from rollbook.worlds.match import Match
from rollbook.worlds.mistakes import Page, raise_mistakes, shown
from rollbook.worlds.model import Account, Enrollment, Group, GroupVariant, User, World
from rollbook.worlds.read import Source, read_worlds

KEY_LABEL = "world file"


class Count(NamedTuple):
    """How many rows a file names in a table, and how many of them were new or have changed."""

    named: int
    changed: int


@dataclass(frozen=True)
class Loaded:
    """The outcome of one world. `api_key` is the account's, where it was made just now: it can be shown only once."""

    account: str
    account_id: int
    counts: Mapping[str, Count]
    api_key: str | None


@dataclass(frozen=True)
class Read:
    """Worlds as their files have them, not yet compared with the database. The mistakes are on the pages."""

    pages: Sequence[Page]
    worlds: Sequence[tuple[World, Page]]
    read_at: datetime

    def check(self) -> None:
        """Raise WorldMistakes with what is wrong with the files themselves."""
        raise_mistakes(self.pages)


def load(
    database: Database, sources: Iterable[Source], progress: Progress | None = None, *, reset_credits: bool = False
) -> list[Loaded]:
    """Load worlds, each from a file (a Path) or from YAML itself (a str), in one transaction: all of them or nothing.

    What a file names is afterwards on record as the file says it: an entry that is there is changed where it differs,
    one that is not is made, and nothing is removed. What an entry leaves out stays as it is on record; of a profile,
    custom fields, user help and details each part counts by itself. A new entry gets defaults. An account, a group,
    a team, a tag and a custom field are found by name, a user by e-mail address or employee id; courses, sessions,
    subscriptions and variants by id, else by name (a session by its start) under their parent; enrolments by session
    and user, or by course, user and date, and those still open by course and user. So the same file twice changes
    nothing.

    `credits` is what a group has to begin with: a group that has the variant keeps its balance, unless `reset_credits`
    is set.

    Raises WorldMistakes with every mistake of every file; then nothing was written.
    """
    progress = progress or silent
    return write_all(database, read_all(sources, progress), progress, reset_credits=reset_credits)


def read_all(sources: Iterable[Source], progress: Progress) -> Read:
    """Do the first half of `load`, which needs no database."""
    now = datetime.now(UTC)
    read = read_worlds(sources, progress)
    worlds = [(world, page) for page, world in read if world is not None]
    for world, page in worlds:
        check(world, page, now)
    _check_apart(worlds)
    return Read([page for page, _ in read], worlds, now)


def write_all(database: Database, read: Read, progress: Progress, *, reset_credits: bool) -> list[Loaded]:
    """Do the second half of `load`; raise WorldMistakes with the mistakes of both."""
    with database.writing() as connection:
        wait_for_other_loads(connection)
        pages = [page for world, page in read.worlds if _is_named(world)]
        matches = [Match(connection, world, page) for world, page in read.worlds if _is_named(world)]
        read.check()
        balances = [_surplus(connection, match, reset_credits=reset_credits) for match in matches]
        loaded = [_write(connection, match, read.read_at, progress, reset_credits=reset_credits) for match in matches]
        for match, page in zip(matches, pages, strict=True):
            _check_groups(connection, match, page)
        read.check()
        for world, page, balance in zip(loaded, pages, balances, strict=True):
            write_given(connection, world.account_id, balance)
            _write_load(connection, world, page, reset_credits=reset_credits)
        return loaded


def _is_named(world: World) -> bool:
    """Whether the file says which account it is about."""
    return world.account is not None and world.account.name is not None


def _check_apart(worlds: Iterable[tuple[World, Page]]) -> None:
    """Demand that each account has one file, and that each key opens one door."""
    files: dict[str, str] = {}
    keys: dict[str, str] = {}
    for world, page in worlds:
        account = world.account
        if _is_named(world) and (first := files.setdefault(account.name, page.name)) is not page.name:
            page.wrong(account.line("name"), f"name: this account is in {first} already: load it from one file")
        owners: list[Account | User] = [*world.every.of(Account), *world.every.of(User)]
        for owner in owners:
            place = f"{page.name}:{owner.line('api_key')}"
            if owner.api_key is not None and (first := keys.setdefault(owner.api_key, place)) is not place:
                page.wrong(owner.line("api_key"), f"api_key: is the same as in {first}: give each its own")


def _surplus(connection: sa.Connection, match: Match, *, reset_credits: bool) -> Surplus:
    """Return the balances that do not add up, but for those that the load sets anew."""
    found = {} if match.is_new else find_surplus(connection, match.account.row)
    if reset_credits:
        for each in match.every.of(GroupVariant):
            for row in each.rows():
                if "credits" in row:
                    found.pop((each.around.row, row["variant_id"]), None)
    return found


def _write_load(connection: sa.Connection, loaded: Loaded, page: Page, *, reset_credits: bool) -> None:
    """Put the load on record, after its rows: so its id is larger than those of changes that it has overwritten."""
    load = {
        "account_id": loaded.account_id,
        "id": new_ids()[0],
        "loaded_at": datetime.now(UTC),
        "loaded_by": _who(),
        "file": page.name,
        "digest": page.digest,
        "reset_credits": reset_credits,
        "counts": {table: list(count) for table, count in loaded.counts.items() if count.named},
    }
    connection.execute(tables.loads.insert(), load)


def _who() -> str:
    """Return the user of the operating system; some containers have none with a name."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ""


def _check_groups(connection: sa.Connection, match: Match, page: Page) -> None:
    """Demand that no one is active in an inactive group, one of the two being in the file."""
    groups = {group.row: group for group in match.every.of(Group)}
    users = {user.row: user for user in match.every.of(User)}
    for in_group, member in find_active_in_inactive(connection, match.account.row):
        group, user = groups.get(in_group), users.get(member)
        if user is not None:
            name = f" {shown(group.name)}" if group is not None else ""
            page.wrong(user.line("status"), f"status: is active, and a member of a group{name} that is inactive")
        elif group is not None:
            page.wrong(group.line("status"), "status: is inactive, and has active members on record")


def _write(
    connection: sa.Connection, match: Match, now: datetime, progress: Progress, *, reset_credits: bool
) -> Loaded:
    """Write the rows of all entries; what is referred to comes before what refers to it."""
    counts: dict[str, Count] = {}
    for table in tables.metadata.sorted_tables:
        for kind in (kind for kind in KINDS.values() if kind.upsert is not None and kind.upsert.table is table):
            for upsert, entries in _parts(kind, match.every.of(kind), reset_credits=reset_credits):
                rows = upsert.in_order(list(_rows(kind, entries, match.account.row, now)))
                changed = done = 0
                for some in parts(rows):
                    changed += upsert.run(connection, _completed(connection, match, kind, upsert, some))
                    done += len(some)
                    progress(done, len(rows), table.name)
                before = counts.get(table.name, Count(0, 0))
                counts[table.name] = Count(before.named + len(rows), before.changed + changed)
    return Loaded(match.account.name, match.account.row, counts, _write_keys(connection, match, now))


def _parts(kind: type[Entry], entries: list[Any], *, reset_credits: bool) -> Iterator[tuple[Upsert, list[Any]]]:
    """Yield what is written at once, and how. A user has one open enrolment at a time: closed ones come first."""
    if kind is Enrollment:
        for is_open in (False, True):
            given = [each for each in entries if each.is_open == is_open]
            yield upserts.SESSION_ENROLLMENTS, [each for each in given if each.session is not None]
            yield upserts.ENROLLMENTS, [each for each in given if each.session is None]
    elif kind is GroupVariant and reset_credits:
        yield upserts.GROUP_VARIANTS, entries
    elif kind.upsert is not None:
        yield kind.upsert, entries


def _rows(kind: type[Entry], entries: Iterable[Entry], account: int, now: datetime) -> Iterator[Row]:
    columns = kind.table().c
    own: dict[str, Any] = {name: now for name in ("created_at", "modified_at", "recorded_at") if name in columns}
    if "account_id" in columns:
        own["account_id"] = account
    for entry in entries:
        for row in entry.rows():
            if "id" in columns:
                row["id"] = entry.row
            if kind.parent:
                row[kind.parent] = entry.around.row
            row.update(own)
            yield row


def _completed(
    connection: sa.Connection, match: Match, kind: type[Entry], upsert: Upsert, rows: Sequence[Row]
) -> list[Row]:
    """Fill in what the rows leave out, from the records where the account is not new."""
    defaults = {column: value for field in kind.fields.values() for column, value in field.defaults().items()}
    if match.is_new:
        whole = [complete(row, {}, defaults) for row in rows]
    else:
        whole = upsert.completed(connection, match.account.row, rows, defaults)
    return [kind.derived(row) for row in whole]


def _write_keys(connection: sa.Connection, match: Match, now: datetime) -> str | None:
    """Write the keys that the file gives; make and return the account's, if it is new and came without one."""
    account = match.account
    made = new_account_key() if match.is_new and account.api_key is None else None
    given = [(each.owner.row if isinstance(each.owner, User) else None, each.key_hash) for each in match.new_keys]
    keys = [*given, (None, hash_of(made))] if made is not None else given
    write_api_keys(connection, account.row, keys, KEY_LABEL, now)
    return made
