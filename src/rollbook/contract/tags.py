"""The kinds of element that hold one value. The attribute's name is the element's name on the wire."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any, Generic, Self, TypeVar, overload

from rollbook.contract import values
from rollbook.contract.errors import Error, Path, Source
from rollbook.contract.nodes import Node, misplaced
from rollbook.contract.text import email_key, is_fit, name_key, normal

T = TypeVar("T")

Texts = Mapping[str, Any]
"""Trimmed texts by tag; the content of a container is one level deeper."""


class Unreadable(Exception):  # noqa: N818  # an answer to the caller, not a failure
    """A value that is missing or malformed: its error, its place in the row, and texts that the message may quote."""

    def __init__(self, error: Error, sent: Mapping[str, Any] | None = None, path: Path = ()) -> None:
        super().__init__(error.code)
        self.error = error
        self.sent = sent
        self.path = path

    def within(self, *around: str | int) -> Self:
        """Put the names of the elements around the value before its path."""
        self.path = (*around, *self.path)
        return self


class Tag(Generic[T]):
    """An element that holds one value.

    `absent` is the error of an element that is missing or empty (if not set, it may be), `error` that of a malformed
    one; `needed` refuses the call when the element is missing. `about` says in the reference what it is, `sample` is a
    valid value (None: samples leave it out), `default` the value where none is given, `synonyms` are other headers of
    its column in a sheet. A kind of tag may set these for all its tags. `source` says how the rule is known.
    """

    kind: str = ""
    about: str = ""
    sample: str | None = ""
    default: Any = None
    synonyms: tuple[str, ...] = ()
    repeats = False

    def __init__(  # noqa: PLR0913  # every fact stands on the tag
        self,
        *,
        error: Error | None = None,
        absent: Error | None = None,
        needed: bool = False,
        about: str = "",
        sample: str | None = "",
        default: Any = None,
        synonyms: tuple[str, ...] = (),
        source: Source = Source.SEED,
    ) -> None:
        self.name = ""
        self.error = error
        self.absent = absent
        self.needed = needed
        self.about = about or self.about
        self.sample = self.sample if sample == "" else sample
        self.default = self.default if default is None else default
        self.synonyms = synonyms or self.synonyms
        self.source = source

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, row: None, owner: type) -> Self: ...
    @overload
    def __get__(self, row: object, owner: type) -> T: ...
    def __get__(self, row: object | None, owner: type) -> Self | T:
        """Return the tag, on the contract; a row that was read carries its own values under the same names."""
        return self

    def gather(self, node: Node) -> Any:
        """Return the trimmed text of an element; refuse the call where it holds elements."""
        if len(node):
            raise misplaced(next(iter(node)))
        return (node.text or "").strip()

    def value(self, text: Any) -> Any:
        """Turn what was gathered (None: nothing) into the value, None where there is none; or raise Unreadable.

        What was gathered is as it was sent; the value is read from its normal form.
        """
        if not text:
            if self.absent is not None:
                raise Unreadable(self.absent, {"tag": self.name}, self.place)
            return self.default
        try:
            return self.read(normal(text))
        except (ValueError, KeyError):
            assert self.error is not None  # noqa: S101  # a house test sees to it that a tag that can fail has one
            raise Unreadable(self.error, {"tag": self.name}, self.place) from None

    @property
    def place(self) -> Path:
        """The tag's name as the last part of a path; a value in a list has only its number."""
        return (self.name,) if self.name else ()

    def read(self, text: str) -> T:
        """Turn trimmed, non-empty text in its normal form into the value; raise ValueError when it is malformed."""
        raise NotImplementedError

    def key(self, value: T) -> Any:
        """The form in which the value is looked up among the records."""
        return value


class Text(Tag[str]):
    """Text of at most `longest` characters; without a limit every text is well-formed, and left to the rules."""

    def __init__(self, longest: int | None = None, **options: Any) -> None:
        super().__init__(**options)
        self.longest = longest
        self.kind = "text" if longest is None else f"text, at most {longest} characters"

    def read(self, text: str) -> str:
        """Return the text itself."""
        if self.longest is not None and (len(text) > self.longest or not is_fit(text)):
            raise ValueError
        return text


class ShownOnce(Text):
    """A secret that an answer shows. The record of the call has it masked, and a dry run leaves it out."""


class Name(Text):
    """A name that is compared without case and with inner blanks folded."""

    def key(self, value: str) -> str:
        """Return the folded name."""
        return name_key(value)


class EmailAddress(Tag[str]):
    """An e-mail address, compared without case."""

    kind = "e-mail address, at most 254 characters"

    def read(self, text: str) -> str:
        """Return the address."""
        if not is_fit(text):
            raise ValueError
        return values.read_email(text)

    def key(self, value: str) -> str:
        """Return the address without case."""
        return email_key(value)


class Id(Tag[int]):
    """An id made by the system."""

    kind = "whole number, 1 to 2^63-1"

    def read(self, text: str) -> int:
        """Return the number."""
        return values.read_id(text)


class Whole(Tag[int]):
    """A whole number between two bounds."""

    def __init__(self, least: int, most: int, **options: Any) -> None:
        super().__init__(**options)
        self.least, self.most = least, most
        self.kind = f"whole number, {least} to {most}"

    def read(self, text: str) -> int:
        """Return the number."""
        return values.read_whole(text, self.least, self.most)


class Flag(Tag[bool]):
    """Yes or no."""

    kind = "1 or 0 (true and false are accepted too)"

    def read(self, text: str) -> bool:
        """Return whether it is set."""
        return values.read_flag(text)


class Date(Tag[date | datetime]):
    """A day, or a moment in UTC."""

    kind = "date: dd-mmm-yyyy, dd-mmm-yy, yyyy-mm-dd or dd/mm/yyyy, a UTC time hh:mm[:ss[.f]][Z] may follow"

    def read(self, text: str) -> date | datetime:
        """Return a date, or an aware datetime when a time was given."""
        return values.read_date(text)

    def key(self, value: date | datetime) -> datetime:
        """Return the moment; that of a day is its first in UTC."""
        return values.moment_of(value)


class Moment(Tag[datetime]):
    """A moment, as answers show it."""

    kind = "moment in UTC: yyyy-mm-dd hh:mm:ss.f"

    def read(self, text: str) -> datetime:
        """Return an aware datetime."""
        return values.moment_of(values.read_date(text))


class Count(Tag[int]):
    """How many there are, as answers show it."""

    kind = "whole number, from 0 on"

    def read(self, text: str) -> int:
        """Return the number."""
        return int(text)


class Clock(Tag[time]):
    """A time of day."""

    kind = "time: hh:mm, or h:mm with AM or PM"

    def read(self, text: str) -> time:
        """Return the time, without a zone."""
        return values.read_clock(text)


class OneOf(Tag[str]):
    """One of several words, spelled exactly; with `any_case` in any case, where real clients vary it."""

    def __init__(self, *words: str, any_case: bool = False, **options: Any) -> None:
        super().__init__(**options)
        self.words = words
        self.any_case = any_case
        self.kind = "one of " + ", ".join(words) + (", in any case" if any_case else "")
        self._spelled = {(word.lower() if any_case else word): word for word in words}

    def read(self, text: str) -> str:
        """Return the word as it is listed."""
        return self._spelled[text.lower() if self.any_case else text]
