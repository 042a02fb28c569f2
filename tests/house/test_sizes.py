"""Nothing grows a tail: functions, files and contracts stay short."""

import ast
from collections.abc import Iterator

import pytest

from tests.house.tree import ROOT, python_files, shown

LONGEST_FUNCTION = 60
USUAL_FUNCTION = 25
LONGEST_FILE = 400
LONGEST_CONTRACT = 80


def functions() -> Iterator[tuple[str, int]]:
    """Every function's place and number of lines."""
    for path in python_files():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                assert node.end_lineno is not None
                yield f"{shown(path, node.lineno)} {node.name}", node.end_lineno - node.lineno + 1


def lines_of_files(*rooms: str) -> dict[str, int]:
    return {shown(path): len(path.read_text().splitlines()) for path in python_files(*rooms)}


def test_no_function_is_longer_than_a_screen():
    assert [place for place, lines in functions() if lines > LONGEST_FUNCTION] == []


@pytest.mark.parametrize("rooms", [("src",), ("tests", "benchmarks", "fuzz")])
def test_nine_functions_of_ten_are_read_at_a_glance(rooms):
    lengths = [lines for place, lines in functions() if place.startswith(rooms)]
    short = [lines for lines in lengths if lines <= USUAL_FUNCTION]
    assert len(short) >= 0.9 * len(lengths)


def test_no_file_is_too_long_to_keep_in_mind():
    assert [place for place, lines in lines_of_files().items() if lines > LONGEST_FILE] == []


def test_every_contract_fits_one_screen():
    contracts = lines_of_files("src/rollbook/methods")
    assert [place for place, lines in contracts.items() if lines > LONGEST_CONTRACT] == []


def test_a_contract_is_a_file_and_never_a_folder():
    assert [path.name for path in (ROOT / "src/rollbook/methods").iterdir() if path.is_dir()] in ([], ["__pycache__"])
