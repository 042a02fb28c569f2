"""One caller makes a group inactive while another brings an active user into it: the database has the last word."""

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


@pytest.mark.parametrize("come", [make_user, send_user, wake_user, fetch_user, load_user])
def test_either_the_group_becomes_inactive_or_the_user_comes(server, come: Callable[[Served, int], bool]):
    server.load(WORLD)
    start = Barrier(2)

    def close(number: int) -> bool:
        start.wait()
        return change_group(server, number, {"Status": "Inactive"})

    def enter(number: int) -> bool:
        start.wait()
        return come(server, number)

    with ThreadPoolExecutor(2) as callers:
        both = [(callers.submit(close, number), callers.submit(enter, number)) for number in range(ROUNDS)]
        won = [(closed.result(), entered.result()) for closed, entered in both]
    assert {closed + entered for closed, entered in won} == {1}, won
    inactive = {each["name"] for each in server.rows(tables.groups) if each["status"] == "Inactive"}
    assert inactive == {f"Quiet {number}" for number, (closed, _) in enumerate(won) if closed}
