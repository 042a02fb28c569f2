"""The pieces the pages are made of: tables, packages, codes, and the legend of sources."""

from collections.abc import Iterable, Sequence

from rollbook.contract.errors import Error, Source
from rollbook.contract.permissions import Permission

GENERATED = (
    "<!-- Written by `make docs` from the contracts in src/rollbook/methods/. Change those, not this page. -->\n"
)


def page(paragraphs: Iterable[str]) -> str:
    """Return a page, which begins with the words that distinguish it from one written by hand."""
    return GENERATED + "\n" + "\n\n".join(paragraphs) + "\n"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def xml(text: str) -> str:
    """Return a block of XML."""
    return f"```xml\n{text}\n```"


def code(text: str) -> str:
    """Set a word of the wire off from the prose."""
    return f"`{text}`"


def codes(words: Iterable[str]) -> list[str]:
    """Set each word off from the prose."""
    return [code(word) for word in words]


def listed(words: Sequence[str], last: str = "or") -> str:
    """Return the words as a sentence lists them: a, b or c."""
    *first, end = words
    return f"{', '.join(first)} {last} {end}" if first else end


def permissions(held: Permission) -> list[str]:
    """Return the codes of group permissions, each set off."""
    return codes(str(each.name) for each in Permission if each in held)


def cells_of(error: Error) -> tuple[str, str, str]:
    """Return code, text and source of an error: three cells of a row."""
    return code(error.code), error.text, error.source.value


def sources() -> str:
    """Return the legend, without which no page may name a source."""
    meanings = "\n".join(f"- **{source.value}**: {source.meaning}" for source in Source)
    return f"## Sources\n\nHow code and text of an error are known:\n\n{meanings}\n\n{OUR_CHOICES}"


OUR_CHOICES = (
    "Where the vendor's pages do not say which condition answers with which code, or in which order,"
    " the choice is ours: see [Decisions](../decisions.md)."
)
