"""Rules: what is looked up for a block and what is demanded of it, in the order of the contract."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from rollbook.contract.errors import Error
from rollbook.contract.permissions import Permission


@dataclass(frozen=True)
class Today:
    """The moment of a call, and the account's time zone in which its days are counted."""

    now: datetime
    zone: ZoneInfo

    @cached_property
    def day(self) -> date:
        """The account's calendar day."""
        return self.now.astimezone(self.zone).date()

    def has_come(self, value: date | datetime) -> bool:
        """Whether the day, or the moment's day, is today or earlier in the account's time zone."""
        if isinstance(value, datetime):
            return value < datetime.combine(self.day + timedelta(days=1), time(), self.zone)
        return value <= self.day


Found = Any
"""What the database returned for one block: an attribute for each Find and for each further column of its lookup."""

Check = Callable[[Any, Found, Today], "Condition | None"]
Demand = Callable[[Any, Found, Today], bool]


@dataclass(frozen=True, slots=True)
class Find:
    """Look a row up among those of a lookup, by a tag of the block (`by`) and by what earlier rules found (`of`).

    Refuse where there is no such row. `error` may name one error for each side of a choice; a side without an error may
    name what does not exist. `error_by` names the choice where `by` does not. An optional tag that is absent is not
    looked up. `by` and `error_by` may be paths, such as Profile.HomeGroup.
    """

    name: str
    among: str
    error: Error | Mapping[str, Error]
    by: str = ""
    of: tuple[str, ...] = ()
    error_by: str = ""


@dataclass(frozen=True, slots=True)
class Refuse:
    """Refuse where such a row exists already, by a tag of the block or by several together.

    `without` names a tag: only blocks that lack it are checked. `but` names what an earlier rule found: that row may
    exist.
    """

    name: str
    among: str
    error: Error
    of: tuple[str, ...] = ()
    by: str | tuple[str, ...] = ""
    without: str = ""
    but: str = ""


@dataclass(frozen=True, slots=True)
class Allow:
    """Refuse unless the caller's role is above groups or they hold one of the method's permissions in the found group.

    `holding` demands other permissions than the method's. `supervised` names a found user whose supervisors are allowed
    too, `oneself` one who is allowed to act on themselves. `given` names tags: only blocks in which one of them is
    filled are checked. `where` names values of tags: only blocks that have them all are checked.
    """

    within: str
    error: Error
    holding: Permission | None = None
    given: str | tuple[str, ...] = ()
    where: tuple[tuple[str, Any], ...] = ()
    supervised: str = ""
    oneself: str = ""

    @property
    def held(self) -> str:
        """The name of the attribute with the permissions that the caller holds there."""
        return f"caller_in_{self.within}"

    @property
    def supervises(self) -> str:
        """The name of the attribute that says whether the caller supervises the user."""
        return f"caller_supervises_{self.supervised}"

    @property
    def is_oneself(self) -> str:
        """The name of the attribute that says whether the caller is the user."""
        return f"caller_is_{self.oneself}"


@dataclass(frozen=True, slots=True)
class Holds:
    """Find out whether the caller holds one of these permissions in any group; refuse if not and `error` is set.

    With `among` and `of` only groups count that are linked to what was found, by a lookup of such links. `having` names
    a flag that the link must have. `where` names values of tags: only blocks that have them all are refused. A caller
    whose role is above groups is never refused.
    """

    name: str
    permission: Permission
    among: str = ""
    of: str = ""
    having: str = ""
    where: tuple[tuple[str, Any], ...] = ()
    error: Error | None = None


class Condition(NamedTuple):
    """When a function refuses: the error, the condition in words, and the path of the tag that it is about."""

    error: Error
    words: str
    path: str = ""


@dataclass(frozen=True, slots=True)
class Require:
    """Call a function that returns one of the conditions, or None. `when` lists them all, in the order of checking."""

    check: Check
    when: tuple[Condition, ...]


def demand(error: Error, words: str, path: str = "") -> Callable[[Demand], Require]:
    """Make a Require of a function that returns whether the demand is met; `words` say when it is not."""
    condition = Condition(error, words, path)

    def require(holds: Demand) -> Require:
        return Require(lambda row, found, today: None if holds(row, found, today) else condition, (condition,))

    return require


@dataclass(frozen=True, slots=True, eq=False)  # found again by its identity, for each block
class Distinct:
    """Refuse a block that means the same as an earlier block of the call that is recorded.

    Two blocks are compared by what was found (`of`) and by tags of the block (`by`; an absent tag equals no other).
    `after` names a found flag: only earlier blocks that have it count. `without` names a tag: only blocks that lack
    it are compared.
    """

    of: tuple[str, ...]
    error: Error
    after: str = ""
    by: tuple[str, ...] = ()
    without: str = ""


@dataclass(frozen=True, slots=True)
class TakeCredit:
    """Take one credit where the variant in the group requires them; refuse where none is left. Blocks take in order."""

    of: tuple[str, ...]
    error: Error


Rule = Find | Refuse | Allow | Holds | Require | Distinct | TakeCredit


def errors_of(rule: Rule) -> tuple[Error, ...]:
    """Return the errors a rule can answer with."""
    if isinstance(rule, Require):
        return tuple(condition.error for condition in rule.when)
    if rule.error is None:
        return ()
    return tuple(rule.error.values()) if isinstance(rule.error, Mapping) else (rule.error,)
