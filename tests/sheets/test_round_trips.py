"""Any table of valid texts, written in any format and encoding that can hold it, comes back as the same texts."""

import csv
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rollbook.contract.text import is_fit
from rollbook.sheets.answers import Answers
from rollbook.sheets.conversion import ERRORS
from rollbook.sheets.normal import clean, harmless
from tests.sheets.sheet_files import ods, xls
from tests.sheets.test_plans import planned

TAGS = [
    "EmployeeID",
    "GroupName",
    "LearningModuleID",
    "LearningModuleSessionID",
    "EnrollmentStatus",
    "Grade",
    "EnrolledDate",
]
FEW = settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
SPECIAL = [
    "=1+1",
    "'=1",
    "''@x",
    "+49 30",
    "-",
    "@all",
    "1E5",
    "03-04",
    "TRUE",
    "00042",
    "a;b,c|d",
    'say "x"',
    "a\nb",
    "'",
    "_x0041_",
]


def is_text(text: str) -> bool:
    return (
        bool(text)
        and clean(text) == text
        and is_fit(text)
        and text not in ERRORS
        and not set(text) & set("\r\ufffd\x85\u2028\u2029")
    )


TEXTS = st.sampled_from(SPECIAL) | st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Co", "Cn"]), min_size=1, max_size=30
).filter(is_text)
ROWS = st.lists(
    st.tuples(
        TEXTS.filter(lambda text: len(text) <= 255),
        TEXTS,
        st.integers(1, 2**40).map(str),
        st.integers(1, 2**40).map(str),
        st.sampled_from(["NotAttended", "Attended", "Completed"]),
        st.sampled_from(["", "92", "92.5", "Pass", "A"]),
        st.dates().filter(lambda day: day.year > 1900).map(str),
    ),
    min_size=1,
    max_size=5,
)


def write_csv(path: Path, rows: list[list[str]], encoding: str, delimiter: str) -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows([harmless(text) for text in row] for row in rows)
    return path


def write_xlsx(path: Path, rows: list[list[str]]) -> Path:
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            for column, text in enumerate(row):
                sheet.write_string(number, column, text)
    return path


def check(path: Path, rows: list[tuple[str, ...]], **answers: str) -> None:
    plan, found = planned(path, Answers(**answers))  # type: ignore[arg-type]  # the tests name the answers
    assert plan.questions == []
    assert [row.message for row in found] == [""] * len(rows)
    assert [row.texts for row in found] == [
        {tag: text for tag, text in zip(TAGS, row, strict=True) if text} for row in rows
    ]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@FEW
@given(rows=ROWS)
def test_texts_come_back_from_text_files(tmp_path, encoding, delimiter, rows):
    check(write_csv(tmp_path / "s.csv", [TAGS, *map(list, rows)], encoding, delimiter), rows)


@pytest.mark.parametrize("write", [write_xlsx, xls, ods])
@settings(FEW, max_examples=25)
@given(rows=ROWS)
def test_texts_come_back_from_sheets(tmp_path, write, rows):
    check(write(tmp_path / "s", [TAGS, *map(list, rows)]), rows)


@pytest.mark.parametrize("encoding", ["windows-1252", "windows-1250", "iso-8859-15", "cp850", "shift_jis", "koi8-r"])
@FEW
@given(rows=ROWS)
def test_texts_come_back_in_an_encoding_that_is_given(tmp_path, encoding, rows):
    kept = [tuple(clean(text.encode(encoding, "ignore").decode(encoding)) or "x" for text in row) for row in rows]
    kept = [row for row in kept if all(map(is_text, row))]
    if kept:
        kept = [(*row[:5], row[5].replace("x", "92"), row[6]) for row in kept]
        check(write_csv(tmp_path / "s.csv", [TAGS, *map(list, kept)], encoding, ";"), kept, encoding=encoding)


@pytest.mark.parametrize("text", [text for text in SPECIAL if text[0] in "=+-@'"])
def test_a_text_that_looks_like_a_formula_never_reaches_a_file_as_one(text):
    assert harmless(text)[0] not in "=+-@"
