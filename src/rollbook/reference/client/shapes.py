"""What the client needs to know of a method's package and answer: which elements are lists, and which are moments."""

from collections.abc import Iterator
from typing import Any

from rollbook.contract.method import Batch, Change, Method, Report
from rollbook.contract.rows import Choice, Many, Part, Repeated, Row
from rollbook.contract.tags import Moment, Tag, Whole

KINDS = ((Batch, "batch"), (Change, "change"), (Report, "report"))


def kind_of(method: type[Method]) -> str:
    """Return the kind of a method in one word."""
    return next(word for kind, word in KINDS if issubclass(method, kind))


def within_of(method: type[Method]) -> str:
    """Return the list that holds the rows of a page, where the page is one row."""
    if not issubclass(method, Report) or method.info.item or not pages_by(method):
        return ""
    [name] = [name for name, tag in method.info.row.tags.items() if isinstance(tag, Many)]
    return name


def pages_by(method: type[Method]) -> str:
    """Return the tag by which one asks for the next page."""
    tags = method.row.tags
    return next((name for name in ("Page", "Before") if name in tags and "PageSize" in tags), "")


def found_row(method: type[Method]) -> type[Row]:
    """Return the row that an answer of the method holds."""
    if issubclass(method, Batch):
        return method.row
    assert issubclass(method, Change | Report)  # noqa: S101  # there is no other kind of method
    within = within_of(method)
    if not within:
        return method.info.row
    many = method.info.row.tags[within]
    assert isinstance(many, Many)  # noqa: S101  # for the type checker
    assert isinstance(many.of, type)  # noqa: S101  # for the type checker
    return many.of


def shape_of(method: type[Method]) -> dict[str, Any]:
    """Return what is said of a method, without what is empty."""
    shape: dict[str, Any] = {
        "name": method.wire_name(),
        "kind": kind_of(method),
        "container": method.container,
        "denied": method.denied.code,
        "lists": dict(_lists(method.row, "")),
    }
    if issubclass(method, Batch):
        shape["element"] = method.element
    elif issubclass(method, Change | Report):
        size = method.row.tags.get("PageSize")
        shape |= {
            "answer_lists": dict(_lists(method.info.row, "")),
            "moments": [*_moments(method.info.row, "")],
            "item": method.info.item,
            "answer_container": method.info.container,
            "within": within_of(method),
            "pages_by": pages_by(method),
            "page_size": size.default if isinstance(size, Whole) else 0,
        }
    return {name: value for name, value in shape.items() if value}


def _lists(row: type[Row], prefix: str) -> Iterator[tuple[str, str]]:
    """Yield each list by its path, with the name of its items."""
    for name, tag in row.elements.items():
        yield from _lists_of(tag, f"{prefix}{name}")


def _lists_of(tag: Tag[Any], path: str) -> Iterator[tuple[str, str]]:
    match tag:
        case Choice():
            for name, side in tag.sides.items():
                yield from _lists_of(side, f"{path}/{name}")
        case Part():
            yield from _lists(tag.row, f"{path}/")
        case Many():
            yield path, tag.item
            if isinstance(tag.of, type):
                yield from _lists(tag.of, f"{path}/")
        case Repeated():
            yield path, ""


def _moments(row: type[Row], prefix: str) -> Iterator[str]:
    for name, tag in row.tags.items():
        if isinstance(tag, Moment):
            yield f"{prefix}{name}"
        if isinstance(tag, Many) and isinstance(tag.of, type):
            yield from _moments(tag.of, f"{prefix}{name}/")
