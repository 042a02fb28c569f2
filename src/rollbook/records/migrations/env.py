"""Alembic's way in: runs the migrations on the connection that records.schema hands over."""

from typing import Any, Literal

from alembic import context

from rollbook.records.tables import metadata
from rollbook.records.tables.columns import UtcTime


def render_item(kind: str, item: Any, _: Any) -> str | Literal[False]:
    """Write our own types into migrations as the plain ones they are made of, so that old migrations stand alone."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UtcTime) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    compare_type=True,
    render_item=render_item,
)
context.run_migrations()
