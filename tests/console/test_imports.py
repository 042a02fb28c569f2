"""Imports of sheets in the console: sent, looked at, corrected, recorded, taken back; and what became of them."""

from collections.abc import Callable
from typing import Any

import pytest

from rollbook.records.tables import calls, enrollments, imports
from tests import cast
from tests.api.json_calls import authorization
from tests.console.visitors import GITA, LENA, OLGA, Seen, Visitor, fields_of
from tests.served import Served
from tests.sheets.imported import BAD, GOOD, HEADER, attended
from tests.sheets.sheet_files import csv_text
from tests.sheets.test_samples import DIRECTORY, EXPECTED

KEYS = (cast.FINA_KEY, cast.OLGA.api_key)
Sign = Callable[[str], Visitor]
LENAS, GITAS = attended(cast.LENA.email), attended(cast.GITA.email)


def send(who: Visitor, content: bytes, name: str = "list.csv", method: str = "enrollSessionHistory") -> Seen:
    """Send a file, as the form does, and return the page that it leads to."""
    form = fields_of(who.open("/imports/add").all("//main//form[@method='post']")[-1])
    files = {"file": (name, content)}
    answer = who.http.post(
        "/console/imports/add", data={**form, "as": method}, files=files, headers={"Origin": who.server.url}
    )
    return Seen(answer)


def rows_sheet(*rows: list[str]) -> bytes:
    return csv_text([HEADER, *rows]).encode()


def path_of(page: Seen) -> str:
    return page.response.url.path.removeprefix("/console")


def facts(page: Seen) -> dict[str, str]:
    """The facts below the heading, by their names."""
    pairs = page.all("//dl[@class='facts']/div")
    return {each.findtext("dt"): " ".join(each.find("dd").text_content().split()) for each in pairs}


def press(who: Visitor, page: Seen, button: str, **fields: str) -> Seen:
    return who.submit(path_of(page), fields, button)


def test_a_sheet_is_looked_at_recorded_and_taken_back_and_that_too(fina: Served, visitor: Sign):
    olga = visitor(OLGA)
    draft = send(olga, rows_sheet(GOOD, BAD, LENAS))
    assert (facts(draft)["Would be recorded"], facts(draft)["Refused"]) == ("2", "1")
    assert fina.rows(enrollments) == []
    assert [row[:2] for row in draft.rows()] == [
        ["3", "ESH:21 Enrollment 3 - The email address 'nobody@finashoes.com' is not a valid user."]
    ]
    done = press(olga, draft, "record")
    assert (facts(done)["Status"], facts(done)["Recorded"], facts(done)["Refused"]) == ("Done", "2", "1")
    assert len(fina.rows(enrollments)) == 2
    assert "refused,ESH:21" in olga.open(f"{path_of(done)}/result", format="csv").text
    tried = olga.submit(f"{path_of(done)}/take-back", {"Reason": "Wrong list"}, "try")
    assert "2 rows would go" in tried.words("//main")
    assert len(fina.rows(enrollments)) == 2
    back = olga.submit(f"{path_of(done)}/take-back", {"Reason": "Wrong list"})
    assert facts(back)["Status"] == "Taken back"
    assert fina.rows(enrollments) == []
    again = olga.submit(f"{path_of(done)}/take-back", {"Reason": "It was right"})
    assert facts(again)["Status"] == "Done"
    assert len(fina.rows(enrollments)) == 2


def test_taking_back_needs_a_reason(fina: Served, visitor: Sign):
    olga = visitor(OLGA)
    done = press(olga, send(olga, rows_sheet(GOOD)), "record")
    assert "Say why" in olga.submit(f"{path_of(done)}/take-back", {"Reason": " "}).alert
    assert len(fina.rows(enrollments)) == 1


def test_a_refused_row_is_corrected_in_its_place(fina: Served, visitor: Sign):
    olga = visitor(OLGA)
    draft = send(olga, rows_sheet(GOOD, BAD))
    [place] = draft.all("//input[@aria-label='Email, row 3']/@name")
    better = press(olga, draft, "look", **{place: cast.LENA.email})
    assert (facts(better)["Would be recorded"], facts(better)["Refused"]) == ("2", "0")
    done = press(olga, better, "record")
    assert facts(done)["Recorded"] == "2"
    told = fina.http.get(f"/api/v1{path_of(done)}", headers=authorization(KEYS)).json()
    assert told["answers"]["cells"] == {"!A3": cast.LENA.email}
    result = olga.open(f"{path_of(done)}/result", format="csv").text
    assert [line.split(",")[-3] for line in result.splitlines()[1:]] == ["recorded", "recorded"]


