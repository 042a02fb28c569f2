"""A custom field is renamed, or goes, while a call writes a user's value of it: the value follows the name."""

from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest
import sqlalchemy as sa

from rollbook.records import tables
from tests import cast
from tests.answers import Answer
from tests.methods.mistakes import codes_by_block
from tests.methods.people import EMPLOYEE_ID, NINA, SHOE_SIZE, Tree, call, changed, fields, user_of
from tests.methods.test_update_user import NOTHING
from tests.seed_calls import OLGA
from tests.served import Served
from tests.waiting import wait_until_it_waits

MAKE: Tree = changed(NINA, {"Profile/Supervisors": None, "Profile/Teams": None, "Profile/HomeGroup": None})
CALLS = {
    "createUser": (changed(MAKE, {"Groups": [("Group", {"GroupName": cast.SALES})]}), EMPLOYEE_ID),
    "updateUser": (NOTHING, cast.DANA.employee_id),
}
FIELD = tables.custom_fields


@pytest.fixture
def sized(fina: Served) -> Served:
    """The two accounts; Fina Shoes has a field."""
    account = next(each["id"] for each in fina.rows(tables.accounts) if each["name"] == "Fina Shoes")
    with fina.database.writing() as connection:
        field = {"account_id": account, "id": 1, "name": SHOE_SIZE, "name_key": SHOE_SIZE.casefold()}
        connection.execute(FIELD.insert(), field)
    return fina


def meet(server: Served, name: str, statement: sa.Executable) -> Answer:
    """The answer to a call that sets Dana's size while the statement is not yet committed."""
    tree = changed(CALLS[name][0], fields({"Name": SHOE_SIZE, "Value": "38"}))
    with ThreadPoolExecutor(1) as callers:
        with server.database.writing() as connection:
            connection.execute(statement)
            late: Future[Any] = callers.submit(call, server, OLGA, name, tree)
            wait_until_it_waits(late, server.database)
        answer: Answer = late.result()
        return answer


@pytest.mark.parametrize("new", ["Size", SHOE_SIZE.upper()])
@pytest.mark.parametrize("name", CALLS)
def test_a_value_is_kept_under_the_new_name(sized, name, new):
    answer = meet(sized, name, FIELD.update().values(name=new, name_key=new.casefold()))
    if sized.database.dialect == "sqlite" and new == "Size":  # the call is judged after the renaming
        assert codes_by_block(answer) == {None: f"{name[0].upper()}U:66"}
    else:
        assert answer.errors == []
        assert user_of(sized, CALLS[name][1])["custom_fields"] == {new: "38"}


@pytest.mark.parametrize("name", CALLS)
def test_no_value_is_kept_of_a_field_that_is_gone(sized, name):
    answer = meet(sized, name, FIELD.delete())
    assert codes_by_block(answer) == {None: f"{name[0].upper()}U:66"}
