"""`rollbook export`: any report or list as CSV, XLSX or JSON, page after page."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlencode

import sqlalchemy as sa
import typer

from rollbook.api.nodes import parameters_of
from rollbook.api.queries import content_of, parameters
from rollbook.calls.asking import ask
from rollbook.console.exports import export as as_file
from rollbook.console.tables import Column, Listing
from rollbook.contract.answers import Values
from rollbook.contract.errors import Refused
from rollbook.contract.method import Report
from rollbook.contract.rows import Many, Row
from rollbook.contract.tags import Count, Whole
from rollbook.methods import METHODS
from rollbook.records.keys.callers import Caller, Wanted, authenticate, load_caller
from rollbook.server.commands.sheets import Account, Who, credentials_of
from rollbook.server.databases import existing_database
from rollbook.server.errors import OperatorError
from rollbook.server.settings import read_settings

PAGE = 1_000
FORMATS = ("csv", "xlsx", "json")


def export(
    method: Annotated[str, typer.Argument(metavar="METHOD", help="A report or list, such as listUsers.")],
    target: Annotated[Path, typer.Argument(metavar="FILE", help="Where to write it: .csv, .xlsx or .json.")],
    filters: Annotated[
        list[str] | None, typer.Argument(metavar="TAG=TEXT", help="What is asked, as in the query of a GET.")
    ] = None,
    *,
    user: Who,
    account: Account = None,
) -> None:
    """Write all rows of a report to a file, as a user may see them.

    In CSV, a text that a spreadsheet program would take for a formula gets one ' in front.
    """
    contract = METHODS.get(method)
    reports = sorted(name for name, each in METHODS.items() if issubclass(each, Report))
    if contract is None or not issubclass(contract, Report):
        raise OperatorError(f"{method!r} is no report: the reports are {', '.join(reports)}")
    form = target.suffix.lower().lstrip(".")
    if form not in FORMATS:
        raise OperatorError(f"{target} is not a name that ends with .csv, .xlsx or .json")
    with existing_database(read_settings(), is_quick=True) as database:
        credentials = credentials_of(database, account, user)
        with database.reading() as connection:
            caller = _caller(connection, contract, credentials)
            listing = _listing(connection, contract, caller, filters or ())
            file = as_file(target.stem, listing, form, caller.zone)
            with target.open("wb") as into:
                for part in file.parts:
                    into.write(part)
    typer.echo(f"{target} is {method} as {user} sees it.")


def _caller(connection: sa.Connection, contract: type[Report], credentials: Any) -> Caller:
    identity = authenticate(connection, credentials, datetime.now(UTC))
    if identity is not None:
        access, supervisors = contract.access, contract.supervisors
        caller = load_caller(connection, identity, Wanted(access, supervisors))
        if caller is not None:
            return caller
    raise OperatorError("the account or the user is not active")


def _listing(connection: sa.Connection, contract: type[Report], caller: Caller, filters: Sequence[str]) -> Listing:
    """Return the report as a table: the rows of its first list, or those that it answers with."""
    pairs = [(name, value) for name, _, value in (each.partition("=") for each in filters)]
    known = parameters(contract.row)
    if "PageSize" in known and "PageSize" not in dict(pairs):
        pairs.append(("PageSize", str(PAGE)))
    try:
        content = content_of(contract, urlencode(pairs))
    except Refused as refusal:
        raise OperatorError(f"{refusal.fault.code}: {refusal.fault.message}") from None
    inner = _list_in(contract)
    row = contract.info.row if inner is None else contract.info.row.tags[inner].of  # type: ignore[attr-defined]  # _list_in found a Many
    pages = _pages(connection, contract, caller, content)
    parts = ((page if inner is None else page[0][inner] if page else ()) for page in pages)
    first = next(parts)  # what refuses the report does so before a file is made
    return Listing("", _columns(row, first), (), every=lambda: chain(first, chain.from_iterable(parts)))


def _list_in(contract: type[Report]) -> str | None:
    """Return the name of the list that a report's rows are in, where they are not its own rows."""
    if contract.info.item:
        return None
    lists = (name for name, tag in contract.info.row.tags.items() if isinstance(tag, Many) and isinstance(tag.of, type))
    return next(lists, None)


def _columns(row: type[Row], rows: Sequence[Values]) -> list[Column]:
    """Return the columns of the tags that the rows have; of no rows, all."""
    shown = [name for name in row.tags if not rows or any(name in each for each in rows)]
    return [
        Column(name, partial(_value, name), "number" if isinstance(row.tags[name], Count | Whole) else "text")
        for name in shown
    ]


def _value(name: str, values: Values) -> Any:
    return _single(values.get(name))


def _single(value: Any) -> Any:
    """Return a value for one cell: of a list of rows, the values of each in one line."""
    if isinstance(value, list | tuple):
        return "; ".join(
            " ".join(map(str, each.values())) if isinstance(each, Mapping) else str(each) for each in value
        )
    return value


def _pages(
    connection: sa.Connection, contract: type[Report], caller: Caller, content: Mapping[str, Any]
) -> Iterator[Sequence[Values]]:
    """Yield page after page, by number or by the Next of the page before."""
    page, sent, inner = 1, dict(content), _list_in(contract)
    by_number = "Page" in contract.row.tags and "Page" not in content
    while True:
        asked = {**sent, "Page": str(page)} if by_number else sent
        found = ask(connection, caller, contract, parameters_of(contract, asked), datetime.now(UTC))
        if found.faults:
            raise OperatorError(f"{found.faults[0].code}: {found.faults[0].message}")
        yield found.rows
        count = len(found.rows) if inner is None else len(found.rows[0][inner]) if found.rows else 0
        older = found.rows[0].get("Next") if inner is not None and found.rows else None
        if not (older or (by_number and count >= int(str(sent.get("PageSize", PAGE))))):
            return
        page, sent = page + 1, {**sent, **({"Before": str(older)} if older else {})}
