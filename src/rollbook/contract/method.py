"""Kinds of method. A contract subclasses one and says: who may, what comes in, how it is judged, what comes of it."""

import enum
import sys
from collections.abc import Iterator, Mapping
from typing import ClassVar

from rollbook.contract.answers import Listed, Shown
from rollbook.contract.errors import Error
from rollbook.contract.permissions import Permission
from rollbook.contract.rows import Choice, Many, Part, Repeated, Row
from rollbook.contract.rules import Rule, errors_of
from rollbook.contract.tags import Tag


class Write(enum.Enum):
    """What a method writes; the statements are the records' own matter."""

    SESSION_HISTORY = "an enrolment in the session, with status, grade and date"
    ENROLLMENT = "an open enrolment in the course, with the dates on which it is due and access ends"
    UNENROLLMENT = "nothing: the enrolment is deleted, and its progress with it"
    HISTORY = "an enrolment in the course, with status, result and dates"
    NEW_USER = "a user with profile, groups and permissions"
    USER = "the user as the package changes it, in all else as before"
    NEW_GROUP = "a group with its tags, users, courses and subscription variants"
    GROUP = "the group as the package changes it, in all else as before"
    HISTORICAL_SESSION = "a session of the course that is over"
    SUBSCRIPTION_ENROLLMENT = "an enrolment in the variant, with the period that its duration gives"


class Read(enum.Enum):
    """What a report reads; the statements are the records' own matter."""

    USER = "one user"
    USERS = "a page of the users that the caller may see, and how many there are in all"
    USER_GROUPS = "the user's groups, with what the user may do in them"
    USER_SUBSCRIPTIONS = "the user's enrolments in subscriptions, the oldest first"
    GROUP = "one group"
    GROUPS = "the groups that the caller may see and the filters let through, by name"
    GROUP_LEARNING_MODULES = "the courses assigned to the group, by name"
    SESSIONS = "the course's sessions"
    LEARNING_MODULES = "a page of the account's courses"
    SUBSCRIPTIONS = "the account's subscriptions"
    VARIANTS = "a page of the account's subscription variants"
    LEARNER_REPORT = "a page of the enrolments, and how many of them are on it"


class Obstacle(enum.Enum):
    """What only the writer of a change can find out."""

    GROUP_FULL = "a group to which users are added would have more users than its limit"
    HOME_GROUP_LEFT = "the home group would not be one of the user's groups"
    HOME_GROUP_TAKEN = "the group is the home group of a user who is to be removed from it"
    GROUP_IN_USE = "the group would become inactive, and an active user would be in it"
    OWN_SUPERVISOR = "the user would be their own supervisor"
    NO_EMAIL = "SendEmailTo is Self, and the user would have no e-mail address"
    NO_ALTERNATE_EMAIL = "SendEmailTo is Alternate, and the user would have no AlternateEmail"
    NO_SUPERVISOR_EMAIL = "SendEmailTo is Supervisor, and no supervisor of the user would have an e-mail address"


class Method:
    """A method of the API, found by its wire name (the class name with a small first letter).

    `container` is the element under Parameters in which everything stands, `row` what is read from it (or, for a
    batch, from each of its elements). `access` are the group permissions that let a caller in, besides the account's
    administrators and owners; `denied` answers one who holds none of them anywhere.
    """

    aliases: ClassVar[tuple[str, ...]] = ()
    access: ClassVar[Permission] = Permission(0)
    denied: ClassVar[Error]
    container: ClassVar[str]
    row: ClassVar[type[Row]]
    rules: ClassVar[tuple[Rule, ...]] = ()

    @classmethod
    def wire_name(cls) -> str:
        """The method's name on the wire."""
        return cls.__name__[0].lower() + cls.__name__[1:]

    @classmethod
    def errors(cls) -> list[Error]:
        """Every error the method can answer with besides the SU table's, in the order they are judged."""
        declared = [cls.denied, *_errors_of_row(cls.row)]
        declared += [error for rule in cls.rules for error in errors_of(rule)]
        return list(dict.fromkeys(declared))


class Batch(Method):
    """A method that takes many blocks and answers for each of them.

    `element` is what stands repeatedly in the container, `echo` the tags that are repeated in the answer. `taken`
    answers a block that lost a race at the database's unique key, `unwritten` one that the database refused for a
    reason of its own. `most_blocks` is the method's own limit, where the vendor names one.
    """

    element: ClassVar[str] = "Enrollment"
    most_blocks: ClassVar[int] = sys.maxsize
    write: ClassVar[Write]
    echo: ClassVar[tuple[str, ...]]
    conflict: ClassVar[Error]
    not_stored: ClassVar[Error]

    @classmethod
    def errors(cls) -> list[Error]:
        """Every error the method can answer with besides the SU table's, in the order they are judged."""
        return list(dict.fromkeys([*super().errors(), cls.conflict, cls.not_stored]))


class Change(Method):
    """A method that changes one thing, wholly or not at all. The first error found answers for the whole call.

    The rows of its lists are judged too, each by the rules of its own class. `write` may meet obstacles; each
    has its error in `unwritten`. `shown` is the answer's Info.
    """

    write: ClassVar[Write]
    shown: ClassVar[Shown]
    not_stored: ClassVar[Mapping[Obstacle, Error]] = {}

    @classmethod
    def errors(cls) -> list[Error]:
        """Every error the method can answer with besides the SU table's, in the order they are judged."""
        return list(dict.fromkeys([*super().errors(), *cls.not_stored.values()]))


class Report(Method):
    """A method that changes nothing: it finds what it is asked about and shows it."""

    read: ClassVar[Read]
    shown: ClassVar[Shown]

    @classmethod
    def columns(cls, row: Row) -> tuple[str | Listed, ...]:
        """Return the tags of the answer's rows, where the caller chooses them."""
        del row
        return cls.shown.tags


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
