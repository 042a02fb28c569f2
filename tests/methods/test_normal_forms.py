"""A letter with an accent is one letter, however a program writes it: in names, identifiers, lengths and grades."""

import unicodedata
from itertools import permutations

import pytest

from rollbook.records import tables
from tests import cast
from tests.answers import Answer, package
from tests.commands import run
from tests.seed_calls import OLGA, record_sessions
from tests.served import Served

FORMS = ("NFC", "NFD")
PAIRS = list(permutations(FORMS))
CAFE, ZOE, EMPLOYEE, TAG = "Caf\xe9 \u1e17", "zo\xeb@caf\xe9.example", "FS-\xc5-\u03af", "\xc9tage"


def in_form(form: str, text: str) -> str:
    """The text in a form of Unicode; the forms differ."""
    assert unicodedata.normalize("NFC", text) != unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFC" if form == "NFC" else "NFD", text)


def create_group(server: Served, name: str, group_id: str = "") -> Answer:
    tag = f"<Tags2><Tag2><TagName>{name}</TagName><TagValues>{name}</TagValues></Tag2></Tags2>"
    content = f"<Name>{name}</Name><GroupID>{group_id}</GroupID>{tag}<Users/><LearningModules/>"
    return server.call(package("createGroup", f"<Group>{content}</Group>", OLGA))


def create_user(server: Served, email: str, employee_id: str, group: str = cast.SALES) -> Answer:
    info = f"<Email>{email}</Email><EmployeeID>{employee_id}</EmployeeID><GivenName>Z</GivenName><Surname>E</Surname>"
    content = f"<Info>{info}</Info><Groups><Group><GroupName>{group}</GroupName></Group></Groups>"
    return server.call(package("createUser", f"<User>{content}</User>", OLGA))


def code(answer: Answer) -> str | None:
    return answer.errors[0][1] if answer.errors else None


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_two_forms_of_a_groups_name_or_id_are_the_same(fina, one, other):
    assert create_group(fina, in_form(one, CAFE), in_form(one, TAG)).result == "Success"
    assert code(create_group(fina, in_form(other, CAFE.upper()))) == "CG:55"
    assert code(create_group(fina, "Other", in_form(other, TAG))) == "CG:56"
    for asked in (f"<Name>{in_form(other, CAFE)}</Name>", f"<GroupID>{in_form(other, TAG)}</GroupID>"):
        answer = fina.call(package("getGroup", f"<Group>{asked}</Group>", OLGA))
        assert answer.tree.findtext("Info/Group/Name") == in_form("NFC", CAFE)
    sought = f"<GroupName><MatchType>CONTAINS</MatchType><Value>{in_form(other, CAFE[2:5])}</Value></GroupName>"
    listed = fina.call(package("listGroups", f"<Group><Filters>{sought}</Filters></Group>", OLGA))
    assert [group.findtext("Name") for group in listed.tree.iter("Group")] == [in_form("NFC", CAFE)]
    assert {row["name"] for row in fina.rows(tables.tags)} >= {in_form("NFC", CAFE)}
    assert {row["tag_value"] for row in fina.rows(tables.group_tags)} >= {in_form("NFC", CAFE)}


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_two_forms_of_a_users_address_or_employee_id_are_the_same(fina, one, other):
    assert create_user(fina, in_form(one, ZOE), in_form(one, EMPLOYEE)).result == "Success"
    assert code(create_user(fina, in_form(other, ZOE.upper()), "FS-77")) == "CU:60"
    assert code(create_user(fina, "other@finashoes.com", in_form(other, EMPLOYEE))) == "CU:61"
    for asked in (f"<Email>{in_form(other, ZOE)}</Email>", f"<EmployeeID>{in_form(other, EMPLOYEE)}</EmployeeID>"):
        answer = fina.call(package("getUser", f"<User>{asked}</User>", OLGA))
        assert answer.tree.findtext("Info/User/EmployeeID") == in_form("NFC", EMPLOYEE)


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_what_is_named_in_another_form_is_found_and_comes_back_as_it_was_sent(fina, one, other):
    create_user(fina, in_form(one, ZOE), in_form(one, EMPLOYEE))
    for sent in ({"Email": in_form(other, ZOE)}, {"Email": None, "EmployeeID": in_form(other, EMPLOYEE)}):
        dry = record_sessions(fina, OLGA, sent, headers={"Rollbook-Dry-Run": "1"})
        assert dry.recorded[0][1]["User"] == [*sent.values()][-1]


