"""The matrix of rights: every method that writes, every kind of caller, and what they may give, take and change.

What is theirs, their neighbours', and another account's. Expected is what the rules say about groups, permissions and
credits; compared is all that is on record before and after.
"""

import pytest

from rollbook.contract.method import Report
from rollbook.methods import METHODS
from tests.answers import package
from tests.methods.people import xml
from tests.rights import catalogue, enrolling, groups, people
from tests.rights.rows import ACCOUNTS, DENIED, NEIGHBOURS, NEXT_DOORS, THEIRS, Outcome, Row
from tests.rights.scene import CALLERS, FINA_SHOES, NEXT_DOOR, keys_of
from tests.rights.state import Rows, State, read_rows, write_rows
from tests.served import Served

ROWS: list[Row] = [*enrolling.ROWS, *people.ROWS, *groups.ROWS, *catalogue.ROWS]


@pytest.fixture(scope="session")
def rows_on() -> dict[str, Rows]:
    """The rows of the two accounts as they were loaded, by backend: to write them again is quicker than to load."""
    return {}


@pytest.fixture
def accounts(server: Served, backend: str, rows_on: dict[str, Rows]) -> Served:
    """The running server with the two accounts of the matrix."""
    if backend in rows_on:
        write_rows(server, rows_on[backend])
    else:
        server.load(FINA_SHOES, NEXT_DOOR)
        rows_on[backend] = read_rows(server)
    return server


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_each_caller_changes_what_they_may_and_nothing_else(accounts, row):
    before = State(read_rows(accounts))
    assert {caller: outcome_of(accounts, row, caller, before) for caller in CALLERS} == row.outcomes()
    assert read_rows(accounts) == before.rows


def outcome_of(server: Served, row: Row, caller: str, before: State) -> Outcome:
    """What comes of it when the caller tries; what succeeds is looked at and taken back."""
    text = xml(row.tree).replace("{caller}", caller)
    for employee_id in ("OTTO", "WALT", "NILS"):
        text = text.replace(f"ENROLMENT-{employee_id}", str(before.enrollment_of(employee_id)))
    for employee_id in ("LEARNER", "MALLORY"):
        text = text.replace(f"KEY-{employee_id}", str(before.key_of(employee_id)))
    answer = server.call(package(row.method, text, keys_of(caller)))
    if answer.result == "Failed":
        ((_, code, _),) = answer.errors
        return str(code)
    after = State(read_rows(server))
    server.empty()
    write_rows(server, before.rows)
    gone, come = before.facts - after.facts, after.facts - before.facts
    return tuple(sorted([*(f"-{each}" for each in gone), *(f"+{each}" for each in come)]))


FOLLOWS = {"takeBackCall"}
"""What a caller may take back follows from the call; tests/methods/test_take_back_call.py tries it."""


def test_every_method_that_writes_is_in_the_matrix():
    writing = {name for name, method in METHODS.items() if not issubclass(method, Report)}
    assert {row.method for row in ROWS} == writing - FOLLOWS == set(DENIED)


@pytest.mark.parametrize("method", DENIED)
def test_every_method_is_tried_on_what_is_theirs_the_neighbours_and_another_accounts(method):
    tried = {row.whose for row in ROWS if row.method == method}
    assert tried in ({ACCOUNTS}, {ACCOUNTS, NEXT_DOORS}) or tried >= {THEIRS, NEIGHBOURS, NEXT_DOORS}


def test_each_row_is_about_something_else():
    assert len({str(row) for row in ROWS}) == len(ROWS)
