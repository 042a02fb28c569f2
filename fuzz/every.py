"""All targets by name: what checks an input of each, what changes it, and with what it begins."""

from collections.abc import Callable, Mapping
from pathlib import Path

from fuzz.json_mutator import mutate_json
from fuzz.json_target import check_json
from fuzz.mutator import Bytes, mutate_body, mutate_package
from fuzz.sheet_mutator import mutate_fields, mutate_text, mutate_zipped
from fuzz.sheets import check_sheet
from fuzz.targets import Desk, check_contract, check_envelope
from rollbook import sheets

CORPUS = Path(__file__).with_name("corpus")
SAMPLES = Path(sheets.__file__).with_name("samples")
Check = Callable[[Desk, bytes], None]
Mutator = Callable[[bytes, int, int, Bytes], bytes]

SHEETS: Mapping[str, Mutator] = {
    "csv": mutate_text,
    "xlsx": mutate_zipped,
    "ods": mutate_zipped,
    "xls": mutate_fields,
}
"""Kinds of sheets; the names of their sample files end so."""
TARGETS: Mapping[str, Check] = {
    "envelope": check_envelope,
    "contracts": check_contract,
    "json": check_json,
    **dict.fromkeys(SHEETS, check_sheet),
}
MUTATORS: Mapping[str, Mutator] = {
    "envelope": mutate_body,
    "contracts": mutate_package,
    "json": mutate_json,
    **SHEETS,
}


def seeds_of(target: str) -> list[Path]:
    """Return the inputs that a target begins with: its corpus, or the package's sample sheets of its kind."""
    directory, pattern = (SAMPLES, f"*.{target}") if target in SHEETS else (CORPUS / target, "*")
    return sorted(directory.glob(pattern))