@pytest.mark.parametrize(("tag", "longest"), [("EmployeeID", 255), ("GivenName", 255), ("Email", 254)], ids=str)
@pytest.mark.parametrize("form", FORMS)
def test_lengths_are_counted_in_characters_of_nfc(fina, form, tag, longest):
    def change(text: str) -> str | None:
        who = f"<Identifier><Email>{cast.DANA.email}</Email></Identifier>"
        content = f"{who}<Info><{tag}>{text}</{tag}></Info><Profile/><Groups/>"
        return code(fina.call(package("updateUser", f"<User>{content}</User>", OLGA)))

    rest = "@f.co" if tag == "Email" else ""
    most = longest - len(rest)
    assert change(in_form(form, "\xe9" * (most + 1)) + rest) in {"UU:53", "UU:54", "UU:55"}
    assert change(in_form(form, "\xe9" * most) + rest) is None


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("letters", "errors"), [(5, []), (6, ["ESH:17"])])
def test_a_letter_grade_has_five_letters_whatever_they_are_made_of(fina, form, letters, errors):
    grade = in_form(form, "\u1e17" * letters)
    answer = record_sessions(fina, OLGA, {"LearningModuleSessionID": cast.LETTER_SESSION, "Grade": grade})
    assert [each[1] for each in answer.errors] == errors
    assert [row["grade"] for row in fina.rows(tables.enrollments)] == ([in_form("NFC", grade)] if not errors else [])


WORLD = """
account: {{name: {0}, timezone: UTC, api_key: account-of-zoe}}
users:
  - {{email: {1}, role: owner, api_key: zo\u00eb-0123456789}}
  - {{employee_id: {2}, home_group: {0}}}
groups:
  - {{name: {0}, group_id: {2}}}
"""


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_a_world_is_loaded_in_the_form_in_which_it_is_found(server, one, other):
    server.load(WORLD.format(*(in_form(one, text) for text in (CAFE, ZOE, EMPLOYEE))))
    answer = server.call(
        package(
            "getUser",
            f"<User><EmployeeID>{in_form(other, EMPLOYEE)}</EmployeeID></User>",
            ("account-of-zoe", "zo\u00eb-0123456789"),
        )
    )
    assert answer.tree.findtext("Info/User/HomeGroup") == in_form("NFC", CAFE)
    server.load(WORLD.format(*(in_form(other, text) for text in (CAFE, ZOE, EMPLOYEE))))
    assert [len(server.rows(table)) for table in (tables.accounts, tables.users, tables.groups)] == [1, 2, 1]


def database_url_of(server: Served) -> str:
    return server.database.engine.url.render_as_string(hide_password=False)


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_commands_find_an_account_and_its_users_in_either_form(server, one, other):
    server.load(WORLD.format(*(in_form(one, text) for text in (CAFE, ZOE, EMPLOYEE))))
    for who in (ZOE, EMPLOYEE):
        made = run("keys", "make", in_form(other, CAFE), in_form(other, who), database_url=database_url_of(server))
        assert made.exit_code == 0, made.stderr


def test_an_api_key_is_what_it_is_written_as_in_a_world_and_in_a_package(server):
    server.load(WORLD.format(CAFE, ZOE, EMPLOYEE).replace("zo\u00eb-", in_form("NFD", "zo\u00eb-")))
    asked = f"<User><Email>{ZOE}</Email></User>"
    keys = [("account-of-zoe", in_form(form, "zo\u00eb-0123456789")) for form in FORMS]
    assert [code(server.call(package("getUser", asked, each))) for each in keys] == ["SU:10", "GU:04"]
