"""The calls about users make the same few statements, whatever the number of their entries, and of users listed."""

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from rollbook.records import tables
from rollbook.records.database.engine import Database
from rollbook.worlds.load import load
from tests import cast
from tests.answers import package
from tests.calls.test_statements import number_of_statements
from tests.methods.people import EMPLOYEE_ID, NINA, Tree, changed, fields, groups, supervisors, teams, xml
from tests.seed_calls import OLGA

SIZES = (1, 300)
MOST_OF_A_CHANGE = 18
MOST_OF_A_LIST = 6
NOW = datetime(2024, 1, 1, tzinfo=UTC)


@pytest.fixture
def crowd(database: Database) -> Database:
    """A database with the cast, and as many teams, groups and so on as a call names; the groups have limits."""
    load(database, [cast.FINA_SHOES])
    with database.writing() as connection:
        account = connection.scalar(sa.select(tables.accounts.c.id))
        numbers = range(1, sum(SIZES) + 1)
        noun = [
            {"account_id": account, "id": number, "name": f"no {number}", "name_key": f"no {number}"}
            for number in numbers
        ]
        connection.execute(tables.teams.insert(), noun)
        connection.execute(tables.custom_fields.insert(), noun)
        made = {"created_at": NOW, "modified_at": NOW}
        connection.execute(tables.groups.insert(), [{**each, **made, "user_limit": 5} for each in noun])
        person = {"account_id": account, "given_name": "No", "surname": "One", "name_key": "no one", **made}
        people = [{**person, "id": number, "employee_id": f"P-{number}"} for number in numbers]
        connection.execute(tables.users.insert(), people)
    return database


def entries(first: int, size: int) -> Tree:
    """The change that names this many of everything."""
    numbers = range(first, first + size)
    held = [("Permission", {"Code": "MARKER"})]
    return (
        groups(*({"GroupName": f"no {number}", "GroupPermissions": held} for number in numbers))
        | supervisors(*(f"P-{number}" for number in numbers))
        | teams(*(f"no {number}" for number in numbers))
        | fields(*({"Name": f"no {number}", "Value": "x"} for number in numbers))
        | {"Profile/HomeGroup": f"no {first}"}
    )


def count(database: Database, method: str, tree: Tree) -> int:
    return number_of_statements(database, package(method, f"<User>{xml(tree)}</User>", OLGA))


def rows(database: Database, table: sa.Table) -> int:
    with database.reading() as connection:
        return connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def test_a_user_is_made_and_changed_with_the_same_statements_for_every_number_of_entries(crowd):
    before = rows(crowd, tables.memberships)
    named = [{"Info/Email": "", "Info/SendEmailTo": "", "Info/EmployeeID": f"{EMPLOYEE_ID}-{size}"} for size in SIZES]
    made = [
        count(crowd, "createUser", changed(NINA, entries(1, size) | name))
        for size, name in zip(SIZES, named, strict=True)
    ]
    assert rows(crowd, tables.memberships) == before + sum(SIZES)
    assert rows(crowd, tables.supervisors) == rows(crowd, tables.team_members) == sum(SIZES)
    dana: Tree = {"Identifier": {"Email": cast.DANA.email}, "Info": {}, "Profile": {}, "Groups": []}
    first = {1: 1, 300: 2}
    updates = [count(crowd, "updateUser", changed(dana, entries(first[size], size))) for size in SIZES]
    assert rows(crowd, tables.memberships) == before + 2 * sum(SIZES)
    assert made[0] == made[1] <= updates[0] == updates[1] <= MOST_OF_A_CHANGE


def test_a_list_takes_the_same_statements_for_every_size_of_page(crowd):
    counts = [count(crowd, "listUsers", {"PageSize": size}) for size in SIZES]
    assert counts[0] == counts[1] <= MOST_OF_A_LIST
