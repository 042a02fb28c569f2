"""Names and identifiers in Unicode's form NFC, and what they are compared by: until now they were kept as sent.

A row that would become like another one is left as it is: both may be in use, and nobody but their owner can say which
is right. It is still found by its id.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

Row = Mapping[str, Any]
Derived = Mapping[str, Callable[[Row], str | None]]
BLANKS = re.compile(r"\s+")
READ_AT_ONCE = 1_000


def normal(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def without_case(text: str) -> str:
    return normal(unicodedata.normalize("NFD", text).casefold())


def name_key(name: str) -> str:
    return without_case(BLANKS.sub(" ", name.strip()))


NAMED: Derived = {"name_key": lambda row: name_key(row["name"])}
PERSON: Derived = {
    "email_key": lambda row: without_case(row["email"].strip()) if row["email"] is not None else None,
    "name_key": lambda row: name_key(f"{row['given_name']} {row['surname']}"),
}
TABLES: Mapping[str, tuple[tuple[str, ...], Derived]] = {
    "accounts": (("name",), {}),
    "users": (("email", "employee_id", "given_name", "surname"), PERSON),
    "groups": (("name", "identifier"), NAMED),
    "teams": (("name",), NAMED),
    "tags": (("name",), NAMED),
    "custom_fields": (("name",), NAMED),
}
"""By table: the texts that are brought to the normal form, and what is derived from them."""


def upgrade() -> None:
    connection = op.get_bind()
    for name, (texts, derived) in TABLES.items():
        home = () if name == "accounts" else ("account_id",)
        table = sa.table(name, *(sa.column(each) for each in (*home, "id", *texts, *derived)))
        for row in changed(connection, table, texts, derived):
            change(connection, table, row, (*home, "id"))


def changed(connection: sa.Connection, table: sa.TableClause, texts: tuple[str, ...], derived: Derived) -> list[Row]:
    """Return the rows that are not in their normal form, as they are in it."""
    is_sqlite, rows = connection.dialect.name == "sqlite", list[Row]()
    not_ascii = sa.or_(*(sa.func.length(table.c[each]) != bytes_of(table.c[each], is_sqlite) for each in texts))
    found = connection.execute(sa.select(table).where(not_ascii).execution_options(yield_per=READ_AT_ONCE))
    for row in found.mappings():
        new = {**row, **{each: normal(row[each]) for each in texts if row[each] is not None}}
        new |= {each: derive(new) for each, derive in derived.items()}
        if new != dict(row):
            rows.append(new)
    return rows


def bytes_of(column: sa.ColumnElement[Any], is_sqlite: bool) -> sa.ColumnElement[int]:  # noqa: FBT001  # says what it is
    return sa.func.length(sa.cast(column, sa.LargeBinary)) if is_sqlite else sa.func.octet_length(column)


def change(connection: sa.Connection, table: sa.TableClause, row: Row, key: tuple[str, ...]) -> None:
    """Write a row anew, unless another one has its name or identifier."""
    values = {name: value for name, value in row.items() if name not in key}
    update = sa.update(table).where(*(table.c[each] == row[each] for each in key)).values(values)
    savepoint = connection.begin_nested()
    try:
        connection.execute(update)
    except sa.exc.IntegrityError:
        savepoint.rollback()
    else:
        savepoint.commit()
