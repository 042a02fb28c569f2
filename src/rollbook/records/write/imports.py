"""Writes what is on record of an import: the file, its progress, and the answers that are kept for the next one.

What an import does to the records is done by its calls; this says only which rows each of them took.
"""

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa

from rollbook.records.database.ids import new_ids
from rollbook.records.tables import import_chunks, import_mappings, imports


@dataclass(frozen=True, slots=True)
class NewImport:
    """What is known of an import when it begins."""

    account: int
    user: int
    name: str
    size: int
    digest: bytes
    method: str
    answers: Mapping[str, Any]
    made_at: datetime


def write_import(connection: sa.Connection, new: NewImport, content: bytes, status: str = "Recording") -> int:
    """Write a new import with its file; return its id."""
    [number] = new_ids()[:1]
    connection.execute(
        imports.insert().values(
            account_id=new.account,
            id=number,
            user_id=new.user,
            name=new.name,
            size=new.size,
            digest=new.digest,
            method=new.method,
            answers=new.answers,
            status=status,
            counts={},
            made_at=new.made_at,
            content=zlib.compress(content, 1),
        )
    )
    return number


def write_answers(connection: sa.Connection, account: int, number: int, user: int, answers: Mapping[str, Any]) -> None:
    """Write the answers, and who gave them, of an import of which no row is on record yet."""
    own = (imports.c.account_id == account) & (imports.c.id == number)
    connection.execute(imports.update().values(answers=answers, user_id=user).where(own))


def write_chunk(
    connection: sa.Connection,
    account: int,
    number: tuple[int, int],
    outcomes: Sequence[Mapping[str, Any]],
    calls: Sequence[str] | None,
) -> None:
    """Write what a chunk of an import (its id, and the chunk's number) holds, or what became of it."""
    own = (import_chunks.c.account_id == account) & (import_chunks.c.import_id == number[0])
    values = {"calls": sa.null() if calls is None else list(calls), "outcomes": _packed(outcomes)}
    changed = connection.execute(
        import_chunks.update().values(**values).where(own, import_chunks.c.number == number[1])
    )
    if not changed.rowcount:
        connection.execute(
            import_chunks.insert().values(account_id=account, import_id=number[0], number=number[1], **values)
        )


def _packed(outcomes: Sequence[Mapping[str, Any]]) -> bytes:
    return zlib.compress(msgspec.json.encode(outcomes), 1)


def write_progress(
    connection: sa.Connection,
    account: int,
    number: int,
    counts: Mapping[str, int],
    status: str,
    ended_at: datetime | None,
) -> None:
    """Write how far an import has come."""
    own = (imports.c.account_id == account) & (imports.c.id == number)
    connection.execute(imports.update().values(counts=counts, status=status, ended_at=ended_at).where(own))


def write_mapping(
    connection: sa.Connection, new: NewImport, name: str, headers: str, answers: Mapping[str, Any]
) -> None:
    """Keep answers under a name; those that were kept under it before are replaced."""
    mappings = import_mappings.c
    own = (mappings.account_id == new.account) & (mappings.method == new.method) & (mappings.name == name)
    values = {"headers": headers, "answers": answers, "made_at": new.made_at, "user_id": new.user}
    if not connection.execute(import_mappings.update().values(**values).where(own)).rowcount:
        keys = {"account_id": new.account, "id": new_ids()[0], "method": new.method, "name": name}
        connection.execute(import_mappings.insert().values(**keys, **values))


def forget_mapping(connection: sa.Connection, account: int, method: str, name: str) -> bool:
    """Forget the answers that are kept under a name; return whether there were any."""
    mappings = import_mappings.c
    own = (mappings.account_id == account) & (mappings.method == method) & (mappings.name == name)
    return connection.execute(import_mappings.delete().where(own)).rowcount > 0


def forget_files(connection: sa.Connection, account: int, before: datetime) -> int:
    """Drop the files of imports that an account made before the moment; the imports themselves stay."""
    old = (imports.c.account_id == account) & (imports.c.made_at < before) & imports.c.content.is_not(None)
    return connection.execute(imports.update().values(content=None).where(old)).rowcount
