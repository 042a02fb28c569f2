"""Kinds of value in a world file: what each takes, and the sentence for what it does not take."""

import functools
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Protocol
from zoneinfo import ZoneInfo, available_timezones

from rollbook.contract import values
from rollbook.contract.text import is_fit, normal
from rollbook.vocabulary import timezones
from rollbook.worlds.mistakes import BadValueError, Page, hint, shown
from rollbook.worlds.nodes import ListNode, Node, Scalar, is_absent

MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?)(Z|[+-]\d{2}:\d{2})?)?", re.ASCII)
EARLIEST, LATEST = 1900, 2999
ONE_DAY = timedelta(days=1)


def called(node: Node) -> str:
    """Return what a sentence calls a node that is not of the kind wanted."""
    if isinstance(node, Scalar):
        return "nothing" if is_absent(node) else shown(node.text)
    return "a list" if isinstance(node, ListNode) else "a mapping"


class Kind(Protocol):
    """Reads a node into a value; raises BadValueError for one it cannot take. `zone` is the account's."""

    def read(self, node: Node, page: Page, zone: ZoneInfo) -> Any:
        """Return the value; mistakes inside a collection are noted on the page, each on its line."""


class Plain:
    """A kind of single value: `take` makes it from the text, and raises BadValueError."""

    def read(self, node: Node, page: Page, zone: ZoneInfo) -> Any:  # noqa: ARG002  # the signature is Kind's
        """Return the value of a single text."""
        if not isinstance(node, Scalar):
            raise BadValueError(f"must be one value, not {called(node)}")
        return self.take(node.text, zone)

    def take(self, text: str, zone: ZoneInfo) -> Any:
        """Make the value."""
        raise NotImplementedError


@dataclass(frozen=True)
class Text(Plain):
    """Any text of at most `longest` characters."""

    longest: int = 255

    def take(self, text: str, zone: ZoneInfo) -> str:  # noqa: ARG002  # the signature is Plain's
        """Return the text in its normal form."""
        text = normal(text)
        if len(text) > self.longest:
            raise BadValueError(f"has {len(text)} characters: {self.longest} is the most", kept=text)
        if not is_fit(text):
            raise BadValueError("holds a control character that no record can keep", kept=text)
        return text


class Email(Text):
    """An e-mail address, as the wire takes them."""

    def __init__(self) -> None:
        super().__init__(254)

    def take(self, text: str, zone: ZoneInfo) -> str:
        """Return the address in its normal form."""
        text = super().take(text, zone)
        try:
            return values.read_email(text)
        except ValueError:
            raise BadValueError(f"{shown(text)} is not an e-mail address such as name@example.org", kept=text) from None


class ApiKey(Text):
    """A key that opens the API: not so short that it could be guessed, and without blanks."""

    def take(self, text: str, zone: ZoneInfo) -> str:
        """Return the key as it is written, for so it is sent; a mistake does not repeat it."""
        super().take(text, zone)
        if len(text) < 12 or len(text.split()) != 1:
            raise BadValueError("must be 12 to 255 characters without blanks, for whoever guesses it is let in")
        return text


@dataclass(frozen=True)
class Word(Plain):
    """One of a few words, exactly as they are spelled."""

    words: tuple[str, ...]

    def __init__(self, *words: str) -> None:
        object.__setattr__(self, "words", tuple(map(str, words)))

    def take(self, text: str, zone: ZoneInfo) -> str:  # noqa: ARG002  # the signature is Plain's
        """Return the word."""
        if text not in self.words:
            raise BadValueError(f"{shown(text)} is none of {', '.join(self.words)}{hint(text, self.words)}")
        return text


class Id(Plain):
    """An id: a whole number from 1 to 2^63-1."""

    def take(self, text: str, zone: ZoneInfo) -> int:  # noqa: ARG002  # the signature is Plain's
        """Return the number."""
        try:
            return values.read_id(text)
        except ValueError:
            raise BadValueError(f"{shown(text)} is not an id: give a whole number from 1 to 2^63-1") from None


