"""Webhooks: each event arrives at each address at least once, signed, and whatever a receiver does delays nobody."""

import json
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from standardwebhooks import Webhook, WebhookVerificationError

from rollbook.client.webhooks import secret_text
from rollbook.records.sql.find import find_account
from rollbook.records.tables import calls, users, webhook_deliveries, webhooks
from rollbook.records.write.webhooks import add_webhook, renew_secret, send_again, skip, try_now
from tests import cast
from tests.api.json_calls import NOBODY, ask, authorization, record_sessions
from tests.raw import until
from tests.receiver import Receiver
from tests.seed_calls import LENA, OLGA
from tests.served import Served, servers

pytestmark = pytest.mark.served
EAGER = {"ROLLBOOK_EVENTS_SETTLE_SECONDS": "0", "ROLLBOOK_WEBHOOKS": "all"}
EVENTS = 100


@pytest.fixture(scope="module")
def server_on(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Served]]:
    """Start servers that post events at once, to this machine too."""
    yield from servers(tmp_path_factory, environment=EAGER)


class Hook:
    """An address of Fina Shoes, and its secret."""

    def __init__(self, served: Served, url: str, account: str = "Fina Shoes") -> None:
        self.served = served
        with served.database.writing() as connection:
            found = find_account(connection, account)
            assert found is not None
            self.account: int = found.id
            user = connection.scalar(sa.select(users.c.id).where(users.c.account_id == found.id).limit(1))
            assert user is not None
            added = add_webhook(connection, self.account, user, url, datetime.now(UTC))
        assert added is not None
        self.id, secret = added
        self.secret = secret_text(secret)

    @property
    def row(self) -> dict[str, Any]:
        return next(row for row in self.served.rows(webhooks) if row["id"] == self.id)

    @property
    def deliveries(self) -> list[dict[str, Any]]:
        return [row for row in self.served.rows(webhook_deliveries) if row["webhook_id"] == self.id]

    def do(self, act: Callable[..., Any], *more: int) -> None:
        with self.served.database.writing() as connection:
            act(connection, self.account, self.id, *more)


def events(served: Served) -> list[dict[str, Any]]:
    answer = served.http.get("/api/v1/events", params={"limit": "1000"}, headers=authorization(OLGA))
    found: list[dict[str, Any]] = answer.json()["events"]
    return found


def happen(served: Served, *names: str) -> None:
    """Let an event happen for each name."""
    for name in names:
        assert ask(served, "createTeam", {"TeamName": name}).status_code == 200


def ids(served: Served) -> list[str]:
    return [event["id"] for event in events(served)]


def test_an_event_arrives_as_it_is_served_with_a_signature_that_others_verify(fina):
    with Receiver() as receiver:
        hook = Hook(fina, receiver.url)
        record_sessions(fina, {}, NOBODY)
        until(lambda: len(receiver.came) == 1)
    [came] = receiver.came
    assert Webhook(hook.secret).verify(came.body, dict(came.headers)) == events(fina)[0]
    assert came.event == events(fina)[0]["id"]
    for secret, body in (
        (secret_text(b"another secret of thirty-two byt"), came.body),
        (hook.secret, came.body + b" "),
    ):
        with pytest.raises(WebhookVerificationError):
            Webhook(secret).verify(body, dict(came.headers))


def test_what_is_posted_names_nobody_and_holds_no_key(fina):
    with Receiver() as receiver:
        hook = Hook(fina, receiver.url)
        record_sessions(fina, {}, NOBODY)
        until(lambda: len(receiver.came) == 1)
    sent = receiver.came[0].body.decode() + json.dumps(dict(receiver.came[0].headers))
    for secret in (cast.DANA.email, "Dana", "nobody@", *OLGA, *LENA, hook.secret):
        assert secret not in sent


def test_events_of_another_account_do_not_arrive(fina):
    with Receiver() as receiver, Receiver() as next_door:
        Hook(fina, next_door.url, "Next Door Shoes")
        Hook(fina, receiver.url)
        happen(fina, "a")
        until(lambda: len(receiver.came) == 1)
    assert next_door.came == []


def test_a_new_secret_signs_along_with_the_one_before(fina):
    with Receiver() as receiver:
        hook = Hook(fina, receiver.url)
        with fina.database.writing() as connection:
            new = renew_secret(connection, hook.account, hook.id, datetime.now(UTC))
        happen(fina, "a")
        until(lambda: len(receiver.came) == 1)
    for secret in (hook.secret, secret_text(new)):
        Webhook(secret).verify(receiver.came[0].body, dict(receiver.came[0].headers))


def test_events_arrive_in_their_order_and_one_that_fails_is_posted_again(fina):
    with Receiver(lambda number: 500 if number == 1 else 204) as receiver:
        hook = Hook(fina, receiver.url)
        happen(fina, "a", "b", "c")
        until(lambda: len(receiver.events) == 3)
        until(lambda: [row["outcome"] for row in hook.deliveries] == ["Delivered"] * 3)
    first, second, third = ids(fina)
    assert [each.event for each in receiver.came] == [first, second, second, third]
    assert [row["tries"] for row in hook.deliveries] == [1, 2, 1]
    assert (hook.row["tries"], hook.row["after_id"]) == (0, int(third))


