"""`rollbook import`: rows go through the gate, each is on record, and a file that was killed goes on."""

import json
import subprocess

import openpyxl
import pytest

from rollbook.records.tables import calls, enrollments, import_chunks, imports, subscription_enrollments, users
from rollbook.worlds.load import load
from tests import cast
from tests.commands import environment, run
from tests.served import ROLLBOOK
from tests.sheets.imported import BAD, GOOD, HEADER, OLGA, attended, count, imported, outcomes, sheet
from tests.sheets.sheet_files import csv_text, xlsx


def test_rows_are_recorded_as_a_call_by_the_sheets_face(url, database, tmp_path):
    report = imported(url, sheet(tmp_path, GOOD, BAD), "--texts", status=1)
    assert outcomes(report) == [(2, "recorded", None), (3, "refused", "ESH:21")]
    assert report["rows"][1] == {
        "row": 3, "outcome": "refused", "code": "ESH:21", "tag": "Email", "cell": "A3", "value": "nobody@finashoes.com",
        "message": "Enrollment 3 - The email address 'nobody@finashoes.com' is not a valid user.",
        "texts": dict(zip(HEADER, BAD, strict=True)),
    }  # fmt: skip
    with database.reading() as connection:
        call = connection.execute(calls.select()).one()
        kept = connection.execute(imports.select()).one()
    assert (call.face, call.method, call.recorded, call.refused) == ("sheet", "enrollSessionHistory", 1, 1)
    assert report["calls"] == [str(call.id)]
    assert (kept.name, kept.status, kept.counts["recorded"]) == ("list.csv", "Done", 1)
    assert count(database, enrollments) == 1


def test_a_dry_run_says_the_same_and_records_nothing(url, database, tmp_path):
    path = sheet(tmp_path, GOOD, BAD, GOOD)
    tried = imported(url, path, "--dry-run", status=1)
    assert count(database, calls) == count(database, imports) == count(database, enrollments) == 0
    assert tried["rows"] == imported(url, path, status=1)["rows"]


@pytest.mark.parametrize("options", [("--dry-run",), ()])
def test_credits_are_counted_over_all_calls(url, database, tmp_path, options):
    header = ["Email", "GroupName", "SubscriptionVariantID"]
    people = [cast.DANA, cast.LENA, cast.GITA]
    path = tmp_path / "credits.csv"
    path.write_text(csv_text([header, *([each.email, "Sales", "23"] for each in people)]))
    report = imported(url, path, *options, method="enrollSubscriptionVariants", status=1)
    assert [code for _, _, code in outcomes(report)] == [None, None, "ESV:14"]
    assert count(database, subscription_enrollments) == (0 if options else 2)


def test_the_counts_name_each_code_with_an_example_and_each_unknown_once_with_the_nearest(url, tmp_path):
    rows = [
        attended("dana.browne@finashoes.com"),
        attended("dana.browne@finashoes.com"),
        attended(cast.DANA.email, group="Sals"),
    ]
    counts = imported(url, sheet(tmp_path, *rows), "--dry-run", status=1)["counts"]
    assert counts["by_code"]["ESH:21"]["count"] == 2
    assert counts["by_code"]["ESH:21"]["example"]["row"] == 2
    assert counts["unknown"] == [
        {"tag": "Email", "value": "dana.browne@finashoes.com", "rows": [2, 3], "nearest": cast.DANA.email},
        {"tag": "GroupName", "value": "Sals", "rows": [4], "nearest": "Sales"},
    ]


def test_the_result_corrected_and_sent_again_puts_everything_on_record_once(url, database, tmp_path):
    path = xlsx(tmp_path / "list.xlsx", [HEADER, GOOD, BAD, attended(cast.LENA.email, "x")])
    result = tmp_path / "result.xlsx"
    imported(url, path, "--result", result, status=1)
    book = openpyxl.load_workbook(result)
    assert [cell.value for cell in book.active[1]][-3:] == ["Result", "Code", "Error"]
    assert [cell.value for cell in book.active["I"]][1:] == [None, "ESH:21", "ESH:19"]
    book.active["A3"], book.active["F4"] = cast.GITA.email, 80
    book.save(result)
    again = imported(url, result)
    assert outcomes(again) == [(2, "skipped", None), (3, "recorded", None), (4, "recorded", None)]
    assert count(database, enrollments) == 3


