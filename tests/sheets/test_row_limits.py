"""A file may have 200,000 rows of data: what stands above them is not counted."""

from datetime import date
from pathlib import Path

import pytest

from rollbook.methods import METHODS
from rollbook.sheets.answers import Answers
from rollbook.sheets.files.cells import FileRefused
from rollbook.sheets.files.limits import LOOKED_AT
from rollbook.sheets.files.spool import Spool
from rollbook.sheets.plan import planning
from tests.sheets.sheet_files import ods, ods_cell

TODAY = date(2026, 1, 1)
MANY = 200_000
ABOVE = [["Attendance"], ["Email", "GroupID"]]


def many_as_csv(path: Path, above: list[list[str]], count: int) -> Path:
    path.write_text("".join(f"{row[0]},{row[1] if row[1:] else ''}\n" for row in above) + "a@b.example,9\n" * count)
    return path


def many_as_ods(path: Path, above: list[list[str]], count: int, beyond: int = 0) -> Path:
    first = "".join(f"<table:table-row>{''.join(map(ods_cell, row))}</table:table-row>" for row in above)
    cells = "".join(map(ods_cell, ["a@b.example", "9"]))
    many = f'<table:table-row table:number-rows-repeated="{count}">{cells}</table:table-row>'
    return ods(path, first + many + f"<table:table-row>{cells}</table:table-row>" * beyond)


@pytest.mark.parametrize("write", [many_as_csv, many_as_ods])
def test_a_sheet_may_have_200000_rows_of_data_whatever_lines_stand_above_them(tmp_path, write):
    path = write(tmp_path / "sheet", ABOVE, MANY)
    with planning(path, METHODS["createUser"], Answers(), None, TODAY) as plan:
        assert [(part.header.row, part.sheet.rows) for part in plan.parts] == [(2, MANY + 2)]


@pytest.mark.parametrize(("above", "header_row"), [(ABOVE, None), ([], 0)])
def test_one_row_of_data_more_is_refused(tmp_path, above, header_row):
    path = many_as_ods(tmp_path / "sheet", above, MANY, beyond=1)
    answers = Answers(header_row=header_row, columns={"Email": "A"})
    with (
        pytest.raises(FileRefused, match="more than 200,000 rows"),
        planning(path, METHODS["createUser"], answers, None, TODAY),
    ):
        pass


def test_a_reader_ends_where_no_header_can_be_any_more(tmp_path):
    with tmp_path.joinpath("spool").open("wb") as file:
        spool = Spool(file)
        for name in ("2023", "2024"):
            spool.begin(name)
            for number in range(1, LOOKED_AT + MANY // 2 + 1):
                spool.add(number, ["x"])
            spool.end()
        with pytest.raises(FileRefused, match="more than 200,000 rows"):
            spool.add(LOOKED_AT + MANY // 2 + 1, ["x"])
