"""The kinds of element a contract is made of. The attribute's name is the element's name on the wire."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any, ClassVar, Generic, NamedTuple, Self, TypeVar, overload

from lxml import etree

from rollbook.wire import values
from rollbook.wire.errors import MISPLACED, STRUCTURE, Error, Refused, Source
from rollbook.wire.text import email_key, is_fit, name_key

if TYPE_CHECKING:
    from rollbook.wire.rules import Rule

T = TypeVar("T")

Texts = Mapping[str, Any]
"""Trimmed texts by tag; what stands in a container is one level deeper."""


class Unreadable(Exception):  # noqa: N818  # an answer to the caller, not a failure
    """A value that is missing or malformed: its error, and the texts around it that the message may quote."""

    def __init__(self, error: Error, sent: Mapping[str, Any] | None = None) -> None:
        super().__init__(error.code)
        self.error = error
        self.sent = sent


def misplaced(element: etree._Element) -> Refused:
    """The refusal of an element that should not be where it is."""
    return Refused(MISPLACED, tag=etree.QName(element).localname)


class Tag(Generic[T]):
    """An element that holds one value.

    `absent` is the error of an element that is missing or empty (without one it may be), `error` that of a malformed
    one; `needed` refuses the call when the element is not there at all. `about` says in the reference what it is,
    `sample` is a good value (None: samples leave it out), `source` tells how the rule is known.
    """

    kind = ""
    repeats = False

    def __init__(
        self,
        *,
        error: Error | None = None,
        absent: Error | None = None,
        needed: bool = False,
        about: str = "",
        sample: str | None = "",
        source: Source = Source.SEED,
    ) -> None:
        self.name = ""
        self.error = error
        self.absent = absent
        self.needed = needed
        self.about = about
        self.sample = sample
        self.source = source

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, row: None, owner: type) -> Self: ...
    @overload
    def __get__(self, row: object, owner: type) -> T: ...
    def __get__(self, row: object | None, owner: type) -> Self | T:
        """Give the tag from the contract; a row that was read carries its own values under the same names."""
        return self

    def gather(self, element: etree._Element) -> Any:
        """Return the trimmed text of the element; refuse the call where it holds elements."""
        if len(element):
            raise misplaced(element[0])
        return (element.text or "").strip()

    def value(self, text: Any) -> Any:
        """Turn what was gathered (None: nothing) into the value, None where there is none; or raise Unreadable."""
        if not text:
            if self.absent is not None:
                raise Unreadable(self.absent, {"tag": self.name})
            return None
        try:
            return self.read(text)
        except (ValueError, KeyError):
            assert self.error is not None  # noqa: S101  # a house test sees to it that a tag that can fail has one
            raise Unreadable(self.error, {"tag": self.name}) from None

    def read(self, text: str) -> T:
        """Turn trimmed, non-empty text into the value; raise ValueError when it is malformed."""
        raise NotImplementedError

    def key(self, value: T) -> Any:
        """The form in which the value is looked up among the records."""
        return value


class Text(Tag[str]):
    """Text of at most `longest` characters; without a limit every text is well-formed, and rules judge it."""

    def __init__(self, longest: int | None = None, **options: Any) -> None:
        super().__init__(**options)
        self.longest = longest
        self.kind = "text" if longest is None else f"text, at most {longest} characters"

    def read(self, text: str) -> str:
        """Return the text itself."""
        if self.longest is not None and (len(text) > self.longest or not is_fit(text)):
            raise ValueError
        return text


class Name(Text):
    """A name that is compared without case and with inner blanks folded."""

    def key(self, value: str) -> str:
        """Return the folded name."""
        return name_key(value)


class EmailAddress(Tag[str]):
    """An e-mail address, compared without case."""

    kind = "e-mail address, at most 254 characters"

    def read(self, text: str) -> str:
        """Return the address as it was sent."""
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
        if not (text.isascii() and text.isdigit() and len(text) <= 18 and self.least <= int(text) <= self.most):
            raise ValueError
        return int(text)


class Flag(Tag[bool]):
    """Yes or no."""

    kind = "1 or 0 (true and false are taken too)"

    def read(self, text: str) -> bool:
        """Return whether it is set."""
        return values.read_flag(text)


class Date(Tag[date | datetime]):
    """A day, or a moment in UTC."""

    kind = "date: dd-mmm-yyyy, dd-mmm-yy, yyyy-mm-dd or dd/mm/yyyy, a UTC time hh:mm[:ss[.f]] may follow"

    def read(self, text: str) -> date | datetime:
        """Return a date, or an aware datetime when a time was given."""
        return values.read_date(text)

    def key(self, value: date | datetime) -> datetime:
        """Return the moment; that of a day is its first in UTC."""
        return values.moment_of(value)


class Clock(Tag[time]):
    """A time of day."""

    kind = "time: hh:mm, or h:mm with AM or PM"

    def read(self, text: str) -> time:
        """Return the time, without a zone."""
        return values.read_clock(text)


class OneOf(Tag[str]):
    """One of some words, exactly so spelled; in `any_case` where real clients vary it."""

    def __init__(self, *words: str, any_case: bool = False, **options: Any) -> None:
        super().__init__(**options)
        self.words = words
        self.any_case = any_case
        self.kind = "one of " + ", ".join(words) + (", in any case" if any_case else "")
        self._spelled = {(word.lower() if any_case else word): word for word in words}

    def read(self, text: str) -> str:
        """Return the word as it is listed."""
        return self._spelled[text.lower() if self.any_case else text]


class Named(NamedTuple):
    """What a choice was filled with: the side's tag, the value as it was sent, the key it is looked up by."""

    side: str
    text: str
    key: Any


