"""What a screen answers with: a page, a way to another, a file; and what ends a visit early."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from rollbook.console.providers import Begun
from rollbook.console.tables import Listing


@dataclass(frozen=True, slots=True)
class Page:
    """A page: the template, what it shows, its status. `listings` are its tables, which can be exported by name."""

    template: str
    title: str
    shown: Mapping[str, Any] = field(default_factory=dict)
    listings: Mapping[str, Listing] = field(default_factory=dict)
    status: HTTPStatus = HTTPStatus.OK


@dataclass(frozen=True, slots=True)
class Redirect:
    """The way to another address: after a form, so that nothing is sent twice. `token` signs in, "" signs out.

    `begun` is a sign-in that goes on at a provider, and is kept in the browser meanwhile.
    """

    address: str
    token: str | None = None
    begun: Begun | None = None


@dataclass(frozen=True, slots=True)
class File:
    """A file to keep, in parts as they are made."""

    name: str
    media_type: str
    parts: Iterable[bytes]
    is_shown: bool = False


Response = Page | Redirect | File


class Ended(Exception):  # noqa: N818  # an answer, not a failure
    """Ends a visit with a page that says why."""

    def __init__(self, status: HTTPStatus, title: str, sentence: str) -> None:
        super().__init__(title)
        self.status, self.title, self.sentence = status, title, sentence


def not_found() -> Ended:
    """Answer for what is not there, and for what the visitor may not see: the two look the same."""
    return Ended(HTTPStatus.NOT_FOUND, "Not found", "There is nothing at this address, or it is not yours to see.")
