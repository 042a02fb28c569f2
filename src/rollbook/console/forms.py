"""Forms made from contracts: each tag is a field, named by its path; what was filled in becomes a call's content."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from rollbook.console.face import CallError, Outcome
from rollbook.contract.method import Batch, Method
from rollbook.contract.rows import Choice, Either, Many, Part, Repeated, Row
from rollbook.contract.tags import Flag, OneOf, Tag, Text
from rollbook.vocabulary.users import Secret

WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z][a-z]*|[a-z]+|\d+")
LONG = 500
FLAGS = ("1", "0")
YES_NO = dict(zip(FLAGS, ("Yes", "No"), strict=True))
Kind = Literal["text", "choice", "long", "password"]


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its name is the path of the tag with dots, its label and sentence are the reference's.

    `was` is what the form showed as being on record; it is sent along. None where the form shows nothing on record.
    """

    name: str
    label: str
    about: str
    kind: Kind = "text"
    words: Sequence[str] = ()
    is_needed: bool = False
    is_list: bool = False
    value: str = ""
    error: str = ""
    was: str | None = None

    def called(self, word: str) -> str:
        """Return what one of the words is called."""
        return YES_NO[word] if self.words is FLAGS else word


def label_of(name: str) -> str:
    """Return a tag's name as people read it: EmployeeID is Employee ID, GivenName is Given name."""
    first, *others = WORDS.findall(name) or [name]
    return " ".join([first, *(word if word.isupper() else word.lower() for word in others)])


def fields_of(method: type[Method], wanted: Callable[[str], bool] = lambda _: True) -> list[Field]:
    """Return the fields of a method's row, those of containers after each other; lists of rows have none."""
    return [field for field in _fields(method.row, "") if wanted(field.name)]


def _fields(row: type[Row], around: str) -> Iterator[Field]:
    for name, tag in row.tags.items():
        path = f"{around}{name}"
        match tag:
            case Choice():
                inside = around if isinstance(tag, Either) else f"{path}."
                yield from (_field(f"{inside}{side}", kind) for side, kind in tag.sides.items() if _is_single(kind))
            case Part():
                yield from _fields(tag.row, f"{path}.")
            case Many() | Repeated():
                if isinstance(tag.of, Tag) and _is_single(tag.of):
                    about = f"{tag.about}; one a line"
                    yield Field(path, label_of(name), about, "long", is_needed=tag.needed, is_list=True)
            case _:
                yield _field(path, tag)


def _is_single(tag: Tag[Any]) -> bool:
    return not isinstance(tag, Choice | Part | Many | Repeated)


def _field(path: str, tag: Tag[Any]) -> Field:
    words: Sequence[str] = tag.words if isinstance(tag, OneOf) else FLAGS if isinstance(tag, Flag) else ()
    is_long = isinstance(tag, Text) and (tag.longest or 0) >= LONG
    kind: Kind = "password" if isinstance(tag, Secret) else "choice" if words else "long" if is_long else "text"
    return Field(path, label_of(path.rpartition(".")[2]), tag.about, kind, words, is_needed=tag.absent is not None)


def filled(fields: Sequence[Field], values: Mapping[str, Any]) -> list[Field]:
    """Return the fields with these values in them."""
    return [replace(field, value=_text(values.get(field.name, field.value))) for field in fields]


def shown(fields: Sequence[Field], values: Mapping[str, Any]) -> list[Field]:
    """Return the fields with what is on record in them."""
    return [replace(field, was=field.value) for field in filled(fields, values)]


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return FLAGS[not value]
    if isinstance(value, list | tuple):
        return "\n".join(map(str, value))
    return "" if value is None else str(value)


def sent(fields: Sequence[Field], form: Mapping[str, list[str]]) -> list[Field]:
    """Return the fields as a form was sent; a field that was not sent is empty."""
    return filled(fields, {field.name: form.get(field.name, [""])[-1].strip() for field in fields})


def content_of(fields: Sequence[Field], method: type[Method], fixed: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return what a call sends: the filled fields and what is fixed, by path; for a batch as its only row."""
    content: dict[str, Any] = {}
    values = {field.name: _value(field) for field in fields if field.value}
    for path, value in {**values, **(fixed or {})}.items():
        *around, last = path.split(".")
        into = content
        for step in around:
            into = into.setdefault(step, {})
        into[last] = value
    _complete(method.row, content)
    return {method.element: [content]} if issubclass(method, Batch) else content


def _value(field: Field) -> Any:
    return [line.strip() for line in field.value.splitlines() if line.strip()] if field.is_list else field.value


def _complete(row: type[Row], content: dict[str, Any]) -> None:
    """Add the containers that have to be there, and are empty."""
    for name, tag in row.tags.items():
        if isinstance(tag, Part) and (tag.needed or name in content):
            _complete(tag.row, content.setdefault(name, {}))
        elif tag.needed and not isinstance(tag, Either):
            content.setdefault(name, [] if isinstance(tag, Many | Repeated) else {} if isinstance(tag, Choice) else "")


def with_errors(fields: Sequence[Field], outcome: Outcome) -> tuple[list[Field], list[CallError]]:
    """Return the fields with the errors that are about them; all errors stand above the form too."""
    by_name = {_name_at(error.pointer): error for error in outcome.errors}
    sentences = {name: f"{error.code} {error.message}" for name, error in by_name.items()}
    return [replace(field, error=sentences.get(field.name, "")) for field in fields], outcome.errors


def _name_at(pointer: str | None) -> str:
    """Return the name of the field that a JSON pointer is about: /Enrollment/0/User/Email is User.Email."""
    parts = [part for part in (pointer or "").split("/") if part]
    if len(parts) > 1 and parts[1].isdigit():
        parts = parts[2:]
    return ".".join(part for part in parts if not part.isdigit())
