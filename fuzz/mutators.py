"""What changes the inputs of each target."""

from collections.abc import Callable, Mapping

from fuzz.mutator import Bytes, mutate_body, mutate_package
from fuzz.sheet_mutator import mutate_fields, mutate_text, mutate_zipped

MUTATORS: Mapping[str, Callable[[bytes, int, int, Bytes], bytes]] = {
    "envelope": mutate_body,
    "contracts": mutate_package,
    "csv": mutate_text,
    "xlsx": mutate_zipped,
    "ods": mutate_zipped,
    "xls": mutate_fields,
}
"""By target."""
