"""Teams, tags and custom fields: made and renamed, every code of the six methods provoked, and Mallory next door."""

from dataclasses import dataclass
from typing import Any

import pytest
import sqlalchemy as sa

from rollbook.records import tables
from tests import cast
from tests.answers import Answer
from tests.methods.own_calls import account_of, answered, call, codes_of, error, everything, row_of
from tests.methods.people import Tree, user_of
from tests.scenery import extended
from tests.seed_calls import ADAM, GITA, LENA, MALLORY, OLGA, Keys
from tests.served import Served


@dataclass(frozen=True)
class Kind:
    """A kind of thing that has nothing but a name: its methods, tags and table."""

    noun: str
    made: str
    renamed: str
    tag: str
    id_tag: str
    table: sa.Table
    codes: tuple[str, str]

    def create(self, server: Served, keys: Keys, name: object) -> Answer:
        return call(server, keys, self.made, {self.tag: name})

    def update(self, server: Served, keys: Keys, old: Tree, name: object) -> Answer:
        return call(server, keys, self.renamed, {"Identifier": old, self.tag: name})

    def rename(self, server: Served, old: object, name: object, keys: Keys = OLGA) -> Answer:
        return self.update(server, keys, {self.tag: old}, name)

    def names(self, server: Served, account: str = "Fina Shoes") -> list[tuple[str, str]]:
        """The names on record, each with its key."""
        rows = [row for row in server.rows(self.table) if row["account_id"] == account_of(server, account)]
        return sorted((row["name"], row["name_key"]) for row in rows)

    def __str__(self) -> str:
        return self.noun


KINDS = [
    Kind("team", "createTeam", "updateTeam", "TeamName", "TeamID", tables.teams, ("CTE:", "UTE:")),
    Kind("tag", "createTag", "updateTag", "TagName", "TagID", tables.tags, ("CTA:", "UTA:")),
    Kind(
        "custom field",
        "createCustomField",
        "updateCustomField",
        "Name",
        "CustomFieldID",
        tables.custom_fields,
        ("CCF:", "UCF:"),
    ),
]
NAMES = ["Red  &  blue", "Green"]
THINGS = "".join(f'  - "{name}"\n' for name in NAMES)
DANA = "surname: Brown, "
FINA = extended(
    cast.FINA_SHOES.replace("tags: [Region]", 'tags: ["Red  &  blue", Green, Region]').replace(
        DANA, DANA + 'custom_fields: {Green: "38", "Red  &  blue": "yes"}, teams: [Green], '
    ),
    teams=THINGS,
    custom_fields=THINGS,
)
NEXT_DOOR = extended(cast.NEXT_DOOR_SHOES, tags="  - Blue\n", teams="  - Blue\n", custom_fields="  - Blue\n")
TOO_LONG = "n" * 256

pytestmark = pytest.mark.parametrize("kind", KINDS, ids=str)


@pytest.fixture
def named(server: Served) -> Served:
    """Both accounts, with two things of each kind: Fina's are called Red & blue and Green, the neighbour's Blue."""
    server.load(FINA, NEXT_DOOR)
    return server


@pytest.mark.parametrize("keys", [OLGA, ADAM], ids=["owner", "administrator"])
def test_a_new_one_is_on_record_under_its_name(named, kind, keys):
    answer = answered(kind.create(named, keys, " Stra\u00dfe  7 "))
    assert answer == {kind.id_tag: answer[kind.id_tag], kind.tag: "Stra\u00dfe  7"}
    assert ("Stra\u00dfe  7", "strasse 7") in kind.names(named)
    (change,) = named.rows(tables.changes)
    assert (change["table_name"], change["row_key"]) == (kind.table.name, answer[kind.id_tag])
    assert (change["before"], change["after"]["name"]) == (None, "Stra\u00dfe  7")


@pytest.mark.parametrize("by", ["name", "id"])
def test_one_that_is_renamed_keeps_its_id_and_the_others_stay_as_they_are(named, kind, by):
    was = {row["name"]: row["id"] for row in named.rows(kind.table)}
    old: Tree = {kind.tag: " green "} if by == "name" else {kind.id_tag: was["Green"]}
    answer = answered(kind.update(named, OLGA, old, "Yellow"))
    assert answer == {kind.id_tag: str(was["Green"]), kind.tag: "Yellow"}
    assert {row["name"]: row["id"] for row in named.rows(kind.table)} == {
        "Yellow" if name == "Green" else name: number for name, number in was.items()
    }


