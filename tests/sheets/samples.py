"""Sample sheets, good and bad, one trouble each: `python -m tests.sheets.samples DIRECTORY` writes them.

What must come of each is data beside them, in expected.json: the options, the outcome, what is asked, and each row's
outcome; with `texts` also some texts of the first row. The world file has the account that they belong to.
"""

import json
import sys
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import openpyxl

from tests import cast
from tests.sheets.sheet_files import csv_text, ods, raw_xlsx, styles, xls, xlsx

TAGS = [
    "Email",
    "GroupName",
    "LearningModuleID",
    "LearningModuleSessionID",
    "EnrollmentStatus",
    "Grade",
    "EnrolledDate",
]
GOOD: list[Any] = ["dana.brown@finashoes.com", "Sales", "3860", "501", "Completed", "92", "2024-03-01"]
LENA: list[Any] = ["lena.learner@finashoes.com", *GOOD[1:]]
GITA: list[Any] = ["gita.manager@finashoes.com", *GOOD[1:]]
ALL_GOOD = [[2, "recorded"]]
Write = Callable[[Path], object]
SAMPLES: list[tuple[str, Write, dict[str, Any]]] = []


def sample(name: str, write: Write, **expected: Any) -> None:
    """Add a sample. Without another expectation its second row is recorded, and it is the only one."""
    refused = expected.get("problem") is not None
    asks = "asks" in expected
    outcome = "refused" if refused else "ask" if asks else "rows"
    rows = [] if refused or asks else expected.pop("rows", ALL_GOOD)
    bad = any(outcome in {"refused", "problem"} for _, outcome in rows)
    status = 2 if refused else 3 if asks else 1 if bad else 0
    SAMPLES.append((name, write, {"outcome": outcome, "status": status, "rows": rows, "options": [], **expected}))


def text(rows: list[list[Any]], encoding: str = "utf-8", delimiter: str = ",", before: str = "") -> Write:
    """A text file."""
    return lambda path: path.write_bytes((before + csv_text(rows, delimiter)).encode(encoding))


def raw(content: bytes) -> Write:
    """A file of these bytes."""
    return lambda path: path.write_bytes(content)


def put(tag: str, cell: Any, base: list[Any] = GOOD) -> list[Any]:
    """The good row with another cell."""
    return [cell if name == tag else old for name, old in zip(TAGS, base, strict=True)]


def one(tag: str, cell: Any) -> list[list[Any]]:
    """A sheet whose only row has another cell."""
    return [TAGS, put(tag, cell)]


def book(rows: list[list[Any]], change: Callable[[Any], object]) -> Write:
    """An XLSX that is changed before it is saved."""

    def write(path: Path) -> None:
        made = openpyxl.Workbook()
        for row in rows:
            made.active.append(row)
        change(made)
        made.save(path)

    return write


def styled(place: str, number_format: str) -> Callable[[Any], None]:
    """Give a cell a number format."""

    def change(made: Any) -> None:
        made.active[place].number_format = number_format

    return change


def hide_row(made: Any) -> None:
    """Hide the second row."""
    made.active.row_dimensions[2].hidden = True


def hide_column(made: Any) -> None:
    """Hide the grades."""
    made.active.column_dimensions["F"].hidden = True


def add_hidden_sheet(made: Any) -> None:
    """Add a sheet that is hidden."""
    made.create_sheet("B").sheet_state = "hidden"


def formatted(tag: str, number: float, number_format: str) -> Write:
    """An XLSX with a number in a format."""
    place = f"{'ABCDEFG'[TAGS.index(tag)]}2"
    return book(one(tag, number), styled(place, number_format))


def headed(header: list[str], *rows: list[Any]) -> Write:
    """A CSV with another header."""
    return text([header, *(rows or (GOOD,))])


def encodings() -> None:
    for name in ("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"):
        sample(f"encoding-{name}.csv", text([TAGS, GOOD], name))
    umlauts = [*TAGS, "Bemerkung"], [*GOOD, "Schöne Grüße aus der Küche, für Jürgen"]
    for page in ("windows-1252", "macroman", "cp850"):
        sample(f"encoding-{page}.csv", text(list(umlauts), page, ";"))
    mixed = csv_text([[*TAGS, "Ä"], [*GOOD, "Käse für Jürgen"]]).encode() + csv_text([[*GOOD, "Büro"]]).encode("cp1252")
    sample("encoding-mixed.csv", raw(mixed), asks=["encoding"])


