"""Nobody's employee id is somebody else's e-mail address: a world file names users by either."""

import pytest

from rollbook.contract.text import address_key
from rollbook.records import tables
from rollbook.worlds import dump
from tests import cast
from tests.answers import Answer
from tests.methods.people import EMAIL, NINA, Tree, call, changed, user_of
from tests.seed_calls import GITA, OLGA
from tests.served import Served

TAKEN = "Noor@Finashoes.com"
"""What is Noor's employee id, and nobody's e-mail address."""


@pytest.fixture
def numbered(staff: Served) -> Served:
    """The school, where Noor's employee id is an e-mail address."""
    assert update(staff, cast.NOOR, {"EmployeeID": TAKEN}).result == "Success"
    return staff


def create(server: Served, changes: Tree) -> Answer:
    return call(server, GITA, "createUser", changed(NINA, {f"Info/{tag}": text for tag, text in changes.items()}))


def update(server: Served, person: cast.Person, changes: Tree) -> Answer:
    by = {"EmployeeID": person.employee_id}
    return call(server, GITA, "updateUser", {"Identifier": by, "Info": changes, "Profile": "", "Groups": ""})


def belongs(code: str, tag: str, text: str) -> list[tuple[None, str, str]]:
    return [(None, code, f"The {tag} '{text}' belongs to another user.")]


@pytest.mark.parametrize("text", [cast.DANA.email, "Dana.Brown@FINASHOES.com"])
def test_an_employee_id_is_nobody_elses_address(staff, text):
    before = staff.rows(tables.users)
    assert create(staff, {"EmployeeID": text}).errors == belongs("CU:61", "EmployeeID", text)
    assert update(staff, cast.NOOR, {"EmployeeID": text}).errors == belongs("UU:61", "EmployeeID", text)
    assert staff.rows(tables.users) == before


@pytest.mark.parametrize("text", [TAKEN, TAKEN.lower()])
def test_an_address_is_nobody_elses_employee_id(numbered, text):
    before = numbered.rows(tables.users)
    assert create(numbered, {"Email": text}).errors == belongs("CU:60", "Email", text)
    assert update(numbered, cast.DANA, {"Email": text}).errors == belongs("UU:60", "Email", text)
    assert numbered.rows(tables.users) == before


def test_one_person_may_have_the_same_for_both(staff):
    assert create(staff, {"EmployeeID": EMAIL.upper()}).result == "Success"
    assert update(staff, cast.DANA, {"EmployeeID": cast.DANA.email}).result == "Success"
    moved = {"Email": "dana@home.example", "EmployeeID": cast.DANA.email}
    assert call_dana(staff, moved).result == "Success"
    assert call_dana(staff, {"Email": cast.DANA.email, "EmployeeID": "FS-1"}).errors[0][1] == "UU:61"
    assert call_dana(staff, {"Email": cast.DANA.email, "EmployeeID": "FS-1001"}).result == "Success"
    assert "employee_id: NINA" in dump(staff.database, "Fina Shoes")


def call_dana(server: Served, changes: Tree) -> Answer:
    tree = {"Identifier": {"EmployeeID": cast.DANA.email}, "Info": changes, "Profile": "", "Groups": ""}
    return call(server, OLGA, "updateUser", tree)


def test_what_was_given_up_is_free_for_others(numbered):
    by = cast.Person("", TAKEN)
    assert update(numbered, by, {"EmployeeID": cast.NOOR.employee_id}).result == "Success"
    assert update(numbered, cast.DANA, {"Email": TAKEN}).result == "Success"
    assert update(numbered, cast.NOOR, {"EmployeeID": cast.DANA.email}).result == "Success"


def test_the_account_next_door_has_names_of_its_own(staff):
    assert create(staff, {"EmployeeID": cast.NILS.email}).result == "Success"


def test_who_has_such_a_name_from_before_can_be_changed(staff):
    """Databases of old have such users."""
    text = cast.DANA.email
    noor = tables.users.c.employee_id == cast.NOOR.employee_id
    with staff.database.writing() as connection:
        connection.execute(tables.users.update().where(noor).values(employee_id=text, address_key=address_key(text)))
    assert update(staff, cast.Person("", text), {"GivenName": "Nora", "EmployeeID": ""}).result == "Success"
    assert user_of(staff, text)["given_name"] == "Nora"
    assert update(staff, cast.DANA, {"GivenName": "Diana", "Email": text}).result == "Success"