@dataclass(frozen=True)
class Number(Plain):
    """A whole number between two bounds, both inclusive."""

    least: int
    most: int

    def take(self, text: str, zone: ZoneInfo) -> int:  # noqa: ARG002  # the signature is Plain's
        """Return the number."""
        if re.fullmatch(r"\d{1,10}", text, re.ASCII) and self.least <= int(text) <= self.most:
            return int(text)
        raise BadValueError(f"{shown(text)} is not a whole number from {self.least} to {self.most}")


class Flag(Plain):
    """`true` or `false`."""

    def take(self, text: str, zone: ZoneInfo) -> bool:  # noqa: ARG002  # the signature is Plain's
        """Return which."""
        if text.lower() not in {"true", "false"}:
            raise BadValueError(f"{shown(text)} is neither true nor false")
        return text.lower() == "true"


class Day(Plain):
    """A day such as 2026-12-31."""

    def take(self, text: str, zone: ZoneInfo) -> date:  # noqa: ARG002  # the signature is Plain's
        """Return the day."""
        return _moment(text, MOMENT.fullmatch(text) if len(text) == 10 else None, "a day such as 2026-12-31").date()


@dataclass(frozen=True)
class Moment(Plain):
    """A day, or a day with a time; without an offset it is the account's local time, or UTC. A bare day means 00:00."""

    local: bool
    latest: int = LATEST

    def take(self, text: str, zone: ZoneInfo) -> datetime:
        """Return the moment, in UTC."""
        found = MOMENT.fullmatch(text)
        moment = _moment(text, found, "a day or time such as 2024-03-01 or 2024-03-01T09:00", self.latest, ONE_DAY)
        if moment.tzinfo is not None or not self.local:
            try:
                return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
            except OverflowError:
                raise BadValueError(f"{shown(text)} lies beyond the year {self.latest} in UTC") from None
        if values.is_skipped(moment, zone):
            raise BadValueError(f"{shown(text)} does not exist in {zone.key}: the clocks skip it, so give another time")
        return moment.replace(tzinfo=zone).astimezone(UTC)


class ListedTimeZone(Plain):
    """A time zone of the vendor's list, by its provided name in any case."""

    def take(self, text: str, zone: ZoneInfo) -> str:  # noqa: ARG002  # the signature is Plain's
        """Return the name as it is listed."""
        try:
            return timezones.TimeZone().read(text)
        except KeyError:
            close = hint(text, timezones.DISPLAY_VALUES)
            raise BadValueError(f"{shown(text)} is not on the vendor's list of time zones{close}") from None


class TimeZone(Plain):
    """The IANA name of a time zone."""

    def take(self, text: str, zone: ZoneInfo) -> ZoneInfo:  # noqa: ARG002  # the signature is Plain's
        """Return the zone."""
        known = _known_zones()
        if text not in known:
            raise BadValueError(
                f"{shown(text)} is not a time zone: give an IANA name such as US/Central{hint(text, known)}"
            )
        return ZoneInfo(text)


def _moment(
    text: str, found: re.Match[str] | None, wanted: str, latest: int = LATEST, grace: timedelta = timedelta()
) -> datetime:
    """Read a day or a moment of these years; a moment with a day's grace, for in other time zones it is of them."""
    try:
        moment = datetime.fromisoformat(text) if found else None
    except ValueError:
        raise BadValueError(f"{shown(text)} does not exist: there is no such day or time") from None
    if moment is None:
        raise BadValueError(f"{shown(text)} is not {wanted}")
    first, last = date(EARLIEST, 1, 1) - grace, date(latest, 12, 31)
    if not first <= moment.date() <= (last + grace if latest < date.max.year else last):
        raise BadValueError(f"{shown(text)} is not between the years {EARLIEST} and {latest}")
    return moment


@functools.cache
def _known_zones() -> frozenset[str]:
    return frozenset(available_timezones())
