"""Packages of any method with one list as long as its contract allows, and an account with as many of everything."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from lxml import etree

from rollbook.contract.method import Batch, Method
from rollbook.contract.rows import Choice, Either, Many, Part, Repeated, Row
from rollbook.contract.tags import EmailAddress, Id, OneOf, Tag, Text
from rollbook.methods.create_user import CreateUser
from rollbook.methods.create_variant import CreateVariant
from rollbook.records import tables
from rollbook.records.database.engine import Database
from rollbook.reference.samples import sample
from rollbook.vocabulary.groups import Separated
from tests import cast
from tests.seed_calls import Keys

Path = tuple[str, ...]
"""The names of the tags that lead from a method's row to one of its lists."""
List = Many | Repeated | Separated

WANTED: dict[type[Method], str] = {CreateUser: "Email", CreateVariant: "DurationDays"}
"""Of these methods the tag that another tag makes necessary."""
FIRST = 10**6
"""The id of what is called `number 0`."""


def lists_of(row: type[Row], path: Path = ()) -> Iterator[tuple[Path, List]]:
    """Yield every list of a row, nested ones too."""
    for name, tag in row.tags.items():
        yield from _lists_in(tag, (*path, name))


def _lists_in(tag: Tag[Any], path: Path) -> Iterator[tuple[Path, List]]:
    if isinstance(tag, List):
        yield path, tag
    match tag:
        case Choice():
            for name, side in tag.sides.items():
                yield from _lists_in(side, (*path, name))
        case Part():
            yield from lists_of(tag.row, path)
        case Many() if not isinstance(tag.of, Tag):
            yield from lists_of(tag.of, (*path, tag.item))


def furnish(database: Database, size: int) -> None:
    """Give the account Fina Shoes this many users, groups, courses and so on: `number 0`, `number 1` and so forth."""
    now = datetime.now(UTC)
    with database.writing() as connection:
        named = tables.accounts.c.name == "Fina Shoes"
        account = connection.scalar(sa.select(tables.accounts.c.id).where(named))
        rows = [_named(place) for place in range(size)]
        for table, more in _MADE.items():
            made = {"created_at": now, "modified_at": now, "account_id": account, **more}
            connection.execute(
                table.insert(), [{k: v for k, v in {**made, **row}.items() if k in table.c} for row in rows]
            )


def _named(place: int) -> dict[str, Any]:
    """A row of any table, with each column that distinguishes it from others."""
    name, email = f"number {place}", f"number{place}@long.test"
    names = dict.fromkeys(("name", "name_key", "identifier", "employee_id", "surname"), name)
    return {"id": FIRST + place, "email": email, "email_key": email, **names}


_MADE: dict[sa.Table, dict[str, Any]] = {
    tables.users: {"given_name": "N"},
    tables.groups: {},
    tables.tags: {},
    tables.teams: {},
    tables.custom_fields: {},
    tables.learning_modules: {"type": "Online"},
    tables.subscriptions: {},
    tables.variants: {"subscription_id": FIRST, "duration_type": "unlimited"},
}


def long_package(method: type[Method], keys: Keys, path: Path, size: int, fresh: str) -> str:
    """The package whose list at the path has `size` entries, all different, and whose other lists have one or none.

    What the call creates is named after `fresh`, so that no two calls create the same.
    """
    return _Filler(method, path, size, fresh).package(keys)


class _Filler:
    """Fills a package: with what is needed, and with the list that is wanted."""

    def __init__(self, method: type[Method], path: Path, size: int, fresh: str) -> None:
        self._method, self._path, self._size, self._fresh = method, path, size, fresh
        self._wanted = WANTED.get(method, "")

    def package(self, keys: Keys) -> str:
        method = self._method
        root = etree.Element("SmarterU")
        for name, text in zip(("AccountAPI", "UserAPI", "Method"), (*keys, method.wire_name()), strict=True):
            etree.SubElement(root, name).text = text
        container = etree.SubElement(etree.SubElement(root, "Parameters"), method.container)
        head = etree.SubElement(container, method.element) if issubclass(method, Batch) else container
        self._fill_row(head, method.row, self._path, None)
        return etree.tostring(root, encoding="unicode")

    def _fill_row(self, element: etree._Element, row: type[Row], path: Path | None, place: int | None) -> None:
        for name, tag in row.tags.items():
            rest = path[1:] if path and path[0] == name else None
            if isinstance(tag, Either):
                self._fill_choice(element, tag, rest, place)
            elif isinstance(tag, Repeated):
                for number in range(self._size if rest is not None else 0):
                    etree.SubElement(element, name).text = _text(tag.of, number)
            elif rest is not None or tag.needed or tag.absent is not None or name == self._wanted:
                self._fill(etree.SubElement(element, name), tag, rest, place)

    def _fill_choice(self, element: etree._Element, choice: Choice, path: Path | None, place: int | None) -> None:
        name = path[0] if path else next(iter(choice.sides))
        self._fill(etree.SubElement(element, name), choice.sides[name], path[1:] if path else None, place)

    def _fill(self, element: etree._Element, tag: Tag[Any], path: Path | None, place: int | None) -> None:
        match tag:
            case Choice():
                self._fill_choice(element, tag, path, place)
            case Part():
                self._fill_row(element, tag.row, path, place)
            case Many():
                self._fill_list(element, tag, path)
            case Separated():
                element.text = ",".join(_text(tag.of, number) for number in range(self._size))
            case _ if place is not None:
                element.text = _text(tag, place)
            case _:
                made = _path_of(element).partition("/Parameters/")[2]
                made_up = {
                    "Group/Name": self._fresh,
                    "User/Info/Email": f"{self._fresh}@long.test",
                    "LearningModule/CourseSession/CourseSessionID": str(cast.FUTURE_SESSION),
                }
                element.text = made_up.get(made) or sample(tag)

    def _fill_list(self, element: etree._Element, tag: Many, path: Path | None) -> None:
        size = self._size if path == () else 1 if path or tag.absent else 0
        for number in range(size):
            entry = etree.SubElement(element, tag.item)
            if isinstance(tag.of, Tag):
                entry.text = _text(tag.of, number)
            else:
                self._fill_row(entry, tag.of, path[1:] if path else None, number)


def _text(tag: Tag[Any], place: int) -> str:
    """A value of the tag for the entry at a place of a list; of an action the first, which adds or grants."""
    match tag:
        case OneOf():
            return tag.words[0 if tag.name.endswith("Action") else place % len(tag.words)]
        case EmailAddress():
            return f"number{place}@long.test"
        case Id():
            return str(FIRST + place)
        case Text():
            return f"number {place}"
        case _:
            return sample(tag)


def _path_of(element: etree._Element) -> str:
    around = element.getparent()
    return str(element.tag) if around is None else f"{_path_of(around)}/{element.tag}"
