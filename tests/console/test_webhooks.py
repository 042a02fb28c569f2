"""Webhooks in the console: an address is added, its secret shown once, and what was posted there can be followed."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from standardwebhooks import Webhook

from rollbook.records.tables import calls, users, webhooks
from tests import cast
from tests.api.json_calls import ask
from tests.console.visitors import GITA, LENA, OLGA, Visitor
from tests.raw import until
from tests.receiver import Receiver
from tests.served import Served, servers

Sign = Callable[[str], Visitor]
MALLORY = cast.MALLORY.email
EAGER = {"ROLLBOOK_EVENTS_SETTLE_SECONDS": "0", "ROLLBOOK_WEBHOOKS": "all"}


@pytest.fixture(scope="module")
def server_on(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Served]]:
    """Start servers that post events at once, to this machine too."""
    yield from servers(tmp_path_factory, environment=EAGER)


def add(visitor: Visitor, url: str) -> tuple[str, str]:
    """Add an address; return its id and secret."""
    made = visitor.submit("/webhooks/add", {"url": url})
    assert made.status == 200, made.alert
    [link] = made.all("//main//a/@href")
    return str(link).rpartition("/")[2], made.words("//pre")


def happen(fina: Served, *names: str) -> None:
    for name in names:
        assert ask(fina, "createTeam", {"TeamName": name}).status_code == 200


def outcomes(visitor: Visitor, number: str) -> list[str]:
    return [row[2] for row in visitor.open(f"/webhooks/{number}").rows()]


def press(visitor: Visitor, path: str, act: str) -> None:
    """Press the button of a page that posts to an address."""
    [csrf, *_] = visitor.open(path).all("//main//input[@name='csrf']/@value")
    assert visitor.send(f"{path}/{act}", {"csrf": str(csrf)}).status == 200


def test_an_address_gets_events_that_its_secret_verifies(fina: Served, visitor: Sign):
    olga = visitor(OLGA)
    with Receiver() as receiver:
        number, secret = add(olga, receiver.url)
        happen(fina, "Night shift")
        until(lambda: outcomes(olga, number) == ["Delivered"])
    event = Webhook(secret).verify(receiver.came[0].body, dict(receiver.came[0].headers))
    [row] = olga.open(f"/webhooks/{number}").rows()
    assert (row[0], row[1], row[3], row[4]) == (event["id"], "createTeam", "204", "1")
    [[address, status, *_]] = olga.open("/webhooks").rows()
    assert (address, status) == (receiver.url, "Active")
    shown = olga.open(f"/webhooks/{number}/events/{event['id']}")
    assert json.loads(shown.words("//pre")) == event


def test_the_secret_is_shown_once_and_is_in_no_call_and_no_log(fina: Served, visitor: Sign):
    olga = visitor(OLGA)
    number, secret = add(olga, "https://hooks.example.com/?token=open-the-door")
    for path in ("/webhooks", f"/webhooks/{number}", "/calls"):
        assert "whsec_" not in olga.open(path).text
        assert secret[6:] not in olga.open(path).text
    [call] = [row for row in fina.rows(calls) if row["method"] == "addWebhook"]
    page = olga.open(f"/calls/{call['id']}").text
    assert "hooks.example.com" in page
    for hidden in (secret[6:], "open-the-door"):
        assert hidden not in page
        assert hidden not in fina.log


def test_what_fails_is_shown_with_its_answer_and_next_try_and_can_be_tried_sent_again_or_passed_over(
    fina: Served, visitor: Sign
):
    olga = visitor(OLGA)
    with Receiver(lambda number: 503 if number < 2 else 204) as receiver:
        number, _ = add(olga, receiver.url)
        page = f"/webhooks/{number}"
        happen(fina, "a", "b")
        until(lambda: outcomes(olga, number) == ["Waiting"])
        [row] = olga.open(page).rows()
        assert (row[3], row[4]) == ("503", "1")
        assert row[7] != ""
        assert olga.open("/webhooks").rows()[0][1:3] == ["Waiting", "1"]
        press(olga, page, "try")
        until(lambda: receiver.asked == 2)
        until(lambda: olga.open(page).rows()[0][4] == "2")
        press(olga, f"{page}/events/{row[0]}", "skip")
        until(lambda: outcomes(olga, number) == ["Delivered", "Failed"])
        press(olga, f"{page}/events/{row[0]}", "again")
        until(lambda: outcomes(olga, number) == ["Delivered", "Delivered"])
    assert [each.event for each in receiver.came].count(row[0]) == 3
    done = {each["method"] for each in fina.rows(calls)}
    assert {"addWebhook", "tryWebhook", "skipEvent", "sendEventAgain"} <= done


def test_an_address_is_turned_off_and_gets_what_it_missed_when_it_is_on_again(fina: Served, visitor: Sign):
    olga = visitor(OLGA)
    with Receiver() as off, Receiver() as on:
        number, _ = add(olga, off.url)
        add(olga, on.url)
        press(olga, f"/webhooks/{number}", "off")
        happen(fina, "a")
        until(lambda: len(on.events) == 1)
        assert (off.asked, outcomes(olga, number)) == (0, [])
        press(olga, f"/webhooks/{number}", "on")
        until(lambda: off.events == on.events)


def test_a_new_secret_is_shown_once_and_the_earlier_one_signs_along(fina: Served, visitor: Sign):
    olga = visitor(OLGA)
    with Receiver() as receiver:
        number, secret = add(olga, receiver.url)
        page = f"/webhooks/{number}"
        renewed = olga.send(
            f"{page}/secret", {"csrf": str(olga.open(page).all("//main//input[@name='csrf']/@value")[0])}
        )
        new = renewed.words("//pre")
        assert new != secret
        happen(fina, "a")
        until(lambda: len(receiver.came) == 1)
    for each in (secret, new):
        Webhook(each).verify(receiver.came[0].body, dict(receiver.came[0].headers))


@pytest.mark.parametrize("url", ["", "hooks.example.com", "https://olga:secret@hooks.example.com/"])
def test_an_address_that_is_none_is_refused_with_the_reason(fina: Served, visitor: Sign, url: str):
    refused = visitor(OLGA).submit("/webhooks/add", {"url": url})
    assert refused.status == 422
    assert refused.alert != ""
    assert fina.rows(webhooks) == []


def test_an_address_is_added_once(visitor: Sign):
    olga = visitor(OLGA)
    add(olga, "https://hooks.example.com/")
    again = olga.submit("/webhooks/add", {"url": "https://hooks.example.com/"})
    assert (again.status, again.alert[:29]) == (409, "This address is there already")


def test_only_owners_and_administrators_say_where_events_go(fina: Served, visitor: Sign):
    number, _ = add(visitor(OLGA), "https://hooks.example.com/")
    with fina.database.writing() as connection:
        connection.execute(users.update().where(users.c.email == GITA).values(role="auditor"))
    auditor = visitor(GITA)
    assert auditor.open(f"/webhooks/{number}").status == auditor.open("/webhooks").status == 200
    assert auditor.open("/webhooks").all("//main//a[text()='Add an address']") == []
    assert auditor.open(f"/webhooks/{number}").all("//main//form") == []
    assert auditor.open("/webhooks/add").status == 404
    assert auditor.send(f"/webhooks/{number}/off", {}).status == 404
    learner = visitor(LENA)
    assert learner.open("/webhooks").status == learner.open(f"/webhooks/{number}").status == 404
    assert learner.open("/").all("//nav//a[text()='Webhooks']") == []
    assert [row["status"] for row in fina.rows(webhooks)] == ["Active"]


def test_a_stranger_finds_no_address_of_another_account(fina: Served, visitor: Sign):
    number, _ = add(visitor(OLGA), "https://hooks.example.com/")
    with fina.database.reading() as connection:
        row = webhooks.c
        assert connection.scalar(sa.select(row.status).where(row.id == int(number))) == "Active"
    with Visitor(fina) as mallory:
        mallory.sign_in(MALLORY, "Next Door Shoes")
        assert mallory.open("/webhooks").status == 200
        assert mallory.open("/webhooks").rows() == []
        assert mallory.open(f"/webhooks/{number}").status == 404
        [csrf] = mallory.open("/webhooks/add").all("//main//input[@name='csrf']/@value")
        for act in ("off", "secret", "try"):
            assert mallory.send(f"/webhooks/{number}/{act}", {"csrf": str(csrf)}).status == 404
    assert [row["status"] for row in fina.rows(webhooks)] == ["Active"]


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_there_is_no_page_where_the_operator_switched_webhooks_off(database_url, tmp_path: Path):
    with Served(database_url, tmp_path, environment={"ROLLBOOK_WEBHOOKS": "off"}) as served, Visitor(served) as olga:
        served.load(cast.FINA_SHOES)
        olga.sign_in(OLGA)
        assert olga.open("/webhooks").status == 404
        assert olga.open("/").all("//nav//a[text()='Webhooks']") == []
