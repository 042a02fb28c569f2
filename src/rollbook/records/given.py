"""Rows that travel to the database inside one statement, whatever their number.

SQLite gets them as one JSON parameter, PostgreSQL as one array a column; both read them as a table.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.sql.type_api import TypeEngine

from rollbook.records.tables.columns import UtcTime, json_text

Column = tuple[str, TypeEngine[Any]]


def _array_type(of: TypeEngine[Any]) -> str:
    """PostgreSQL's name for an array of the type."""
    names: dict[type, str] = {
        UtcTime: "timestamptz",
        sa.BigInteger: "bigint",
        sa.Boolean: "boolean",
        sa.Date: "date",
        sa.Integer: "bigint",
        sa.JSON: "json",
        sa.LargeBinary: "bytea",
        sa.Text: "text",
    }
    return f"{names[type(of)]}[]"


def _sqlite_text(value: date | None) -> str | None:
    """A moment or day as SQLAlchemy's SQLite dialect keeps it."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")
    return value.isoformat() if value is not None else None


def _writer_of(of: TypeEngine[Any], dialect: str) -> Callable[[Any], str | None] | None:
    """How a value of the type is written, where the driver would write it otherwise."""
    if isinstance(of, sa.JSON):
        return json_text
    return _sqlite_text if dialect == "sqlite" and isinstance(of, (UtcTime, sa.Date)) else None


class Given:
    """A table of given rows: `source` goes into a FROM, `parameters` into the execution."""

    def __init__(self, columns: Sequence[Column], dialect: str, name: str = "given") -> None:
        self.columns = columns
        self.dialect = dialect
        writers = {place: _writer_of(of, dialect) for place, (_, of) in enumerate(columns)}
        self._writers = {place: writer for place, writer in writers.items() if writer is not None}
        if dialect == "sqlite":
            fields = ", ".join(
                f"json_extract(value, '$[{place}]') AS \"{each}\"" for place, (each, _) in enumerate(columns)
            )
            text = f"SELECT {fields} FROM json_each(:given_rows)"
        else:
            arrays = ", ".join(f"CAST(:given_{each} AS {_array_type(of)})" for each, of in columns)
            names = ", ".join(f'"{each}"' for each, _ in columns)
            text = f"SELECT {names} FROM unnest({arrays}) AS arrays ({names})"
        self.source = sa.text(text).columns(*(sa.column(each, of) for each, of in columns)).subquery(name)

    def parameters(self, rows: Sequence[Sequence[Any]]) -> dict[str, Any]:
        """Return the parameters that carry the rows; each row is a sequence in the order of the columns."""
        if self._writers:
            rows = [
                [self._writers[place](value) if place in self._writers else value for place, value in enumerate(row)]
                for row in rows
            ]
        if self.dialect == "sqlite":
            return {"given_rows": msgspec.json.encode(rows).decode()}
        turned = zip(*rows, strict=True) if rows else ((),) * len(self.columns)
        return {f"given_{each}": list(values) for (each, _), values in zip(self.columns, turned, strict=True)}


def given_values(values: Sequence[Any], of: TypeEngine[Any], dialect: str) -> sa.TableValuedAlias:
    """Return a table with the one column `value`, for the FROM of a statement that carries the values itself."""
    if dialect == "sqlite":
        return sa.func.json_each(sa.literal(msgspec.json.encode(list(values)).decode(), sa.Text())).table_valued(
            "value"
        )
    return sa.func.unnest(sa.literal(list(values), postgresql.ARRAY(of))).table_valued("value").render_derived()


def among(column: sa.ColumnElement[Any], values: Sequence[Any], dialect: str) -> sa.ColumnElement[bool]:
    """The column holds one of the values, which travel as one parameter, whatever their number."""
    if dialect == "sqlite":
        return column.in_(sa.select(given_values(values, column.type, dialect).c.value))
    return column == sa.any_(sa.literal(list(values), postgresql.ARRAY(column.type)))
