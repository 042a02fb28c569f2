"""How long the learner report takes over a million enrolments: `python -m benchmarks.report [NUMBER]`.

Prints for each database what the first and the last page of the report on everything take through real HTTP, what a
jump to a page takes that nobody has read up to, and the first page of reports with filters. On PostgreSQL the tables
are vacuumed and analysed before, as its autovacuum does in time.
"""

import logging
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import structlog
from rich.console import Console
from rich.progress import track

from benchmarks import crowd, history
from benchmarks.servers import QUIET, count_statements, databases
from benchmarks.tables import Lines, show_table
from rollbook.records.database.engine import Database
from tests.answers import package
from tests.served import Served

ENROLLMENTS = 1_000_000
PAGE_SIZE = 100
ROUNDS = 15
COLUMNS = ("ENROLLED_DATE", "COMPLETED_DATE", "DUE_DATE", "GRADE", "PROGRESS", "USER_EMAIL")
EVERYTHING = {
    "groups": "<GroupStatus>Active</GroupStatus>",
    "modules": "",
    "users": "<UserStatus>Active</UserStatus>",
}
FILTERS = {
    "a group": {"groups": "<GroupNames><GroupName>Group 7</GroupName></GroupNames>"},
    "three groups": {
        "groups": "<GroupNames>" + "".join(f"<GroupName>Group {n}</GroupName>" for n in (7, 8, 9)) + "</GroupNames>"
    },
    "a learner": {"users": f"<UserIdentifier><EmailAddress>{crowd.email(7)}</EmailAddress></UserIdentifier>"},
    "a course": {
        "modules": "<LearningModule><LearningModuleNames><LearningModuleName>Course 40</LearningModuleName>"
        "</LearningModuleNames></LearningModule>"
    },
    "a day of completions": {
        "modules": "<CompletedDates><CompletedDate><CompletedDateFrom>15-Mar-2024</CompletedDateFrom>"
        "<CompletedDateTo>15-Mar-2024</CompletedDateTo></CompletedDate></CompletedDates>"
    },
    "a status": {"modules": "<EnrollmentStatuses><EnrollmentStatus>Completed</EnrollmentStatus></EnrollmentStatuses>"},
}
"""What is asked for in place of everything."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One line of the table; times in seconds, `of_first` as a ratio to the first page of everything."""

    database: str
    report: str
    page: int
    median: float
    slowest: float
    statements: int
    of_first: float


def report_package(page: int, changes: dict[str, str] | None = None) -> str:
    """A package that asks for a page."""
    asked = {**EVERYTHING, **(changes or {})}
    filters = (
        f"<Groups>{asked['groups']}</Groups><LearningModules>{asked['modules']}</LearningModules>"
        f"<Enrollments/><Users>{asked['users']}</Users>"
    )
    columns = "".join(f"<ColumnName>{column}</ColumnName>" for column in COLUMNS)
    content = (
        f"<Page>{page}</Page><PageSize>{PAGE_SIZE}</PageSize><Filters>{filters}</Filters>"
        f"<Columns>{columns}</Columns><CustomFields/>"
    )
    return package("getLearnerReport", f"<Report>{content}</Report>", (crowd.ACCOUNT_KEY, crowd.USER_KEY))


def measure(name: str, url: str, directory: Path, number: int) -> Iterator[Measured]:
    """Measure on one served database."""
    database = Database(url)
    history.fill(database, number)
    last = number // PAGE_SIZE
    first = 0.0
    with Served(url, directory, environment=QUIET) as served:
        for report, page, changes, rounds in (
            ("everything", 1, None, ROUNDS),
            ("everything, a jump", last - 1, None, 1),
            ("everything", last, None, ROUNDS),
            *((report, 1, changes, ROUNDS) for report, changes in FILTERS.items()),
        ):
            sent = report_package(page, changes)
            if rounds > 1:
                served.call(sent)
            times = [call(served, sent) for _ in track(range(rounds), f"{name} {report} {page}", transient=True)]
            median = statistics.median(times)
            first = first or median
            yield Measured(name, report, page, median, max(times), count_statements(database, sent), median / first)
    database.close()


def call(served: Served, sent: str) -> float:
    """Call once; return how long it took."""
    started = time.perf_counter()
    answer = served.call(sent)
    took = time.perf_counter() - started
    report = answer.tree.find("Info/LearnerReport")
    assert report is not None, answer.text
    assert int(report.get("rows", 0)) > 0
    return took


def lines_of(measured: list[Measured]) -> Lines:
    """Set what was measured as lines of a table, with its head."""
    rows = [
        (
            each.database,
            each.report,
            f"{each.page:,}",
            f"{each.median * 1e3:.1f}",
            f"{each.slowest * 1e3:.1f}",
            f"{each.of_first:.2f}",
            str(each.statements),
        )
        for each in measured
    ]
    return [("database", "report on", "page", "ms", "slowest ms", "of the first", "statements"), *rows]


def main() -> None:
    """Measure and print."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    number = int(sys.argv[1]) if len(sys.argv) > 1 else ENROLLMENTS
    with tempfile.TemporaryDirectory() as temporary, databases(Path(temporary)) as served:
        lines = [line for name, (url, _) in served.items() for line in measure(name, url, Path(temporary), number)]
    Console(width=130).print(show_table(lines_of(lines)))


if __name__ == "__main__":
    main()
