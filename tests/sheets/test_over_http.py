"""Imports over HTTP: the same report as on the command line, for those whose keys let them in; and a watched folder."""

import json
import subprocess
from pathlib import Path
from typing import Any

import httpx
import pytest

from rollbook.records.tables import enrollments
from tests import cast
from tests.api.json_calls import authorization
from tests.commands import environment, run
from tests.seed_calls import Keys
from tests.served import ROLLBOOK, Served
from tests.sheets.imported import BAD, GOOD, HEADER, OLGA, attended, outcomes, sheet
from tests.sheets.sheet_files import csv_text

KEYS = (cast.FINA_KEY, cast.OLGA.api_key)
LENA = (cast.FINA_KEY, cast.LENA.api_key)
MALLORY = (cast.NEXT_DOOR_KEY, cast.MALLORY.api_key)


def post(server: Served, rows: list[list[str]], keys: Keys = KEYS, **fields: str) -> httpx.Response:
    files = {"file": ("list.csv", csv_text([HEADER, *rows]).encode(), "text/csv")}
    data = {"as": "enrollSessionHistory", **fields}
    return server.http.post("/api/v1/imports", data=data, files=files, headers=authorization(keys))


def get(server: Served, path: str, keys: Keys = KEYS) -> httpx.Response:
    return server.http.get(f"/api/v1/imports{path}", headers=authorization(keys))


def test_a_file_is_imported_and_its_rows_answered(fina):
    answer = post(fina, [GOOD, BAD])
    assert (answer.status_code, outcomes(answer.json())) == (200, [(2, "recorded", None), (3, "refused", "ESH:21")])
    assert len(fina.rows(enrollments)) == 1
    number = answer.json()["import_id"]
    [listed] = get(fina, "").json()["imports"]
    assert (listed["import_id"], listed["file"], listed["user"]) == (number, "list.csv", cast.OLGA.email)
    assert get(fina, f"/{number}").json()["calls"] == answer.json()["calls"]
    result = get(fina, f"/{number}/result?format=csv")
    assert "refused,ESH:21" in result.text
    assert get(fina, f"/{number}/result").content.startswith(b"PK")


def test_a_dry_run_over_http_records_nothing(fina):
    answer = post(fina, [GOOD], dry_run="true", texts="1")
    assert answer.json()["rows"][0]["texts"]["Email"] == cast.DANA.email
    assert fina.rows(enrollments) == []


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"dryrun": "true"}, "dryrun is not a field of this form. Did you mean dry_run?"),
        ({"columns": "Email=A"}, "columns is not a field of this form. Did you mean column?"),
        ({"wxyz": "1"}, "wxyz is not a field of this form. There are as, column, set,"),
        ({"dry_run": "ja"}, "dry_run takes true or false, 1 or 0, yes or no."),
        ({"strict": "2"}, "strict takes true or false, 1 or 0, yes or no."),
        ({"stop_after": "-1"}, "stop_after is a whole number."),
        ({"header_row": "1234567890"}, "header_row is a whole number."),
    ],
)
def test_a_field_that_is_not_understood_costs_nothing(fina, fields, said):
    answer = post(fina, [GOOD], **fields)
    assert (answer.status_code, answer.json()["code"]) == (400, "SU:12")
    assert said in answer.json()["detail"]
    assert fina.rows(enrollments) == []


@pytest.mark.parametrize("word", ["true", "TRUE", "1", "yes", "on"])
def test_a_flag_has_several_words(fina, word):
    assert post(fina, [GOOD], dry_run=word).status_code == 200
    assert fina.rows(enrollments) == []


@pytest.mark.parametrize("word", ["false", "0", "no", "off", ""])
def test_a_flag_that_is_off_is_as_if_it_had_not_come(fina, word):
    assert post(fina, [GOOD], dry_run=word).status_code == 200
    assert len(fina.rows(enrollments)) == 1


def test_a_field_that_is_not_understood_takes_nothing_back(fina):
    number = post(fina, [GOOD]).json()["import_id"]
    form = {"reason": (None, "The wrong list"), "dry-run": (None, "true")}
    answer = fina.http.post(f"/api/v1/imports/{number}/take-back", files=form, headers=authorization(KEYS))
    assert (answer.status_code, len(fina.rows(enrollments))) == (400, 1)