class Choice(Tag[Named]):
    """A container with exactly one of several tags filled ("- OR -" on the vendor's pages).

    An empty side counts as not given (source: PHP).
    """

    kind = "one of several tags"

    def __init__(
        self, *, absent: Error | None = None, about: str = "", needed: bool = False, **sides: Tag[Any]
    ) -> None:
        super().__init__(absent=absent, about=about, needed=needed)
        self.sides: Mapping[str, Tag[Any]] = sides
        for name, side in sides.items():
            side.name = name

    def gather(self, element: etree._Element) -> Texts:
        """Return the texts of the sides; refuse the call for a stranger, a double, or two filled sides."""
        texts: dict[str, str] = {}
        filled = False
        for child in element:
            name = str(child.tag)
            if name in texts or name not in self.sides:
                raise misplaced(child)
            texts[name] = self.sides[name].gather(child)
            if texts[name] and filled:
                raise misplaced(child)
            filled = filled or bool(texts[name])
        return texts

    def value(self, text: Texts | None) -> Named | None:
        """Return the filled side; raise Unreadable for a malformed one, or where one is demanded and none is there."""
        for name, side in self.sides.items():
            sent = text.get(name) if text else None
            if sent:
                return Named(name, sent, side.key(side.value(sent)))
        if self.absent is not None:
            raise Unreadable(self.absent)
        return None

    def key(self, value: Named) -> Any:
        """Return the key of the filled side."""
        return value.key


class Either(Choice):
    """A choice whose sides stand directly among the row's own tags, without a container."""


class Part(Tag[Any]):
    """A container with a row of its own tags, at most once."""

    kind = "container"

    def __init__(self, row: "type[Row]", **options: Any) -> None:
        super().__init__(**options)
        self.row = row

    def gather(self, element: etree._Element) -> Texts:
        """Return the texts of the row."""
        return gather_row(self.row, element)

    def value(self, text: Texts | None) -> Any:
        """Return the row; one that is not there is read as an empty one."""
        return read_row(self.row, text or {})


