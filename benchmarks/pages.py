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
QUOTED = ("database", "method", "blocks", "p50 ms", "blocks/s", "ratio", "spread", "statements")
SIZES = {"1", "100", "1,000"}


def tables_of(page: str) -> Iterator[list[list[str]]]:
    """Give the tables of a page in Markdown: of each its head, and its rows."""
    for table in re.findall(r"(?:^\|.*\|\n)+", page, re.MULTILINE):
        lines = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()]
        yield [lines[0], *lines[2:]]


def quote_calls(results: str) -> Lines:
    """Choose what the page about scale quotes of the calls: those of one caller, of three sizes."""
    head, *rows = next(tables_of(results))
    chosen = (dict(zip(head, row, strict=True)) for row in rows)
    return [
        QUOTED,
        *([row[name] for name in QUOTED] for row in chosen if row["callers"] == "1" and row["blocks"] in SIZES),
    ]


def quote_growth(results: str) -> Lines:
    """Choose what it quotes of the growth: what the same calls take with different histories."""
    *_, (head, *rows) = tables_of(results)
    return [head, *(row for row in rows if row[1].endswith(", ms"))]


def quote_in_short(results: str) -> str:
    """Write the two sentences that README has about speed."""
    (_, *calls), growth = quote_calls(results), quote_growth(results)
    times = {row[0]: row[3] for row in calls if (row[1], row[2]) == ("enrollSessionHistory", "1,000")}
    pages = {row[0]: row for row in growth if row[1] == "report, page 10,000, ms"}
    took = " and ".join(f"{time} ms on {database}" for database, time in times.items())
    late = " and ".join(f"{row[4]} ms on {database}" for database, row in pages.items())
    return (
        f"Recording 1,000 sessions in one call takes {took}: over HTTP, with every rule judged, on two cores.\n"
        f"With ten million enrolments on record, page 10,000 of a report takes {late}.\n"
    )


def computed_tables() -> Mapping[Path, Mapping[str, Lines | str]]:
    """Return every table, or text, that is computed from the results, by page and by its name there."""
    results = (RESULTS / "README.md").read_text()
    return {
        README: {"speed": quote_in_short(results)},
        SCALE: {
            "calls": quote_calls(results),
            "growth": quote_growth(results),
            "scale": scale.lines_of(json.loads(FIGURES.read_text())),
        },
    }


def with_tables(page: str, tables: Mapping[str, Lines | str]) -> str:
    """Return the page with its tables, each between two comments with its name."""
    for name, lines in tables.items():
        begin, end = f"<!-- {name}: written by make bench -->\n", f"<!-- {name}: end -->\n"
        before, _, rest = page.partition(begin)
        _, _, after = rest.partition(end)
        written = lines if isinstance(lines, str) else write_markdown(lines)
        page = f"{before}{begin}\n{written}\n{end}{after}"
    return page


def main() -> None:
    """Write the pages."""
    for page, tables in computed_tables().items():
        page.write_text(with_tables(page.read_text(), tables))


if __name__ == "__main__":
    main()
