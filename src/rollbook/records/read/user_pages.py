"""What is asked about many users, page by page."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, time
from typing import Any

import sqlalchemy as sa

from rollbook.contract.answers import Values
from rollbook.contract.judge import Block
from rollbook.contract.text import email_key, name_key
from rollbook.contract.values import moment_of
from rollbook.records.read.context import ReportContext, reader
from rollbook.records.read.users import HOME_GROUP, teams_of
from rollbook.records.sql.find import find_rows
from rollbook.records.tables import groups, memberships, supervisors, team_members, teams, users

Condition = sa.ColumnElement[bool]


@reader("users", "a page of the users that the caller may see, and how many there are in all")
def read_users(connection: sa.Connection, asked: ReportContext, block: Block) -> Sequence[Values]:
    """Read a page of the users that the filters let through, and how many there are in all.

    Only learners are ever listed. The page is cut from the index that the order follows, from whichever end is nearer,
    and what is shown of the users on it is looked up afterwards.
    """
    sent = block.row
    through = list(_conditions(asked, sent.Filters))
    if names := sent.Filters.Teams:
        through.append(users.c.id.in_(_members_of_teams(connection, asked.account, names)))
    return _answer(connection, asked.account, through, sent)


@reader("supervisees", "a page of the users whom the user supervises, as far as the caller may see them")
def read_supervisees(connection: sa.Connection, asked: ReportContext, block: Block) -> Sequence[Values]:
    """Read a page of the users whom the user supervises whom the block's rules found, and how many there are in all.

    Who supervises sees their own supervisees, whatever their home group.
    """
    supervisor = block.found.user
    supervised = sa.select(supervisors.c.user_id).where(
        supervisors.c.account_id == asked.account, supervisors.c.supervisor_id == supervisor
    )
    through = [*(_listed(asked.account) if supervisor == asked.user else _in_sight(asked)), users.c.id.in_(supervised)]
    return _answer(connection, asked.account, through, block.row)


def _answer(connection: sa.Connection, account: int, through: Sequence[Condition], sent: Any) -> Sequence[Values]:
    """Return the page asked for of the users who meet all conditions, and how many they are."""
    total = connection.execute(sa.select(sa.func.count()).select_from(users).where(*through)).scalar_one()
    page = _cut(sa.select(users.c.id).where(*through), sent, total)
    found = [] if page is None else _read_page(connection, account, page, _order(sent))
    return [{"Users": found, "TotalRecords": total}]


def _cut(through: sa.Select[tuple[int]], sent: Any, total: int) -> sa.Select[tuple[int]] | None:
    """Return the ids on the page asked for, or None where it lies past the last one."""
    size = sent.PageSize
    before = (sent.Page - 1) * size
    after = total - before - size
    if before >= total:
        return None
    if before <= after:
        return through.order_by(*_order(sent)).offset(before).limit(size)
    return through.order_by(*_order(sent, from_end=True)).offset(max(after, 0)).limit(min(size, total - before))


def _read_page(
    connection: sa.Connection, account: int, page: sa.Select[tuple[int]], order: Sequence[sa.ColumnElement[Any]]
) -> list[Values]:
    numbers = page.subquery("page")
    found = connection.execute(
        sa.select(users, groups.c.name.label("home_group"))
        .join_from(numbers, users, (users.c.account_id == account) & (users.c.id == numbers.c.id))
        .outerjoin(groups, HOME_GROUP)
        .order_by(*order)
    ).all()
    teams_by_user = teams_of(connection, account, [user.id for user in found])
    return [_values(user, teams_by_user.get(user.id, [])) for user in found]


def _values(user: sa.Row[Any], team_names: Sequence[str]) -> Values:
    return {
        "ID": user.id,
        "Email": user.email,
        "EmployeeID": user.employee_id,
        "GivenName": user.given_name,
        "Surname": user.surname,
        "Name": f"{user.given_name} {user.surname}",
        "Status": user.status,
        "Title": user.profile.get("Title"),
        "Division": user.profile.get("Division"),
        "HomeGroup": user.home_group,
        "CreatedDate": user.created_at,
        "ModifiedDate": user.modified_at,
        "Teams": team_names,
    }


def _order(sent: Any, *, from_end: bool = False) -> Sequence[sa.ColumnElement[Any]]:
    """Return the order asked for, or its reverse. Users without an employee id come after those who have one."""
    falls = (sent.SortOrder.upper() == "DESC") != from_end
    if vars(sent).get("SortField") == "EMPLOYEE_ID":
        column = users.c.employee_id
        first = column.desc().nulls_first() if falls else column.asc().nulls_last()
    else:
        first = users.c.name_key.desc() if falls else users.c.name_key.asc()
    return first, users.c.id.desc() if falls else users.c.id.asc()


def _conditions(asked: ReportContext, filters: Any) -> Iterator[Condition]:
    """Give what the account, the caller and the filters demand of a user."""
    yield from _in_sight(asked)
    named = filters.Users.UserIdentifier
    yield from _sought(named.Email, users.c.email_key, email_key)
    yield from _sought(named.EmployeeID, users.c.employee_id, str)
    yield from _sought(named.Name, users.c.name_key, name_key)
    if filters.HomeGroup is not None:
        yield users.c.home_group_id == _group_named(asked.account, filters.HomeGroup)
    if filters.GroupName is not None:
        yield users.c.id.in_(_members(asked.account, filters.GroupName))
    if filters.UserStatus in {"Active", "Inactive"}:
        yield users.c.status == filters.UserStatus
    yield from between(users.c.created_at, filters.CreatedDate.CreatedDateFrom, filters.CreatedDate.CreatedDateTo)
    yield from between(users.c.modified_at, filters.ModifiedDate.ModifiedDateFrom, filters.ModifiedDate.ModifiedDateTo)


def _listed(account: int) -> Iterator[Condition]:
    yield users.c.account_id == account
    yield users.c.role == "learner"


def _in_sight(asked: ReportContext) -> Iterator[Condition]:
    """Give what the account and the caller demand of a user."""
    yield from _listed(asked.account)
    if not asked.role.is_above_groups:
        yield users.c.home_group_id.in_(_groups_in_sight(asked))


def _groups_in_sight(asked: ReportContext) -> sa.Select[tuple[int]]:
    return sa.select(memberships.c.group_id).where(
        memberships.c.account_id == asked.account,
        memberships.c.user_id == asked.user,
        memberships.c.permissions.op("&")(int(asked.access)) != 0,
    )


def _sought(sought: Any, column: sa.ColumnElement[str], key: Callable[[str], str]) -> Iterator[Condition]:
    """Demand that the column is the value, or contains it without case. A match with nothing finds no user."""
    if sought.Value is None:
        if sought.MatchType is not None:
            yield sa.false()
    elif sought.MatchType == "CONTAINS":
        yield column.icontains(key(sought.Value), autoescape=True)
    else:
        yield column == key(sought.Value)


def _group_named(account: int, name: str) -> sa.ScalarSelect[int]:
    named = sa.select(groups.c.id).where(groups.c.account_id == account, groups.c.name_key == name_key(name))
    return named.scalar_subquery()


def _members(account: int, group_name: str) -> sa.Select[tuple[int]]:
    return sa.select(memberships.c.user_id).where(
        memberships.c.account_id == account, memberships.c.group_id == _group_named(account, group_name)
    )


def _members_of_teams(connection: sa.Connection, account: int, names: Sequence[str]) -> sa.Select[tuple[int]]:
    """Return who is in one of the teams; a name that no team has adds no one."""
    numbers = [team.id for team in find_rows(connection, account, teams.c.name_key, [name_key(name) for name in names])]
    return sa.select(team_members.c.user_id).where(
        team_members.c.account_id == account, team_members.c.team_id.in_(numbers)
    )


def between(column: sa.Column[Any], first: Any, last: Any) -> Iterator[Condition]:
    """Demand a moment between two, both included; a day without a time means its first, or its last, moment in UTC."""
    if first is not None:
        yield column >= moment_of(first)
    if last is not None:
        yield column <= (last if isinstance(last, datetime) else datetime.combine(last, time.max, UTC))
