"""The forms of imports over HTTP: each field once, for who reads it."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any, NamedTuple

from rollbook.contract.errors import STRUCTURE, Refused

YES, NO = {"1", "true", "yes", "on"}, {"0", "false", "no", "off", ""}
MOST_DIGITS = 9


class Field(NamedTuple):
    """A field of a form: text, a flag (bool), a whole number (int), or texts that may come several times (list)."""

    kind: type
    about: str


IMPORT = {
    "as": Field(str, "the method that records the rows"),
    "column": Field(list, "the column of a tag, as TAG=LETTER; -=LETTER leaves one out"),
    "set": Field(list, "the same text for every row, as TAG=TEXT"),
    "value": Field(list, "the word that a text of the sheet means, as TAG:TEXT=WORD"),
    "header_row": Field(int, "the number of the header's row"),
    "sheet": Field(str, "the sheet of a workbook"),
    "encoding": Field(str, "the encoding of a CSV file"),
    "delimiter": Field(str, "what separates the cells of a CSV file"),
    "dates": Field(str, "the order of day, month and year in texts"),
    "grades": Field(str, "whether grades between 0 and 1 are percents or fractions"),
    "hidden": Field(str, "whether hidden rows are read"),
    "mapping": Field(str, "the name by which answers are kept, and found again"),
    "dry_run": Field(bool, "whether the rows are judged and not recorded"),
    "strict": Field(bool, "whether all rows are recorded or none"),
    "stop_after": Field(int, "after how many refused rows the import stops"),
    "once": Field(bool, "whether the same file once more is no error"),
    "texts": Field(bool, "whether the answer has each row's texts"),
}
TAKE_BACK = {
    "reason": Field(str, "why it is taken back"),
    "dry_run": Field(bool, "whether it is judged and not done"),
    "again": Field(bool, "whether the taking back is taken back"),
}


def read_fields(sent: Mapping[str, Sequence[str]], form: Mapping[str, Field]) -> dict[str, Any]:
    """Return the value of each field of the form; of one that came several times, and may not, the last.

    Raises:
        Refused: SU:12, for a field that the form does not have, so that nothing is recorded that was to be tried.

    """
    for name in sent:
        if name not in form:
            near = get_close_matches(name, form, 1, 0.6)
            hint = f" Did you mean {near[0]}?" if near else f" There are {', '.join(form)}."
            raise Refused(STRUCTURE, f"{name} is not a field of this form.{hint}")
    return {name: _read(name, field.kind, sent.get(name) or ()) for name, field in form.items()}


def _read(name: str, kind: type, texts: Sequence[str]) -> Any:
    if kind is list:
        return texts
    text = texts[-1] if texts else None
    if kind is bool:
        return _flag(name, text or "")
    return _whole(name, text) if kind is int else text


def _flag(name: str, text: str) -> bool:
    word = text.strip().lower()
    if word not in YES | NO:
        raise Refused(STRUCTURE, f"{name} takes true or false, 1 or 0, yes or no.")
    return word in YES


def _whole(name: str, text: str | None) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS):
        raise Refused(STRUCTURE, f"{name} is a whole number.")
    return int(text)
