"""The demo's account has what is worth looking at, on whatever day it starts."""

from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from rollbook.records import tables
from rollbook.records.database.engine import Database
from rollbook.records.database.progress import silent
from rollbook.records.verify import verify
from rollbook.server.demo.opening import open_account
from rollbook.server.demo.people import KEYS, OLGA
from rollbook.server.demo.sending import Sender
from rollbook.server.logs import quiet_logs
from rollbook.worlds import dump
from tests import cast
from tests.databases import fresh_database

NOW, WEEK = datetime.now(UTC), timedelta(days=7)
CLOCKS_CHANGE, NEW_YEARS_EVE = datetime(2025, 3, 9, 20, tzinfo=UTC), datetime(2024, 12, 31, 23, 59, tzinfo=UTC)
ALL = {
    "Groups": {"GroupStatus": "All"},
    "LearningModules": {"LearningModuleStatus": "All"},
    "Users": {"UserStatus": "All"},
}


class Asked:
    """The demo's account as Olga sees it."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._sender = Sender(database, cast.FINA_KEY, KEYS)

    def __call__(self, method: str, **content: Any) -> list[dict[str, Any]]:
        """Ask a report; return its rows."""
        with quiet_logs("critical"):
            answer = self._sender.json(OLGA, NOW, method, content)
        assert answer["result"] == "Success", answer
        rows: list[dict[str, Any]] = answer["rows"]
        return rows

    def calls(self) -> list[Any]:
        """The calls of the fortnight, in the order of their ids."""
        kept = tables.calls
        of_demo = kept.c.request_id.startswith("demo-")
        with self.database.reading() as connection:
            return list(
                connection.execute(sa.select(kept).where(of_demo, kept.c.received_at < NOW).order_by(kept.c.id))
            )


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asked]:
    with fresh_database("sqlite", tmp_path_factory.mktemp("demo")) as url, closing(Database(url)) as database:
        open_account(database, NOW, silent)
        yield Asked(database)


def test_sixty_people_work_in_groups_with_managers_and_every_role(asked):
    [active] = asked("listUsers", PageSize=100, Filters={})
    [inactive] = asked("listUsers", PageSize=100, Filters={"UserStatus": "Inactive"})
    people = active["Users"] + inactive["Users"]
    assert len(people) == 62
    assert len(inactive["Users"]) == 4
    groups = Counter(each["HomeGroup"] for each in people)
    assert {"Warehouse", "Sales", "Stores North", "Stores South", "Head Office", "Production"} <= groups.keys()
    assert {each["Teams"][0] for each in people if each["Teams"]} == {"First aid", "Trade fair"}
    assert any(each["Email"] is None for each in people)
    with asked.database.reading() as connection:
        roles = Counter(connection.scalars(sa.select(tables.users.c.role)))
    assert roles == {"learner": 58, "administrator": 2, "auditor": 1, "owner": 1}


def test_twelve_courses_are_of_all_types(asked):
    courses = asked("listLearningModules", Filters={})
    assert len(courses) == 12
    assert {each["Type"] for each in courses} == {"Instructor-Led", "Online", "SCORM", "External"}


def test_sessions_are_recorded_over_and_not_recorded_today_and_to_come(asked):
    seats = sa.select(tables.enrollments).where(tables.enrollments.c.session_id.is_not(None))
    with asked.database.reading() as connection:
        is_open = Counter((row.session_id, row.open) for row in connection.execute(seats))
        sessions = list(connection.execute(sa.select(tables.sessions)))
    over = [each for each in sessions if each.ends_at < NOW]
    assert len([each for each in over if is_open[each.id, False] and not is_open[each.id, True]]) >= 15
    assert len([each for each in over if is_open[each.id, True] > 1 and each.ends_at > NOW - timedelta(days=7)]) >= 2
    assert any(abs(each.starts_at - NOW) < timedelta(hours=24) and is_open[each.id, True] for each in sessions)
    assert len([each for each in sessions if each.starts_at > NOW + timedelta(days=2) and is_open[each.id, True]]) >= 4


@pytest.mark.parametrize(
    ("status", "least"),
    [("Completed", 200), ("In Progress", 5), ("Overdue", 8), ("Attended", 10), ("Did Not Attend", 8)],
)
def test_two_years_of_enrolments_are_of_every_status(asked, status, least):
    filters = {**ALL, "LearningModules": {"EnrollmentStatuses": [status]}}
    found = asked("getLearnerReport", PageSize=1000, Filters=filters, Columns=["ENROLLED_DATE"], CustomFields=[])
    assert len(found) >= least
    if status == "Completed":
        assert min(each["EnrolledDate"] for each in found) < (NOW - timedelta(days=700)).isoformat()


def test_something_is_due_within_a_week(asked):
    filters = {**ALL, "LearningModules": {"EnrollmentStatuses": ["Enrolled", "In Progress"]}}
    found = asked("getLearnerReport", PageSize=1000, Filters=filters, Columns=["DUE_DATE"], CustomFields=[])
    assert len([each for each in found if each["DueDate"] and each["DueDate"] < (NOW + WEEK).isoformat()]) >= 3


def test_a_group_is_nearly_out_of_credits_and_another_has_none(asked):
    balances = tables.group_variants
    named = sa.select(tables.groups.c.name, balances.c.credits).where(
        balances.c.group_id == tables.groups.c.id, balances.c.variant_id == 20
    )
    with asked.database.reading() as connection:
        assert dict(connection.execute(named).all()) == {
            "Warehouse": 18,
            "Production": 1,
            "Stores North": 5,
            "Stores South": 0,
        }


def test_the_fortnight_has_calls_of_every_day_in_their_order(asked):
    calls = asked.calls()
    assert [each.received_at for each in calls] == sorted(each.received_at for each in calls)
    assert len({each.received_at.date() for each in calls}) >= 14
    assert {each.face for each in calls} == {"xml", "json"}


def test_what_was_refused_is_what_was_meant_to_be(asked):
    codes = Counter(code.split()[0] for each in asked.calls() for code in (each.error_codes or "").split(", ") if code)
    assert {*codes} == {
        *("CU:60", "EHI:61", "EHI:66", "ELM:19", "ELM:51", "ELM:61", "ELM:62", "ELM:63", "ELM:64", "ELM:65"),
        *("ESH:19", "ESH:21", "ESH:23", "ESH:26", "ESV:14", "RA:61", "RA:64", "SU:11", "UU:80"),
    }
    week = [each for each in asked.calls() if each.received_at > NOW - timedelta(days=6)]
    assert sum(each.refused for each in week) >= 8


def test_something_was_corrected_with_a_reason_and_something_taken_back(asked):
    calls = {each.method: each for each in asked.calls() if each.recorded}
    assert {"correctEnrollment", "takeBackCall", "giveCredits", "recordAttendance", "updateUser"} <= calls.keys()
    assert calls["takeBackCall"].reason == "Wrong course: Fire safety was meant"
    reasons = sa.select(tables.changes.c.before, tables.changes.c.after, tables.changes.c.reason).where(
        tables.changes.c.reason == "Digits swapped on the list."
    )
    with asked.database.reading() as connection:
        [(before, after, _)] = connection.execute(reasons).all()
        moved = connection.scalar(
            sa.select(tables.groups.c.name)
            .join(tables.users, tables.users.c.home_group_id == tables.groups.c.id)
            .where(tables.users.c.email == "tom.okafor@finashoes.com")
        )
    assert before["grade"] == after["grade"][::-1] < after["grade"]
    assert moved == "Production"


def test_keys_say_what_they_are_for_and_one_is_revoked(asked):
    keys = asked("listAPIKeys", PageSize=50, Filters={})
    revoked = asked("listAPIKeys", PageSize=50, Filters={"Status": "Revoked"})
    assert {"HR sync", "BI report", "world file"} <= {each["Label"] for each in keys}
    assert [each["Label"] for each in revoked] == ["Payroll, old"]
    assert max(each["CreatedDate"] for each in keys) < (NOW - timedelta(days=12)).isoformat()
    with asked.database.reading() as connection:
        labels = sa.select(tables.api_keys.c.id, tables.api_keys.c.label)
        label_of = dict(connection.execute(labels).all())
    by_night = {label_of[each.key_id] for each in asked.calls() if each.face == "xml"}
    assert by_night == {"HR sync"}


def test_verify_finds_nothing(asked):
    assert list(verify(asked.database, limit=5, progress=silent)) == []


def test_a_second_opening_leaves_it_as_it_is(asked):
    calls = len(asked.calls())
    open_account(asked.database, NOW, silent)
    assert len(asked.calls()) == calls


def test_two_openings_on_one_day_give_the_same_account(tmp_path):
    opened = []
    for hour in (15, 16):
        folder = tmp_path / str(hour)
        folder.mkdir()
        with fresh_database("sqlite", folder) as url, closing(Database(url)) as database:
            open_account(database, CLOCKS_CHANGE.replace(hour=hour), silent)
            columns = ("method", "face", "result", "recorded", "refused", "error_codes", "request_id", "remote_address")
            with database.reading() as connection:
                kept = sa.select(*(tables.calls.c[name] for name in columns)).order_by(tables.calls.c.id)
                opened.append((sorted(dump(database, "Fina Shoes").splitlines()), connection.execute(kept).all()))
    assert opened[0] == opened[1]


@pytest.mark.parametrize("day", [CLOCKS_CHANGE, NEW_YEARS_EVE], ids=["the clocks change", "New Year's Eve"])
def test_any_day_has_the_same_company_and_the_same_calls(database, asked, day):
    open_account(database, day, silent)
    counted = sa.select(sa.func.count())
    kept = sa.select(tables.calls.c.method, tables.calls.c.recorded, tables.calls.c.error_codes)
    with database.reading() as connection:
        calls = connection.execute(kept.order_by(tables.calls.c.id)).all()
        enrollments = connection.scalar(counted.select_from(tables.enrollments))
    with asked.database.reading() as connection:
        assert enrollments == connection.scalar(counted.select_from(tables.enrollments))
    assert calls == [(each.method, each.recorded, each.error_codes) for each in asked.calls()]
    assert list(verify(database, limit=5, progress=silent)) == []
