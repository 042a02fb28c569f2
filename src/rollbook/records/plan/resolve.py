"""Gather, ask once, scatter: a contract's rules as one SELECT that finds everything every block of a call refers to."""

from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any

import sqlalchemy as sa

from rollbook.contract.judge import Block
from rollbook.contract.rows import Choice, Part, Row
from rollbook.contract.rules import Allow, Find, Found, Holds, Refuse, Rule
from rollbook.contract.tags import Tag
from rollbook.records.plan.lookups import ACCOUNT, CALLER, LOOKUPS, NOW, Lookup, TableAlias
from rollbook.records.sql.over_rows import OverRows
from rollbook.records.sql.values import ValuesTable
from rollbook.records.tables import memberships, supervisors


@dataclass(frozen=True, slots=True)
class Key:
    """One key that travels with a block: where its value is, its tag, the side of a choice (or none), its column, and
    what makes of it what the column holds.
    """

    value: Callable[[Any], Any]
    tag: Tag[Any]
    side: str
    column: str
    as_key: Callable[[Any], Any]

    def of(self, block: Block) -> Any:
        """Return the block's key; None where the tag is absent or another side was filled."""
        value = self.value(block.row)
        if value is None or (self.side and value.side != self.side):
            return None
        return self.as_key(self.tag.key(value))


class Resolver:
    """The statement of one contract: one row comes back for each block, its columns named after the rules."""

    def __init__(self, row: type[Row], rules: tuple[Rule, ...], dialect: str) -> None:
        self.rules = rules
        looks = [rule for rule in rules if isinstance(rule, Find | Refuse)]
        self._keys = {id(rule): _keys(row, rule, number) for number, rule in enumerate(looks, 1)}
        keys = [(LOOKUPS[rule.among], key) for rule in looks for seat in self._keys[id(rule)] for key in seat]
        columns = [(key.column, place.table.c[_column(place, key)].type) for place, key in keys]
        self._sent = [key for _, key in keys]
        self._statement = OverRows(
            [("block", sa.BigInteger()), *columns], dialect, self._compose, is_by_key=self._is_by_key(looks)
        )
        self._tuple_of = make_found(self._statement.columns)

    def run(self, connection: sa.Connection, account: int, caller: int, now: datetime, blocks: Sequence[Block]) -> None:
        """Ask the database once, and hand each of the (readable) blocks what was found for it."""
        rows = [(block.number, *(key.of(block) for key in self._sent)) for block in blocks]
        asked = {ACCOUNT.key: account, CALLER.key: caller, NOW.key: now}
        found = {row[0]: row for row in map(self._tuple_of, self._statement.execute(connection, rows, asked))}
        for block in blocks:
            block.found = found[block.number]

    def _compose(self, given: ValuesTable) -> sa.Select[Any]:
        return _Question(given, self.rules, self._keys).statement

    def _is_by_key(self, looks: Sequence[Find | Refuse]) -> bool:
        """Whether each row that is looked up is the only one with its key; what the caller holds may be many rows."""
        seats = ((rule, keys) for rule in looks for keys in self._keys[id(rule)])
        return not any(isinstance(rule, Holds) for rule in self.rules) and all(
            LOOKUPS[rule.among].is_one([_column(LOOKUPS[rule.among], key) for key in keys], rule.of)
            for rule, keys in seats
        )


