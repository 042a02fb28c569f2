"""Where the pages of a report begin: the number of a page alone does not say, so it is kept once it is known."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

import msgspec
import sqlalchemy as sa

from rollbook.contract.judge import Block
from rollbook.records.page_marks import KEPT, START, PageMark, Position
from rollbook.records.read.context import ReportContext
from rollbook.records.tables import report_pages


@dataclass(frozen=True, slots=True)
class Page:
    """A page that is asked for: `size` rows, after the `skipped` rows that follow the position `after`.

    Where rows have to be skipped, the beginning of the page was not known. It is then read along with the row before
    it, the `lead`, after which it begins.
    """

    number: int
    size: int
    filters_digest: bytes
    after: Position = START
    skipped: int = 0

    @property
    def lead(self) -> int:
        """How many rows are read before the page's own: one, or none."""
        return min(self.skipped, 1)

    @property
    def offset(self) -> int:
        """How many rows after the position are not read at all."""
        return self.skipped - self.lead

    @property
    def limit(self) -> int:
        """How many rows are read at most."""
        return self.size + self.lead

    def marks(self, read: Sequence[Position]) -> Iterator[PageMark]:
        """Give what is to be remembered now that these rows were read: where this page begins, and the next one."""
        if self.lead and read:
            yield PageMark(self.filters_digest, self.number, read[0])
        if len(read) == self.limit:
            yield PageMark(self.filters_digest, self.number + 1, read[-1])


def find_page(connection: sa.Connection, asked: ReportContext, block: Block) -> Page:
    """Find out where the page that the block asks for begins, or the nearest page before it that is known."""
    number, size = block.row.Page, block.row.PageSize
    digest = sha256(msgspec.json.encode([block.sent["Filters"], size], order="deterministic")).digest()
    if number == 1:
        return Page(number, size, digest)
    own = report_pages.c
    nearest = connection.execute(
        sa.select(own.page, own.course_name, own.learning_module_id, own.enrolled_at, own.enrollment_id)
        .where(own.account_id == asked.account, own.user_id == asked.user, own.filters_digest == digest)
        .where(own.page <= number, own.made_at > asked.now - KEPT)
        .order_by(own.page.desc())
        .limit(1)
    ).one_or_none()
    if nearest is None:
        return Page(number, size, digest, skipped=(number - 1) * size)
    known, *position = nearest
    return Page(number, size, digest, Position(*position), skipped=(number - known) * size)
