"""Reads what is on record of imports, and what of the records helps to understand a sheet."""

import zlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

import msgspec
import sqlalchemy as sa

from rollbook.contract.text import email_key, name_key, normal
from rollbook.records.sql.find import find_rows
from rollbook.records.tables import calls, groups, import_chunks, import_mappings, imports, learning_modules, users

MOST_LISTED = 200
MOST_CANDIDATES = 2_000
LISTED = [column for column in imports.c if column.name != "content"]
WITH_USER = [*LISTED, users.c.email, users.c.employee_id]
_OF_USER = (users.c.account_id == imports.c.account_id) & (users.c.id == imports.c.user_id)


def find_imports(connection: sa.Connection, account: int, user: int | None = None) -> Sequence[sa.Row[Any]]:
    """Return the latest imports of an account, or of one user."""
    own = (imports.c.account_id == account) & (sa.true() if user is None else imports.c.user_id == user)
    asked = sa.select(*WITH_USER).join_from(imports, users, _OF_USER).where(own, users.c.account_id == account)
    return connection.execute(asked.order_by(imports.c.id.desc()).limit(MOST_LISTED)).all()


def find_import(connection: sa.Connection, account: int, number: int) -> sa.Row[Any] | None:
    """Return an import; None where the account has none of this id."""
    own = (imports.c.account_id == account) & (imports.c.id == number) & (users.c.account_id == account)
    return connection.execute(sa.select(*WITH_USER).join_from(imports, users, _OF_USER).where(own)).one_or_none()


def find_same(connection: sa.Connection, account: int, digest: bytes, method: str) -> sa.Row[Any] | None:
    """Return the latest import of the same bytes as the same method."""
    own = (imports.c.account_id == account) & (imports.c.digest == digest) & (imports.c.method == method)
    asked = sa.select(*WITH_USER).join_from(imports, users, _OF_USER).where(own, users.c.account_id == account)
    return connection.execute(asked.order_by(imports.c.id.desc()).limit(1)).one_or_none()


def read_content(connection: sa.Connection, account: int, number: int) -> bytes | None:
    """Return the file of an import; None where it is not kept any more."""
    own = (imports.c.account_id == account) & (imports.c.id == number)
    packed = connection.scalar(sa.select(imports.c.content).where(own))
    return None if packed is None else zlib.decompress(packed)


class Chunk(msgspec.Struct):
    """What is on record of a chunk; no calls: whether it was recorded is not known yet."""

    number: int
    calls: list[str] | None
    outcomes: list[dict[str, Any]]


def find_chunk(connection: sa.Connection, account: int, number: int, chunk: int) -> Chunk | None:
    """Return one chunk of an import."""
    own = (import_chunks.c.account_id == account) & (import_chunks.c.import_id == number)
    found = connection.execute(import_chunks.select().where(own, import_chunks.c.number == chunk)).one_or_none()
    return None if found is None else Chunk(found.number, found.calls, _unpacked(found.outcomes))


def find_calls(connection: sa.Connection, account: int, number: int) -> list[str]:
    """Return the ids of an import's calls, in their order."""
    own = (import_chunks.c.account_id == account) & (import_chunks.c.import_id == number)
    found = connection.scalars(sa.select(import_chunks.c.calls).where(own).order_by(import_chunks.c.number))
    return [call for calls_of_chunk in found for call in calls_of_chunk or ()]


def find_chunks(connection: sa.Connection, account: int, number: int) -> Iterator[Chunk]:
    """Yield the chunks of an import, in the order of the sheet."""
    chunk = 0
    while (found := find_chunk(connection, account, number, chunk)) is not None:
        yield found
        chunk += 1


def find_outcomes(connection: sa.Connection, account: int, number: int) -> Iterator[dict[str, Any]]:
    """Yield what became of each row of an import, in the order of the sheet."""
    own = (import_chunks.c.account_id == account) & (import_chunks.c.import_id == number)
    known = sa.select(import_chunks.c.outcomes).where(own, import_chunks.c.calls.is_not(None))
    for packed in connection.scalars(known.order_by(import_chunks.c.number)):
        yield from _unpacked(packed)


def _unpacked(packed: bytes) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = msgspec.json.decode(zlib.decompress(packed))
    return found


