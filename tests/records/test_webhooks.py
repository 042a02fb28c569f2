"""What is on record of webhooks: who may post to an address, how far it has come, and how long it waits."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
import sqlalchemy as sa

from rollbook.records.database.engine import Database
from rollbook.records.read.webhooks import find_accounts_with_webhooks, list_webhooks
from rollbook.records.tables import users, webhook_deliveries, webhooks
from rollbook.records.write.webhooks import (
    EARLIER_SECRET,
    MOST_TRIES,
    Lease,
    Sent,
    add_webhook,
    find_due,
    forget_deliveries,
    renew_secret,
    skip,
    switch,
    take_lease,
    wait_of,
    write_sent,
)
from rollbook.worlds.load import load
from tests import cast

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
LASTS = timedelta(seconds=30)
URL = "https://hooks.example.com/"


class Scene:
    """Fina Shoes with one address."""

    def __init__(self, database: Database) -> None:
        load(database, [cast.FINA_SHOES])
        self.database = database
        with database.writing() as connection:
            user = connection.execute(sa.select(users.c.account_id, users.c.id).limit(1)).one()
            self.account, self.user = user.account_id, user.id
            added = add_webhook(connection, self.account, self.user, URL, NOW)
        assert added is not None
        self.id, self.secret = added
        self.first = self.row["after_id"] + 1

    @property
    def row(self) -> dict[str, Any]:
        with self.database.reading() as connection:
            return dict(connection.execute(webhooks.select()).mappings().one())

    @property
    def deliveries(self) -> list[tuple[int, str, int]]:
        own = webhook_deliveries.c
        with self.database.reading() as connection:
            asked = sa.select(own.event_id, own.outcome, own.tries).order_by(own.event_id)
            return [tuple(row) for row in connection.execute(asked)]

    def lease(self, now: datetime = NOW) -> Lease | None:
        with self.database.writing() as connection:
            return take_lease(connection, self.account, self.id, self.row["after_id"], now, LASTS)

    def sent(self, lease: Lease | None, *sent: Sent, now: datetime = NOW) -> bool:
        assert lease is not None
        with self.database.writing() as connection:
            return write_sent(connection, lease, sent, now)

    def do(self, act: Any, *given: Any, **more: Any) -> Any:
        with self.database.writing() as connection:
            return act(connection, self.account, *given, **more)


@pytest.fixture
def scene(database: Database) -> Scene:
    return Scene(database)


def good(event: int) -> Sent:
    return Sent(event, is_good=True, answer="204", microseconds=5, sent_at=NOW)


def bad(event: int) -> Sent:
    return Sent(event, is_good=False, answer="500", microseconds=5, sent_at=NOW)


def test_one_holds_the_lease_until_it_is_given_back_or_over(scene):
    first = scene.lease()
    assert scene.lease() is None
    assert scene.sent(first)
    assert scene.lease() is not None
    assert scene.lease(NOW + LASTS) is not None


def test_a_lease_is_given_only_to_who_knows_how_far_the_address_has_come(scene):
    behind = scene.row["after_id"]
    scene.sent(scene.lease(), good(scene.first))
    with scene.database.writing() as connection:
        assert take_lease(connection, scene.account, scene.id, behind, NOW, LASTS) is None


def test_who_has_lost_the_lease_notes_nothing(scene):
    slow, later = scene.lease(), NOW + LASTS
    quick = scene.lease(later)
    assert not scene.sent(slow, good(scene.first), bad(scene.first + 1))
    assert (scene.deliveries, scene.row["after_id"]) == ([], scene.first - 1)
    assert scene.sent(quick, good(scene.first), now=later)
    assert scene.deliveries == [(scene.first, "Delivered", 1)]


def test_what_was_taken_before_a_failure_is_not_posted_again(scene):
    scene.sent(scene.lease(), good(scene.first), good(scene.first + 1), bad(scene.first + 2))
    assert (scene.row["after_id"], scene.row["tries"]) == (scene.first + 1, 1)
    assert [outcome for _, outcome, _ in scene.deliveries] == ["Delivered", "Delivered", "Waiting"]


def test_an_address_that_waits_is_not_due_until_its_time(scene):
    scene.sent(scene.lease(), bad(scene.first))
    wait = scene.row["next_try_at"] - NOW
    assert timedelta(seconds=1) < wait < timedelta(seconds=3)
    assert scene.lease() is None
    assert scene.do(find_due, NOW) == []
    assert scene.lease(NOW + wait) is not None


def test_waits_grow_to_six_hours_and_an_address_is_switched_off_after_five_days(scene):
    waits = [wait_of(tries) for tries in range(1, MOST_TRIES)]
    assert all(later > earlier for earlier, later in pairwise(waits[:8]))
    assert max(waits) < timedelta(hours=7)
    assert timedelta(days=4) < sum(waits, timedelta()) < timedelta(days=6)
    now = NOW
    for tries in range(1, MOST_TRIES + 1):
        assert scene.row["status"] == "Active"
        scene.sent(scene.lease(now), bad(scene.first), now=now)
        assert scene.row["tries"] == tries
        now = scene.row["next_try_at"]
    assert scene.row["status"] == "Inactive"
    assert scene.deliveries == [(scene.first, "Waiting", MOST_TRIES)]
    scene.do(switch, scene.id, on=True)
    lease = scene.lease(now)
    assert lease is not None
    assert lease.tries == 0


def test_an_address_that_is_switched_off_gets_nothing(scene):
    scene.do(switch, scene.id, on=False)
    assert scene.lease() is None
    with scene.database.reading() as connection:
        assert find_accounts_with_webhooks(connection) == []


def test_the_earlier_secret_signs_for_a_day(scene):
    new = scene.do(renew_secret, scene.id, NOW)
    lease = scene.lease()
    assert lease is not None
    assert lease.secrets == (new, scene.secret)
    later = scene.lease(NOW + EARLIER_SECRET)
    assert later is not None
    assert later.secrets == (new,)


def test_an_address_is_there_once_in_an_account(scene):
    with scene.database.writing() as connection:
        assert add_webhook(connection, scene.account, scene.user, URL, NOW) is None


def test_only_the_event_that_an_address_waits_with_is_passed_over(scene):
    scene.sent(scene.lease(), good(scene.first), bad(scene.first + 1))
    before = scene.row
    scene.do(skip, scene.id, scene.first)
    scene.do(skip, scene.id, scene.first + 2)
    assert scene.row == before
    scene.do(skip, scene.id, scene.first + 1)
    assert scene.row["after_id"] == scene.first + 1
    assert [outcome for _, outcome, _ in scene.deliveries] == ["Delivered", "Failed"]


def test_old_deliveries_are_forgotten_but_for_those_that_are_still_to_come(scene):
    scene.sent(scene.lease(), good(scene.first), bad(scene.first + 1))
    scene.do(forget_deliveries, NOW)
    assert len(scene.deliveries) == 2
    scene.do(forget_deliveries, NOW + LASTS)
    assert [outcome for _, outcome, _ in scene.deliveries] == ["Waiting"]


def test_a_list_of_addresses_holds_no_secret(scene):
    with scene.database.reading() as connection:
        [row] = list_webhooks(connection, scene.account)
    assert scene.secret not in row
    assert row.added_by