def layouts() -> None:
    for name, mark in (("semicolon", ";"), ("tab", "\t"), ("pipe", "|")):
        sample(f"delimiter-{name}.csv", text([TAGS, GOOD], delimiter=mark))
    sample("delimiter-sep-line.csv", text([TAGS, GOOD], delimiter=";", before="sep=;\r\n"))
    sample("decimal-comma.csv", text(one("Grade", "92,5"), delimiter=";"), texts={"Grade": "92.5"})
    sample("old-mac-lines.csv", raw(csv_text([TAGS, GOOD]).replace("\r\n", "\r").encode()))
    sample(
        "line-break-in-a-cell.csv",
        headed([*TAGS, "Remark"], [*GOOD, "two\nlines"], LENA),
        rows=[*ALL_GOOD, [3, "recorded"]],
    )
    sample("blank-rows.csv", text([TAGS, GOOD, [""] * 7, LENA]), rows=[*ALL_GOOD, [4, "recorded"]])
    sample("header-again.csv", text([TAGS, GOOD, TAGS, LENA]), rows=[*ALL_GOOD, [3, "skipped"], [4, "recorded"]])
    sample("title-above.csv", text([["Attendance"], ["spring"], TAGS, GOOD]), rows=[[4, "recorded"]])
    sample(
        "two-header-rows.csv",
        text([["E-Mail", "Gruppe", "Kurs-ID", "Termin-ID", "Status", "Note", "Datum"], TAGS, GOOD]),
        rows=[[3, "recorded"]],
    )
    sample("cells-beyond-the-header.csv", text([TAGS, [*GOOD, "x"], LENA]), rows=[[2, "problem"], [3, "recorded"]])
    sample("open-quote.csv", raw(csv_text([TAGS, GOOD]).encode() + b'"open,Sales\r\n'), problem="quote")
    sample("no-header.csv", text([GOOD, LENA]), asks=["header_row"])
    sample("header-alone.csv", text([TAGS]), problem="no rows")


def headers() -> None:
    sample(
        "headers-german.csv",
        headed(["E-Mail-Adresse", "Gruppe", "Kursnummer", "Terminnummer", "Teilnahme", "Ergebnis", "Schulungsdatum"]),
    )
    sample(
        "headers-french.csv",
        headed(["Courriel", "Groupe", "Code cours", "ID de session", "Présence", "Note", "Date de formation"]),
    )
    sample(
        "headers-spanish.csv",
        headed(["Correo", "Grupo", "ID del curso", "ID de sesión", "Asistencia", "Nota", "Fecha"]),
    )
    sample(
        "headers-italian.csv",
        headed(["Posta elettronica", "Gruppo", "ID corso", "ID sessione", "Presenza", "Voto", "Data"]),
    )
    sample(
        "headers-dutch.csv",
        headed(["E-mailadres", "Groep", "Cursus-ID", "Sessie-ID", "Aanwezigheid", "Cijfer", "Cursusdatum"]),
    )
    sample("header-with-nbsp.csv", headed(["\u00a0Email ", *TAGS[1:]]))
    sample("header-nearly.csv", headed([TAGS[0], "GroupNam", *TAGS[2:]]), asks=["column"])
    sample("header-missing.csv", text([TAGS[:3] + TAGS[4:], GOOD[:3] + GOOD[4:]]), asks=["missing"])
    sample(
        "header-missing-set.csv",
        text([TAGS[:3] + TAGS[4:], GOOD[:3] + GOOD[4:]]),
        options=["--set", "LearningModuleSessionID=501"],
    )
    sample("two-columns-alike.csv", headed([*TAGS, "Mail"], [*GOOD, GOOD[0]]))
    sample(
        "two-columns-differ.csv",
        headed([*TAGS, "Employee ID", "Personalnummer"], [*GOOD, "FS-1", "FS-2"]),
        asks=["column"],
    )
    sample("two-people.csv", headed([*TAGS, "EmployeeID"], [*GOOD, "FS-1000"]), rows=[[2, "problem"]])
    sample(
        "ids-without-a-known-header.csv",
        headed(["Nr.", *TAGS[1:]], ["FS-1001", *GOOD[1:]]),
        texts={"EmployeeID": "FS-1001"},
    )
    sample("result-again.csv", headed([*TAGS, "Result", "Code", "Error"], [*GOOD, "recorded", "", ""], [*LENA, "refused", "ESH:21", "x"]),
           rows=[[2, "skipped"], [3, "recorded"]])  # fmt: skip


