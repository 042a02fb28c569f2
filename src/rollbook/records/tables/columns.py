"""The columns all tables are made of: ids, UTC times, and keys that begin with the account."""

from datetime import UTC, datetime
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlalchemy.schema import SchemaItem

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
"""A whole number, 1 to 2^63-1."""


Json = sa.JSON()
"""A small document whose parts are never asked for by themselves."""


def json_text(document: Any) -> str:
    """Return the text in which a document is kept: equal documents have equal texts."""
    return msgspec.json.encode(document, order="sorted").decode()


class UtcTime(sa.types.TypeDecorator[datetime]):
    """A moment, kept in UTC; aware in Python on both databases."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn an aware moment into UTC; SQLite keeps it without the zone."""
        if value is None:
            return None
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the moment back, aware and in UTC."""
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def key(name: str, *, nullable: bool = False) -> sa.Column[int]:
    """A column that holds the id of a row of this or another table."""
    return sa.Column(name, Id, nullable=nullable)


def one_of(name: str, *words: str) -> sa.CheckConstraint:
    """The column holds one of these words."""
    listed = ", ".join(f"'{word}'" for word in words)
    return sa.CheckConstraint(f"{name} IN ({listed})", name=name)


def belongs_to(parent: str, *columns: str, to: tuple[str, ...] = ("id",)) -> sa.ForeignKeyConstraint:
    """A reference inside the account: the key carries the account, so no row can point across accounts."""
    return sa.ForeignKeyConstraint(["account_id", *columns], [f"{parent}.{name}" for name in ("account_id", *to)])


def table_of_account(name: str, *parts: SchemaItem, identity: tuple[str, ...] = ("id",)) -> sa.Table:
    """A table whose primary key is (account_id, *identity). Citus distributes by the same account_id.

    A row that belongs to another of the account is known to be in an account: asking that again would cost each row.
    """
    nullable = {part.name for part in parts if isinstance(part, sa.Column) and part.nullable}
    references = (part for part in parts if isinstance(part, sa.ForeignKeyConstraint))
    is_known = any(nullable.isdisjoint(reference.column_keys) for reference in references)
    own = [sa.Column("id", Id, nullable=False, autoincrement=False)] if identity == ("id",) else []
    return sa.Table(
        name,
        metadata,
        sa.Column("account_id", Id, nullable=False, autoincrement=False),
        *own,
        *parts,
        sa.PrimaryKeyConstraint("account_id", *identity),
        *([] if is_known else [sa.ForeignKeyConstraint(["account_id"], ["accounts.id"])]),
    )


def unique_keys(table: sa.Table) -> list[list[str]]:
    """Return the names of the columns of each unique key; those of a partial one too."""
    keys = (each for each in table.constraints if isinstance(each, sa.UniqueConstraint | sa.PrimaryKeyConstraint))
    indexes = (each for each in table.indexes if each.unique)
    return [[column.name for column in each.columns] for each in (*keys, *indexes)]


def key_names(table: sa.Table) -> list[str]:
    """Return the names of the columns by which a row is known inside its account."""
    return [column.name for column in table.primary_key if column.name != "account_id"]
