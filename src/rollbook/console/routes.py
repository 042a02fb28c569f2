"""Addresses: which screen answers at a path, and who may open it."""

import importlib
import pkgutil
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from rollbook.console import screens
from rollbook.console.responses import Response
from rollbook.console.visits import Visit

PARAMETER = re.compile(r"<(\w+)>")
Show = Callable[..., Response]
"""Answers a visit, or a guest where the screen is open to everybody."""
MayOpen = Callable[[Visit], bool]


@dataclass(frozen=True, slots=True)
class Route:
    """A path of the console, such as /people/<user>, and what answers a GET or a POST there.

    `may_open` says to whom it is open; None means to everybody, also without a sign-in.
    """

    path: str
    pattern: re.Pattern[str]
    may_open: MayOpen | None
    show: dict[str, Show]


_routes: list[Route] = []


def anyone(visit: Visit) -> bool:
    """Let in everybody who is signed in."""
    del visit
    return True


def users_of(*methods: str) -> MayOpen:
    """Let in those who may use one of the methods; the contracts say who."""
    return lambda visit: any(visit.may(method) for method in methods)


def screen(path: str, may_open: MayOpen | None, method: str = "GET") -> Callable[[Show], Show]:
    """Make a function known as what answers at a path below /console; parameters in it are passed by name."""

    def add(show: Show) -> Show:
        known = next((route for route in _routes if route.path == path), None)
        if known is None:
            parts = PARAMETER.split(path)
            text = "".join(f"(?P<{part}>[^/]+)" if at % 2 else re.escape(part) for at, part in enumerate(parts))
            known = Route(path, re.compile(text), may_open, {})
            _routes.append(known)
        known.show[method] = show
        return show

    return add


def act(path: str, may_open: MayOpen | None) -> Callable[[Show], Show]:
    """Make a function known as what does the forms that are sent to a path."""
    return screen(path, may_open, "POST")


def find_route(path: str) -> tuple[Route, Mapping[str, Any]] | None:
    """Return what answers at a path below /console, with the parameters in it; fixed paths come before others."""
    for route in sorted(_routes, key=lambda each: each.path.count("<")):
        if match := route.pattern.fullmatch(path):
            return route, match.groupdict()
    return None


def may_open(visit: Visit, path: str) -> bool:
    """Whether the visitor may open the screen at a path."""
    found = find_route(path)
    return found is not None and (found[0].may_open is None or found[0].may_open(visit))


def load_screens() -> None:
    """Load all screens."""
    for module in pkgutil.iter_modules(screens.__path__):
        importlib.import_module(f"{screens.__name__}.{module.name}")
