"""Kinds of method. A contract subclasses one and says who may call, what is sent, how it is judged, and the result."""

import sys
from collections.abc import Iterator, Mapping
from typing import ClassVar

from rollbook.contract.answers import Info
from rollbook.contract.errors import Error
from rollbook.contract.permissions import Permission
from rollbook.contract.rows import Choice, Many, Part, Repeated, Row
from rollbook.contract.rules import Rule, errors_of
from rollbook.contract.tags import Tag

OURS = "Nothing: it is ours."
"""What is known of the vendor's page about a method of our own."""


class Method:
    """A method of the API, found by its wire name (the class name with a lower-case first letter).

    `container` is the element under Parameters that holds everything, `row` what is read from it (or, for a
    batch, from each of its elements). `access` are the group permissions that let a caller in, besides the account's
    administrators and owners; a report lets auditors in too. With `supervisors` anyone who supervises a user is let in.
    With `owners_only` nobody but owners is let in.
    `denied` answers all others. `setting` names a switch of the operator's: while it is off, `off` answers everyone who
    might use the method. `known` says how sure each part of the method is.
    """

    aliases: ClassVar[tuple[str, ...]] = ()
    known: ClassVar[str] = "The vendor's page is known whole: request, answer and codes."
    access: ClassVar[Permission] = Permission(0)
    supervisors: ClassVar[bool] = False
    owners_only: ClassVar[bool] = False
    denied: ClassVar[Error]
    setting: ClassVar[str] = ""
    off: ClassVar[Error]
    container: ClassVar[str]
    row: ClassVar[type[Row]]
    rules: ClassVar[tuple[Rule, ...]] = ()

    @classmethod
    def wire_name(cls) -> str:
        """The method's name on the wire."""
        return cls.__name__[0].lower() + cls.__name__[1:]

    @classmethod
    def is_ours(cls) -> bool:
        """Whether the method is one of our own, which the vendor's API does not have."""
        return cls.known == OURS

    @classmethod
    def errors(cls) -> list[Error]:
        """Every error the method can answer with besides the SU table's, in the order they are judged."""
        declared = [cls.denied, *([cls.off] if cls.setting else []), *_errors_of_row(cls.row)]
        declared += [error for rule in cls.rules for error in errors_of(rule)]
        return list(dict.fromkeys(declared))


class Batch(Method):
    """A method that takes many blocks and answers for each of them.

    `element` is the repeated element of the container, `echo` the tags of the answer: those of the block are
    repeated, those of `made` are produced by the write. `write` names a writer of the records. `conflict` answers a
    block that lost a race at the database, and `conflict_when` says what that means; `not_stored` answers one that the
    database refused for a reason of its own. `most_blocks` is the method's own limit, where the vendor names one.
    """

    element: ClassVar[str] = "Enrollment"
    most_blocks: ClassVar[int] = sys.maxsize
    write: ClassVar[str]
    echo: ClassVar[tuple[str, ...]]
    made: ClassVar[type[Row]] = Row
    conflict: ClassVar[Error]
    conflict_when: ClassVar[str] = "another call recorded the same while this one was being judged"
    not_stored: ClassVar[Error]

    @classmethod
    def errors(cls) -> list[Error]:
        """Every error the method can answer with besides the SU table's, in the order they are judged."""
        return list(dict.fromkeys([*super().errors(), cls.conflict, cls.not_stored]))


class Change(Method):
    """A method that changes one thing, wholly or not at all. The first error found answers for the whole call.

    The rows of its lists are judged too, each by the rules of its own class. `write` names a writer of the records,
    which may meet obstacles; each has its error in `not_stored`. `info` is what it answers with.
    """

    write: ClassVar[str]
    info: ClassVar[Info]
    not_stored: ClassVar[Mapping[str, Error]] = {}

    @classmethod
    def errors(cls) -> list[Error]:
        """Every error the method can answer with besides the SU table's, in the order they are judged."""
        return list(dict.fromkeys([*super().errors(), *cls.not_stored.values()]))


class Report(Method):
    """A method that changes nothing: it finds the records and shows them. `read` names a reader."""

    read: ClassVar[str]
    info: ClassVar[Info]

    @classmethod
    def columns(cls, row: Row) -> tuple[str, ...]:
        """Return the tags of the answer's rows, where the caller chooses them."""
        del row
        return tuple(cls.info.row.tags)


def _errors_of_row(row: type[Row]) -> Iterator[Error]:
    for tag in row.tags.values():
        yield from _errors_of_tag(tag)


def _errors_of_tag(tag: Tag[object]) -> Iterator[Error]:
    yield from (error for error in (tag.absent, tag.error) if error)
    match tag:
        case Choice():
            for side in tag.sides.values():
                yield from _errors_of_tag(side)
        case Part():
            yield from _errors_of_row(tag.row)
        case Repeated():
            yield from _errors_of_tag(tag.of)
        case Many():
            yield from _errors_of_tag(tag.of) if isinstance(tag.of, Tag) else _errors_of_list(tag.of)


def _errors_of_list(row: type[Row]) -> Iterator[Error]:
    yield from _errors_of_row(row)
    for rule in row.rules:
        yield from errors_of(rule)