def test_a_question_is_asked_and_its_answer_is_kept_under_a_name(fina: Served, visitor: Sign):
    olga = visitor(OLGA)
    asked = send(olga, rows_sheet(attended(cast.DANA.email, status="bestanden")))
    assert asked.words("//fieldset/legend") == "EnrollmentStatus has no word bestanden in row 2."
    assert asked.all("//button[@value='record']") == []
    [name] = set(asked.all("//fieldset//input[@type='radio']/@name"))
    answered = press(olga, asked, "look", **{name: "EnrollmentStatus:bestanden=Completed"})
    assert facts(answered)["Would be recorded"] == "1"
    assert answered.all("//fieldset") == []
    press(olga, answered, "record", mapping="Berlin")
    files = {"file": ("next.csv", rows_sheet(attended(cast.LENA.email, status="bestanden")))}
    for mapping in ({"mapping": "Berlin"}, {}):
        data = {"as": "enrollSessionHistory", "dry_run": "true", **mapping}
        answer = fina.http.post("/api/v1/imports", data=data, files=files, headers=authorization(KEYS))
        assert answer.json()["counts"]["recorded"] == 1
    again = send(olga, rows_sheet(attended(cast.LENA.email, status="bestanden")))
    assert facts(again)["Would be recorded"] == "1"
    assert "The headers are those of 'Berlin'" in again.text.replace("&#39;", "'")


def test_a_column_is_given_another_tag(fina: Served, visitor: Sign):
    olga = visitor(OLGA)
    row = attended(cast.DANA.employee_id, status="Attended")
    numbers = [["Number", *HEADER[1:]], row]
    asked = send(olga, csv_text(numbers).encode())
    answered = press(olga, asked, "look", **{"at:A": "EmployeeID"})
    assert facts(answered)["Would be recorded"] == "1"
    left_out = press(olga, answered, "look", **{"at:F": ""})
    assert left_out.all("//select[@name='at:F']/option[@selected]") == []
    assert facts(press(olga, left_out, "record"))["Recorded"] == "1"
    assert [row["grade"] for row in fina.rows(enrollments)] == [None]


def test_answers_are_forgotten_when_that_is_wanted(visitor: Sign):
    olga = visitor(OLGA)
    draft = send(olga, rows_sheet(BAD))
    [place] = draft.all("//input[@aria-label='Email, row 2']/@name")
    better = press(olga, draft, "look", **{place: cast.LENA.email})
    assert facts(better)["Refused"] == "0"
    assert facts(press(olga, better, "anew"))["Refused"] == "1"


def test_all_rows_or_none_records_none_where_one_is_refused(fina: Served, visitor: Sign):
    olga = visitor(OLGA)
    page = press(olga, send(olga, rows_sheet(GOOD, BAD)), "record", strict="1")
    assert "Nothing was recorded" in page.alert
    assert fina.rows(enrollments) == []


def test_neither_a_reload_nor_the_same_file_records_a_row_twice(fina: Served, visitor: Sign):
    olga = visitor(OLGA)
    draft, same = send(olga, rows_sheet(GOOD)), send(olga, rows_sheet(GOOD))
    assert path_of(draft) == path_of(same)
    form = olga.form(path_of(draft))
    for _ in range(2):
        assert facts(olga.send(path_of(draft), {**form, "do": "record"}))["Recorded"] == "1"
    assert "The same file was imported" in send(olga, rows_sheet(GOOD)).alert
    assert len(fina.rows(enrollments)) == 1


def test_an_import_that_stopped_goes_on(fina: Served, visitor: Sign):
    olga = visitor(OLGA)
    done = press(olga, send(olga, rows_sheet(GOOD)), "record")
    with fina.database.writing() as connection:
        connection.execute(imports.update().values(status="Recording", ended_at=None))
    assert "Nothing is lost" in olga.open(path_of(done)).words("//main")
    assert facts(olga.submit(path_of(done), {}))["Status"] == "Done"
    assert len(fina.rows(enrollments)) == 1


def test_an_import_whose_file_is_gone_says_so_and_records_nothing(fina: Served, visitor: Sign):
    olga = visitor(OLGA)
    stopped, draft = press(olga, send(olga, rows_sheet(BAD)), "record"), send(olga, rows_sheet(GOOD), "new.csv")
    forms = [olga.form(path_of(draft)), {**olga.form("/imports/add"), "do": "record"}]
    with fina.database.writing() as connection:
        connection.execute(imports.update().where(imports.c.status == "Done").values(status="Recording"))
        connection.execute(imports.update().values(content=None))
    for page, form in zip((draft, stopped), forms, strict=True):
        assert (
            "The file of the import is not kept any more." in olga.send(path_of(page), {**form, "do": "record"}).alert
        )
    assert fina.rows(enrollments) == []


