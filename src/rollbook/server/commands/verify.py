"""`rollbook verify`: checks that the database is intact and consistent."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from rollbook.records import verify as records
from rollbook.records.database.schema import needed_version
from rollbook.server.commands.load import show_progress
from rollbook.server.databases import existing_database
from rollbook.server.settings import read_settings


def verify(
    file: Annotated[
        Path | None, typer.Argument(help="SQLite file, such as a backup, in place of ROLLBOOK_DATABASE_URL.")
    ] = None,
    *,
    rows: Annotated[int, typer.Option(min=1, max=1_000_000, help="How many rows to show for each finding.")] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object per line, for machines.")] = False,
) -> None:
    """Check the whole database, and report what is wrong with it.

    It checks the file itself, schema, constraints, references, and calls against the rows they wrote. It changes
    nothing, and the server may be running. Ends with status 1 if anything is wrong.
    """
    with existing_database(read_settings(), file) as database, show_progress() as report:
        findings = list(records.verify(database, limit=rows, progress=report))
    for finding in findings:
        typer.echo(json.dumps(asdict(finding)) if as_json else _show(finding))
    if findings:
        raise typer.Exit(1)
    if not as_json:
        typer.echo(f"Sound: nothing is wrong in this database, schema {needed_version()}.")


def _show(finding: records.Finding) -> str:
    """Describe a finding in one line, then each row that is shown in another."""
    lines = [f"{finding.wrong}: {finding.count:,}" if finding.rows else finding.wrong]
    lines += ["  " + "  ".join(f"{name} {value}" for name, value in row.items()) for row in finding.rows]
    if (more := finding.count - len(finding.rows)) and finding.rows:
        lines.append(f"  and {more:,} more")
    return "\n".join(lines)
