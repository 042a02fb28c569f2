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
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
import structlog
from rich.console import Console
from rich.progress import track
from rich.table import Table

from benchmarks import crowd
from benchmarks.calls import count_statements, databases
from rollbook.records.engine import Database
from rollbook.records.tables import enrollments, groups, learning_modules, users
from tests.answers import package
from tests.served import Served

ENROLLMENTS = 1_000_000
PAGE_SIZE = 100
ROUNDS = 15
SAMPLE, COURSES, GROUPS, EACH = 1_000, 50, 100, 50
"""So many enrolments are made here and copied by the database; so many are each learner's."""
FIRST_ID = 1_000_000
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


def fill(database: Database, number: int) -> None:
    """Put the crowd and this number of enrolments into the empty database."""
    crowd.fill(database)
    now = datetime.now(UTC)
    learners = range(crowd.FIRST_USER + crowd.USERS, crowd.FIRST_USER + number // EACH)
    new = {"account_id": 1, "created_at": now}
    changed = {**new, "modified_at": now}
    named = {**changed, "given_name": "Some", "surname": "One"}
    emails = {user: crowd.email(user - crowd.FIRST_USER) for user in learners}
    with database.writing() as connection:
        connection.execute(
            groups.insert(),
            [{**changed, "id": 1 + n, "name": f"Group {n}", "name_key": f"group {n}"} for n in _some(GROUPS)],
        )
        connection.execute(
            learning_modules.insert(),
            [{**new, "id": n, "name": f"Course {n}", "type": "Online"} for n in _some(COURSES)],
        )
        if emails:
            rows = [{**named, "id": user, "email": email, "email_key": email} for user, email in emails.items()]
            connection.execute(users.insert(), rows)
        connection.execute(enrollments.insert(), list(_sample()))
        connection.execute(_copies(number // SAMPLE - 1))
    if database.dialect == "postgresql":
        with database.reading() as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")


def _some(count: int) -> range:
    return range(1, count + 1)


def _sample() -> Iterator[dict[str, object]]:
    """Give the enrolments of the first learners: of many days, in many courses and groups, most of them completed."""
    begun = datetime(2022, 1, 1, 8, tzinfo=UTC)
    for n in range(SAMPLE):
        enrolled_at = begun + timedelta(days=n * 7919 % 1000, minutes=n)
        is_completed = n % 4 != 0
        yield {
            "account_id": 1,
            "id": FIRST_ID + n,
            "user_id": crowd.FIRST_USER + n // EACH,
            "group_id": 2 + n * 31 // 7 % GROUPS,
            "learning_module_id": 1 + n * 13 // 3 % COURSES,
            "status": "Completed" if is_completed else "InProgress",
            "grade": "92" if is_completed else None,
            "enrolled_at": enrolled_at,
            "completed_at": enrolled_at + timedelta(days=14) if is_completed else None,
            "due_at": enrolled_at + timedelta(days=30),
            "recorded_at": enrolled_at,
        }


def _copies(times: int) -> sa.Insert:
    """Give all others like them to the learners behind."""
    numbers = sa.select(sa.literal(1).label("n")).cte("numbers", recursive=True)
    numbers = numbers.union_all(sa.select(numbers.c.n + 1).where(numbers.c.n < times))
    moved = {"id": SAMPLE, "user_id": SAMPLE // EACH, "group_id": 0}
    columns = [
        column + numbers.c.n * moved[column.name] if column.name in moved else column for column in enrollments.c
    ]
    source = sa.select(*columns).join_from(enrollments, numbers, sa.true()).where(enrollments.c.id < FIRST_ID + SAMPLE)
    return enrollments.insert().from_select([column.name for column in enrollments.c], source)


def measure(name: str, url: str, directory: Path, number: int) -> Iterator[Measured]:
    """Measure on one served database."""
    database = Database(url)
    fill(database, number)
    last = number // PAGE_SIZE
    first = 0.0
    with Served(url, directory, environment={"ROLLBOOK_LOG_LEVEL": "warning"}) as served:
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


def show(lines: list[Measured]) -> Table:
    """Set the lines as a table."""
    table = Table("database", "report on", "page", "ms", "slowest ms", "of the first", "statements")
    for line in lines:
        table.add_row(
            line.database,
            line.report,
            f"{line.page:,}",
            f"{line.median * 1e3:.1f}",
            f"{line.slowest * 1e3:.1f}",
            f"{line.of_first:.2f}",
            str(line.statements),
        )
    return table


def main() -> None:
    """Measure and print."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    number = int(sys.argv[1]) if len(sys.argv) > 1 else ENROLLMENTS
    with tempfile.TemporaryDirectory() as temporary, databases(Path(temporary)) as served:
        lines = [line for name, (url, _) in served.items() for line in measure(name, url, Path(temporary), number)]
    Console(width=130).print(show(lines))


if __name__ == "__main__":
    main()
