"""The answers to questions about a sheet: given as options, kept with a mapping."""

from collections.abc import Sequence
from typing import Any

import msgspec

from rollbook.sheets.days import DMY, ISO, MDY
from rollbook.sheets.files.cells import FileRefused
from rollbook.sheets.targets import Target, Targets

PERCENTS, FRACTIONS, WITH, WITHOUT, ALL, NOTHING = "percents", "fractions", "with", "without", "all", "-"
WORDS = {"dates": (ISO, DMY, MDY), "grades": (PERCENTS, FRACTIONS), "hidden": (WITH, WITHOUT)}


class Answers(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """All that may be said about a file besides its method. `values` are words by tag and by the text in the sheet.

    `cells` are corrections: the text that a cell should have had, by its place, such as Sheet1!B7 (CSV: !B7).
    """

    sheet: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    header_row: int | None = None
    columns: dict[str, str] = {}
    set: dict[str, str] = {}
    dates: str | None = None
    grades: str | None = None
    hidden: str | None = None
    values: dict[str, dict[str, str]] = {}
    cells: dict[str, str] = {}

    def check(self, targets: Targets) -> None:
        """Refuse tags that the method does not have, and words that are none of those to choose from."""
        for name, words in WORDS.items():
            given = getattr(self, name)
            if given is not None and given not in words:
                raise FileRefused(f"--{name} takes one of {', '.join(words)}, and not {given!r}.")
        for tag in (*self.columns, *self.set, *self.values):
            if not tag.startswith(NOTHING):
                target_named(targets, tag)

    def over(self, kept: "Answers") -> "Answers":
        """Return these answers, and for what they leave open those that were kept."""
        merged: dict[str, Any] = {}
        for name in self.__struct_fields__:
            own, other = getattr(self, name), getattr(kept, name)
            merged[name] = {**other, **own} if isinstance(own, dict) else other if own is None else own
        for tag, words in kept.values.items():
            merged["values"][tag] = {**words, **self.values.get(tag, {})}
        return Answers(**merged)


def target_named(targets: Targets, name: str) -> Target:
    """Return the target that an option names; refuse an unknown one."""
    if name not in targets.by_name:
        known = ", ".join(targets.by_name)
        raise FileRefused(f"{targets.method.wire_name()} has no tag {name!r}. It has {known}.")
    return targets.by_name[name]


def read_answers(
    *, columns: Sequence[str] = (), constants: Sequence[str] = (), values: Sequence[str] = (), **plain: Any
) -> Answers:
    """Read the options TAG=LETTER, TAG=TEXT and TAG:TEXT=WORD; refuse what has another form."""
    words: dict[str, dict[str, str]] = {}
    for each in values:
        place, equals, word = each.rpartition("=")
        tag, colon, text = place.partition(":")
        if not (equals and colon and tag):
            raise FileRefused(f"--value takes TAG:TEXT=WORD, and not {each!r}.")
        words.setdefault(tag, {})[text] = word
    return Answers(columns=_pairs("column", columns), set=_pairs("set", constants), values=words, **plain)


def _pairs(option: str, given: Sequence[str]) -> dict[str, str]:
    pairs: dict[str, str] = {}
    for each in given:
        tag, equals, text = each.partition("=")
        if not (equals and tag):
            raise FileRefused(f"--{option} takes TAG=TEXT, and not {each!r}.")
        pairs[f"{tag}{text}" if tag == NOTHING else tag] = text
    return pairs
