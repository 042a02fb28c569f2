"""What the generated methods are made of: types of values, structs, and what a method's package looks like."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, Literal, TypedDict, TypeVar

import msgspec

Id = int | str
"""An id made by the system. Answers have it as text, because it has 63 bits."""
Day = dt.date | dt.datetime | str
"""A day or a moment, or its text as the wire takes it. A moment without a zone is in UTC."""
TimeOfDay = dt.time | str
"""A time of day, or its text."""
Number = str | int | float
"""A text that may be a number, such as a grade."""
Plain = Mapping[str, Any]
"""The same as a struct, under the wire's names."""
Progress = Callable[[int, int], None]
"""Is called after each package of a batch with how many rows were answered for, and how many there are."""


class Given(msgspec.Struct, kw_only=True):
    """What a call is given: a row, a container or one side of a choice. None stands for a tag that is not there."""


class Found(msgspec.Struct, kw_only=True):
    """What an answer holds. Tags that this version does not know are ignored; None is an empty one."""


A = TypeVar("A", bound=Found)
C = TypeVar("C", bound=str)


class Handling(TypedDict, total=False):
    """How a call is to be made.

    strict: all rows or none, and RowsRefused where one is refused. dry_run: judged and answered, but not recorded.
    idempotency_key: a name for the call, so that it is recorded once however often it is sent; one is made up where
    none is given. progress: called as the rows of a batch are answered for.
    """

    strict: bool
    dry_run: bool
    idempotency_key: str
    progress: Progress


@dataclass(frozen=True, slots=True, kw_only=True)
class Method(Generic[A, C]):
    """One method as the client needs it.

    `lists` are the items of what is sent, by the path of their container; tags that repeat have an empty one.
    `answer_lists` and `moments` say the same of an answer. `item` is the element of a row in an answer, and `within`
    the list in which a page's rows are.
    """

    name: str
    kind: Literal["batch", "change", "report"]
    container: str
    denied: str
    answer: type[A]
    element: str = ""
    lists: Mapping[str, str] = field(default_factory=dict)
    answer_lists: Mapping[str, str] = field(default_factory=dict)
    moments: frozenset[str] = frozenset()
    item: str = ""
    answer_container: str = ""
    within: str = ""
    pages_by: Literal["", "Page", "Before"] = ""
    page_size: int = 0
