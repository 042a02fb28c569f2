"""The migration to normal forms: rows made before are found after, and two that became alike are left alone."""

import unicodedata
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa

from rollbook.contract.text import email_key, name_key, normal
from rollbook.records.database import schema
from rollbook.records.database.engine import Database
from tests.databases import fresh_database

BEFORE = "0003"
NFD = "Cafe\u0301"
NFC = unicodedata.normalize("NFC", NFD)
ROWS = {
    "accounts": "(id, name, timezone, created_at) VALUES "
    "(1, :name, 'UTC', '2026-01-01'), (2, 'ASCII', 'UTC', '2026-01-01')",
    "users": "(account_id, id, email, email_key, employee_id, given_name, surname, name_key, role, "
    "created_at, modified_at) VALUES "
    "(1, 1, :email, :email, :name, :name, 'x', :folded, 'learner', '2026-01-01', '2026-01-01'), "
    "(2, 2, :email, :email, :name, :name, 'x', :folded, 'learner', '2026-01-01', '2026-01-01')",
    "teams": "(account_id, id, name, name_key) VALUES (1, 1, :name, :folded)",
    "tags": "(account_id, id, name, name_key) VALUES (1, 1, :name, :folded)",
    "custom_fields": "(account_id, id, name, name_key) VALUES (1, 1, :name, :folded)",
}
TWINS = "(account_id, id, name, name_key) VALUES (1, 1, :nfd, :folded), (1, 2, :nfc, :nfc_folded), (1, 3, 'A', 'a')"


@pytest.fixture
def old(backend: str, tmp_path: Path) -> Iterator[Database]:
    """A database as it was before."""
    with fresh_database(backend, tmp_path, empty=True) as url, closing(Database(url)) as database:
        schema.migrate(database, BEFORE)
        yield database


def insert(database: Database, table: str, rows: str, **values: str) -> None:
    with database.writing() as connection:
        connection.execute(sa.text(f"INSERT INTO {table} {rows}"), values)


def rows_of(database: Database, table: str) -> list[dict[str, object]]:
    with database.reading() as connection:
        return [dict(row) for row in connection.execute(sa.text(f"SELECT * FROM {table} ORDER BY id")).mappings()]


def test_names_and_identifiers_are_brought_to_the_form_in_which_they_are_looked_up(old):
    for table, rows in ROWS.items():
        insert(old, table, rows, name=NFD, email=f"{NFD.lower()}@f.co", folded=NFD.casefold())
    schema.migrate(old)
    first, second = rows_of(old, "users")
    for user in (first, second):
        assert (user["email"], user["email_key"]) == (normal(f"{NFD.lower()}@f.co"), email_key(f"{NFC}@f.co"))
        assert (user["employee_id"], user["given_name"], user["name_key"]) == (NFC, NFC, name_key(f"{NFC} x"))
    assert [row["name"] for row in rows_of(old, "accounts")] == [NFC, "ASCII"]
    for table in ("teams", "tags", "custom_fields"):
        assert [(row["name"], row["name_key"]) for row in rows_of(old, table)] == [(NFC, name_key(NFC))]


def test_two_rows_that_would_become_one_are_left_as_they_are(old):
    insert(old, "accounts", ROWS["accounts"], name="Fina")
    insert(old, "teams", TWINS, nfd=NFD, nfc=NFC, folded=NFD.casefold(), nfc_folded=NFC.casefold())
    before = rows_of(old, "teams")
    schema.migrate(old)
    assert rows_of(old, "teams") == before


def test_a_key_whose_folding_has_changed_is_renewed(old):
    insert(old, "accounts", ROWS["accounts"], name="Fina")
    insert(old, "teams", "(account_id, id, name, name_key) VALUES (1, 1, :name, :old)", name="\u01f0", old="j\u030c")
    schema.migrate(old)
    assert [row["name_key"] for row in rows_of(old, "teams")] == [name_key("\u01f0")]
