"""`rollbook import`: records the rows of a sheet, after what is unclear about it is answered."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.box import SIMPLE_HEAD
from rich.markup import escape
from rich.table import Table

from rollbook.calls.call import Limits
from rollbook.calls.gate import Gate
from rollbook.records.database.engine import Database
from rollbook.records.keys.callers import KnownUser
from rollbook.records.keys.key_holders import find_user
from rollbook.server.commands import remote, watching
from rollbook.server.commands.consoles import ERR, out
from rollbook.server.commands.load import show_progress
from rollbook.server.commands.people import find_named_account
from rollbook.server.databases import existing_database
from rollbook.server.errors import OperatorError
from rollbook.server.logs import quiet_logs
from rollbook.server.settings import read_settings
from rollbook.sheets.answers import read_answers
from rollbook.sheets.files.cells import FileRefused
from rollbook.sheets.office import Office
from rollbook.sheets.orders import (
    ALL_RIGHT,
    FILE_REFUSED,
    SOME_REFUSED,
    STATUSES,
    Order,
    Report,
    carrying_out,
)
from rollbook.sheets.results import write_result

LARGEST_CALL = 2**30
SHOWN_ROWS = 10
Who = Annotated[str, typer.Option(metavar="EMAIL", help="E-mail address or employee id of the user who imports.")]
MaybeWho = Annotated[
    str | None, typer.Option("--user", metavar="EMAIL", help="E-mail address or employee id of the user who imports.")
]
Account = Annotated[str | None, typer.Option(help="Name of the account; may be left out where there is only one.")]


def _option(text: str, *names: str, metavar: str | None = None) -> Any:
    return typer.Option(*names, metavar=metavar, help=text)


def import_sheet(  # noqa: PLR0913  # each is an option that scripts rely on
    file: Annotated[Path | None, typer.Argument(metavar="FILE", help="CSV, TSV, XLSX, XLSM, XLS or ODS.")] = None,
    *,
    method: Annotated[str, _option("What the rows are, such as createUser.", "--as", metavar="METHOD")],
    user: MaybeWho = None,
    account: Account = None,
    url: Annotated[str | None, _option("Address of a running server; keys are in USER_API and ACCOUNT_API.")] = None,
    watch: Annotated[Path | None, _option("Import every file that is put into this folder.", metavar="DIR")] = None,
    dry_run: Annotated[bool, _option("Judge all rows, and record none.", "--dry-run")] = False,
    as_json: Annotated[bool, _option("Print one JSON object instead of text.", "--json")] = False,
    texts: Annotated[bool, _option("With --json: also the texts of each row.", "--texts")] = False,
    result: Annotated[Path | None, _option("Write the sheet with Result, Code and Error: .xlsx or .csv.")] = None,
    strict: Annotated[bool, _option("All rows or none.", "--strict")] = False,
    stop_after: Annotated[int | None, typer.Option(min=1, help="Stop after so many refused rows.")] = None,
    once: Annotated[bool, _option("The same file again is no error, and nothing is done.", "--once")] = False,
    mapping: Annotated[str | None, _option("Use the answers kept under this name, and keep these.")] = None,
    sheet: Annotated[str | None, _option("Name of the sheet, or all.")] = None,
    encoding: Annotated[str | None, _option("Encoding of a text file, such as windows-1252.")] = None,
    delimiter: Annotated[str | None, _option("What separates the cells of a text file.")] = None,
    header_row: Annotated[int | None, typer.Option(min=0, help="Number of the row with the headers; 0: none.")] = None,
    column: Annotated[list[str] | None, _option("Column of a tag. Repeatable.", metavar="TAG=LETTER")] = None,
    constant: Annotated[list[str] | None, _option("One text for all rows.", "--set", metavar="TAG=TEXT")] = None,
    dates: Annotated[str | None, _option("What 03/04/2024 means.", metavar="iso|dmy|mdy")] = None,
    grades: Annotated[str | None, _option("What 0.92 means.", metavar="percents|fractions")] = None,
    hidden: Annotated[str | None, _option("Whether hidden rows count.", metavar="with|without")] = None,
    value: Annotated[list[str] | None, _option("The word that a text means.", metavar="TAG:TEXT=WORD")] = None,
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
    path = file or Path()
    order = Order(path, path.name, method, answers, mapping, dry_run, strict, stop_after, once, texts)
    desk = Desk(account, user, url, as_json=as_json)
    check(file, watch, result, desk)
    if watch is not None:
        watching.watch(watch, order, desk)
    raise typer.Exit(desk.do(order, result))


@dataclass(frozen=True)
class Desk:
    """Where and by whom sheets are imported: here by a user, or by a running server."""

    account: str | None
    user: str | None
    url: str | None
    as_json: bool = False

    def do(self, order: Order, result: Path | None, kept: Path | None = None) -> int:
        """Import a sheet, show what came of it, write the result, and keep the report; return the exit status."""
        return self._here(order, result, kept) if self.url is None else self._there(self.url, order, result, kept)

    def _here(self, order: Order, result: Path | None, kept: Path | None) -> int:
        with office_of(self.account, self.user or "") as office, show_progress() as progress:
            with carrying_out(office, order, progress) as report:
                if result is not None and report.plan is not None and report.ledger.rows:
                    write_result(report.plan, report.ledger, result)
                if kept is not None:
                    kept.write_bytes(b"".join(report.as_json()))
                if self.as_json:
                    show_json(report)
            if not self.as_json:
                show_report(report, is_dry_run=order.is_dry_run)
        return report.status

    def _there(self, url: str, order: Order, result: Path | None, kept: Path | None) -> int:
        sent, report = remote.send(url, order)
        if kept is not None:
            kept.write_bytes(sent)
        if result is not None and report["import_id"] is not None:
            remote.fetch_result(url, report["import_id"], result)
        if self.as_json:
            typer.echo(sent.decode())
        else:
            show_remote(report)
        counts = report["counts"]
        if report["outcome"] in STATUSES:
            return STATUSES[report["outcome"]]
        return SOME_REFUSED if counts["refused"] or counts["problem"] or report["problem"] else ALL_RIGHT


def show_remote(report: Mapping[str, Any]) -> None:
    """Print in short what a server says of an import."""
    if report["problem"]:
        ERR.print(f"[bold red]rollbook:[/] {escape(report['problem'])}", soft_wrap=True)
    for question in report["questions"]:
        typer.echo(f"? {question['hint']}")
    counts = report["counts"]
    if report["outcome"] not in STATUSES:
        typer.echo(f"{counts['recorded']:,} good, {counts['refused']:,} refused, {counts['problem']:,} with a problem.")


def check(file: Path | None, watch: Path | None, result: Path | None, desk: Desk) -> None:
    """Check what the options say together."""
    if (file is None) == (watch is None):
        raise OperatorError("name one file, or a folder with --watch", FILE_REFUSED)
    if (desk.user is None) == (desk.url is None):
        raise OperatorError("say who imports with --user, or name a running server with --url", FILE_REFUSED)
    if watch is not None and not watch.is_dir():
        raise OperatorError(f"there is no folder {watch}", FILE_REFUSED)
    if file is not None:
        check_file(file)
    if result is not None:
        check_result(result)


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
    with existing_database(read_settings(), is_quick=True) as database, quiet_logs("error"):
        yield Office(database, Gate(database, Limits(LARGEST_CALL)), credentials_of(database, account, user))


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
    if report.outcome in STATUSES:
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