@pytest.mark.parametrize(
    ("rows", "status", "outcome"),
    [([attended(cast.DANA.email, status="bestanden")], 409, "ask"), ([], 422, "refused")],
)
def test_a_question_and_a_refusal_have_their_status(fina, rows, status, outcome):
    answer = post(fina, rows)
    assert (answer.status_code, answer.json()["outcome"]) == (status, outcome)


def test_a_question_is_answered_by_a_field(fina):
    answer = post(fina, [attended(cast.DANA.email, status="bestanden")], value="EnrollmentStatus:bestanden=Completed")
    assert outcomes(answer.json()) == [(2, "recorded", None)]


def test_an_import_is_taken_back_over_http(fina):
    number = post(fina, [GOOD]).json()["import_id"]
    address, form = f"/api/v1/imports/{number}/take-back", {"reason": (None, "The wrong list")}
    answer = fina.http.post(address, files=form, headers=authorization(KEYS))
    assert (answer.status_code, answer.json()["taken_back"], fina.rows(enrollments)) == (200, 1, [])


@pytest.mark.parametrize("keys", [MALLORY, LENA])
def test_an_import_is_seen_by_its_own_account_and_people_alone(fina, keys):
    number = post(fina, [GOOD]).json()["import_id"]
    for path in (f"/{number}", f"/{number}/result"):
        assert get(fina, path, keys).status_code in {403, 404}
    assert get(fina, "", keys).json().get("imports", []) == []


@pytest.mark.parametrize(
    ("verb", "path", "status"),
    [("DELETE", "", 405), ("GET", "/x", 404), ("GET", "/1/2/3", 404), ("POST", "/1", 405), ("GET", "/12345", 404)],
)
def test_what_is_not_there_is_answered_so(fina, verb, path, status):
    answer = fina.http.request(verb, f"/api/v1/imports{path}", headers=authorization(KEYS))
    assert answer.status_code == status


def test_without_keys_nothing_is_answered(fina):
    assert fina.http.get("/api/v1/imports").status_code == 401
    refused = post(fina, [GOOD], (cast.FINA_KEY, "wrong"))
    assert (refused.status_code, refused.json()["code"]) == (401, "SU:10")
    assert fina.rows(enrollments) == []


def test_who_may_not_use_the_method_is_told_so_with_its_code(fina):
    refused = post(fina, [GOOD], LENA)
    assert (refused.status_code, refused.json()["code"]) == (403, "ESH:11")
    assert fina.rows(enrollments) == []


def remote(server: Served, path: Path, *options: object, status: int = 0) -> dict[str, Any]:
    keys = {"USER_API": cast.OLGA.api_key, "ACCOUNT_API": cast.FINA_KEY}
    command = ("import", path, "--as", "enrollSessionHistory", "--url", server.url, "--json", *options)
    done = run(*command, **keys)
    assert done.exit_code == status, done.output
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_the_command_line_sends_a_file_to_a_running_server(fina, tmp_path):
    result = tmp_path / "result.csv"
    report = remote(fina, sheet(tmp_path, GOOD, BAD), "--result", result, status=1)
    assert outcomes(report) == [(2, "recorded", None), (3, "refused", "ESH:21")]
    assert "refused,ESH:21" in result.read_text()
    ask = sheet(tmp_path, attended(cast.LENA.email, status="bestanden"))
    assert remote(fina, ask, status=3)["outcome"] == "ask"
    remote(fina, ask, "--value", "EnrollmentStatus:bestanden=Completed")


def test_each_file_in_a_watched_folder_is_put_where_it_belongs_with_its_result(url, tmp_path):
    folder = tmp_path / "inbox"
    folder.mkdir()
    files = {"good.csv": [GOOD], "bad.csv": [BAD], "open.csv": [attended(cast.LENA.email, status="bestanden")]}
    for name, rows in files.items():
        sheet(folder, *rows, name=name)
    command = [str(ROLLBOOK), "import", "--watch", str(folder), "--as", "enrollSessionHistory", *OLGA]
    given = environment({"ROLLBOOK_DATABASE_URL": url})
    with subprocess.Popen(command, env=given, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as running:
        assert running.stderr is not None
        said = {running.stderr.readline().strip() for _ in files}
        running.terminate()
    assert said == {"good.csv: done", "bad.csv: refused", "open.csv: question"}
    assert {path.name for path in (folder / "refused").iterdir()} == {
        "bad.csv", "bad.csv.result.xlsx", "bad.csv.report.json",
    }  # fmt: skip
    assert json.loads((folder / "question" / "open.csv.report.json").read_text())["outcome"] == "ask"
