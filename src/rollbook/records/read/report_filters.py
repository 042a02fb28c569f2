"""Which enrolments a report is about: what its filters name, looked up, and what else they demand."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

import sqlalchemy as sa

from rollbook.contract.rows import Named
from rollbook.contract.text import email_key, name_key
from rollbook.contract.values import moment_of
from rollbook.records.page_marks import BEGINNING
from rollbook.records.read.context import ReportContext
from rollbook.records.read.enrollment_facts import COMPLETED, LAST_ACCESSED, STARTED, has_status
from rollbook.records.read.groups import groups_with
from rollbook.records.sql.values import among, given_values
from rollbook.records.tables import enrollments, groups, learning_modules, sessions, users

FEW = 5_000
"""So many enrolments are fetched by their ids and sorted, where a filter leads to no more."""
FEW_GROUPS = 8
"""So many groups are walked through side by side."""

own = enrollments.c
Condition = sa.ColumnElement[bool]
Lead = sa.Select[Any] | sa.CompoundSelect[Any]
"""A statement that finds, by an index, all enrolments that may pass: their ids."""
Period = tuple[date | datetime | None, date | datetime | None]
"""The first day or moment, and the last; None where it is open."""
Ids = Sequence[int] | None
"""The ids of some rows; None means all."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The enrolments of an account that pass the filters.

    `few` are the only ones that may pass, where that is known. `conditions` are about an enrolment joined with its
    course. None was made before `since`.
    """

    account: int
    few: Ids
    groups: Ids
    learning_modules: Ids
    users: Ids
    conditions: tuple[Condition, ...]
    since: datetime

    @property
    def is_nothing(self) -> bool:
        """Whether no enrolment can pass: nothing of what was named is there."""
        return _is_nothing((self.few, self.groups, self.learning_modules, self.users))


def find_wanted(connection: sa.Connection, asked: ReportContext, filters: Any) -> Wanted:
    """Look up what the filters name; a name that nothing bears adds nothing."""
    begun = [first for first, _ in _periods(filters.LearningModules.EnrolledDates)]
    named = (
        _find_groups(connection, asked, filters.Groups),
        _find_learning_modules(connection, asked, filters.LearningModules.LearningModule),
        _find_users(connection, asked, filters.Users.Which),
    )
    leads = () if _is_nothing(named) else _leads(asked, filters, named, connection.dialect.name)
    return Wanted(
        asked.account,
        [filters.EnrollmentID] if filters.EnrollmentID else _find_few(connection, leads),
        *named,
        conditions=tuple(_conditions(asked, filters)),
        since=min((moment_of(first) if first else BEGINNING for first in begun), default=BEGINNING),
    )


def _is_nothing(named: Iterable[Ids]) -> bool:
    return any(ids is not None and not ids for ids in named)


def _find_few(connection: sa.Connection, leads: Iterable[Lead]) -> Ids:
    """Follow the leads until one leads to few enrolments; None where none does."""
    for lead in leads:
        found = connection.execute(lead.limit(FEW + 1)).scalars().all()
        if len(found) <= FEW:
            return [number for number in found if number is not None]
    return None


def _leads(asked: ReportContext, filters: Any, named: tuple[Ids, Ids, Ids], dialect: str) -> Iterator[Lead]:
    """Give the filters that an index serves and that may let few through; active groups and users are not few."""
    in_groups, _, of_users = named
    modules, recorded = filters.LearningModules, filters.Enrollments
    if of_users is not None:
        yield _lead(asked, own.user_id, given_values(of_users, own.user_id.type, dialect))
    if in_groups is not None and len(in_groups) > FEW_GROUPS:
        yield _lead(asked, own.group_id, given_values(in_groups, own.group_id.type, dialect))
    if filters.Users.Which.key == "Inactive":
        yield _lead(asked, own.user_id, _inactive(asked, users).subquery())
    found = sa.select(own.id).where(own.account_id == asked.account)
    for completed in _within(own.completed_at, modules.CompletedDates):
        ended = sa.select(sessions.c.id).where(sessions.c.account_id == asked.account)
        of_sessions = ended.where(*_within(sessions.c.ends_at, modules.CompletedDates)).subquery()
        yield sa.union_all(found.where(completed), _lead(asked, own.session_id, of_sessions))
    for condition in (
        *_within(own.due_at, modules.DueDates),
        *_within(own.recorded_at, [recorded.CreatedDate]),
        *_within(own.recorded_at, [recorded.ModifiedDate]),
    ):
        yield found.where(condition)


def _lead(asked: ReportContext, column: sa.Column[Any], leaders: sa.FromClause) -> sa.Select[Any]:
    """Lead from the one column of a table to the enrolments that hold its values.

    An outer join: so both databases look up each by key, even SQLite, which knows nothing of numbers.
    """
    (value,) = leaders.c
    tie = (own.account_id == asked.account) & (column == value)
    return sa.select(own.id).select_from(leaders.outerjoin(enrollments, tie))


def _find_groups(connection: sa.Connection, asked: ReportContext, filters: Any) -> Ids:
    """Return the groups that are asked for, as far as the caller may see them; None for all that are active, or all."""
    which, dialect = filters.Which, connection.dialect.name
    conditions = []
    if filters.GroupTags2:
        conditions.append(among(groups.c.id, groups_with(connection, asked.account, filters.GroupTags2), dialect))
    if which.side == "GroupNames":
        conditions.append(among(groups.c.name_key, [name_key(name) for name in which.key], dialect))
    elif which.key == "Inactive":
        conditions.append(groups.c.status == which.key)
    if not asked.role.is_above_groups:
        conditions.append(asked.may_see(groups.c.id))
    if not conditions:
        return None
    named = sa.select(groups.c.id).where(groups.c.account_id == asked.account, *conditions)
    return connection.execute(named).scalars().all()


def _find_learning_modules(connection: sa.Connection, asked: ReportContext, sent: Any) -> Ids:
    """Return the courses with one of the names. There are not many: they are compared here, without case."""
    if not sent.sent.get("LearningModuleNames"):
        return None
    learning_module, names = learning_modules.c, {name_key(name) for name in sent.LearningModuleNames}
    found = connection.execute(
        sa.select(learning_module.id, learning_module.name).where(learning_module.account_id == asked.account)
    )
    return [learning_module.id for learning_module in found if name_key(learning_module.name) in names]


def _find_users(connection: sa.Connection, asked: ReportContext, which: Named) -> Ids:
    """Return the users who are named; a status is no name."""
    if which.side == "UserStatus":
        return None
    learner, dialect = users.c, connection.dialect.name
    emails = [email_key(email) for email in which.key.EmailAddress]
    named = (among(learner.email_key, emails, dialect), among(learner.employee_id, which.key.EmployeeID, dialect))
    found = sa.union(*(sa.select(learner.id).where(learner.account_id == asked.account, each) for each in named))
    return connection.execute(found).scalars().all()


def _conditions(asked: ReportContext, filters: Any) -> Iterator[Condition]:
    """Give what the filters demand of an enrolment apart from what they name."""
    modules, recorded = filters.LearningModules, filters.Enrollments
    if modules.LearningModule.LearningModuleStatus is not None:
        yield learning_modules.c.status == modules.LearningModule.LearningModuleStatus
    if filters.Users.Which.key == "Inactive":
        yield (own.user_id + 0).in_(_inactive(asked, users))
    elif filters.Users.Which.key == "Active":
        yield own.user_id.not_in(_inactive(asked, users))
    if filters.Groups.Which.key == "Active":
        yield own.group_id.not_in(_inactive(asked, groups))
    if modules.EnrollmentStatuses:
        yield sa.or_(*(has_status(status, asked.now) for status in modules.EnrollmentStatuses))
    yield from _within(own.enrolled_at, modules.EnrolledDates)
    yield from _within(STARTED, modules.StartedDates)
    yield from _within(LAST_ACCESSED, modules.LastAccessedDates)
    yield from _within(COMPLETED, modules.CompletedDates)
    yield from _within(own.due_at, modules.DueDates)
    yield from _within(own.access_ends_at, modules.GracePeriodDates)
    yield from _within(own.recorded_at, [recorded.CreatedDate])
    yield from _within(own.recorded_at, [recorded.ModifiedDate])  # an enrolment does not change; it is made or deleted


def _inactive(asked: ReportContext, table: sa.Table) -> sa.Select[tuple[int]]:
    """Select the users or groups who are not active: they are fewer than those who are."""
    return sa.select(table.c.id).where(table.c.account_id == asked.account, table.c.status == "Inactive")


def _within(fact: sa.ColumnElement[Any], rows: Sequence[Any]) -> Iterator[Condition]:
    """Demand that a fact lies in one of the periods; days are counted in UTC, the first and the last included."""
    if periods := _periods(rows):
        yield sa.or_(*(sa.and_(*_bounds(fact, *period)) for period in periods))


def _bounds(fact: sa.ColumnElement[Any], first: Any, last: Any) -> Iterator[Condition]:
    if first is not None:
        yield fact >= moment_of(first)
    if last is not None:
        yield fact <= (last if isinstance(last, datetime) else datetime.combine(last, time.max, UTC))


def _periods(rows: Sequence[Any]) -> list[Period]:
    """Return the dates of the containers that are not empty, each pair once."""
    pairs = dict.fromkeys(tuple(vars(row)[name] for name in type(row).tags) for row in rows)
    return [(first, last) for first, last in pairs if first is not None or last is not None]
