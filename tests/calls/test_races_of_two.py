"""Two callers want changes that exclude each other, in different rows: the database has the last word."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from rollbook.records import tables
from rollbook.worlds import WorldMistakes
from tests import cast
from tests.methods import group_calls
from tests.methods.people import NINA, Tree, call, changed, groups
from tests.scenery import extended
from tests.seed_calls import OLGA
from tests.served import Served

ROUNDS = 12
USERS = "".join(
    f"  - {{employee_id: A-{number}, home_group: Sales}}\n"
    f"  - {{employee_id: I-{number}, home_group: Quiet {number}, status: Inactive}}\n"
    for number in range(ROUNDS)
)
WORLD = extended(
    cast.FINA_SHOES, users=USERS, groups="".join(f"  - {{name: Quiet {number}}}\n" for number in range(ROUNDS))
)
SLEEPER = """
account: {name: Fina Shoes, timezone: US/Central}
users: [{employee_id: %s, status: Active}]
"""


def make_user(server: Served, number: int) -> bool:
    new: Tree = {"Info/Email": "", "Info/EmployeeID": f"N-{number}", "Info/SendEmailTo": ""}
    where: Tree = {"Profile": {}} | groups({"GroupName": cast.SALES}, {"GroupName": f"Quiet {number}"})
    return call(server, OLGA, "createUser", changed(NINA, where | new)).result == "Success"


def change_user(server: Served, number: int, changes: Tree, name: str) -> bool:
    nothing: Tree = {"Identifier": {"EmployeeID": f"{name}-{number}"}, "Info": "", "Profile": {}, "Groups": ""}
    return call(server, OLGA, "updateUser", changed(nothing, changes)).result == "Success"


def send_user(server: Served, number: int) -> bool:
    return change_user(server, number, groups({"GroupName": f"Quiet {number}"}), "A")


def wake_user(server: Served, number: int) -> bool:
    return change_user(server, number, {"Profile/Status": "Active"}, "I")


def fetch_user(server: Served, number: int) -> bool:
    return change_group(server, number, group_calls.users(group_calls.add({"EmployeeID": f"A-{number}"})))


def load_user(server: Served, number: int) -> bool:
    try:
        server.load(SLEEPER % f"I-{number}")
    except WorldMistakes:
        return False
    return True


def change_group(server: Served, number: int, changes: Tree) -> bool:
    tree = group_calls.SALES | {"Identifier": {"Name": f"Quiet {number}"}}
    return group_calls.update(server, OLGA, changes, tree).result == "Success"


Action = Callable[[Served, int], bool]


def who_won(server: Served, one: Action, other: Action) -> list[tuple[bool, bool]]:
    """Let two callers act at the same moment, round after round; return which of them succeeded."""
    start = Barrier(2)

    def run(act: Action, number: int) -> bool:
        start.wait()
        return act(server, number)

    with ThreadPoolExecutor(2) as callers:
        rounds = [[callers.submit(run, act, number) for act in (one, other)] for number in range(ROUNDS)]
        return [(first.result(), second.result()) for first, second in rounds]


def close_group(server: Served, number: int) -> bool:
    return change_group(server, number, {"Status": "Inactive"})


@pytest.mark.parametrize("come", [make_user, send_user, wake_user, fetch_user, load_user])
def test_either_the_group_becomes_inactive_or_the_user_joins_it(server, come):
    server.load(WORLD)
    won = who_won(server, close_group, come)
    assert {closed + entered for closed, entered in won} == {1}, won
    inactive = {each["name"] for each in server.rows(tables.groups) if each["status"] == "Inactive"}
    assert inactive == {f"Quiet {number}" for number, (closed, _) in enumerate(won) if closed}


def make_addressed(server: Served, number: int) -> bool:
    return made(server, {"Info/Email": f"Name-{number}@Fina.example", "Info/EmployeeID": ""}, "CU:60")


def change_addressed(server: Served, number: int) -> bool:
    return renamed(server, f"A-{number}", {"Info/Email": f"NAME-{number}@fina.example"}, "UU:60")


def make_numbered(server: Served, number: int) -> bool:
    new: Tree = {"Info/Email": "", "Info/SendEmailTo": "", "Info/EmployeeID": f"name-{number}@fina.example"}
    return made(server, new, "CU:61")


def change_numbered(server: Served, number: int) -> bool:
    return renamed(server, f"I-{number}", {"Info/EmployeeID": f"name-{number}@FINA.example"}, "UU:61")


def made(server: Served, new: Tree, refusal: str) -> bool:
    where: Tree = {"Profile": {}} | groups({"GroupName": cast.SALES})
    answer = call(server, OLGA, "createUser", changed(NINA, where | new))
    assert [code for _, code, _ in answer.errors] in ([], [refusal])
    return not answer.errors


def renamed(server: Served, employee_id: str, changes: Tree, refusal: str) -> bool:
    nothing: Tree = {"Identifier": {"EmployeeID": employee_id}, "Info": "", "Profile": {}, "Groups": ""}
    answer = call(server, OLGA, "updateUser", changed(nothing | {"Info": {}}, changes))
    assert [code for _, code, _ in answer.errors] in ([], [refusal])
    return not answer.errors


@pytest.mark.parametrize("address", [make_addressed, change_addressed])
@pytest.mark.parametrize("number", [make_numbered, change_numbered])
def test_either_one_has_the_address_or_the_other_the_employee_id(server, address, number):
    server.load(WORLD)
    won = who_won(server, address, number)
    assert {addressed + numbered for addressed, numbered in won} == {1}, won
