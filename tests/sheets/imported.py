"""Imports by the command line, as tests make them."""

import json
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from rollbook.records.database.engine import Database
from tests import cast
from tests.commands import run
from tests.sheets.sheet_files import csv_text

HEADER = [
    "Email",
    "GroupName",
    "LearningModuleID",
    "LearningModuleSessionID",
    "EnrollmentStatus",
    "Grade",
    "EnrolledDate",
]
OLGA = ("--user", cast.OLGA.email, "--account", "Fina Shoes")


def attended(email: str, grade: str = "92", group: str = "Sales", status: str = "Completed") -> list[str]:
    """A row for one user in the session with percentages."""
    return [email, group, "3860", "501", status, grade, "2024-03-01"]


GOOD = attended(cast.DANA.email)
BAD = attended("nobody@finashoes.com")


def sheet(tmp_path: Path, *rows: list[str], name: str = "list.csv") -> Path:
    """Write rows below the header."""
    path = tmp_path / name
    path.write_text(csv_text([HEADER, *rows]))
    return path


def imported(
    url: str, path: Path, *options: object, method: str = "enrollSessionHistory", status: int = 0
) -> dict[str, Any]:
    """Import a sheet; return what --json prints."""
    done = run("import", path, "--as", method, *OLGA, "--json", *options, database_url=url)
    assert done.exit_code == status, done.output
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def outcomes(report: dict[str, Any]) -> list[tuple[int, str, str | None]]:
    """Row, outcome and code of each row."""
    return [(row["row"], row["outcome"], row["code"]) for row in report["rows"]]


def count(database: Database, table: sa.Table) -> int:
    """How many rows a table has."""
    with database.reading() as connection:
        return connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
