"""Takes an import back: takeBackCall over its calls, the newest first, so that it is itself on record and undoable."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from rollbook.calls.request import Options
from rollbook.sheets.office import Office

METHOD = "takeBackCall"


@dataclass
class TakenBack:
    """What was taken back, or would be: how many rows, which stay and why, and the calls that could not be."""

    taken_back: int = 0
    kept: list[dict[str, Any]] = field(default_factory=list)
    failed: list[dict[str, str]] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    is_dry_run: bool = False


def take_back(office: Office, calls: Sequence[str], reason: str, *, is_dry_run: bool) -> TakenBack:
    """Take calls back, the newest first; each on its own, so that one that cannot be does not keep the others."""
    done = TakenBack(is_dry_run=is_dry_run)
    for call in reversed(calls):
        answer = office.call(METHOD, {"CallID": call, "Reason": reason}, Options(is_dry_run=is_dry_run))
        found = next((row.answer for row in answer.rows if row.answer is not None), None)
        if found is None:
            error = answer.error or next((row.error for row in answer.rows if row.error is not None), None)
            message = "" if error is None else f"{error.code}: {error.message}"
            done.failed.append({"call": call, "message": message})
            continue
        done.taken_back += int(found["TakenBack"])
        done.kept += found["KeptRows"]
        if answer.call_id is not None:
            done.calls.append(answer.call_id)
    return done
