"""From cells to texts: what is found out is said with its reason, what cannot be found out is a question."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from rollbook.methods import METHODS
from rollbook.sheets.answers import Answers, read_answers
from rollbook.sheets.files.cells import FileRefused
from rollbook.sheets.plan import Plan, planning
from rollbook.sheets.rows import SheetRow
from tests.sheets.sheet_files import csv_text, raw_xlsx, styles, xlsx

HEADER = [
    "Email",
    "GroupName",
    "LearningModuleID",
    "LearningModuleSessionID",
    "EnrollmentStatus",
    "Grade",
    "EnrolledDate",
]
GOOD = ["dana.brown@finashoes.com", "Sales", "3860", "501", "Completed", "92", "2024-03-01"]
TODAY = date(2026, 1, 1)


def changed(**texts: Any) -> list[Any]:
    """The good row with other cells."""
    return [texts.get(name, cell) for name, cell in zip(HEADER, GOOD, strict=True)]


def planned(
    path: Path, answers: Answers | None = None, method: str = "enrollSessionHistory"
) -> tuple[Plan, list[SheetRow]]:
    with planning(path, METHODS[method], answers or Answers(), None, TODAY) as plan:
        return plan, [] if plan.questions else list(plan.rows())


def as_csv(tmp_path: Path, rows: Iterable[list[Any]], header: list[str] = HEADER) -> Path:
    path = tmp_path / "sheet"
    path.write_text(csv_text([header, *rows]))
    return path


def as_xlsx(tmp_path: Path, rows: Iterable[list[Any]], header: list[str] = HEADER) -> Path:
    return xlsx(tmp_path / "sheet", [header, *rows])


def questions(plan: Plan) -> list[tuple[str, str | None, str]]:
    return [(each.about, each.tag, each.option) for each in plan.questions]


def test_the_good_row_becomes_its_texts(tmp_path):
    plan, [row] = planned(as_csv(tmp_path, [GOOD]))
    assert row.texts == dict(zip(HEADER, GOOD, strict=True))
    assert plan.detected()["columns"] == dict(zip("ABCDEFG", HEADER, strict=True))


@pytest.mark.parametrize(
    ("tag", "cell", "text"),
    [
        ("Email", "\u00a0dana.brown@finashoes.com\u200b ", "dana.brown@finashoes.com"),
        ("Email", "mailto:dana.o’brown@finashoes.com", "dana.o'brown@finashoes.com"),
        ("GroupName", "Se\u0301bastien", "Sébastien"),
        ("GroupName", "Sales\u00a0North", "Sales North"),
        ("GroupName", "می\u200cخواهم", "می\u200cخواهم"),
        ("GroupName", "'=Sales", "=Sales"),
        ("GroupName", "''=Sales", "'=Sales"),
        ("GroupName", "'Sales'", "'Sales'"),
        ("LearningModuleID", "3860.0", "3860"),
        ("EnrollmentStatus", "not attended", "NotAttended"),
        ("EnrollmentStatus", "NOT-ATTENDED", "NotAttended"),
        ("Grade", "92%", "92"),
        ("Grade", "92,5 %", "92.5"),
        ("Grade", "92,5", "92.5"),
        ("EnrolledDate", "13/03/2024", "2024-03-13"),
        ("EnrolledDate", "03/13/2024", "2024-03-13"),
        ("EnrolledDate", "5. März 2024", "2024-03-05"),
        ("EnrolledDate", "05.03.2024", "2024-03-05"),
        ("EnrolledDate", "05/05/2024", "2024-05-05"),
        ("EnrolledDate", "Sat", "Sat"),
        ("EnrolledDate", "2024-03-05 14:30", "2024-03-05 14:30:00"),
        ("EnrolledDate", "45356", "2024-03-05"),
    ],
)
def test_a_text_of_csv_becomes_a_text_of_its_tag(tmp_path, tag, cell, text):
    _, [row] = planned(as_csv(tmp_path, [changed(**{tag: cell})]))
    assert row.texts[tag] == text


@pytest.mark.parametrize("text", ["1E5", "03-04", "TRUE", "00042", "1.0"])
def test_ids_in_csv_stay_as_they_are(tmp_path, text):
    path = as_csv(tmp_path, [[text, *GOOD[1:]]], ["EmployeeID", *HEADER[1:]])
    assert planned(path)[1][0].texts["EmployeeID"] == text


@pytest.mark.parametrize(
    ("number", "number_format", "text"),
    [(42, "00000", "00042"), (101, '"NW-"0', "NW-101"), (42, "General", "42"), (0.1 + 0.2, "General", "0.3"),
     (123456789012345, "0", "123456789012345"), (3860, "#,##0.00", "3860")],
)  # fmt: skip
def test_a_number_becomes_the_text_that_its_format_shows(tmp_path, number, number_format, text):
    book = openpyxl.Workbook()
    book.active.append(["EmployeeID", *HEADER[1:]])
    book.active.append([number, *GOOD[1:]])
    book.active["A2"].number_format = number_format
    book.save(tmp_path / "sheet")
    assert planned(tmp_path / "sheet")[1][0].texts["EmployeeID"] == text


@pytest.mark.parametrize(("number_format", "text"), [("0%", "92"), ("0.0%", "92"), ("General", "0.92")])
def test_a_percentage_is_times_a_hundred(tmp_path, number_format, text):
    book = openpyxl.Workbook()
    book.active.append(HEADER)
    book.active.append(changed(Grade=0.92))
    book.active.append(changed(Grade=55))
    book.active["F2"].number_format = number_format
    book.save(tmp_path / "sheet")
    assert planned(tmp_path / "sheet")[1][0].texts["Grade"] == text


@pytest.mark.parametrize(
    ("tag", "cell", "word"),
    [("Grade", "#N/A", "error"), ("Email", "=A9", "no stored result"), ("Email", 10**15, "15 digits"),
     ("GroupName", date(2024, 3, 4), "date"), ("GroupName", "lost \ufffd", "lost")],
)  # fmt: skip
def test_a_cell_that_cannot_become_a_text_is_a_problem_with_its_place(tmp_path, tag, cell, word):
    _, [row] = planned(as_xlsx(tmp_path, [changed(**{tag: cell})]))
    assert (row.outcome, row.tag, row.cell) == ("problem", tag, f"{'ABCDEFG'[HEADER.index(tag)]}2")
    assert word in row.message


def test_an_error_in_a_column_that_does_not_count_is_no_problem(tmp_path):
    _, [row] = planned(as_xlsx(tmp_path, [[*GOOD, "#N/A"]], [*HEADER, "Remarks"]))
    assert row.outcome == ""


@pytest.mark.parametrize(
    ("rows", "asked"),
    [
        ([changed(EnrolledDate="03/04/2024")], ("dates", "EnrolledDate", "--dates")),
        (
            [changed(EnrolledDate="13/04/2024"), changed(EnrolledDate="04/13/2024")],
            ("dates", "EnrolledDate", "--dates"),
        ),
        ([changed(Grade="0.92"), changed(Grade="1")], ("grades", "Grade", "--grades")),
        ([changed(EnrollmentStatus="bestanden")], ("value", "EnrollmentStatus", "--value")),
    ],
)
def test_what_cannot_be_found_out_is_a_question(tmp_path, rows, asked):
    assert questions(planned(as_csv(tmp_path, rows))[0]) == [asked]


@pytest.mark.parametrize(
    ("rows", "answers", "texts"),
    [
        ([changed(EnrolledDate="03/04/2024")], {"dates": "mdy"}, {"EnrolledDate": "2024-03-04"}),
        ([changed(EnrolledDate="03/04/2024")], {"dates": "dmy"}, {"EnrolledDate": "2024-04-03"}),
        ([changed(Grade="0.92")], {"grades": "fractions"}, {"Grade": "92"}),
        ([changed(Grade="0.92")], {"grades": "percents"}, {"Grade": "0.92"}),
        ([changed(EnrollmentStatus="Bestanden")], {"values": ["EnrollmentStatus:bestanden=Completed"]},
         {"EnrollmentStatus": "Completed"}),
    ],
)  # fmt: skip
def test_an_answer_settles_the_question(tmp_path, rows, answers, texts):
    _, [row] = planned(as_csv(tmp_path, rows), read_answers(**answers))
    assert texts.items() <= row.texts.items()


def test_one_date_over_twelve_decides_the_column_and_is_given_as_the_reason(tmp_path):
    plan, rows = planned(as_csv(tmp_path, [changed(EnrolledDate=each) for each in ("03/04/2024", "13/04/2024")]))
    assert [row.texts["EnrolledDate"] for row in rows] == ["2024-04-03", "2024-04-13"]
    assert "13/04/2024 in row 3 makes EnrolledDate day first." in plan.because
    assert plan.detected()["dates"] == {"EnrolledDate": "dmy"}


def test_dates_that_a_program_has_exchanged_are_a_question(tmp_path):
    rows = [changed(EnrolledDate=date(2024, 4, 3)), changed(EnrolledDate="13/04/2024")]
    path = as_xlsx(tmp_path, rows)
    assert questions(planned(path)[0]) == [("dates", "EnrolledDate", "--dates")]
    _, back = planned(path, Answers(dates="dmy"))
    assert [row.texts["EnrolledDate"] for row in back] == ["2024-03-04", "2024-04-13"]
    _, right = planned(path, Answers(dates="iso"))
    assert [row.texts["EnrolledDate"] for row in right] == ["2024-04-03", "2024-04-13"]


def test_numbers_in_a_date_column_are_serials_if_all_of_them_may_be(tmp_path):
    plan, [row] = planned(as_xlsx(tmp_path, [changed(EnrolledDate=45356)]))
    assert row.texts["EnrolledDate"] == "2024-03-05"
    assert any("lost their format" in reason for reason in plan.because)
    _, rows = planned(as_xlsx(tmp_path, [changed(EnrolledDate=45356), changed(EnrolledDate=7)]))
    assert [row.texts["EnrolledDate"] for row in rows] == ["45356", "7"]


def test_titles_above_the_header_and_a_second_header_row_are_passed(tmp_path):
    titles: list[list[Any]] = [["Attendance list"], [], ["Person", None, "Course"]]
    path = xlsx(tmp_path / "s", [*titles, HEADER, GOOD])
    plan, [row] = planned(path)
    assert (plan.detected()["header_row"], row.number) == (4, 5)


def test_of_two_header_rows_the_lower_counts(tmp_path):
    german = ["E-Mail", "Gruppe", "Kurs-ID", "Termin-ID", "Status", "Note", "Datum"]
    plan, [row] = planned(as_csv(tmp_path, [HEADER, GOOD], german))
    assert (plan.detected()["header_row"], row.number) == (2, 3)


@pytest.mark.parametrize(
    "header",
    [
        ["E-Mail-Adresse", "Gruppe", "Kursnummer", "Terminnummer", "Teilnahme", "Ergebnis", "Schulungsdatum"],
        ["Adresse e-mail", "Groupe", "Numéro de cours", "Numéro de session", "Présence", "Note", "Date de formation"],
        ["Correo electrónico", "Grupo", "ID del curso", "ID de sesión", "Asistencia", "Calificación", "Fecha"],
        ["Posta elettronica", "Gruppo", "ID corso", "ID sessione", "Presenza", "Voto", "Data del corso"],
        ["E-mailadres", "Groep", "Cursusnummer", "Sessienummer", "Aanwezigheid", "Cijfer", "Cursusdatum"],
        [
            "user.email",
            "group_name",
            "learning module id",
            "LEARNINGMODULESESSIONID",
            "enrollment-status",
            "score",
            "Date",
        ],
    ],
)
def test_headers_are_known_in_six_languages(tmp_path, header):
    _, [row] = planned(as_csv(tmp_path, [GOOD], header))
    assert row.texts == dict(zip(HEADER, GOOD, strict=True))


def test_a_header_that_is_nearly_a_tag_is_a_question(tmp_path):
    path = as_csv(tmp_path, [GOOD], ["Emaill", *HEADER[1:]])
    assert questions(planned(path)[0]) == [("column", "Email", "--column")]
    assert planned(path, read_answers(columns=["Email=A"]))[1][0].texts["Email"] == GOOD[0]


def test_a_tag_that_every_row_needs_and_no_column_has_is_one_question(tmp_path):
    path = as_csv(tmp_path, [GOOD[:3] + GOOD[4:]] * 3, HEADER[:3] + HEADER[4:])
    assert questions(planned(path)[0]) == [("missing", "LearningModuleSessionID", "--column")]
    _, rows = planned(path, read_answers(constants=["LearningModuleSessionID=501"]))
    assert {row.texts["LearningModuleSessionID"] for row in rows} == {"501"}


def test_two_columns_of_one_tag_are_a_question_only_where_they_differ(tmp_path):
    header = [*HEADER, "E-mail address"]
    assert planned(as_csv(tmp_path, [[*GOOD, GOOD[0]]], header))[1][0].texts["Email"] == GOOD[0]
    path = as_csv(tmp_path, [[*GOOD, "other@finashoes.com"]], header)
    assert questions(planned(path)[0]) == [("column", "Email", "--column")]
    assert planned(path, read_answers(columns=["Email=H"]))[1][0].texts["Email"] == "other@finashoes.com"


def test_of_a_choice_the_first_filled_side_counts_in_the_order_of_the_contract(tmp_path):
    path = as_csv(tmp_path, [["FS-1001", *GOOD], ["FS-1001", "", *GOOD[1:]]], ["EmployeeID", *HEADER])
    _, [both, one] = planned(path)
    assert ("EmployeeID" in both.texts, "Email" in both.texts) == (False, True)
    assert [(kept.name, other.name, text) for kept, _, other, text in both.doubles] == [
        ("Email", "EmployeeID", "FS-1001")
    ]
    assert (one.texts["EmployeeID"], one.doubles) == ("FS-1001", [])


def test_blank_rows_are_nothing_and_the_header_again_is_skipped(tmp_path):
    _, rows = planned(as_csv(tmp_path, [GOOD, ["", "", "", "", "", "", ""], HEADER, GOOD]))
    assert [(row.number, row.outcome) for row in rows] == [(2, ""), (4, "skipped"), (5, "")]


def test_cells_beyond_the_header_are_a_problem(tmp_path):
    _, rows = planned(as_csv(tmp_path, [[*GOOD, "", "x"], GOOD]))
    assert [(row.outcome, row.cell) for row in rows] == [("problem", "I2"), ("", None)]


def test_a_value_that_is_merged_downwards_holds_for_all_its_rows(tmp_path):
    book = openpyxl.Workbook()
    for row in (HEADER, GOOD, changed(GroupName=None), changed(GroupName=None)):
        book.active.append(row)
    book.active.merge_cells("B2:B3")
    book.save(tmp_path / "s")
    _, rows = planned(tmp_path / "s")
    assert [row.texts.get("GroupName") for row in rows] == ["Sales", "Sales", None]


def hidden(tmp_path: Path) -> Path:
    book = openpyxl.Workbook()
    for row in (HEADER, GOOD, GOOD):
        book.active.append(row)
    book.active.row_dimensions[2].hidden = True
    book.save(tmp_path / "s")
    return tmp_path / "s"


@pytest.mark.parametrize(("answer", "outcomes"), [("with", ["", ""]), ("without", ["skipped", ""])])
def test_hidden_rows_are_a_question(tmp_path, answer, outcomes):
    path = hidden(tmp_path)
    assert questions(planned(path)[0]) == [("hidden", None, "--hidden")]
    assert [row.outcome for row in planned(path, Answers(hidden=answer))[1]] == outcomes


def test_several_visible_sheets_that_fit_are_a_question(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "North"
    for sheet in (book.active, book.create_sheet("South")):
        sheet.append(HEADER)
        sheet.append(GOOD)
    book.create_sheet("Remarks").append(["nothing here"])
    book.save(tmp_path / "s")
    plan, _ = planned(tmp_path / "s")
    assert [(each.about, each.choices) for each in plan.questions] == [("sheet", ["North", "South", "all"])]
    assert [row.sheet for row in planned(tmp_path / "s", Answers(sheet="all"))[1]] == ["North", "South"]
    assert len(planned(tmp_path / "s", Answers(sheet="South"))[1]) == 1


def test_a_sheet_without_headers_is_a_question_that_columns_answer(tmp_path):
    path = as_csv(tmp_path, [GOOD], GOOD)
    assert questions(planned(path)[0]) == [("header_row", None, "--header-row")]
    columns = [f"{tag}={letter}" for tag, letter in zip(HEADER, "ABCDEFG", strict=True)]
    assert len(planned(path, read_answers(columns=columns, header_row=0))[1]) == 2


def test_passwords_belong_in_no_sheet(tmp_path):
    path = as_csv(
        tmp_path, [["a@b.de", "A", "B", "Sales", "secret"]], ["Email", "GivenName", "Surname", "Group", "Password"]
    )
    with pytest.raises(FileRefused, match="holds passwords"):
        planned(path, method="createUser")


def test_an_unknown_tag_in_an_option_is_refused_with_those_that_there_are(tmp_path):
    with pytest.raises(FileRefused, match="has no tag 'Mail'"):
        planned(as_csv(tmp_path, [GOOD]), read_answers(columns=["Mail=A"]))


def test_the_columns_of_an_earlier_result_are_known_and_recorded_rows_skipped(tmp_path):
    header = [*HEADER, "Result", "Code", "Error"]
    _, rows = planned(as_csv(tmp_path, [[*GOOD, "recorded", "", ""], [*GOOD, "refused", "ESH:21", "no"]], header))
    assert [row.outcome for row in rows] == ["skipped", ""]


def test_a_time_format_alone_is_no_date(tmp_path):
    rows = '<row r="2"><c r="A2" s="1"><v>0.5</v></c></row>'
    header = '<row r="1"><c r="A1" t="str"><v>EnrolledDate</v></c><c r="B1" t="str"><v>Email</v></c></row>'
    path = raw_xlsx(tmp_path / "s", header + rows, xl__styles=styles("h:mm"))
    assert {each.about for each in planned(path)[0].questions} == {"missing"}
