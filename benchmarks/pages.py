"""The pages that quote what `make bench` measured: `python -m benchmarks.pages` writes their tables anew."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from benchmarks import scale
from benchmarks.tables import Lines, write_markdown

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "benchmarks" / "results"
FIGURES = RESULTS / "figures.json"
README, SCALE = ROOT / "README.md", ROOT / "docs" / "operate" / "scale.md"
IN_README = ("database", "method", "blocks", "p50 ms", "blocks/s", "ratio", "spread", "statements")
SIZES = {"1", "100", "1,000"}


def tables_of(page: str) -> Iterator[list[list[str]]]:
    """Give the tables of a page in Markdown: of each its head, and its rows."""
    for table in re.findall(r"(?:^\|.*\|\n)+", page, re.MULTILINE):
        lines = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()]
        yield [lines[0], *lines[2:]]


def quote_calls(results: str) -> Lines:
    """Choose what README quotes of the calls: those of one caller, of three sizes."""
    head, *rows = next(tables_of(results))
    chosen = (dict(zip(head, row, strict=True)) for row in rows)
    return [
        IN_README,
        *([row[name] for name in IN_README] for row in chosen if row["callers"] == "1" and row["blocks"] in SIZES),
    ]


def quote_growth(results: str) -> Lines:
    """Choose what README quotes of the growth: what the same calls take with different histories."""
    *_, (head, *rows) = tables_of(results)
    return [head, *(row for row in rows if row[1].endswith(", ms"))]


def computed_tables() -> Mapping[Path, Mapping[str, Lines]]:
    """Return every table that is computed from the results, by page and by its name there."""
    results = (RESULTS / "README.md").read_text()
    return {
        README: {"calls": quote_calls(results), "growth": quote_growth(results)},
        SCALE: {"scale": scale.lines_of(json.loads(FIGURES.read_text()))},
    }


def with_tables(page: str, tables: Mapping[str, Lines]) -> str:
    """Return the page with its tables, each of which stands between two comments with its name."""
    for name, lines in tables.items():
        begin, end = f"<!-- {name}: written by make bench -->\n", f"<!-- {name}: end -->\n"
        before, _, rest = page.partition(begin)
        _, _, after = rest.partition(end)
        page = f"{before}{begin}\n{write_markdown(lines)}\n{end}{after}"
    return page


def main() -> None:
    """Write the pages."""
    for page, tables in computed_tables().items():
        page.write_text(with_tables(page.read_text(), tables))


if __name__ == "__main__":
    main()
