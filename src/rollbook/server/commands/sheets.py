"""`rollbook import`: records the rows of a sheet, after what is unclear about it is answered."""

import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import structlog
import typer
from rich.box import SIMPLE_HEAD
from rich.markup import escape
from rich.table import Table

from rollbook.calls.call import Limits
from rollbook.calls.gate import Gate
from rollbook.records.database.engine import Database
from rollbook.records.keys.callers import KnownUser
from rollbook.records.keys.key_holders import find_user
from rollbook.server.commands.consoles import ERR, out
from rollbook.server.commands.load import show_progress
from rollbook.server.commands.people import find_named_account
from rollbook.server.databases import existing_database
from rollbook.server.errors import OperatorError
from rollbook.server.settings import read_settings
from rollbook.sheets.answers import read_answers
from rollbook.sheets.files.cells import FileRefused
from rollbook.sheets.office import Office
from rollbook.sheets.orders import ASK, FILE_REFUSED, REFUSED, Order, Report, carrying_out
from rollbook.sheets.results import write_result

LARGEST_CALL = 2**30
SHOWN_ROWS = 10
Who = Annotated[str, typer.Option(metavar="EMAIL", help="E-mail address or employee id of the user who imports.")]
Account = Annotated[str | None, typer.Option(help="Name of the account; may be left out where there is only one.")]


def import_sheet(  # noqa: PLR0913  # each is an option that scripts rely on
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV, TSV, XLSX, XLSM, XLS or ODS.")],
    *,
    method: Annotated[str, typer.Option("--as", metavar="METHOD", help="What the rows are, such as createUser.")],
    user: Who,
    account: Account = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Judge all rows, and record none.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of text.")] = False,
    texts: Annotated[bool, typer.Option("--texts", help="With --json: also the texts of each row.")] = False,
    result: Annotated[
        Path | None, typer.Option(help="Write the sheet with Result, Code and Error: .xlsx or .csv.")
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="All rows or none.")] = False,
    stop_after: Annotated[int | None, typer.Option(min=1, help="Stop after so many refused rows.")] = None,
    once: Annotated[bool, typer.Option("--once", help="The same file again is no error, and nothing is done.")] = False,
    mapping: Annotated[str | None, typer.Option(help="Use the answers kept under this name, and keep these.")] = None,
    sheet: Annotated[str | None, typer.Option(help="Name of the sheet, or all.")] = None,
    encoding: Annotated[str | None, typer.Option(help="Encoding of a text file, such as windows-1252.")] = None,
    delimiter: Annotated[str | None, typer.Option(help="What separates the cells of a text file.")] = None,
    header_row: Annotated[int | None, typer.Option(min=0, help="Number of the row with the headers; 0: none.")] = None,
    column: Annotated[list[str] | None, typer.Option(metavar="TAG=LETTER", help="Column of a tag. Repeatable.")] = None,
    constant: Annotated[
        list[str] | None, typer.Option("--set", metavar="TAG=TEXT", help="One text for all rows. Repeatable.")
    ] = None,
    dates: Annotated[str | None, typer.Option(metavar="iso|dmy|mdy", help="What 03/04/2024 means.")] = None,
    grades: Annotated[str | None, typer.Option(metavar="percents|fractions", help="What 0.92 means.")] = None,
    hidden: Annotated[str | None, typer.Option(metavar="with|without", help="Whether hidden rows count.")] = None,
    value: Annotated[
        list[str] | None, typer.Option(metavar="TAG:TEXT=WORD", help="The word that a text means. Repeatable.")
    ] = None,
) -> None:
    """Record the rows of a sheet through a method, each judged as if a program had sent it.

    What is found out about the sheet is said with the reason; what cannot be found out is a question, and an option
    answers it. A file whose import was killed goes on where it stopped, and records nothing twice.

    Exit status: 0 all rows are recorded (or would be), 1 some are refused, 2 the file is refused, 3 a question is open.
    """
    try:
        answers = read_answers(
            columns=column or (), constants=constant or (), values=value or (), sheet=sheet, encoding=encoding,
            delimiter=delimiter, header_row=header_row, dates=dates, grades=grades, hidden=hidden,
        )  # fmt: skip
    except FileRefused as refusal:
        raise OperatorError(str(refusal), FILE_REFUSED) from None
    check_file(file)
    if result is not None:
        check_result(result)
    order = Order(file, file.name, method, answers, mapping, dry_run, strict, stop_after, once, texts)
    with office_of(account, user) as office, show_progress() as progress:
        with carrying_out(office, order, progress) as report:
            if result is not None and report.plan is not None and report.ledger.rows:
                write_result(report.plan, report.ledger, result)
            if as_json:
                show_json(report)
        if not as_json:
            show_report(report, is_dry_run=dry_run)
    raise typer.Exit(report.status)


