"""Structs of what is sent and answered, made from the tags of a contract."""

import json
from textwrap import indent, wrap
from typing import Any

from rollbook.contract.rows import Choice, Many, Part, Repeated, Row, sentence_of
from rollbook.contract.tags import Clock, Count, Date, Flag, Id, Moment, OneOf, Tag, Text, Whole
from rollbook.reference.client.names import snake
from rollbook.reference.schemas import described as described_with_kind
from rollbook.reference.trees import must_be_filled

WIDTH = 112
LONGEST_WORDS = 90
"""Characters of a type that is written where it is used; a longer one gets a name."""


RESERVED = frozenset(
    {"Code", "Call", "AsyncCall", "Calls", "Pages", "Method", "Handling", "Id", "Day", "Number", "Plain"}
)
"""Names that every module has a use for."""


class Structs:
    """The structs of one module, each made once; of two of the same name the second has its parent's before it."""

    def __init__(self) -> None:
        self.sources: dict[str, str] = {}

    def given(self, row: type[Row], wanted: str, parent: str = "") -> str:
        """Make the struct of a row that is sent; return its name."""
        sides = sides_of(row)
        fields = [self.given_field(name, tag, wanted, is_side=name in sides) for name, tag in row.elements.items()]
        return self.add(wanted, "Given", sentence_of(row), fields, parent)

    def given_field(self, name: str, tag: Tag[Any], parent: str, *, is_side: bool = False) -> str:
        """Return a field's line, and its docstring."""
        kind = self.given_type(name, tag, parent)
        default = "default=None"
        if must_be_filled(tag) and not is_side:
            default = ""
        elif tag.needed and isinstance(tag, Many):
            default = "default=()"
        elif tag.needed and isinstance(tag, Part):
            default = f"default_factory={kind.partition(' ')[0]}"
        shown = f"{kind} | None" if default == "default=None" else kind
        line = f'{snake(name)}: {shown} = field(name="{name}"{", " if default else ""}{default})'
        return line + (f"\n{docstring(text)}" if (text := described(tag)) else "")

    def given_type(self, name: str, tag: Tag[Any], parent: str) -> str:
        """Return the type of a tag that is there."""
        match tag:
            case Choice():
                fields = [self.given_field(side, each, name, is_side=True) for side, each in tag.sides.items()]
                return f"{self.add(name, 'Given', tag.about, fields, parent)} | Plain"
            case Part():
                return f"{self.given(tag.row, name, parent)} | Plain"
            case Many() if not isinstance(tag.of, Tag):
                inner = self.given(tag.of, tag.item, parent)
                return f"Sequence[{inner} | {'str | ' if tag.of.plain else ''}Plain]"
            case Many() | Repeated():
                assert isinstance(tag.of, Tag)  # noqa: S101  # for the type checker: lists of rows are above
                return f"Sequence[{self.given_type(getattr(tag, 'item', name), tag.of, parent)}]"
        kind = leaf_type(tag)
        return self.named(name, f" = {kind}\n", parent) if len(kind) > LONGEST_WORDS else kind

    def found(self, row: type[Row], wanted: str) -> str:
        """Make the struct of a row that is answered; return its name."""
        fields = [
            f"{snake(name)}: {self._found_type(tag, wanted)} = {_empty(name, tag)}" for name, tag in row.tags.items()
        ]
        return self.add(wanted, "Found", sentence_of(row), fields)

    def _found_type(self, tag: Tag[Any], parent: str) -> str:
        match tag:
            case Many() if isinstance(tag.of, Tag):
                return "list[str]"
            case Many():
                assert not isinstance(tag.of, Tag)  # noqa: S101  # for the type checker
                return f"list[{self.found(tag.of, f'{parent}{tag.item}')}]"
            case Flag():
                return "bool | None"
            case Count() | Whole():
                return "int | None"
            case Moment():
                return "dt.datetime | None"
        return "str | None"

    def add(self, name: str, kind: str, about: str, fields: list[str], parent: str = "") -> str:
        """Add a struct; one that is there already with the same fields is the same."""
        sentence = f"{about[:1].upper()}{about[1:].rstrip('.')}." if about else "Nothing but its tags."
        body = "\n\n" + indent("\n".join(fields), "    ") if fields else ""
        text = f"({kind}, kw_only=True):\n{indent(docstring(sentence), '    ')}{body}\n"
        return self.named(name, text, parent)

    def named(self, name: str, text: str, parent: str) -> str:
        """Keep a definition under a name that no other one has; return the name."""
        while name in RESERVED or self.sources.setdefault(name, text) != text:
            name = f"{parent}{name}" if parent else f"Inner{name}"
        return name


def described(tag: Tag[Any]) -> str:
    """Return what a tag is, without what its type says already."""
    words = f" {tag.kind[:1].upper()}{tag.kind[1:]}."
    return (
        described_with_kind(tag).replace(words, "")
        if isinstance(tag, OneOf | Flag | Date)
        else described_with_kind(tag)
    )


def sides_of(row: type[Row]) -> set[str]:
    """Return the tags of a row that are a side of a choice without a container."""
    return {side for either in row.eithers for side in either.sides}


def leaf_type(tag: Tag[Any]) -> str:
    """Return the type of a tag that holds one value."""
    if isinstance(tag, OneOf):
        return f"Literal[{', '.join(json.dumps(word) for word in tag.words)}]"
    if isinstance(tag, Text) and (tag.sample or "").isdigit():
        return "Number"
    return next((kind for of, kind in TYPES.items() if isinstance(tag, of)), "str")


TYPES: dict[type[Tag[Any]], str] = {
    Flag: "bool",
    Whole: "int",
    Id: "Id",
    Date: "Day",
    Clock: "TimeOfDay",
}


def _empty(name: str, tag: Tag[Any]) -> str:
    default = "default_factory=list" if isinstance(tag, Many) else "default=None"
    return f'field(name="{name}", {default})'


def docstring(text: str) -> str:
    """Return a text as a docstring."""
    return f'"""{wrapped(text)}"""'


def wrapped(text: str) -> str:
    """Return a text in lines that fit."""
    safe = " ".join(text.replace("\\", "\\\\").split())
    return "\n".join(wrap(safe, WIDTH, break_long_words=False, break_on_hyphens=False))
