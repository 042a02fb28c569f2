"""What the entries of a world are called: each name once, so that one entry can refer to another."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from rollbook.worlds.entries import Entry, Every
from rollbook.worlds.mistakes import Page, hint, shown

MOST_HINTS = 100
"""So many mistakes, and a file has more wrong with it than slips of the pen; to compare words takes its time."""


class Names:
    """The entries of a world by what they are called; a name that two of them claim is noted on the page."""

    def __init__(self, every: Every, page: Page) -> None:
        self._page = page
        self._known: dict[tuple[type[Entry], str], dict[str, list[Entry]]] = defaultdict(dict)
        for kind, entries in every.kinds():
            for name, field in kind.fields.items():
                if name in kind.called or field.once:
                    self._index(kind, name, entries)
            if kind.alike:
                self._distinguish(entries, kind.alike)

    def _index(self, kind: type[Entry], name: str, entries: Iterable[Any]) -> None:
        field: Any = kind.fields[name]
        known = self._known[kind, name]
        for entry in entries:
            value = entry.given.get(name)
            if value is None:
                continue
            key = str(field.tag.key(value))
            same = known.setdefault(key, [entry])
            if same[0] is entry:
                continue
            if field.once:
                self._page.wrong(entry.line(name), f"{name}: {shown(key)} is on line {same[0].line(name)} already")
            else:
                same.append(entry)

    def _distinguish(self, entries: Iterable[Entry], name: str) -> None:
        """Demand that entries without an id differ from their siblings in the field they are then found by."""
        alike: dict[Any, list[Entry]] = defaultdict(list)
        for entry in entries:
            if (value := entry.given.get(name)) is not None:
                alike[entry.around, value].append(entry)
        for siblings in alike.values():
            if any(entry.given.get("id") is None for entry in siblings):
                for entry in siblings[1:]:
                    self._page.wrong(
                        entry.line(name),
                        f"{name}: is as on line {siblings[0].line(name)}: give both an id to tell them apart",
                    )

    def by(self, kind: type[Entry], name: str, key: str) -> Entry | None:
        """Return the first entry that has the key in a field."""
        return next(iter(self._known[kind, name].get(key, ())), None)

    def find(self, kind: type[Entry], text: str, line: int) -> Entry | None:
        """Return the entry that a text on a line names; note a mistake if there is none, or if it may be several."""
        noun = kind.noun.partition(" ")[2]
        for name in kind.called:
            field: Any = kind.fields[name]
            found = self._known[kind, name].get(str(field.tag.key(text)))
            if found and len(found) == 1:
                return found[0]
            if found:
                lines = ", ".join(str(each.line()) for each in found)
                self._page.wrong(line, f"{shown(text)} can be the {noun} of any of the lines {lines}: give its id")
                return None
        close = hint(text, self._words(kind)) if len(self._page.mistakes) < MOST_HINTS else ""
        self._page.wrong(line, f"there is no {noun} {shown(text)} in this file{close}")
        return None

    def _words(self, kind: type[Entry]) -> Collection[str]:
        return max((self._known[kind, name] for name in kind.called), key=len)
