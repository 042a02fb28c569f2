"""Webhooks in a real browser: their pages have something to show only once something was posted."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from rollbook.records.tables import calls, users, webhooks
from rollbook.records.write.webhooks import Sent, add_webhook, switch, take_lease, write_sent
from tests.api.json_calls import ask
from tests.console.browser.conftest import Tab
from tests.console.browser.test_every_screen import LOOKS, PICTURES, overflows, violations
from tests.console.visitors import OLGA
from tests.served import Served

NOW = datetime.now(UTC) - timedelta(minutes=1)


def post_in_vain(fina: Served) -> tuple[int, int]:
    """Put an address on record with a delivery that failed and one that did not; return it and the failed event."""
    for name in ("Night shift", "Day shift"):
        assert ask(fina, "createTeam", {"TeamName": name}).status_code == 200
    with fina.database.writing() as connection:
        [first, second] = connection.scalars(sa.select(calls.c.concluded_id).order_by(calls.c.concluded_id)).all()
        user = connection.execute(sa.select(users.c.account_id, users.c.id).where(users.c.email == OLGA)).one()
        account = user.account_id
        off = add_webhook(connection, account, user.id, "https://old.example.com/hook", NOW)
        added = add_webhook(connection, account, user.id, "https://hooks.example.com/rollbook/training?team=7", NOW)
        assert off is not None
        assert added is not None
        switch(connection, account, off[0], on=False)
        connection.execute(webhooks.update().values(after_id=first - 1))
        lease = take_lease(connection, account, added[0], first - 1, NOW, timedelta(seconds=30))
        assert lease is not None
        sent = Sent(first, is_good=True, answer="204", microseconds=41_000, sent_at=NOW)
        answer = "no connection: All connection attempts failed"
        write_sent(connection, lease, [sent, Sent(second, False, answer, 9_000, NOW)], NOW + timedelta(hours=5))  # noqa: FBT003  # is_good
    return added[0], second


@pytest.mark.parametrize("look", LOOKS)
def test_webhooks_can_be_read_by_everybody_in_every_look(fina: Served, tab: Tab, look: str):
    number, event = post_in_vain(fina)
    page = tab(OLGA, **LOOKS[look])
    found = {}
    for name, path in {
        "webhooks": "",
        "webhook_add": "/add",
        "webhook": f"/{number}",
        "webhook_event": f"/{number}/events/{event}",
    }.items():
        page.goto(f"/console/webhooks{path}")
        page.screenshot(path=PICTURES / f"{name}-{look}.png", full_page=True)
        if faults := [*violations(page), *overflows(page)]:
            found[name] = faults
    page.goto("/console/webhooks/add")
    page.get_by_label("Address").fill("https://new.example.com/hook")
    page.get_by_role("button", name="Save").click()
    page.screenshot(path=PICTURES / f"webhook_secret-{look}.png", full_page=True)
    assert page.get_by_role("heading").first.inner_text() == "The new address"
    assert [*violations(page), *overflows(page)] == []
    assert found == {}