class Many(Tag[Sequence[Any]]):
    """A container of any number of equal elements, each a row or a single value. `item` is the element's tag."""

    def __init__(self, item: str, of: "type[Row] | Tag[Any]", **options: Any) -> None:
        super().__init__(**options)
        self.item = item
        self.of = of
        self.kind = f"container of any number of {item}"

    def gather(self, element: etree._Element) -> list[Any]:
        """Return what each element holds; an empty container gives an empty list."""
        if strangers := [child for child in element if child.tag != self.item]:
            raise misplaced(strangers[0])
        return [self._gather_one(child) for child in element]

    def _gather_one(self, element: etree._Element) -> Any:
        if isinstance(self.of, Tag):
            return self.of.gather(element)
        if self.of.plain and not len(element):
            return self.of.plain(super().gather(element))
        return gather_row(self.of, element)

    def value(self, text: list[Any] | None) -> list[Any]:
        """Return the rows or values; empty single values are passed over. An unreadable row is told by its number."""
        if not text and self.absent is not None:
            raise Unreadable(self.absent)
        if isinstance(self.of, Tag):
            return [self.of.value(each) for each in text or () if each]
        read = []
        for number, each in enumerate(text or (), 1):
            try:
                read.append(read_row(self.of, each))
            except Unreadable as unreadable:
                raise Unreadable(unreadable.error, {**each, **(unreadable.sent or {}), "item": number}) from None
        return read


class Repeated(Tag[Sequence[Any]]):
    """A single-valued element that may stand several times among the row's own tags."""

    repeats = True

    def __init__(self, of: Tag[Any], **options: Any) -> None:
        super().__init__(**options)
        self.of = of
        self.kind = f"{of.kind}; any number of times"

    def value(self, text: list[str] | None) -> list[Any]:
        """Return the values; empty elements are passed over."""
        return [self.of.value(each) for each in text or () if each]


class Row:
    """An element with tags: a subclass lists them in the order of the wire; an instance carries the values read.

    `rules` are those of a row in a list of a bigger whole, `sent` the texts it was read from; `plain` makes such
    texts of bare text in place of the row.
    """

    sent: Texts
    plain: ClassVar[Callable[..., Texts] | None] = None

    tags: ClassVar[dict[str, Tag[Any]]] = {}
    elements: ClassVar[dict[str, Tag[Any]]] = {}
    rules: ClassVar[tuple["Rule", ...]] = ()

    def __init_subclass__(cls) -> None:
        cls.tags = {name: part for name, part in vars(cls).items() if isinstance(part, Tag)}
        cls.elements = {}
        for name, tag in cls.tags.items():
            cls.elements |= tag.sides if isinstance(tag, Either) else {name: tag}


def gather_row(row: type[Row], element: etree._Element) -> Texts:
    """Return the texts of an element's tags, or refuse the call for a stranger, a double, or a missing needed tag."""
    texts: dict[str, Any] = {}
    elements = row.elements
    for child in element:
        name = str(child.tag)
        tag = elements.get(name)
        if tag is None:
            raise misplaced(child)
        if tag.repeats:
            texts.setdefault(name, []).append(tag.gather(child))
        elif name in texts:
            raise misplaced(child)
        else:
            texts[name] = tag.gather(child)
    for name, tag in row.tags.items():
        if isinstance(tag, Either):
            _check_either(tag, element, texts)
        elif tag.needed and name not in texts:
            raise Refused(STRUCTURE, f"{name} is needed in {etree.QName(element).localname}.")
    return texts


def _check_either(either: Either, element: etree._Element, texts: Texts) -> None:
    filled = [name for name in either.sides if texts.get(name)]
    if len(filled) > 1:
        raise misplaced(next(child for child in reversed(element) if child.tag in filled))


def read_row(row: type[Row], texts: Texts) -> Any:
    """Return the row with its values; raise Unreadable for the first error in the order of the contract's tags."""
    read = object.__new__(row)
    into = read.__dict__
    into["sent"] = texts
    for name, tag in row.tags.items():
        into[name] = tag.value(texts if isinstance(tag, Either) else texts.get(name))
    return read
