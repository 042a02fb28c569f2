"""What a page does is a call: after each action the account is as the same package through XML leaves its twin."""

import ast
from collections.abc import Callable
from pathlib import Path

import pytest

from rollbook.console import routes, screens
from rollbook.contract.method import Report
from rollbook.methods import METHODS
from rollbook.records.keys.passwords import hash_password
from rollbook.records.tables import accounts, users
from tests.answers import Answer, package
from tests.console.deeds import DEEDS, PASSWORD, Deed
from tests.console.twins import TWIN, TWIN_KEYS, TWIN_WORLD, WORLD, Record
from tests.console.visitors import FINA, OLGA, Visitor
from tests.seed_calls import OLGA as OLGAS_KEYS
from tests.seed_calls import Keys
from tests.served import Served

Sign = Callable[[str], Visitor]
WITHOUT_A_CALL = {
    "/sign-in",
    "/sign-out",
    "/link/<token>",
    "/account/password",
    "/account/sign-ins",
    "/report",
    "/webhooks/add",
    *(f"/webhooks/<number>/{act}" for act in ("on", "off", "try", "secret")),
    *(f"/webhooks/<number>/events/<event>/{act}" for act in ("again", "skip")),
}
"""Actions that concern the visitor's own sign-in and saved filters, or where events go: no method does them."""
OF_SHEETS = {"/imports/add", "/imports/<number>", "/imports/<number>/take-back"}
"""Actions of many calls, which the tests of imports compare with what the same rows do otherwise."""
HASH = hash_password(PASSWORD)


@pytest.fixture
def twins(server: Served) -> Served:
    """Fina Shoes and its twin on one server; the owners have a password."""
    server.load(WORLD, TWIN_WORLD)
    with server.database.writing() as connection:
        connection.execute(users.update().where(users.c.email == OLGA).values(password_hash=HASH))
    return server


def number_of(server: Served, account: str) -> int:
    [number] = [row["id"] for row in server.rows(accounts) if row["name"] == account]
    return int(number)


def send(server: Served, keys: Keys, method: str, parameters: str) -> Answer:
    return server.call(package(method, parameters, keys))


@pytest.mark.parametrize("deed", DEEDS.values(), ids=DEEDS)
def test_an_action_leaves_the_account_as_the_same_package_through_xml_leaves_its_twin(
    twins: Served, visitor: Sign, deed: Deed
):
    fina, twin = number_of(twins, FINA), number_of(twins, TWIN)
    for keys in (OLGAS_KEYS, TWIN_KEYS):
        for method, parameters in deed.before:
            send(twins, keys, method, parameters)
    before, ids = Record(twins, fina).shown(), Record(twins, fina).numbers()
    fields = {name.format_map(ids): value.format_map(ids) for name, value in deed.fields.items()}
    seen = visitor(OLGA).submit(deed.path.format_map(ids), fields)
    answer = send(twins, TWIN_KEYS, deed.method, deed.parameters.format_map(Record(twins, twin).numbers()))
    assert (seen.status, seen.alert, answer.result, answer.errors) == (200, "", "Success", [])
    shown, expected = Record(twins, fina).shown(), Record(twins, twin).shown()
    assert {name: rows for name, rows in shown.items() if rows != expected[name]} == {}
    assert {name for name in shown if shown[name] != before[name]} > {"calls"}


def test_each_action_of_the_screens_is_tried():
    routes.load_screens()
    known = {route.path for route in routes._routes if "POST" in route.show}
    tried = {routes.find_route(_path(deed))[0].path for deed in DEEDS.values()}  # type: ignore[index]  # it is one
    assert known - tried - WITHOUT_A_CALL - OF_SHEETS == {"/groups/<number>/enrol-missing"}, (
        "the group's own page sends it"
    )


def _path(deed: Deed) -> str:
    return deed.path.replace("{", "").replace("}", "")


def test_each_method_with_which_a_screen_records_is_tried():
    [directory] = screens.__path__
    texts = [
        node.value
        for file in Path(directory).glob("*.py")
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Constant)
    ]
    recording = {text for text in texts if text in METHODS and not issubclass(METHODS[text], Report)}
    assert recording - {deed.method for deed in DEEDS.values()} == set()
    assert len(recording) > 15