def test_it_may_be_given_its_own_name_in_another_case(named, kind):
    assert answered(kind.rename(named, "green", "GREEN"))[kind.tag] == "GREEN"
    assert ("GREEN", "green") in kind.names(named)


@pytest.mark.parametrize("name", [None, "", TOO_LONG], ids=["absent", "empty", "too long"])
def test_a_name_that_is_none_is_refused(named, kind, name):
    before = everything(named)
    new, old = kind.codes
    assert call(named, OLGA, kind.made, {kind.tag: "n"}, {kind.tag: name}).errors == error(
        kind.made, f"{new}52", {"tag": kind.tag}
    )
    changed = call(named, OLGA, kind.renamed, {"Identifier": {kind.tag: "Green"}}, {kind.tag: name})
    assert changed.errors == error(kind.renamed, f"{old}52", {"tag": kind.tag})
    assert everything(named) == before


@pytest.mark.parametrize("name", ["Red & blue", "RED & BLUE"])
def test_a_name_that_another_has_is_refused(named, kind, name):
    before = everything(named)
    new, old = kind.codes
    assert kind.create(named, OLGA, name).errors == error(kind.made, f"{new}53")
    assert kind.rename(named, "Green", name).errors == error(kind.renamed, f"{old}53")
    assert everything(named) == before


@pytest.mark.parametrize("value", ["Nothing", TOO_LONG, "", "Blue"], ids=["unknown", "too long", "empty", "next door"])
def test_one_that_is_not_there_cannot_be_renamed(named, kind, value):
    before = everything(named)
    assert kind.rename(named, value, "Yellow").errors == error(kind.renamed, f"{kind.codes[1]}54")
    assert everything(named) == before


@pytest.mark.parametrize("value", [404, "Green", 0])
def test_an_id_that_is_none_of_the_account_s_cannot_be_renamed(named, kind, value):
    before = everything(named)
    answer = kind.update(named, OLGA, {kind.id_tag: value}, "Yellow")
    assert answer.errors == error(kind.renamed, f"{kind.codes[1]}54")
    assert everything(named) == before


@pytest.mark.parametrize("keys", [GITA, LENA], ids=["manager", "learner"])
def test_only_administrators_and_owners_may(named, kind, keys):
    before = everything(named)
    new, old = kind.codes
    assert kind.create(named, keys, "Yellow").errors == error(kind.made, f"{new}51")
    assert kind.rename(named, "Green", "Yellow", keys).errors == error(kind.renamed, f"{old}51")
    assert everything(named) == before


def test_every_code_is_provoked_here(kind):
    new, old = kind.codes
    assert codes_of(kind.made) == {f"{new}{number}" for number in (51, 52, 53)}
    assert codes_of(kind.renamed) == {f"{old}{number}" for number in (51, 52, 53, 54)}


def test_mallory_next_door_names_only_what_is_hers(named, kind):
    fina = kind.names(named)
    (theirs,) = (row["id"] for row in named.rows(kind.table) if row["name"] == "Green")
    missing = error(kind.renamed, f"{kind.codes[1]}54")
    assert kind.rename(named, "Green", "Yellow", MALLORY).errors == missing
    assert kind.update(named, MALLORY, {kind.id_tag: theirs}, "Yellow").errors == missing
    answered(kind.create(named, MALLORY, "Green"))
    assert kind.names(named) == fina
    assert ("Green", "green") in kind.names(named, "Next Door Shoes")


def test_what_others_have_of_it_stays_when_it_is_renamed(named, kind):
    before = everything(named)
    answered(kind.rename(named, "Green", "Yellow"))
    after: dict[str, Any] = everything(named)
    assert before["team_members"] == after["team_members"]
    assert before["group_tags"] == after["group_tags"]
    fields = user_of(named, cast.DANA.employee_id)["custom_fields"]
    assert fields == {"Yellow" if kind.noun == "custom field" else "Green": "38", "Red  &  blue": "yes"}
    changed = {change["table_name"]: change["before"] for change in named.rows(tables.changes)}
    if kind.noun == "custom field":
        assert changed.pop("users") == {"custom_fields": {"Green": "38", "Red  &  blue": "yes"}}
    assert changed == {kind.table.name: {"name": "Green", "name_key": "green"}}
    assert row_of(named, tables.users, user_of(named, cast.LENA.employee_id)["id"])["custom_fields"] == {}