@pytest.mark.parametrize(
    ("content", "problem"),
    [(b"", "The file is empty"), (b"%PDF-1.4", "PDF")],
    ids=["nothing", "a PDF"],
)
def test_what_is_no_sheet_is_refused_with_a_sentence(visitor: Sign, content, problem):
    page = send(visitor(OLGA), content)
    assert problem in page.alert
    assert page.all("//button[@value='record']") == []


def test_an_answer_that_is_none_is_refused(visitor: Sign):
    olga = visitor(OLGA)
    draft = send(olga, rows_sheet(GOOD))
    assert "no tag" in press(olga, draft, "look", **{"at:A": "Shoe"}).alert


def test_whose_import_it_is_decides_who_sees_and_records_it(fina: Served, visitor: Sign):
    olga, gita = visitor(OLGA), visitor(GITA)
    olgas, gitas = send(olga, rows_sheet(GOOD)), send(gita, rows_sheet(LENAS))
    assert gita.open(path_of(olgas)).status == 404
    assert [row[0] for row in gita.open("/imports").rows()] == ["list.csv"]
    seen = olga.open(path_of(gitas))
    assert (seen.status, seen.all("//main//form")) == (200, [])
    assert olga.send(path_of(gitas), {**olga.form("/imports/add"), "do": "record"}).status == 404
    assert facts(press(gita, gitas, "record"))["Recorded"] == "1"
    recorders = [row["user_id"] for row in fina.rows(calls) if row["method"] == "enrollSessionHistory"]
    assert recorders == [row["user_id"] for row in fina.rows(imports)[1:]]
    assert visitor(LENA).open("/imports/add").status == 404


def test_an_empty_sheet_is_given_for_each_method_and_no_other(visitor: Sign):
    olga = visitor(OLGA)
    for address in olga.open("/imports/add").all("//a[contains(@href,'/templates/')]/@href"):
        assert olga.http.get(address).content.startswith(b"PK")
    assert olga.open("/imports/templates/createApiKey").status == 404


def test_an_import_is_listed_with_its_counts_and_leads_to_its_calls(fina: Served, visitor: Sign):
    files = {"file": ("list.csv", rows_sheet(GOOD, BAD), "text/csv")}
    sent = {"as": "enrollSessionHistory"}
    done = fina.http.post("/api/v1/imports", data=sent, files=files, headers=authorization(KEYS)).json()
    olga = visitor(OLGA)
    [row] = olga.open("/imports").rows()
    assert (row[0], row[2:6]) == ("list.csv", ["enrollSessionHistory", "Done", "1", "1"])
    page = olga.open(f"/imports/{done['import_id']}")
    assert page.h1 == "list.csv"
    assert [row[0] for row in page.rows(2)] == done["calls"]
    assert olga.open("/imports/9").status == 404
    assert visitor(GITA).open(f"/imports/{done['import_id']}").status == 404
    assert visitor(LENA).open(f"/imports/{done['import_id']}").status == 404


def test_where_nothing_was_imported_the_page_says_how(visitor: Sign):
    assert "rollbook import FILE" in visitor(OLGA).open("/imports").text


def options_of(expected: dict[str, Any]) -> dict[str, str]:
    """The options of a sample, as fields of the form."""
    given = expected["options"]
    fields: dict[str, str] = {}
    for option, text in zip(given[::2], given[1::2], strict=True):
        name, (tag, _, rest) = option.removeprefix("--").replace("-", "_"), text.partition("=")
        fields |= {f"set:{tag}": rest} if name == "set" else {f"{name}:{len(fields)}": text}
    return fields


@pytest.mark.parametrize("part", range(4))
def test_the_same_comes_of_every_sample_by_page(visitor: Sign, part):
    olga = visitor(OLGA)
    for name, expected in [*EXPECTED.items()][part::4]:
        page = send(olga, (DIRECTORY / name).read_bytes(), name, expected["as"])
        if expected["options"] and "/imports/add" not in path_of(page):
            page = olga.send(path_of(page), {**olga.form("/imports/add"), **options_of(expected), "do": "look"})
        assert expected.get("problem", "") in page.alert, name
        assert len(page.all("//fieldset")) == len(expected.get("asks", [])), name
        if expected["outcome"] == "rows":
            bad = sum(outcome in {"refused", "problem"} for _, outcome in expected["rows"])
            good = sum(outcome == "recorded" for _, outcome in expected["rows"])
            assert (facts(page)["Would be recorded"], facts(page)["Refused"]) == (str(good), str(bad)), name
