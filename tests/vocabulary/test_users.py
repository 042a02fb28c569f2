"""People on the wire: every tag has its place, entries come in two forms, and a password is long enough or refused."""

from collections.abc import Mapping
from typing import Any

import pytest
from lxml import etree

from rollbook.contract.errors import Error, Refused, Source, error_table
from rollbook.contract.rows import Many, Part, Row, gather_row, read_row
from rollbook.contract.tags import Unreadable
from rollbook.vocabulary.users import (
    DEFAULTS,
    IN_COLUMNS,
    IN_PROFILE,
    PROFILE_ERRORS,
    Secret,
    info_row,
    profile_row,
)

ERRORS = error_table("X", Source.OURS, PROFILE_ERRORS)
INFO, PROFILE = info_row(ERRORS, new=True), profile_row(ERRORS)
SHORT = Error("short", "short", Source.OURS)


def profile(xml: str) -> Mapping[str, Any]:
    read: Row = read_row(PROFILE, gather_row(PROFILE, etree.fromstring(f"<Profile>{xml}</Profile>")))
    return vars(read)


def test_every_tag_is_kept_in_one_place():
    tags = INFO.tags | PROFILE.tags
    elsewhere = {name for name, tag in tags.items() if isinstance(tag, Many | Part | Secret)}
    assert elsewhere == {"Password", "Supervisors", "Teams", "CustomFields", "Roles"}
    assert tags.keys() == elsewhere | set(IN_COLUMNS) | IN_PROFILE.keys()
    assert len(tags) == len(elsewhere) + len(IN_COLUMNS) + len(IN_PROFILE)
    assert DEFAULTS.keys() <= IN_PROFILE.keys()


def test_only_a_new_user_needs_a_name():
    with pytest.raises(Unreadable) as unreadable:
        read_row(INFO, {})
    assert unreadable.value.error == ERRORS["55"]
    assert vars(read_row(info_row(ERRORS, new=False), {}))["GivenName"] is None


@pytest.mark.parametrize("text", ["12345678", "p" * 255])
def test_a_password_of_eight_characters_is_long_enough(text):
    assert Secret(8, 255, error=SHORT).value(text) == text


@pytest.mark.parametrize("text", ["1234567", "p" * 256, "\ud800" * 8])
def test_a_password_that_is_shorter_or_much_longer_is_refused(text):
    with pytest.raises(Unreadable):
        Secret(8, 255, error=SHORT).value(text)


@pytest.mark.parametrize(
    ("xml", "side", "key"),
    [
        ("Gita@Fina.com", "SupervisorEmail", "gita@fina.com"),
        ("<SupervisorEmail>Gita@Fina.com</SupervisorEmail>", "SupervisorEmail", "gita@fina.com"),
        (" FS-3 ", "SupervisorEmployeeID", "FS-3"),
        ("<SupervisorEmployeeID>a@b.co</SupervisorEmployeeID>", "SupervisorEmployeeID", "a@b.co"),
    ],
)
def test_a_supervisor_comes_alone_or_with_an_action(xml, side, key):
    (supervisor,) = profile(f"<Supervisors><Supervisor>{xml}</Supervisor></Supervisors>")["Supervisors"]
    assert (supervisor.User.side, supervisor.User.key, supervisor.SupervisorAction) == (side, key, None)


def test_a_team_comes_alone_or_with_an_action():
    xml = "<Team>A</Team><Team/><Team><TeamName>B</TeamName><TeamAction>remove</TeamAction></Team>"
    teams = profile(f"<Teams>{xml}</Teams>")["Teams"]
    assert [(team.TeamName, team.TeamAction) for team in teams] == [("A", None), (None, None), ("B", "Remove")]


def test_an_entry_with_a_strange_element_is_refused():
    with pytest.raises(Refused) as refusal:
        profile("<Teams><Team><b>A</b></Team></Teams>")
    assert refusal.value.fault.code == "SU:13"


def test_an_error_names_the_tag_or_the_entry():
    with pytest.raises(Unreadable) as unreadable:
        read_row(PROFILE, {"City": "c" * 256})
    assert (unreadable.value.error, unreadable.value.sent) == (ERRORS["59"], {"tag": "City"})
    with pytest.raises(Unreadable) as unreadable:
        read_row(PROFILE, {"Teams": [{"TeamName": "A"}, {"TeamName": "t" * 256}]})
    assert unreadable.value.error == ERRORS["64"]
    assert unreadable.value.sent == {"TeamName": "t" * 256, "tag": "TeamName", "item": 2}