def test_the_result_as_csv_goes_the_same_way(url, database, tmp_path):
    result = tmp_path / "result.csv"
    imported(url, sheet(tmp_path, GOOD, BAD), "--result", result, status=1)
    result.write_text(result.read_text().replace("nobody@", "lena.learner@"))
    assert outcomes(imported(url, result)) == [(2, "skipped", None), (3, "recorded", None)]
    assert count(database, enrollments) == 2


def test_the_same_file_again_is_refused_and_with_once_passed(url, database, tmp_path):
    path = sheet(tmp_path, GOOD)
    first = imported(url, path)
    again = imported(url, path, status=2)
    assert again["outcome"] == "refused"
    assert "was imported on" in again["problem"]
    assert cast.OLGA.email in again["problem"]
    passed = imported(url, path, "--once")
    assert (passed["import_id"], passed["rows"]) == (first["import_id"], [])
    assert count(database, calls) == 1


def test_strict_records_all_rows_or_none(url, database, tmp_path):
    report = imported(url, sheet(tmp_path, GOOD, BAD), "--strict", status=1)
    assert outcomes(report) == [(2, "skipped", None), (3, "refused", "ESH:21")]
    assert count(database, enrollments) == 0
    assert outcomes(imported(url, sheet(tmp_path, GOOD), "--strict")) == [(2, "recorded", None)]


def test_an_import_stops_after_so_many_refused_rows(url, tmp_path):
    report = imported(url, sheet(tmp_path, BAD, BAD, GOOD), "--stop-after", "1", "--dry-run", status=1)
    assert outcomes(report) == [(2, "refused", "ESH:21")]


def test_answers_are_kept_under_a_name_for_the_next_file(url, tmp_path):
    first = sheet(tmp_path, attended(cast.DANA.email, status="bestanden"))
    assert imported(url, first, status=3)["questions"][0]["option"] == "--value"
    imported(url, first, "--mapping", "hr", "--value", "EnrollmentStatus:bestanden=Completed")
    second = sheet(tmp_path, attended(cast.LENA.email, status="Bestanden"))
    assert outcomes(imported(url, second, "--mapping", "hr")) == [(2, "recorded", None)]


def test_kept_answers_are_found_by_the_headers_of_the_next_file(url, tmp_path):
    first = sheet(tmp_path, attended(cast.DANA.email, status="bestanden"))
    imported(url, first, "--mapping", "hr", "--value", "EnrollmentStatus:bestanden=Completed")
    report = imported(url, sheet(tmp_path, attended(cast.LENA.email, status="bestanden")), "--dry-run")
    assert outcomes(report) == [(2, "recorded", None)]
    assert report["detected"]["because"][0].startswith("The headers are those of 'hr'")
    other = tmp_path / "other.csv"
    other.write_text(csv_text([[*HEADER, "Remark"], [*attended(cast.LENA.email, status="bestanden"), ""]]))
    assert imported(url, other, status=3)["questions"][0]["option"] == "--value"


def test_kept_answers_are_for_one_method(url, tmp_path):
    path = tmp_path / "people.csv"
    path.write_text(csv_text([["Email", "GroupName", "Whence"], [cast.DANA.email, "Sales", "x"]]))
    imported(url, path, "--mapping", "hr", "--column", "GivenName=Whence", "--dry-run", method="updateUser")
    assert imported(url, path, "--dry-run", method="updateUser")["detected"]["columns"]["C"] == "GivenName"
    assert imported(url, path, "--dry-run", status=3)["detected"]["columns"]["C"] is None


@pytest.mark.parametrize(
    ("date", "read"), [("03/04/2024", "2024-04-03"), ("03/13/2024", "2024-03-13"), ("13/03/2024", "2024-03-13")]
)
def test_a_kept_order_of_dates_holds_where_the_column_does_not_show_its_own(url, tmp_path, date, read):
    first = sheet(tmp_path, [*attended(cast.DANA.email)[:-1], "02/03/2024"])
    imported(url, first, "--mapping", "hr", "--dates", "dmy", "--dry-run")
    next_file = sheet(tmp_path, [*attended(cast.LENA.email)[:-1], date])
    report = imported(url, next_file, "--dry-run", "--texts")
    assert report["rows"][0]["texts"]["EnrolledDate"] == read


