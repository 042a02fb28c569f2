"""Writes where the pages of reports begin."""

from collections.abc import Sequence
from dataclasses import asdict

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from rollbook.records.page_marks import KEPT, PageMark
from rollbook.records.tables import report_pages
from rollbook.records.write.blocks import WriteContext


def write_page_marks(connection: sa.Connection, context: WriteContext, marks: Sequence[PageMark]) -> None:
    """Remember marks in place of earlier ones; who begins a report anew also clears away what is out of date."""
    make = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    insert = make(report_pages).values([_row(context, mark) for mark in marks])
    changed = {name: insert.excluded[name] for name in (*asdict(marks[0].position), "made_at")}
    connection.execute(insert.on_conflict_do_update(index_elements=report_pages.primary_key.columns, set_=changed))
    if marks[-1].page == 2:
        own = report_pages.c
        old = (own.account_id == context.account) & (own.made_at <= context.now - KEPT)
        connection.execute(report_pages.delete().where(old))


def _row(context: WriteContext, mark: PageMark) -> dict[str, object]:
    return {
        "account_id": context.account,
        "user_id": context.user,
        "filters_digest": mark.filters_digest,
        "page": mark.page,
        **asdict(mark.position),
        "made_at": context.now,
    }
