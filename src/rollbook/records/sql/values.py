"""Rows that travel to the database inside one statement, whatever their number.

SQLite gets them as one JSON parameter, PostgreSQL as one array a column; both read them as a table.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.sql.type_api import TypeEngine

from rollbook.records.tables.columns import UtcTime, json_text

FEW = 10
Column = tuple[str, TypeEngine[Any]]


def _quoted(text: str) -> str:
    """Quote a text as an element of a PostgreSQL array."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


class InArray(NamedTuple):
    """A type of PostgreSQL: its name, and how a value of it is written in an array."""

    name: str
    write: Callable[[Any], str]


IN_POSTGRESQL: Mapping[type[TypeEngine[Any]], InArray] = {
    UtcTime: InArray("timestamptz", datetime.isoformat),
    sa.BigInteger: InArray("bigint", str),
    sa.Boolean: InArray("boolean", str),
    sa.Date: InArray("date", date.isoformat),
    sa.Integer: InArray("bigint", str),
    sa.JSON: InArray("json", _quoted),
    sa.LargeBinary: InArray("bytea", lambda value: f'"\\\\x{value.hex()}"'),
    sa.Text: InArray("text", _quoted),
}


def _sqlite_moment(value: datetime) -> str:
    """A moment as SQLAlchemy's SQLite dialect keeps it."""
    return value.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")


IN_SQLITE: Mapping[type[TypeEngine[Any]], Callable[[Any], str]] = {UtcTime: _sqlite_moment, sa.Date: date.isoformat}
"""How a value is written in JSON, where JSON has no form for it."""


def _write_each(values: Sequence[Any], write: Callable[[Any], str], nothing: Any) -> list[Any]:
    """Write the values of one column. Most rows of a call share most of their values: each is written once."""
    written = {value: nothing if value is None else write(value) for value in set(values)}
    return [written[value] for value in values]


def _documents(values: Sequence[Any], of: sa.JSON) -> list[str | None]:
    return [None if value is None and of.none_as_null else json_text(value) for value in values]


def _array(name: str, of: TypeEngine[Any]) -> str:
    """A column of given rows, as PostgreSQL gets it."""
    return f"CAST(:given_{name} AS {IN_POSTGRESQL[type(of)].name}[])"


class ValuesTable:
    """A table of given rows: `source` goes into a FROM, `parameters` into the execution.

    PostgreSQL plans for as many rows as there are. In the form for `few` it always takes them for a thousand, so that
    it looks up each of them by key, in a plan that it may keep. An element is found in time that grows with the array.
    """

    def __init__(self, columns: Sequence[Column], dialect: str, name: str = "given", *, few: bool = False) -> None:
        self.columns = columns
        self.dialect = dialect
        if dialect == "sqlite":
            fields = ", ".join(
                f"json_extract(value, '$[{place}]') AS \"{each}\"" for place, (each, _) in enumerate(columns)
            )
            text = f"SELECT {fields} FROM json_each(:given_rows)"
        elif few:
            fields = ", ".join(f'({_array(*column)})[place] AS "{column[0]}"' for column in columns)
            text = f"SELECT {fields} FROM generate_subscripts({_array(*columns[0])}, 1) AS place LIMIT {FEW}"
        else:
            arrays = ", ".join(_array(*column) for column in columns)
            names = ", ".join(f'"{each}"' for each, _ in columns)
            text = f"SELECT {names} FROM unnest({arrays}) AS arrays ({names})"
        self.source = sa.text(text).columns(*(sa.column(each, of) for each, of in columns)).subquery(name)

    def among(self, column: sa.ColumnElement[Any], name: str) -> sa.ColumnElement[bool]:
        """The column holds one of the values that are given under a name.

        On PostgreSQL that is a comparison with an array, not with a table: where it takes the column's own table for
        small, it would compare each row there with each of the given.
        """
        if self.dialect == "sqlite":
            return column.in_(sa.select(self.source.c[name]))
        of = dict(self.columns)[name]
        return column.op("=", is_comparison=True)(sa.text(f"ANY({_array(name, of)})"))

    def parameters(self, rows: Sequence[Sequence[Any]]) -> dict[str, Any]:
        """Return the parameters that carry the rows; each row is a sequence in the order of the columns."""
        turned = zip(*rows, strict=True) if rows else ((),) * len(self.columns)
        columns = [
            (name, type(of), _documents(values, of) if isinstance(of, sa.JSON) else values)
            for (name, of), values in zip(self.columns, turned, strict=True)
        ]
        if self.dialect == "sqlite":
            written = (
                _write_each(values, IN_SQLITE[of], None) if of in IN_SQLITE else values for _, of, values in columns
            )
            return {"given_rows": msgspec.json.encode(list(zip(*written, strict=True))).decode()}
        return {
            f"given_{name}": f"{{{','.join(_write_each(values, IN_POSTGRESQL[of].write, 'NULL'))}}}"
            for name, of, values in columns
        }


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