def check_file(file: Path) -> None:
    """Check that the sheet can be read."""
    try:
        with file.open("rb"):
            pass
    except OSError as error:
        raise OperatorError(f"cannot read {file}: {error.strerror}", FILE_REFUSED) from None


def check_result(result: Path) -> None:
    """Check that the result can be written, before anything is recorded."""
    if result.suffix.lower() not in {".csv", ".xlsx"}:
        raise OperatorError(f"{result} is not a name that ends with .xlsx or .csv", FILE_REFUSED)
    if not os.access(result.parent, os.W_OK):
        raise OperatorError(f"cannot write {result}: is the directory there?", FILE_REFUSED)


@contextmanager
def office_of(account: str | None, user: str) -> Iterator[Office]:
    """Yield where an import is done by a user whom the operator names."""
    with existing_database(read_settings(), is_quick=True) as database, quiet_logs():
        yield Office(database, Gate(database, Limits(LARGEST_CALL)), credentials_of(database, account, user))


@contextmanager
def quiet_logs() -> Iterator[None]:
    """Log failures alone, on standard error, where no reader of --json looks."""
    before = structlog.get_config()
    level = structlog.make_filtering_bound_logger(logging.ERROR)
    structlog.configure(wrapper_class=level, logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    try:
        yield
    finally:
        structlog.configure(**before)


def credentials_of(database: Database, account: str | None, user: str) -> KnownUser:
    """Return the user whom the operator names; one who is not there, or not active, is an operator's error."""
    with database.reading() as connection:
        number = find_named_account(connection, account)
        found = find_user(connection, number, user)
    if found is None or found.status != "Active":
        raise OperatorError(f"no active user has the e-mail address or employee id {user!r}", FILE_REFUSED)
    return KnownUser(number, found.id)


def show_json(report: Report) -> None:
    """Print the report as one JSON object."""
    stream = typer.get_binary_stream("stdout")
    for part in report.as_json():
        stream.write(part)
    stream.write(b"\n")
    stream.flush()


def show_report(report: Report, *, is_dry_run: bool) -> None:
    """Print a report for people: what was found out, what is open, and what came of the rows."""
    console = out()
    for reason in report.detected.get("because", ()):
        console.print(f"[dim]{escape(reason)}[/]", soft_wrap=True)
    if report.problem is not None:
        ERR.print(f"[bold red]rollbook:[/] {escape(report.problem)}", soft_wrap=True)
    for question in report.questions:
        console.print(f"[bold]?[/] {escape(question.hint)}", soft_wrap=True)
        if question.choices:
            console.print(f"  [dim]{question.option}: {escape(', '.join(question.choices))}[/]", soft_wrap=True)
    if report.outcome in {ASK, REFUSED}:
        return
    _show_counts(report, is_dry_run=is_dry_run)


def _show_counts(report: Report, *, is_dry_run: bool) -> None:
    console, counts = out(), report.ledger.counts
    if not report.ledger.rows:
        return
    verb = "would be recorded" if is_dry_run else "recorded"
    said = f"{counts['recorded']:,} {verb}, {counts['refused']:,} refused"
    said += f", {counts['problem']:,} with a problem" if counts["problem"] else ""
    said += f", {counts['skipped']:,} skipped" if counts["skipped"] else ""
    console.print(f"[bold]{said}.[/]" + (f" Import {report.import_id}." if report.import_id else ""))
    if report.ledger.by_code:
        table = Table(box=SIMPLE_HEAD)
        for title in ("code", "rows", "first", "why"):
            table.add_column(title)
        for code, seen in report.ledger.by_code.items():
            example = seen["example"]
            table.add_row(code, f"{seen['count']:,}", f"row {example['row']}", escape(example["message"]))
        console.print(table)
    for each in report.unknown[:SHOWN_ROWS]:
        nearest = f" The nearest is {each['nearest']}." if each["nearest"] else ""
        console.print(escape(f"{each['tag']} {each['value']!r} is not on record.{nearest}"), soft_wrap=True)
