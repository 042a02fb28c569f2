"""Events: programs follow what calls changed, in the order in which they ended, and lose none."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from rollbook.records import tables
from rollbook.records.database.ids import least_id_at, new_ids
from tests import cast
from tests.api.json_calls import NOBODY, ask, authorization, record_sessions
from tests.seed_calls import ADAM, GITA, LENA, MALLORY, OLGA, Keys, variant_package
from tests.seed_calls import record_sessions as record_in_xml
from tests.served import Served, servers

AT_ONCE = {"ROLLBOOK_EVENTS_SETTLE_SECONDS": "0"}


@pytest.fixture(scope="module")
def prompt_on(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Served]]:
    """Start servers that serve events at once."""
    yield from servers(tmp_path_factory, environment=AT_ONCE)


@pytest.fixture
def prompt(backend: str, prompt_on: Callable[[str], Served]) -> Served:
    """A server that serves events at once, with both accounts of the cast."""
    served = prompt_on(backend)
    served.empty()
    served.load(cast.FINA_SHOES, cast.NEXT_DOOR_SHOES)
    return served


def events(server: Served, keys: Keys = OLGA, **query: str) -> dict[str, Any]:
    answer = server.http.get("/api/v1/events", params=query, headers=authorization(keys))
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def test_an_event_says_who_did_what_and_which_rows_it_wrote(prompt):
    answer = record_sessions(prompt, {}, NOBODY)
    [event] = events(prompt)["events"]
    [call], [enrollment] = prompt.rows(tables.calls), prompt.rows(tables.enrollments)
    assert event.pop("received_at")[:19] == f"{call['received_at']:%Y-%m-%dT%H:%M:%S}"
    assert event == {
        "id": str(call["concluded_id"]),
        "call_id": answer.json()["call_id"],
        "method": "enrollSessionHistory",
        "face": "json",
        "user_id": str(call["user_id"]),
        "recorded": 1,
        "refused": 1,
        "takes_back": None,
        "written": {"enrollments": [str(enrollment["id"])]},
    }


def test_calls_of_every_face_are_events(prompt):
    record_in_xml(prompt, OLGA, {})
    prompt.call(variant_package(OLGA, {}))
    record_sessions(prompt, {"Email": cast.LENA.email})
    told = [(event["method"], event["face"]) for event in events(prompt)["events"]]
    session, variant = "enrollSessionHistory", "enrollSubscriptionVariants"
    assert told == [(session, "xml"), (variant, "xml"), (session, "json")]


def test_no_event_tells_a_name_or_an_address(prompt):
    ask(
        prompt, "createGroup", {"Name": "Night", "GroupID": "n", "Status": "Active", "Users": [], "LearningModules": []}
    )
    record_sessions(prompt, {})
    answer = prompt.http.get("/api/v1/events", headers=authorization(OLGA))
    assert [word for word in ("Night", cast.DANA.email, "Sales", "127.0.0.1") if word in answer.text] == []


def test_what_changed_nothing_is_no_event(prompt):
    record_sessions(prompt, NOBODY)
    record_sessions(prompt, {}, headers={"Rollbook-Dry-Run": "1"})
    ask(prompt, "listUsers", {})
    assert events(prompt) == {"events": [], "next": "0"}


def test_a_program_follows_page_by_page_and_meets_each_event_once(prompt):
    people = (cast.DANA, cast.LENA, cast.GITA, cast.MIRO, cast.ADAM)
    ids = [record_sessions(prompt, {"Email": person.email}).json()["call_id"] for person in people]
    met, after = [], "0"
    while found := (told := events(prompt, after=after, limit="2"))["events"]:
        met += [event["call_id"] for event in found]
        assert len(found) <= 2
        after = told["next"]
    assert met == ids
    assert events(prompt, after=after)["next"] == after


def test_polling_leaves_no_record(prompt):
    events(prompt)
    assert prompt.rows(tables.calls) == []


def test_an_event_is_not_served_before_it_is_some_seconds_old(fina):
    """A call with a lower id may commit a little later; a program that has gone on would pass it over."""
    record_sessions(fina, {})
    assert events(fina) == {"events": [], "next": "0"}
    with fina.database.writing() as connection:
        [call] = fina.rows(tables.calls)
        old = call["concluded_id"] - (6_000 << 22)
        connection.execute(tables.calls.update().values(concluded_id=old))
    assert [event["id"] for event in events(fina)["events"]] == [str(old)]


def test_calls_from_before_events_were_numbered_are_none(prompt):
    record_sessions(prompt, {})
    with prompt.database.writing() as connection:
        connection.execute(tables.calls.update().values(concluded_id=None))
    assert events(prompt)["events"] == []


def test_mallory_sees_only_events_of_the_account_next_door(prompt):
    record_sessions(prompt, {})
    assert events(prompt, MALLORY)["events"] == []


@pytest.mark.parametrize("keys", [LENA, GITA], ids=["learner", "manager"])
def test_who_does_not_see_the_whole_account_is_403(prompt, keys):
    answer = prompt.http.get("/api/v1/events", headers=authorization(keys))
    assert (answer.status_code, answer.json()["code"]) == (403, "EVT:51")


@pytest.mark.parametrize("role", ["administrator", "auditor", "owner"])
def test_roles_above_groups_see_events(prompt, role):
    record_sessions(prompt, {})
    with prompt.database.writing() as connection:
        adam = tables.users.update().where(tables.users.c.email == cast.ADAM.email)
        connection.execute(adam.values(role=role))
    assert len(events(prompt, ADAM)["events"]) == 1


@pytest.mark.parametrize("headers", [{}, authorization((cast.FINA_KEY, "olga-9999999999"))], ids=["none", "wrong"])
def test_without_good_keys_it_is_401(prompt, headers):
    answer = prompt.http.get("/api/v1/events", headers=headers)
    assert (answer.status_code, "WWW-Authenticate" in answer.headers) == (401, True)


@pytest.mark.parametrize(
    "query", ["after=x", "after=-1", "after=", "limit=0", "limit=1001", "limit=1&limit=2", "else=1", f"after={2**63}"]
)
def test_a_cursor_that_is_none_is_400(prompt, query):
    answer = prompt.http.get(f"/api/v1/events?{query}", headers=authorization(OLGA))
    assert (answer.status_code, answer.json()["code"]) == (400, "EVT:52")


def test_events_are_not_posted(prompt):
    assert prompt.http.post("/api/v1/events", json={}, headers=authorization(OLGA)).status_code == 405


def test_a_database_that_is_away_is_told_as_such(tmp_path: Path):
    with Served(f"sqlite:///{tmp_path}/r.db", tmp_path) as server:
        server.load(cast.FINA_SHOES)
        with server.database.writing() as connection:
            connection.exec_driver_sql("ALTER TABLE calls RENAME TO elsewhere")
        answer = server.http.get("/api/v1/events", headers=authorization(OLGA))
        assert (answer.status_code, answer.json()["code"]) == (500, "SU:9999")


def test_the_least_id_of_a_moment_is_below_every_id_made_then():
    before = least_id_at(datetime.now(UTC))
    [made] = new_ids()
    assert before <= made