def test_a_receiver_that_was_down_gets_every_event_though_the_server_was_killed_twice(database_url, tmp_path):
    killed = threading.Event()
    receiver = Receiver(lambda number: 204 if number < EVENTS // 2 or killed.wait(60) else 500)
    settings = {**EAGER, "ROLLBOOK_WEBHOOK_SECONDS": "1"}
    with Served(database_url, tmp_path, environment=settings) as served:
        served.load(cast.FINA_SHOES)
        hook = Hook(served, receiver.url)
        happen(served, *map(str, range(EVENTS)))
        until(lambda: [row["outcome"] for row in hook.deliveries] == ["Waiting"])
        served.kill()
        with receiver:
            hook.do(try_now)
            served.start()
            until(lambda: receiver.asked > EVENTS // 2)
            served.kill()
            killed.set()
            served.start()
            wanted = ids(served)
            until(lambda: set(receiver.events) == set(wanted))
            until(lambda: hook.row["after_id"] == int(wanted[-1]))
    assert len(wanted) == EVENTS
    assert list(dict.fromkeys(receiver.events)) == wanted
    assert {row["outcome"] for row in hook.deliveries} == {"Delivered"}


def test_two_servers_on_one_database_post_an_event_once(database_url, tmp_path):
    directories = [tmp_path / "one", tmp_path / "two"]
    for directory in directories:
        directory.mkdir()
    one, two = (Served(database_url, directory, environment=EAGER, workers=2) for directory in directories)
    with one, two, Receiver() as receiver:
        one.load(cast.FINA_SHOES)
        hook = Hook(one, receiver.url)
        for number in range(20):
            happen((one, two)[number % 2], str(number))
        until(lambda: len(receiver.events) >= 20)
        until(lambda: len(hook.deliveries) == 20)
        assert receiver.events == ids(one)


def test_a_slow_receiver_delays_no_call_and_no_other_receiver(fina):
    over = threading.Event()
    with Receiver(lambda _: 204 if over.wait(60) else 500) as slow, Receiver() as quick:
        Hook(fina, slow.url)
        Hook(fina, quick.url)
        happen(fina, "a", "b", "c")
        until(lambda: slow.asked > 0)
        until(lambda: len(quick.events) == 3)
        happen(fina, "last")
        until(lambda: len(quick.events) == 4)
        assert slow.came == []
        over.set()
        until(lambda: len(slow.events) == 4)


def test_a_redirect_is_not_followed(fina):
    with Receiver() as elsewhere, Receiver(lambda _: 307, elsewhere.url) as receiver:
        hook = Hook(fina, receiver.url)
        happen(fina, "a")
        until(lambda: len(hook.deliveries) == 1)
    assert [(row["outcome"], row["answer"]) for row in hook.deliveries] == [("Waiting", "307")]
    assert elsewhere.asked == 0


def test_an_address_that_says_gone_is_switched_off(fina):
    with Receiver(lambda _: 410) as receiver:
        hook = Hook(fina, receiver.url)
        happen(fina, "a")
        until(lambda: hook.row["status"] == "Inactive")
    assert receiver.asked == 1


def test_an_event_is_sent_again_when_somebody_asks_and_a_failure_holds_up_nothing(fina):
    with Receiver(lambda number: 500 if number == 1 else 204) as receiver:
        hook = Hook(fina, receiver.url)
        happen(fina, "a")
        until(lambda: [row["outcome"] for row in hook.deliveries] == ["Delivered"])
        [first] = ids(fina)
        hook.do(send_again, int(first))
        until(lambda: [row["outcome"] for row in hook.deliveries] == ["Failed"])
        happen(fina, "b")
        until(lambda: len(receiver.events) == 2)
        hook.do(send_again, int(first))
        until(lambda: len(receiver.events) == 3)
    assert [each.event for each in receiver.came] == [first, first, ids(fina)[1], first]


def test_an_event_that_is_never_taken_can_be_passed_over(fina):
    with Receiver(lambda number: 400 if number == 0 else 204) as receiver:
        hook = Hook(fina, receiver.url)
        happen(fina, "a", "b")
        until(lambda: [row["outcome"] for row in hook.deliveries] == ["Waiting"])
        first, second = ids(fina)
        hook.do(skip, int(first))
        until(lambda: receiver.events == [second])
        until(lambda: [row["outcome"] for row in hook.deliveries] == ["Failed", "Delivered"])


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "0.0.0.0"])  # noqa: S104  # nobody listens there
@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_private_address_is_refused_unless_the_operator_allows_it(database_url, tmp_path: Path, name: str):
    settings = {**EAGER, "ROLLBOOK_WEBHOOKS": "public"}
    with Receiver() as receiver, Served(database_url, tmp_path, environment=settings) as served:
        served.load(cast.FINA_SHOES)
        hook = Hook(served, f"https://{name}:{receiver.port}/hook")
        happen(served, "a")
        until(lambda: len(hook.deliveries) == 1)
        assert "private network" in hook.deliveries[0]["answer"]
    assert receiver.asked == 0


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_nothing_is_posted_where_the_operator_switched_it_off(database_url, tmp_path: Path):
    with Receiver() as receiver:
        with Served(database_url, tmp_path, environment={**EAGER, "ROLLBOOK_WEBHOOKS": "off"}) as served:
            served.load(cast.FINA_SHOES)
            Hook(served, receiver.url)
            happen(served, "a")
            served.stop()
        assert receiver.asked == 0


def test_the_log_names_an_event_that_failed_but_neither_its_address_nor_its_secret(database_url, tmp_path):
    with Receiver(lambda _: 500) as receiver, Served(database_url, tmp_path, environment=EAGER) as served:
        served.load(cast.FINA_SHOES)
        hook = Hook(served, f"{receiver.url}?token=open-the-door")
        happen(served, "a")
        until(lambda: "event not delivered" in served.log)
        served.stop()
        [event] = [json.loads(line) for line in served.log.splitlines() if "event not delivered" in line][:1]
        assert (event["webhook"], event["answer"]) == (hook.id, "500")
        for secret in ("open-the-door", hook.secret, hook.secret[6:]):
            assert secret not in served.log
            assert not any(secret.encode() in bytes(row["package"]) for row in served.rows(calls))
