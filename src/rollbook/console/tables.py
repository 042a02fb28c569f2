"""Tables as data: a listing's columns say what HTML, CSV, XLSX and JSON show of each row."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from rollbook.contract.answers import Values

Kind = Literal["text", "number", "day", "moment", "status", "code"]
"""How a value is shown: numbers to the right, days and moments in the account's zone, a status with its mark."""
Of = str | Callable[[Values], Any]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading, the value of a row (by its name, or made of the row), and where the value leads."""

    title: str
    of: Of
    kind: Kind = "text"
    link: Callable[[Values], str | None] | None = None
    is_head: bool = False

    def value(self, row: Values) -> Any:
        """Return the value in a row."""
        return row.get(self.of) if isinstance(self.of, str) else self.of(row)

    def address(self, row: Values) -> str | None:
        """Return where the value leads, if anywhere."""
        return self.link(row) if self.link is not None else None


@dataclass(frozen=True, slots=True)
class Listing:
    """A table: its columns, the rows of this page, and `every`, all rows that are filtered, for exports.

    `empty` says why there is none and what to do; `next_page` is the address of the next page. `mark` gives a row a
    class such as "refused" or "gone". With `has_digest` a file of it ends with the SHA-256 of its rows as CSV.
    """

    caption: str
    columns: Sequence[Column]
    rows: Sequence[Values]
    every: Callable[[], Iterable[Values]] | None = None
    empty: str = "Nothing here."
    next_page: str | None = None
    exports: Mapping[str, str] = field(default_factory=dict)
    mark: Callable[[Values], str] | None = None
    has_digest: bool = False

    def all_rows(self) -> Iterable[Values]:
        """Return all rows, page after page."""
        return self.every() if self.every is not None else self.rows
