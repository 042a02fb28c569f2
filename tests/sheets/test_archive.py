"""Imports on record: listed, shown, their results written again, taken back, and that taken back too."""

import json
from typing import Any

import openpyxl
import pytest
import sqlalchemy as sa

from rollbook.methods import METHODS
from rollbook.records.tables import enrollments, group_variants, subscription_enrollments
from rollbook.sheets.files.text import fold
from rollbook.sheets.targets import methods, targets_of
from tests import cast
from tests.commands import run
from tests.sheets.imported import BAD, GOOD, HEADER, OLGA, attended, count, imported, outcomes, sheet
from tests.sheets.sheet_files import csv_text

PEOPLE = [cast.DANA, cast.LENA, cast.GITA, cast.MIRO]


def taken_back(url: str, number: str, *options: str, status: int = 0) -> dict[str, Any]:
    done = run(
        "imports", "take-back", number, "--reason", "The wrong list", *OLGA, "--json", *options, database_url=url
    )
    assert done.exit_code == status, done.output
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_an_import_is_listed_and_shown_with_its_calls(url, tmp_path):
    report = imported(url, sheet(tmp_path, GOOD, BAD), status=1)
    [listed] = json.loads(run("imports", "list", "--account", "Fina Shoes", "--json", database_url=url).stdout)
    assert (listed["import_id"], listed["user"], listed["status"]) == (report["import_id"], cast.OLGA.email, "done")
    assert listed["counts"] == {"recorded": 1, "refused": 1, "problem": 0, "skipped": 0}
    shown = json.loads(run("imports", "show", report["import_id"], "--account", "Fina Shoes", database_url=url).stdout)
    assert (shown["calls"], shown["taken_back"]) == (report["calls"], {})


def test_an_import_of_the_account_next_door_is_not_there(url, tmp_path):
    report = imported(url, sheet(tmp_path, GOOD))
    done = run("imports", "show", report["import_id"], "--account", "Next Door Shoes", database_url=url)
    assert done.exit_code == 1


ACCOUNT = ("--account", "Fina Shoes")


def test_answers_that_are_kept_are_listed_and_forgotten(url, tmp_path):
    word = ("--value", "EnrollmentStatus:bestanden=Completed")
    asked = sheet(tmp_path, attended(cast.DANA.email, status="bestanden"))
    imported(url, asked, "--dry-run", "--mapping", "hr", *word)
    [kept] = json.loads(run("imports", "answers", *ACCOUNT, "--json", database_url=url).stdout)
    assert (kept["method"], kept["name"], kept["user"]) == ("enrollSessionHistory", "hr", cast.OLGA.email)
    assert kept["answers"] == {"values": {"EnrollmentStatus": {"bestanden": "Completed"}}}
    assert "bestanden" in run("imports", "answers", *ACCOUNT, database_url=url).stdout
    imported(url, asked, "--dry-run")
    other = run("imports", "answers", "--account", "Next Door Shoes", "--json", database_url=url)
    assert json.loads(other.stdout) == []
    assert forget(url, "hr", "createUser") == forget(url, "it", "enrollSessionHistory") == 1
    assert forget(url, "hr", "enrollSessionHistory") == 0
    assert json.loads(run("imports", "answers", *ACCOUNT, "--json", database_url=url).stdout) == []
    imported(url, asked, "--dry-run", status=3)


def forget(url: str, name: str, method: str) -> int:
    return run("imports", "forget", name, "--as", method, *ACCOUNT, database_url=url).exit_code


@pytest.mark.parametrize("name", ["again.xlsx", "again.csv"])
def test_the_result_of_an_import_can_be_written_again(url, tmp_path, name):
    report = imported(url, sheet(tmp_path, GOOD, BAD), status=1)
    target = tmp_path / name
    done = run("imports", "result", report["import_id"], target, "--account", "Fina Shoes", database_url=url)
    assert done.exit_code == 0, done.output
    again = imported(url, target, "--dry-run", status=1)
    assert outcomes(again) == [(2, "skipped", None), (3, "refused", "ESH:21")]


def test_an_import_is_taken_back_but_for_what_was_corrected_since_and_that_is_taken_back_too(url, database, tmp_path):
    report = imported(url, sheet(tmp_path, *(attended(each.email) for each in PEOPLE)))
    with database.reading() as connection:
        ids = connection.execute(sa.select(enrollments.c.id).order_by(enrollments.c.id)).scalars().all()
    corrections = tmp_path / "corrections.csv"
    rows = [[str(number), "55", "A 5 was read as a 9"] for number in ids[:2]]
    corrections.write_text(csv_text([["AccountUserLearningModuleRelID", "Grade", "Reason"], *rows]))
    imported(url, corrections, method="correctEnrollment")
    tried = taken_back(url, report["import_id"], "--dry-run", status=1)
    assert (tried["taken_back"], len(tried["kept"]), count(database, enrollments)) == (2, 2, 4)
    done = taken_back(url, report["import_id"], status=1)
    assert {row["RowID"] for row in done["kept"]} == {str(number) for number in ids[:2]}
    assert count(database, enrollments) == 2
    taken_back(url, report["import_id"], "--again")
    assert count(database, enrollments) == 4


def test_credits_and_places_are_free_again_after_an_import_was_taken_back(url, database, tmp_path):
    path = tmp_path / "credits.csv"
    rows = [[each.email, "Sales", "23"] for each in PEOPLE[:2]]
    path.write_text(csv_text([["Email", "GroupName", "SubscriptionVariantID"], *rows]))
    report = imported(url, path, method="enrollSubscriptionVariants")
    taken_back(url, report["import_id"])
    with database.reading() as connection:
        left = sa.select(group_variants.c.credits).where(group_variants.c.variant_id == 23)
        assert connection.execute(left).scalar_one() == cast.CREDITS
    assert count(database, subscription_enrollments) == 0
    assert imported(url, path, method="enrollSubscriptionVariants")["counts"]["recorded"] == 2


@pytest.mark.parametrize("method", methods())
def test_the_template_of_a_method_is_a_sheet_whose_columns_are_all_known(tmp_path, method):
    target = tmp_path / "template.xlsx"
    assert run("template", method, target).exit_code == 0
    titles = [cell.value for cell in openpyxl.load_workbook(target).active[1]]
    assert titles == [*targets_of(METHODS[method]).by_name]
    assert all(targets_of(METHODS[method]).headers[fold(title)] for title in titles)


def test_the_example_of_the_template_is_a_row_that_can_be_imported(url, tmp_path):
    target = tmp_path / "template.xlsx"
    run("template", "enrollSessionHistory", target)
    report = imported(url, target, "--dry-run", "--texts")
    assert report["rows"][0]["texts"]["Email"] == cast.DANA.email
    assert [*report["detected"]["columns"].values()][:2] == ["Email", "EmployeeID"]
    assert set(HEADER) <= set(report["detected"]["columns"].values())
