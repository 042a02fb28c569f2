"""Calls of the methods of our own: a good tree of each, and what is looked at before and after."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from rollbook.methods import METHODS
from rollbook.records import tables
from tests.answers import Answer, package
from tests.methods.mistakes import Error
from tests.methods.people import Tree, changed, message, xml
from tests.seed_calls import Headers, Keys
from tests.served import Served

Rows = dict[str, list[dict[str, Any]]]
HISTORY = (tables.calls, tables.changes, tables.report_pages, tables.loads)
"""What every call may write."""


def call(
    server: Served, keys: Keys, name: str, tree: Tree, changes: Mapping[str, Any] | None = None, headers: Headers = None
) -> Answer:
    """Call a method with a tree, changed at some paths."""
    content = xml({METHODS[name].container: changed(tree, changes or {})})
    return server.call(package(name, content, keys), headers)


def error(name: str, code: str, told: Mapping[str, object] | None = None) -> list[Error]:
    """The one error with which a call is refused."""
    return [(None, code, message(METHODS[name], code, told or {}))]


def answered(answer: Answer) -> dict[str, str]:
    """What a good answer says, by tag."""
    assert (answer.result, answer.errors) == ("Success", []), answer.text
    return {each.tag: each.text or "" for each in answer.tree.iterfind("Info//*") if not len(each)}


def everything(server: Served) -> Rows:
    """All rows of both accounts, by table."""
    kept = (table for table in tables.metadata.sorted_tables if table not in HISTORY)
    return {table.name: server.rows(table) for table in kept}


def row_of(server: Served, table: sa.Table, number: object) -> dict[str, Any]:
    """The row of an id that only one account has."""
    (row,) = (row for row in server.rows(table) if row["id"] == int(str(number)))
    return row


def account_of(server: Served, name: str = "Fina Shoes") -> int:
    """The id of an account."""
    return next(int(row["id"]) for row in server.rows(tables.accounts) if row["name"] == name)


def codes_of(name: str) -> set[str]:
    """The codes of a method."""
    return {each.code for each in METHODS[name].errors()}
