"""Files that mean harm: each kind is refused quickly and in little memory, and the server is unharmed."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.sheets.sheet_files import ods, raw_xlsx

BASE = """
import resource, sys
sys.argv = ["child", *sys.argv[1:]]
from pathlib import Path
from rollbook.sheets.files import child
child.take_limits()
resource.setrlimit(resource.RLIMIT_CPU, (int(sys.argv[3]),) * 2)
begin = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
book = child.main(Path(sys.argv[1]), Path(sys.argv[2]))
end = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(book.problem, file=sys.stderr)
print((end - begin) // 1024)
"""
SECONDS, MIB_ABOVE = 10, 64


def entries(path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as package:
        for number in range(2_500):
            package.writestr(f"xl/{number}.xml", "")
    return path


def ratio(path: Path) -> Path:
    return raw_xlsx(path, "<row>" + " " * 60_000_000 + "</row>")


def declared(path: Path) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for number in range(300):
            package.writestr(f"xl/{number}.xml", bytes((n * n + number) % 251 for n in range(1009)) * 1_000)
    return path


def strings(path: Path) -> Path:
    return raw_xlsx(path, xl__sharedStrings="".join(f"<si><t>{n * 7919 % 1000003}</t></si>" for n in range(4_000_000)))


def doctype(path: Path) -> Path:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return raw_xlsx(path, '<row><c t="str"><v>&l9;</v></c></row>', doctype=f'<!DOCTYPE x [<!ENTITY l0 "lol">{laughs}]>')


def corner(path: Path) -> Path:
    return raw_xlsx(path, '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')


def rows(path: Path) -> Path:
    return raw_xlsx(path, "".join(f'<row r="{n}"><c><v>{n * 7919}</v></c></row>' for n in range(1, 200_100)))


def cells(path: Path) -> Path:
    row = "".join(f"<c><v>{n}</v></c>" for n in range(250))
    return raw_xlsx(path, "".join(f'<row r="{n}"><c><v>{n * n % 997}</v></c>{row}</row>' for n in range(1, 20_500)))


def long_cell(path: Path) -> Path:
    return raw_xlsx(path, f'<row><c t="str"><v>{"x" * 32_768}</v></c></row>')


def repeated_rows(path: Path) -> Path:
    filled = '<table:table-cell office:value-type="string"><text:p>x</text:p></table:table-cell>'
    return ods(path, f'<table:table-row table:number-rows-repeated="1048576">{filled}</table:table-row>')


def repeated_columns(path: Path) -> Path:
    many = '<table:table-cell table:number-columns-repeated="16384" office:value-type="string"><text:p>x</text:p>'
    return ods(path, f"<table:table-row>{many}</table:table-cell></table:table-row>")


def large(path: Path) -> Path:
    path.write_bytes(b"a,b\r\n" * (7 * 2**20))
    return path


def wide_text(path: Path) -> Path:
    path.write_text("Email,Grade\n" + "x," * 300 + "y\n")
    return path


COLUMNS, CELL = "only 256 columns are read", "more than 32,767 characters"
BOMBS = {
    entries: "more than 2,000 parts",
    ratio: "more than 200 times its size",
    declared: "unpacks to more than 256 MiB",
    strings: "more than 64 MiB of texts",
    doctype: "declares a document type",
    corner: COLUMNS,
    rows: "more than 200,000 rows",
    cells: "more than 5,000,000 cells",
    long_cell: CELL,
    repeated_rows: "more than 200,000 rows",
    repeated_columns: COLUMNS,
    large: "more than 32 MiB",
    wide_text: COLUMNS,
}
"""Each with words of the reason for which it is refused, and no other."""


@pytest.mark.parametrize(("bomb", "reason"), BOMBS.items())
def test_a_bomb_is_refused_for_its_own_reason_quickly_and_in_little_memory(tmp_path, bomb, reason):
    path = bomb(tmp_path / "bomb")
    done = subprocess.run(
        [sys.executable, "-c", BASE, str(path), str(tmp_path / "spool"), str(SECONDS)],
        input="{}", capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    assert reason in done.stderr
    assert int(done.stdout) <= MIB_ABOVE
