"""Walks through the console as somebody would who follows every link, and looks at what each page is made of."""

from collections import Counter
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlsplit

from rollbook.console.routes import find_route, load_screens
from tests.console.visitors import Seen, Visitor

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
EACH = 4
"""How many addresses of one kind are opened: of people, say, or of calls that are filtered by result."""


load_screens()


class Kind(NamedTuple):
    """Addresses that differ by ids and values alone: a screen's path, and the names in the query."""

    path: str
    names: frozenset[str]


def kind_of(address: str) -> Kind | None:
    """Return an address's kind; None where no screen answers."""
    parts = urlsplit(address)
    found = find_route(parts.path.removeprefix("/console").rstrip("/") or "/")
    return None if found is None else Kind(found[0].path, frozenset(name for name, _ in parse_qsl(parts.query)))


def crawl(
    visitor: Visitor, start: str = "/", *, leads_on: Callable[[str], bool] = lambda _: True
) -> Iterator[tuple[str, Seen]]:
    """Follow all links from a page, to a few addresses of each kind; yield each address with what is there.

    `leads_on` says of a link whether it is followed.
    """
    waiting, known, opened = [start], {start}, Counter[Kind | None]()
    while waiting:
        address = waiting.pop(0)
        seen = visitor.open_address(f"/console{address}")
        yield address, seen
        if seen.tree is None:
            continue
        for link in seen.all("//a/@href"):
            if not str(link).startswith("/console/") or "/static/" in link:
                continue
            below = str(link).removeprefix("/console").partition("#")[0]
            kind = kind_of(link)
            if below not in known and opened[kind] < EACH and leads_on(below):
                known.add(below)
                opened[kind] += 1
                waiting.append(below)


class _Balance(HTMLParser):
    """Collects tags that are closed without being open, or never."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = Counter(name for name, _ in attrs)
        self.faults += [f"{name} twice in <{tag}>" for name, count in names.items() if count > 1]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del tag, attrs  # of SVG

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> closes nothing, before line {self.getpos()[0]}")


def _balance(seen: Seen) -> list[str]:
    parser = _Balance()
    parser.feed(seen.text)
    return [*parser.faults, *(f"<{tag}> stays open" for tag in parser.open)][:3]


def _heading(seen: Seen) -> list[str]:
    found = {path: len(seen.all(path)) for path in ("//h1", "//title", "//main", "//*[@role='status']")}
    return [f"{count} × {path}" for path, count in found.items() if count != 1]


def _labels(seen: Seen) -> list[str]:
    def is_named(field: Any) -> bool:
        return bool(
            field.get("aria-label")
            or field.getparent().tag == "label"
            or (field.get("id") and seen.all(f"//label[@for='{field.get('id')}']"))
        )

    fields = seen.all("//input[not(@type='hidden' or @type='submit')] | //select | //textarea")
    return [f"no label: {field.get('name')}" for field in fields if not is_named(field)]


def _ids(seen: Seen) -> list[str]:
    ids = Counter(seen.all("//@id"))
    named = [name for names in seen.all("//@aria-describedby | //label/@for") for name in names.split()]
    return [f"id {name} {count} times" for name, count in ids.items() if count > 1] + [
        f"names no element: {name}" for name in named if name not in ids
    ]


def _inline(seen: Seen) -> list[str]:
    found = seen.all("//@*[starts-with(name(), 'on')] | //@style | //style | //script[not(@src)]")
    return [f"inline: {each}" for each in found]


def _outside(seen: Seen) -> list[str]:
    named = seen.all("//link/@href | //script/@src | //img/@src")
    return [f"from elsewhere: {each}" for each in named if not each.startswith(("/console/", "data:"))]


def _forms(seen: Seen) -> list[str]:
    posts = seen.all("//form[@method='post']")
    return [f"no token: {form.get('action')}" for form in posts if not form.xpath(".//input[@name='csrf']/@value")]


def _tables(seen: Seen) -> list[str]:
    return [f"no {what}" for what in ("caption", "thead//th[@scope]") if seen.all(f"//table[not(.//{what})]")]


CHECKS: tuple[Callable[[Seen], list[str]], ...] = (
    *(_balance, _heading, _labels, _ids, _inline, _outside, _forms, _tables),
)


def faults_of(seen: Seen) -> list[str]:
    """Return what is wrong with how a page is made."""
    return [fault for check in CHECKS for fault in check(seen)]