def dates() -> None:
    sample("dates-day-first.csv", text([TAGS, put("EnrolledDate", "03/04/2024"), put("EnrolledDate", "13/04/2024", LENA)]),
           rows=[*ALL_GOOD, [3, "recorded"]], texts={"EnrolledDate": "2024-04-03"})  # fmt: skip
    sample("dates-month-first.csv", text([TAGS, put("EnrolledDate", "03/04/2024"), put("EnrolledDate", "03/13/2024", LENA)]),
           rows=[*ALL_GOOD, [3, "recorded"]], texts={"EnrolledDate": "2024-03-04"})  # fmt: skip
    sample("dates-open.csv", text(one("EnrolledDate", "03/04/2024")), asks=["dates"])
    sample("dates-open-dashes.csv", text(one("EnrolledDate", "03-04-24")), asks=["dates"])
    sample(
        "dates-answered.csv",
        text(one("EnrolledDate", "03/04/2024")),
        options=["--dates", "mdy"],
        texts={"EnrolledDate": "2024-03-04"},
    )
    sample(
        "dates-both.csv",
        text([TAGS, put("EnrolledDate", "13/04/2024"), put("EnrolledDate", "04/13/2024", LENA)]),
        asks=["dates"],
    )
    for name, cell in (("dots", "1.3.2024"), ("month-de", "1. März 2024"), ("month-fr", "1er mars 2024"), ("month-es", "1 de marzo de 2024"),
                       ("month-it", "1 marzo 2024"), ("month-nl", "1 maart 2024"), ("month-en", "March 1, 2024"), ("two-digits", "01-Mar-24"),
                       ("serial", "45352")):  # fmt: skip
        sample(f"date-{name}.csv", text(one("EnrolledDate", cell)), texts={"EnrolledDate": "2024-03-01"})
    sample("date-none.csv", text(one("EnrolledDate", "Sat")), rows=[[2, "refused"]])
    sample(
        "date-cell.xlsx",
        partial(xlsx, rows=one("EnrolledDate", date(2024, 3, 1))),
        texts={"EnrolledDate": "2024-03-01"},
    )
    swapped = [TAGS, put("EnrolledDate", date(2024, 4, 3)), put("EnrolledDate", "13/04/2024", LENA)]
    sample("dates-swapped.xlsx", partial(xlsx, rows=swapped), asks=["dates"])
    sample("date-number.xlsx", partial(xlsx, rows=one("EnrolledDate", 45352)), texts={"EnrolledDate": "2024-03-01"})


def values() -> None:
    sample("blanks-and-marks.csv", text(one("Email", "\u00a0dana.brown@finashoes.com\u200b")), texts={"Email": GOOD[0]})
    sample("mailto.csv", text(one("Email", "mailto:dana.brown@finashoes.com")), texts={"Email": GOOD[0]})
    sample("id-with-point.csv", text(one("LearningModuleID", "3860.0")), texts={"LearningModuleID": "3860"})
    sample("grade-percent.csv", text(one("Grade", "92 %")), texts={"Grade": "92"})
    sample("grades-fractions.csv", text(one("Grade", "0.92")), asks=["grades"])
    sample("word-folded.csv", text(one("EnrollmentStatus", "not-attended")[:1] + [put("Grade", "", put("EnrollmentStatus", "not-attended"))]),
           texts={"EnrollmentStatus": "NotAttended"})  # fmt: skip
    sample("word-unknown.csv", text(one("EnrollmentStatus", "bestanden")), asks=["value"])
    sample(
        "word-answered.csv",
        text(one("EnrollmentStatus", "bestanden")),
        options=["--value", "EnrollmentStatus:bestanden=Completed"],
    )
    sample("unknown-person.csv", text(one("Email", "nobody@finashoes.com")), rows=[[2, "refused"]])
    sample("unknown-group.csv", text(one("GroupName", "Sals")), rows=[[2, "refused"]])
    sample("the-same-twice.csv", text([TAGS, GOOD, GOOD]), rows=[*ALL_GOOD, [3, "refused"]])
    sample("lost-character.csv", text(one("GroupName", "B\ufffdro")), rows=[[2, "problem"]])
    sample("grade-percent-format.xlsx", formatted("Grade", 0.92, "0%"), texts={"Grade": "92"})
    sample("error-cell.xlsx", partial(xlsx, rows=one("Grade", "#N/A")), rows=[[2, "problem"]])
    sample("error-elsewhere.xlsx", partial(xlsx, rows=[[*TAGS, "Remark"], [*GOOD, "#N/A"]]))
    sample("formula-without-result.xlsx", partial(xlsx, rows=one("Grade", "=90+2")), rows=[[2, "problem"]])
    sample("number-too-long.xlsx", partial(xlsx, rows=one("GroupName", 10**15)), rows=[[2, "problem"]])
    sample("date-made-of-an-id.xlsx", partial(xlsx, rows=one("GroupName", date(2024, 3, 4))), rows=[[2, "problem"]])
    padded = [["EmployeeID", *TAGS[1:]], [1001, *GOOD[1:]]]
    sample(
        "padded-id.xlsx",
        book(padded, styled("A2", '"FS-"0')),
        texts={"EmployeeID": "FS-1001"},
    )