def test_two_columns_that_name_different_people_are_a_problem(url, tmp_path):
    path = tmp_path / "two.csv"
    rows = [["FS-1000", *GOOD], ["FS-1001", *GOOD]]
    path.write_text(csv_text([["EmployeeID", *HEADER], *rows]))
    report = imported(url, path, status=1)
    assert outcomes(report) == [(2, "problem", None), (3, "recorded", None)]
    assert (report["rows"][0]["tag"], report["rows"][0]["cell"]) == ("EmployeeID", "A2")


def test_a_column_is_known_by_what_is_on_record(url, tmp_path):
    path = tmp_path / "nr.csv"
    path.write_text(csv_text([["Nr.", *HEADER[1:]], ["FS-1001", *GOOD[1:]], ["FS-1000", *GOOD[1:]]]))
    report = imported(url, path, "--dry-run")
    assert report["detected"]["columns"]["A"] == "EmployeeID"
    assert any("2 of 2 of its texts are on record" in reason for reason in report["detected"]["because"])


@pytest.mark.parametrize("encoding", ["cp850", "macroman", "windows-1252"])
def test_of_two_encodings_the_one_counts_in_which_the_group_exists(url, database, tmp_path, encoding):
    world = cast.FINA_SHOES.replace(
        "groups:\n",
        "groups:\n  - {name: Büro, learning_modules: [3860], members: [{user: dana.brown@finashoes.com}]}\n",
    )
    load(database, [world])
    path = tmp_path / "list.csv"
    path.write_bytes(csv_text([HEADER, attended(cast.DANA.email, group="Büro")]).encode(encoding))
    assert outcomes(imported(url, path, "--dry-run")) == [(2, "recorded", None)]


def test_each_row_of_a_change_is_a_call_and_repeats_are_found_beforehand(url, database, tmp_path):
    header = ["Email", "Vorname", "Nachname", "Gruppe"]
    rows = [["new@finashoes.com", "New", "One", "Sales"], ["NEW@finashoes.com", "New", "Two", "Sales"]]
    path = tmp_path / "people.csv"
    path.write_text(csv_text([header, *rows]))
    before = count(database, users)
    tried = imported(url, path, "--dry-run", method="createUser", status=1)
    assert outcomes(tried) == [(2, "recorded", None), (3, "refused", "CU:60")]
    done = imported(url, path, method="createUser", status=1)
    assert outcomes(done) == outcomes(tried)
    assert (count(database, users), len(done["calls"])) == (before + 1, 1)


def test_who_may_not_use_the_method_is_refused(url, tmp_path):
    options = ("--user", cast.LENA.email, "--account", "Fina Shoes", "--json")
    done = run("import", sheet(tmp_path, GOOD), "--as", "enrollSessionHistory", *options, database_url=url)
    assert (done.exit_code, json.loads(done.stdout)["problem"][:6]) == (2, "ESH:11")


def test_another_accounts_people_are_unknown(url, tmp_path):
    assert outcomes(imported(url, sheet(tmp_path, attended(cast.NILS.email)), status=1)) == [(2, "refused", "ESH:21")]


def test_a_method_that_is_none_is_refused_with_the_nearest(url, tmp_path):
    report = imported(url, sheet(tmp_path, GOOD), method="enrolSessionHistory", status=2)
    assert "Did you mean enrollSessionHistory?" in report["problem"]


def test_an_import_that_is_killed_goes_on_and_records_nothing_twice(url, database, tmp_path):
    world = "account: {name: Fina Shoes, timezone: US/Central}\ngroups: [{name: Sales}]\nusers:\n"
    people = [f"p{number}@finashoes.com" for number in range(4_000)]
    lines = "".join(f"  - {{email: {each}, given_name: P, surname: N, home_group: Sales}}\n" for each in people)
    load(database, [world + lines])
    path = sheet(tmp_path, *(attended(each) for each in people))
    command = [str(ROLLBOOK), "import", str(path), "--as", "enrollSessionHistory", *OLGA]
    running = subprocess.Popen(command, env=environment({"ROLLBOOK_DATABASE_URL": url}), stdout=subprocess.DEVNULL)
    while not count(database, calls) and running.poll() is None:
        pass
    running.kill()
    running.wait()
    assert 0 < count(database, calls) < 4
    report = imported(url, path)
    assert report["counts"]["recorded"] == 4_000
    assert (count(database, enrollments), count(database, calls), count(database, import_chunks)) == (4_000, 4, 4)
    assert count(database, imports) == 1