class _Question:
    """The SELECT over given rows: a LEFT JOIN for each Find and Refuse, and a column for all that is found."""

    def __init__(
        self, given: ValuesTable, rules: tuple[Rule, ...], keys: Mapping[int, Sequence[Sequence[Key]]]
    ) -> None:
        self._given = given.source
        self._keys = keys
        self._joined: sa.FromClause = given.source
        self._found: dict[str, sa.ColumnElement[Any]] = {}
        for rule in rules:
            if isinstance(rule, Find | Refuse):
                self._look(rule)
            elif isinstance(rule, Allow):
                self._look_at_caller(rule)
            elif isinstance(rule, Holds):
                self._found[rule.name] = self._holds(rule)

    @property
    def statement(self) -> sa.Select[Any]:
        """The whole of it."""
        found = [column.label(name) for name, column in self._found.items()]
        return sa.select(self._given.c.block, *found).select_from(self._joined)

    def _look(self, rule: Find | Refuse) -> None:
        """Join the rule's place: once for each side by which the row may be named, else once."""
        place = LOOKUPS[rule.among]
        named = enumerate(self._keys[id(rule)], 1)
        seats = [self._seat(place, f"{rule.name}_{number}", keys, rule.of) for number, keys in named]
        self._found[rule.name] = _either([seat.c[place.identity] for seat in seats])
        for name, wanted in place.brings.items():
            self._found[name] = _either([wanted(seat) if callable(wanted) else seat.c[wanted] for seat in seats])

    def _seat(self, place: Lookup, alias: str, keys: Sequence[Key], of: Sequence[str]) -> TableAlias:
        seat = place.table.alias(alias)
        on = [seat.c.account_id == ACCOUNT, *(seat.c[place.of[name]] == self._found[name] for name in of)]
        on += [seat.c[_column(place, key)] == self._given.c[key.column] for key in keys]
        if place.only is not None:
            on.append(place.only(seat))
        self._joined = self._joined.outerjoin(seat, sa.and_(*on))
        return seat

    def _look_at_caller(self, rule: Allow) -> None:
        """Join what the caller holds in the found group and, if it counts, whether they supervise or are the user."""
        if rule.held not in self._found:
            seat, group = memberships.alias(rule.held), self._found[rule.within]
            on = (seat.c.account_id == ACCOUNT) & (seat.c.group_id == group) & (seat.c.user_id == CALLER)
            self._joined = self._joined.outerjoin(seat, on)
            self._found[rule.held] = seat.c.permissions
        if rule.supervised and rule.supervises not in self._found:
            tie, user = supervisors.alias(rule.supervises), self._found[rule.supervised]
            on = (tie.c.account_id == ACCOUNT) & (tie.c.user_id == user) & (tie.c.supervisor_id == CALLER)
            self._joined = self._joined.outerjoin(tie, on)
            self._found[rule.supervises] = tie.c.supervisor_id
        if rule.oneself:
            self._found[rule.is_oneself] = self._found[rule.oneself] == CALLER

    def _holds(self, rule: Holds) -> sa.ColumnElement[bool]:
        """Ask whether the caller is a member with the permissions, of a group that is tied to what was found."""
        held = memberships.alias(f"{rule.name}_held")
        on = [held.c.account_id == ACCOUNT, held.c.user_id == CALLER]
        on.append(held.c.permissions.op("&")(int(rule.permission)) != 0)
        if rule.among:
            place = LOOKUPS[rule.among]
            tie = place.table.alias(f"{rule.name}_tie")
            on += [tie.c.account_id == ACCOUNT, tie.c[place.of["group"]] == held.c.group_id]
            on.append(tie.c[place.of[rule.of]] == self._found[rule.of])
            if place.only is not None:
                on.append(place.only(tie))
            if rule.having:
                on.append(tie.c[rule.having])
        return sa.exists().where(*on)


def make_found(names: Sequence[str]) -> Callable[[Iterable[Any]], Found]:
    """Return what makes a named tuple of a row. Rules ask for what was found by its name, some twenty times a block."""
    return namedtuple("Found", names)._make  # type: ignore[no-any-return,attr-defined]  # noqa: PYI024  # the names are the contract's


def _keys(row: type[Row], rule: Find | Refuse, number: int) -> list[list[Key]]:
    """Return the keys by which a rule looks up, for each row that is joined: one for each side of a choice, else one.

    Several tags are keys of one row together; a rule that looks by earlier finds has no key.
    """
    paths = [rule.by] if isinstance(rule.by, str) else rule.by
    tags, as_key = [(path, tag_at(row, path)) for path in paths if path], LOOKUPS[rule.among].as_key
    if len(tags) == 1 and isinstance(choice := tags[0][1], Choice):
        sides = enumerate(choice.sides, 1)
        return [[Key(attrgetter(tags[0][0]), choice, side, f"key_{number}_{place}", as_key)] for place, side in sides]
    return [
        [Key(attrgetter(path), tag, "", f"key_{number}_{place}", as_key) for place, (path, tag) in enumerate(tags, 1)]
    ]


def _column(place: Lookup, key: Key) -> str:
    """The column that a key is compared with, named in the place by the tag or side."""
    return place.keys[key.side or key.tag.name]


def tag_at(row: type[Row], path: str) -> Tag[Any]:
    """Return the tag at a path such as Profile.HomeGroup."""
    first, _, rest = path.partition(".")
    tag = row.tags[first]
    return tag_at(tag.row, rest) if rest and isinstance(tag, Part) else tag


def _either(columns: list[sa.ColumnElement[Any]]) -> sa.ColumnElement[Any]:
    return columns[0] if len(columns) == 1 else sa.func.coalesce(*columns)
