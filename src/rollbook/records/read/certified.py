"""What a certificate says, as it is on record now; and what became of a record that is gone."""

from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from rollbook.contract.answers import Values
from rollbook.records.tables import accounts, changes, enrollments, learning_modules, sessions, users

GOOD = {"Completed", "Attended"}
own, course, person, held = enrollments.c, learning_modules.c, users.c, sessions.c


class Certified(NamedTuple):
    """Who did what, when and with which result; `gone_at` is when the record was removed."""

    name: str
    course: str
    account: str
    status: str
    grade: str | None
    day: datetime | None
    gone_at: datetime | None = None

    @property
    def is_valid(self) -> bool:
        """Whether the record says today that the course was done."""
        return self.gone_at is None and self.status in GOOD


def read_certified(connection: sa.Connection, account: int, enrollment: int) -> Certified | None:
    """Read what is on record of an enrolment, or was before it was removed; None where there never was one."""
    row = connection.execute(enrollments.select().where(own.account_id == account, own.id == enrollment)).mappings()
    if (found := row.one_or_none()) is not None:
        return _with_names(connection, account, dict(found), None)
    of_row = (changes.c.table_name == str(enrollments.name)) & (changes.c.row_key == str(enrollment))
    removed = sa.select(changes.c.before, changes.c.changed_at).where(changes.c.account_id == account, of_row)
    latest = removed.where(changes.c.after.is_(None)).order_by(changes.c.id.desc()).limit(1)
    last = connection.execute(latest).one_or_none()
    return None if last is None else _with_names(connection, account, last.before, last.changed_at)


def _with_names(connection: sa.Connection, account: int, row: Values, gone_at: datetime | None) -> Certified | None:
    names = sa.select(person.given_name, person.surname, course.name.label("course"), accounts.c.name.label("account"))
    of_row = (person.account_id == account) & (person.id == int(row["user_id"]))
    in_course = (course.account_id == account) & (course.id == int(row["learning_module_id"]))
    in_account = accounts.c.id == account
    found = connection.execute(
        names.select_from(users.join(learning_modules, in_course).join(accounts, in_account)).where(of_row)
    ).one_or_none()
    if found is None:
        return None
    name = f"{found.given_name} {found.surname}"
    day = _moment(row.get("completed_at")) or _moment(row.get("enrolled_at"))
    return Certified(name, found.course, found.account, row["status"], row.get("grade"), day, gone_at)


def _moment(value: Any) -> datetime | None:
    return datetime.fromisoformat(value) if isinstance(value, str) else value