def find_call_by_key(connection: sa.Connection, account: int, user: int, key: str) -> tuple[int, bytes | None] | None:
    """Return the call with an idempotency key, however old, and its answer; None where there is none."""
    own = (calls.c.account_id == account) & (calls.c.user_id == user) & (calls.c.idempotency_key == key)
    found = connection.execute(sa.select(calls.c.id, calls.c.answer).where(own)).one_or_none()
    return None if found is None else (found.id, None if found.answer is None else zlib.decompress(found.answer))


def find_takers(connection: sa.Connection, account: int, numbers: Collection[int]) -> Mapping[int, int]:
    """Return which call took each of these calls back last, where one did, and was not taken back itself."""
    takers: dict[int, int] = {}
    later = calls.alias("later")
    undone = sa.exists().where(
        later.c.account_id == account, later.c.takes_back_id == calls.c.id, later.c.result == "Success"
    )
    asked = sa.select(calls.c.takes_back_id, calls.c.id).where(
        calls.c.account_id == account, calls.c.result == "Success", ~undone
    )
    for some in _parts(sorted(numbers)):
        for row in connection.execute(asked.where(calls.c.takes_back_id.in_(some)).order_by(calls.c.id)):
            takers[row.takes_back_id] = row.id
    return takers


def _parts(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(numbers), 500):
        yield numbers[start : start + 500]


def find_mapping(connection: sa.Connection, account: int, method: str, name: str) -> sa.Row[Any] | None:
    """Return the answers that are kept under a name."""
    mappings = import_mappings.c
    own = (mappings.account_id == account) & (mappings.method == method) & (mappings.name == name)
    return connection.execute(import_mappings.select().where(own)).one_or_none()


def find_mappings(connection: sa.Connection, account: int) -> Sequence[Any]:
    """Return all answers that are kept, by method and name, each with who kept them."""
    mappings = import_mappings.c
    by = (users.c.account_id == mappings.account_id) & (users.c.id == mappings.user_id)
    columns = (mappings.method, mappings.name, mappings.answers, mappings.made_at, users.c.email, users.c.employee_id)
    found = sa.select(*columns).join_from(import_mappings, users, by).where(mappings.account_id == account)
    return connection.execute(found.order_by(mappings.method, mappings.name)).all()


def find_mapping_of(connection: sa.Connection, account: int, method: str, headers: str) -> sa.Row[Any] | None:
    """Return the answers that were kept last for a file with these headers."""
    mappings = import_mappings.c
    own = (mappings.account_id == account) & (mappings.method == method) & (mappings.headers == headers)
    return connection.execute(
        import_mappings.select().where(own).order_by(mappings.made_at.desc()).limit(1)
    ).one_or_none()


def find_known(connection: sa.Connection, account: int, kind: str, texts: Collection[str]) -> Mapping[str, int]:
    """Return which texts are on record as what the kind says, one of _KINDS, each with the id of its row."""
    column, keys = _KINDS[kind], {text: _key(kind, text) for text in texts}
    wanted = {key for key in keys.values() if key is not None}
    found = (
        {getattr(row, column.name): row.id for row in find_rows(connection, account, column, wanted)} if wanted else {}
    )
    return {text: found[key] for text, key in keys.items() if key is not None and key in found}


def _key(kind: str, text: str) -> Any:
    if kind == "email":
        return email_key(text)
    if kind == "group_name":
        return name_key(text)
    if kind == "course_id":
        return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
    return normal(text)


def find_candidates(connection: sa.Connection, account: int, kind: str, text: str) -> Sequence[str]:
    """Return what on record may have been meant by a text that is not: for people, what begins alike."""
    column = {"email": users.c.email, "employee_id": users.c.employee_id}.get(kind)
    if column is None:
        named = groups.c.name if kind == "group_name" else groups.c.identifier
        asked = sa.select(named).where(groups.c.account_id == account, named.is_not(None))
        return [str(each) for each in connection.scalars(asked.limit(MOST_CANDIDATES))]
    own = (users.c.account_id == account) & column.is_not(None) & column.startswith(text[:2], autoescape=True)
    return [str(each) for each in connection.scalars(sa.select(column).where(own).limit(MOST_CANDIDATES))]


_KINDS: Mapping[str, sa.Column[Any]] = {
    "email": users.c.email_key,
    "employee_id": users.c.employee_id,
    "group_name": groups.c.name_key,
    "group_id": groups.c.identifier,
    "course_id": learning_modules.c.id,
}
