"""Writes an account as a world: what `load` reads back into the same records."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import sqlalchemy as sa

from rollbook.contract.text import email_key
from rollbook.records.database.engine import Database
from rollbook.records.sql.find import find_account, find_account_names, snapshot
from rollbook.worlds.entries import KINDS
from rollbook.worlds.fields import Many
from rollbook.worlds.mistakes import hint, shown
from rollbook.worlds.model import Account, User, World
from rollbook.worlds.on_record import OnRecord
from rollbook.worlds.show import show, show_entry

NOTE = """\
# API keys are kept as hashes only, so there are none here. On a server that does not know the account, loading
# this file makes a new key for it; for users, write `api_key:` into their entries or use `rollbook keys`.
"""


class NoAccountError(LookupError):
    """No account has this name."""


class UnloadableError(ValueError):
    """The account has something on record that no world file can say."""


def dump(database: Database, account_name: str, *, with_ids: bool = False) -> str:
    """Return an account as the text of a world file, as it is at one moment.

    Loaded into an empty server and dumped again, it gives the same text. `with_ids` gives all ids, so that they stay
    the same there; else those of users, groups, tags, teams, custom fields and enrolments are made anew. Raises
    NoAccountError, and UnloadableError where an employee id is the e-mail address of another user: a world file names
    users by either.
    """
    with snapshot(database) as connection:
        account = find_account(connection, account_name)
        if account is None:
            close = hint(account_name, find_account_names(connection))
            raise NoAccountError(f"there is no account {shown(account_name)}{close}")
        records = OnRecord(connection, account, with_ids=with_ids)
    _check_identifiers(records.rows(User))
    return NOTE + "".join(f"{line}\n" for line in _lines(records))


def _check_identifiers(users: Iterable[sa.Row[Any]]) -> None:
    by_email = {row.email_key: row for row in users if row.email_key is not None}
    found = [
        f"the employee id {shown(row.employee_id)} of {row.given_name} {row.surname} (user {row.id}) is the e-mail "
        f"address of {other.given_name} {other.surname} (user {other.id})"
        for row in users
        if row.employee_id is not None and (other := by_email.get(email_key(row.employee_id), row)) is not row
    ]
    if found:
        raise UnloadableError(
            f"cannot be written as a world file, which names users by either: {'; '.join(found)}. "
            "Change one of each two with updateUser, then dump again"
        )


def _lines(records: OnRecord) -> Iterator[str]:
    yield f"account: {show(records.entry(Account, records.account))}"
    for key, field in World.fields.items():
        if isinstance(field, Many) and (entries := field.shown(records.rows(KINDS[field.kind]), records)):
            if field.short and not any(isinstance(entry, Mapping) for entry in entries):
                yield f"{key}: {show(entries)}"
            else:
                yield f"\n{key}:"
                yield from (line for entry in entries for line in (_block(entry) if field.long else _line(entry)))


def _line(entry: Mapping[str, object]) -> Iterator[str]:
    yield f"  - {show_entry(entry, indent=4)}"


def _block(entry: Mapping[str, object]) -> Iterator[str]:
    """One line a field; of a list of mappings, one line each."""
    mark = "- "
    for name, value in entry.items():
        if isinstance(value, list) and any(isinstance(each, dict) for each in value):
            yield f"  {mark}{name}:"
            yield from (
                f"      - {show_entry(each, indent=8) if isinstance(each, dict) else show(each)}" for each in value
            )
        else:
            yield f"  {mark}{name}: {show(value)}"
        mark = "  "
