"""Today: what waits, and how the last days went; every number leads to what it counts."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from rollbook.records.read.today import LATEST_CALLS
from rollbook.records.tables import calls, enrollments, group_variants, sessions
from tests import cast
from tests.console.visitors import DANA, GITA, OLGA, Seen, Visitor
from tests.seed_calls import OLGA as OLGAS_KEYS
from tests.seed_calls import session_package
from tests.served import Served

Sign = Callable[[str], Visitor]


def table(seen: Seen, caption: str) -> list[list[str]]:
    """The rows of the table with a caption."""
    rows = seen.all(f"//table[caption[starts-with(normalize-space(.), '{caption}')]]/tbody/tr[not(td[@class='empty'])]")
    return [[" ".join(cell.text_content().split()) for cell in row] for row in rows]


def enrol(server: Served, **given: object) -> None:
    """Make what was recorded an enrolment that is still open."""
    with server.database.writing() as connection:
        connection.execute(
            enrollments.update().values(
                status="Enrolled", grade=None, passed=None, completed_at=None, open=True, **given
            )
        )


def hold(server: Served, when: datetime) -> None:
    """Have all sessions be held at a time."""
    with server.database.writing() as connection:
        connection.execute(sessions.update().values(starts_at=when, ends_at=when))


def test_a_session_that_is_over_waits_until_everybody_in_it_is_recorded(fina: Served, visitor: Sign):
    olga = visitor(OLGA)
    hold(fina, datetime.now(UTC) - timedelta(days=1))
    fina.call(session_package(OLGAS_KEYS, {}))
    assert table(olga.open("/"), "Sessions that are over") == []
    enrol(fina)
    [(course, _, recorded)] = table(olga.open("/"), "Sessions that are over")
    assert course
    assert recorded == "0 of 1"
    hold(fina, datetime.now(UTC) + timedelta(days=1))
    assert table(olga.open("/"), "Sessions that are over") == []


def test_who_is_overdue_is_counted_by_group(fina: Served, visitor: Sign):
    olga = visitor(OLGA)
    fina.call(session_package(OLGAS_KEYS, {}))
    enrol(fina, due_at=datetime.now(UTC) + timedelta(days=1))
    assert table(olga.open("/"), "Overdue") == []
    enrol(fina, due_at=datetime.now(UTC) - timedelta(days=1))
    page = olga.open("/")
    assert [row[1] for row in table(page, "Overdue")] == ["1"]
    assert page.all("//a[contains(@href, 'EnrollmentStatuses=Overdue')]")


def test_groups_with_few_credits_are_named(fina: Served, visitor: Sign):
    olga = visitor(OLGA)

    def give(credits_left: int) -> None:
        with fina.database.writing() as connection:
            connection.execute(group_variants.update().values(requires_credits=True, credits=credits_left))

    give(11)
    assert table(olga.open("/"), "Credits") == []
    give(2)
    assert {row[-1] for row in table(olga.open("/"), "Credits")} == {"2"}


def test_a_code_leads_to_the_calls_that_were_refused_with_it(fina: Served, visitor: Sign):
    fina.call(session_package(OLGAS_KEYS, {}, {"Email": "nobody@finashoes.com"}))
    fina.call(session_package(OLGAS_KEYS, {"Email": cast.WALT.email}))
    page = visitor(OLGA).open("/")
    assert ["ESH:21", "1"] in table(page, "Refused rows")
    [address] = page.all("//div[@class='codes']//a[contains(@href, 'ESH%3A21')]/@href")
    with Visitor(fina) as olga:
        olga.sign_in(OLGA)
        listed = olga.open_address(address).rows()
    assert [row[3] for row in listed] == ["enrollSessionHistory"]
    assert "ESH:21 1" in listed[0][-1]


def test_a_day_of_the_plot_leads_to_its_calls(fina: Served, visitor: Sign):
    fina.call(session_package(OLGAS_KEYS, {}))
    olga = visitor(OLGA)
    page = olga.open("/")
    *_, day = page.all("//ol[@class='plot']//a")
    assert day.get("aria-label").endswith("1 recorded, 0 refused")
    seen = olga.open_address(day.get("href"))
    assert "enrollSessionHistory" in [row[3] for row in seen.rows()]
    before = olga.open_address(page.all("//ol[@class='plot']//a/@href")[0])
    assert before.rows() == []


def test_what_is_counted_of_the_latest_calls_alone_says_so(fina: Served, visitor: Sign):
    fina.call(session_package(OLGAS_KEYS, {}))
    plot = "//section[@aria-labelledby='plot']/h2"
    olga = visitor(OLGA)
    assert "latest" not in olga.open("/").words(plot)
    [call] = fina.rows(calls)[-1:]
    with fina.database.writing() as connection:
        copies = ({**call, "id": call["id"] + n, "concluded_id": call["id"] + n} for n in range(1, LATEST_CALLS + 1))
        connection.execute(calls.insert(), list(copies))
    page = olga.open("/")
    assert "last 14 days of the latest 2,000 calls" in page.words(plot)
    assert page.all("//table[caption[contains(., 'of the latest 2,000 calls, by code')]]")


def test_a_manager_sees_their_own_groups_alone(fina: Served, visitor: Sign):
    fina.call(session_package(OLGAS_KEYS, {}))
    with fina.database.reading() as connection:
        group = connection.scalar(sa.select(enrollments.c.group_id))
    enrol(fina, due_at=datetime.now(UTC) - timedelta(days=1))
    gita = visitor(GITA)
    seen = gita.open("/")
    assert seen.h1 == "Today"
    shown = {row[0] for row in table(seen, "Overdue")}
    may_see = gita.open(f"/groups/{group}").status == 200
    assert bool(shown) == may_see
    assert not seen.all("//ol[@class='plot']")


def test_who_sees_nothing_of_it_is_led_to_their_own_record(visitor: Sign):
    dana = visitor(DANA)
    dana.http.follow_redirects = False
    seen = dana.open("/")
    assert (seen.status, seen.response.headers["location"]) == (303, "/console/me")