def sheets() -> None:
    sample("good.xlsx", partial(xlsx, rows=[TAGS, GOOD]))
    sample("good.xls", partial(xls, rows=[TAGS, GOOD]))
    sample("good.ods", partial(ods, rows=[TAGS, GOOD]))
    sample("calls-itself.csv", partial(xlsx, rows=[TAGS, GOOD]))
    sample("hidden-row.xlsx", book([TAGS, GOOD, LENA], hide_row), asks=["hidden"])
    sample(
        "hidden-row-without.xlsx",
        book([TAGS, GOOD, LENA], hide_row),
        options=["--hidden", "without"],
        rows=[[2, "skipped"], [3, "recorded"]],
    )
    sample(
        "hidden-column.xlsx",
        book([TAGS, GOOD], hide_column),
        asks=["hidden"],
    )
    merged = [TAGS, GOOD, put("GroupName", None, LENA)]
    sample(
        "merged.xlsx", book(merged, lambda made: made.active.merge_cells("B2:B3")), rows=[*ALL_GOOD, [3, "recorded"]]
    )
    sample(
        "two-sheets.xlsx",
        book([TAGS, GOOD], lambda made: [made.create_sheet("B").append(row) for row in (TAGS, LENA)]),
        asks=["sheet"],
    )
    sample("hidden-sheet.xlsx", book([TAGS, GOOD], add_hidden_sheet))
    repeated = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>' for cell in TAGS
    )
    good = repeated
    for tag, cell in zip(TAGS, GOOD, strict=True):
        good = good.replace(f">{tag}<", f">{cell}<")
    sample("repeated-rows.ods", partial(ods, rows=f'<table:table-row>{repeated}</table:table-row><table:table-row table:number-rows-repeated="2">{good}</table:table-row>'),
           rows=[*ALL_GOOD, [3, "refused"]])  # fmt: skip


def no_sheets() -> None:
    sample("page.xls", raw(b"<html><body><table><tr><td>Email</td></tr></table></body></html>"), problem="web page")
    sample(
        "xml-2003.xls",
        raw(b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'),
        problem="XML",
    )
    sample("print.pdf", raw(b"%PDF-1.7\n%%EOF"), problem="PDF")
    sample("empty.csv", raw(b""), problem="empty")
    sample("picture.csv", raw(b"\x89PNG\r\n\x1a\n" + bytes(64)), problem="picture")
    sample("cut-off.xlsx", raw(b"PK\x03\x04" + bytes(64)), problem="damaged")
    locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(64) + "EncryptedPackage".encode("utf-16-le")
    sample("password.xlsx", raw(locked), problem="password")
    sample("doctype.xlsx", partial(raw_xlsx, doctype='<!DOCTYPE x [<!ENTITY a "b">]>'), problem="document type")
    corner = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    sample("far-corner.xlsx", partial(raw_xlsx, rows=corner, xl__styles=styles("0")), problem="XFD1048576")


def write_samples(directory: Path) -> None:
    """Write all samples, what must come of each, and the world that they belong to."""
    for add in (encodings, layouts, headers, dates, values, sheets, no_sheets):
        add()
    for name, write, _ in SAMPLES:
        write(directory / name)
    expected = {name: {"as": "enrollSessionHistory", **expectation} for name, _, expectation in SAMPLES}
    (directory / "expected.json").write_text(json.dumps(expected, indent=1, ensure_ascii=False) + "\n")
    (directory / "world.yaml").write_text(cast.FINA_SHOES.lstrip())


if __name__ == "__main__":
    write_samples(Path(sys.argv[1]))
