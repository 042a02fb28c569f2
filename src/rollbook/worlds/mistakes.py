"""What is wrong in world files: every mistake with its file and line, gathered so that all are reported at once."""

import difflib
from collections.abc import Collection, Iterable
from typing import NamedTuple

LONGEST_SHOWN = 60
MOST_COMPARED = 1000


class Mistake(NamedTuple):
    """One mistake: the file, the line (from 1; 0: the whole file), and a sentence: what is wrong and what to do."""

    file: str
    line: int
    sentence: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.sentence}" if self.line else f"{self.file}: {self.sentence}"


class WorldMistakes(Exception):  # noqa: N818  # it carries mistakes, which are the user's; it is not an error of ours
    """The worlds were not loaded, and nothing was written; `mistakes` says why, in the order of files and lines."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = list(mistakes)
        super().__init__("\n".join(map(str, self.mistakes)))


class BadValueError(ValueError):
    """A value that cannot be taken. `kept` replaces it, so that what refers to it is not called wrong as well."""

    def __init__(self, sentence: str, kept: object = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.kept = kept


class Page:
    """One file while it is read and checked: its name, its SHA-256, and the mistakes found so far."""

    def __init__(self, name: str, digest: bytes = b"") -> None:
        self.name = name
        self.digest = digest
        self.mistakes: list[Mistake] = []

    def wrong(self, line: int, sentence: str) -> None:
        """Note a mistake."""
        self.mistakes.append(Mistake(self.name, line, sentence))


def raise_mistakes(pages: Iterable[Page]) -> None:
    """Raise WorldMistakes if any page has one."""
    found = [mistake for page in pages for mistake in sorted(page.mistakes, key=lambda mistake: mistake.line)]
    if found:
        raise WorldMistakes(found)


def shown(value: str) -> str:
    """Quote a value for a sentence, cut where it is too long to read."""
    return repr(value if len(value) <= LONGEST_SHOWN else f"{value[:LONGEST_SHOWN]}…")


def hint(word: str, known: Collection[str]) -> str:
    """Return ` (did you mean 'x'?)` if a known word is close; nothing if none is, or too many would be compared."""
    if len(known) > MOST_COMPARED:
        return ""
    by_key = {each.casefold(): each for each in known}
    close = difflib.get_close_matches(word.casefold(), by_key, n=1, cutoff=0.7)
    return f" (did you mean {shown(by_key[close[0]])}?)" if close else ""
