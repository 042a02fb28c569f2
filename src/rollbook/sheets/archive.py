"""Imports that are on record: what each did, its result as a sheet again, and taking it back."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import msgspec
import sqlalchemy as sa

from rollbook.api.answers import show_moment
from rollbook.methods import METHODS
from rollbook.records.database.engine import Database
from rollbook.records.read.imports import find_calls, find_chunks, find_import, find_takers, read_content
from rollbook.sheets.answers import Answers
from rollbook.sheets.files.cells import FileRefused
from rollbook.sheets.files.reading import in_file
from rollbook.sheets.ledger import Ledger
from rollbook.sheets.office import Office
from rollbook.sheets.plan import Plan, planning
from rollbook.sheets.results import result_as
from rollbook.sheets.taking_back import TakenBack, take_back

NO_FILE = "The file of the import is not kept any more."


def show_import(found: Any) -> dict[str, Any]:
    """Return an import as JSON shows it; ids are texts."""
    return {
        "import_id": str(found.id),
        "file": found.name,
        "size": found.size,
        "digest": found.digest.hex(),
        "method": found.method,
        "status": found.status.lower(),
        "counts": found.counts,
        "user": found.email or found.employee_id,
        "made_at": show_moment(found.made_at),
        "ended_at": None if found.ended_at is None else show_moment(found.ended_at),
    }


def show_kept(found: Any) -> dict[str, Any]:
    """Return answers that are kept under a name as JSON shows them."""
    user = found.email or found.employee_id
    made_at = show_moment(found.made_at)
    return {"method": found.method, "name": found.name, "answers": found.answers, "user": user, "made_at": made_at}


def describe(connection: sa.Connection, account: int, number: int) -> dict[str, Any] | None:
    """Return an import with its answers and calls, and which of them are taken back; None for an unknown one."""
    found = find_import(connection, account, number)
    if found is None:
        return None
    calls = find_calls(connection, account, number)
    takers = find_takers(connection, account, [int(call) for call in calls])
    taken = {str(call): str(taker) for call, taker in takers.items()}
    return {**show_import(found), "answers": found.answers, "calls": calls, "taken_back": taken}


@contextmanager
def reopened(database: Database, account: int, number: int) -> Iterator[tuple[Plan, Ledger]]:
    """Read the file of an import again, with what became of its rows."""
    with database.reading() as connection:
        found, content = find_import(connection, account, number), read_content(connection, account, number)
        if found is None or content is None:
            raise FileRefused(NO_FILE)
        ledger = Ledger()
        for chunk in find_chunks(connection, account, number):
            for outcome in chunk.outcomes if chunk.calls is not None else ():
                ledger.add(outcome)
    answers = msgspec.convert(found.answers, Answers)
    with (
        in_file(content) as file,
        planning(file, METHODS[found.method], answers, None, found.made_at.date()) as plan,
    ):
        yield plan, ledger


def result_of(database: Database, account: int, number: int, form: str) -> bytes:
    """Return the result of an import as one of the MEDIA_TYPES; raise FileRefused where its file is not kept."""
    with reopened(database, account, number) as (plan, ledger):
        return result_as(form, plan, ledger)


def take_import_back(
    office: Office, account: int, number: int, reason: str, *, is_dry_run: bool, again: bool
) -> TakenBack:
    """Take back the calls of an import that are not taken back yet; with `again`, take back those that took them."""
    with office.database.reading() as connection:
        calls = find_calls(connection, account, number)
        takers = find_takers(connection, account, [int(call) for call in calls])
    wanted = _takers(calls, takers) if again else [call for call in calls if int(call) not in takers]
    return take_back(office, wanted, reason, is_dry_run=is_dry_run)


def _takers(calls: Sequence[str], takers: Mapping[int, int]) -> list[str]:
    """Return the calls that took others back, the first made first."""
    return [str(takers[int(call)]) for call in reversed(calls) if int(call) in takers]
