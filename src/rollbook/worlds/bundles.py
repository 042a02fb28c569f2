"""Kinds of value in a world file that are made of several: lists, and mappings that are no entries."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from rollbook.contract import tags
from rollbook.contract.permissions import Permission
from rollbook.worlds.kinds import Day, Kind, Number, Plain, Text, called
from rollbook.worlds.mistakes import BadValueError, Page, hint, shown
from rollbook.worlds.nodes import ListNode, MappingNode, Node, Scalar, is_absent


class References:
    """A list of names or ids; each keeps its line."""

    def read(self, node: Node, page: Page, zone: ZoneInfo) -> list[Scalar]:  # noqa: ARG002  # the signature is Kind's
        """Return the texts that are there."""
        return list(_texts(node, page))


class Permissions:
    """A list of the codes of group permissions."""

    def read(self, node: Node, page: Page, zone: ZoneInfo) -> Permission:  # noqa: ARG002  # the signature is Kind's
        """Return their sum."""
        held = Permission(0)
        for code in _texts(node, page):
            known = Permission.__members__
            if code.text in known:
                held |= known[code.text]
            else:
                page.wrong(
                    code.line,
                    f"{shown(code.text)} is no permission: there are {', '.join(known)}{hint(code.text, known)}",
                )
        return held


@dataclass(frozen=True)
class Duration:
    """How long an enrolment in a variant lasts, in the words of the table `variants`."""

    duration_type: str
    days: int | None = None
    start: date | None = None
    end: date | None = None


class Lasting:
    """`unlimited`, `{days: 90}`, or `{start: 2026-01-01, end: 2026-12-31}`."""

    EXAMPLES = "write unlimited, {days: 90} or {start: 2026-01-01, end: 2026-12-31}"

    def read(self, node: Node, page: Page, zone: ZoneInfo) -> Duration:
        """Return the duration."""
        if isinstance(node, Scalar) and node.text == "unlimited":
            return Duration("unlimited")
        parts = node.fields if isinstance(node, MappingNode) else {}
        try:
            if set(parts) == {"days"}:
                return Duration("days", days=Number(1, 36_500).read(parts["days"], page, zone))
            if set(parts) == {"start", "end"}:
                start, end = (Day().read(parts[name], page, zone) for name in ("start", "end"))
                if end < start:
                    raise BadValueError(f"ends on {end}, before it starts on {start}")
                return Duration("dates", start=start, end=end)
        except BadValueError as wrong:
            raise BadValueError(f"{wrong.sentence}: {self.EXAMPLES}") from None
        raise BadValueError(f"is no duration: {self.EXAMPLES}")


@dataclass(frozen=True)
class ListOf:
    """A list of single values of one kind."""

    of: Kind

    def read(self, node: Node, page: Page, zone: ZoneInfo) -> list[Any]:
        """Return the values that could be read."""
        return [value for text in _texts(node, page) if (value := _value_in(self.of, text, page, zone)) is not None]


class TagValues:
    """The values a group has of a tag: a list of texts, none of them twice."""

    def read(self, node: Node, page: Page, zone: ZoneInfo) -> list[str]:
        """Return the values."""
        values: list[str] = ListOf(_TagValue()).read(node, page, zone)
        if isinstance(node, ListNode) and not node.items:
            raise BadValueError("needs a value")
        if twice := [value for place, value in enumerate(values) if value in values[:place]]:
            raise BadValueError(f"has {shown(twice[0])} twice")
        return values


class _TagValue(Text):
    def take(self, text: str, zone: ZoneInfo) -> str:
        """Return the value, which the wire could not tell from two if it held a comma."""
        if "," in text:
            raise BadValueError(f"{shown(text)} holds a comma, which separates values on the wire: give two", kept=text)
        return super().take(text, zone)


@dataclass(frozen=True)
class Named:
    """A mapping from names, which lead to entries, to values of one kind; each name keeps its line."""

    of: Kind

    def read(self, node: Node, page: Page, zone: ZoneInfo) -> dict[str, tuple[int, Any]]:
        """Return the line and the value of each name that has one."""
        return {
            name: (part.line, value)
            for name, part in _parts(node)
            if (value := _value_in(self.of, part, page, zone, name)) is not None
        }


@dataclass(frozen=True)
class Tags:
    """A mapping of the wire's tags to their values, each as the wire takes it."""

    of: Mapping[str, tags.Tag[Any]]

    def read(self, node: Node, page: Page, zone: ZoneInfo) -> dict[str, Any]:
        """Return the values by tag."""
        found: dict[str, Any] = {}
        for name, part in _parts(node):
            if name not in self.of:
                page.wrong(part.line, f"there is no tag {shown(name)} here{hint(name, self.of)}: {', '.join(self.of)}")
            else:
                found[name] = _value_in(_OfTag(self.of[name]), part, page, zone, name)
        return found


@dataclass(frozen=True)
class _OfTag(Plain):
    """What a tag of the wire takes."""

    tag: tags.Tag[Any]

    def take(self, text: str, zone: ZoneInfo) -> Any:  # noqa: ARG002  # the signature is Plain's
        try:
            return self.tag.read(text)
        except (ValueError, KeyError):
            raise BadValueError(f"{shown(text)} is not what the wire takes here: {self.tag.kind}") from None


def _parts(node: Node) -> Iterator[tuple[str, Node]]:
    """Yield what a mapping says something about."""
    if not isinstance(node, MappingNode):
        raise BadValueError(f"must be a mapping, {{name: value}}, not {called(node)}", kept={})
    return ((name, part) for name, part in node.fields.items() if not is_absent(part))


def _value_in(kind: Kind, node: Node, page: Page, zone: ZoneInfo, name: str = "") -> Any:
    """Read a value inside a collection; a mistake is noted on its own line."""
    try:
        return kind.read(node, page, zone)
    except BadValueError as wrong:
        page.wrong(node.line, f"{name}: {wrong.sentence}" if name else wrong.sentence)
        return wrong.kept


def _texts(node: Node, page: Page) -> Iterable[Scalar]:
    if not isinstance(node, ListNode):
        raise BadValueError(f"must be a list, not {called(node)}", kept=[])
    for item in node.items:
        if isinstance(item, Scalar) and not is_absent(item):
            yield item
        else:
            page.wrong(item.line, f"must be one value, not {called(item)}")
