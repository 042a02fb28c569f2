"""What the client makes of calls: rows, refusals, packages, pages and keys; by JSON and by XML."""

import datetime as dt
from typing import Literal

import pytest

from rollbook.client import CallRefused, Rollbook, RowsRefused
from rollbook.client.methods.create_user import Info
from rollbook.client.methods.enroll_session_history import Enrollment, Group, User
from rollbook.client.methods.list_users import Filters
from rollbook.records.tables import enrollments
from tests import cast
from tests.client.asking import KEYS, client_of
from tests.served import Served

Encoding = Literal["json", "xml"]
NOBODY = User(email="nobody@finashoes.com")


@pytest.fixture(params=["json", "xml"])
def client(request: pytest.FixtureRequest, fina: Served):
    with client_of(fina, request.param) as made:
        yield made


def a_session(user: User | None = None, day: dt.date = dt.date(2024, 3, 1)) -> Enrollment:
    return Enrollment(
        user=user or User(email=cast.DANA.email),
        group=Group(group_name="Sales"),
        learning_module_id=3860,
        learning_module_session_id=501,
        enrollment_status="Completed",
        grade=92,
        enrolled_date=day,
    )


def test_rows_that_are_recorded_and_rows_that_are_refused_are_given_by_their_numbers(client: Rollbook):
    result = client.enroll_session_history([a_session(NOBODY), a_session()])
    assert [(each.row, each.answer.user) for each in result.recorded] == [(2, cast.DANA.email)]
    assert [(each.row, each.code) for each in result.refused] == [(1, "ESH:21")]
    assert not result.ok


def test_a_plain_dict_under_the_names_of_the_wire_is_as_good_as_a_struct(client: Rollbook):
    row = {"User": {"Email": cast.DANA.email}, "Group": {"GroupName": "Sales"}, "LearningModuleID": 3860}
    more = {"LearningModuleSessionID": 501, "EnrollmentStatus": "Completed", "Grade": 92}
    result = client.enroll_session_history([{**row, **more, "EnrolledDate": dt.datetime(2024, 3, 1, 9, tzinfo=dt.UTC)}])
    assert result == client.enroll_session_history([a_session()], dry_run=True) or result.ok


def test_a_moment_in_any_zone_is_kept_in_utc(client: Rollbook, fina: Served):
    before = {row["id"] for row in fina.rows(enrollments)}
    noon_in_oslo = dt.datetime(2024, 3, 1, 12, 0, 0, 250_000, tzinfo=dt.timezone(dt.timedelta(hours=1)))
    assert client.enroll_session_history([a_session(day=noon_in_oslo)]).ok
    [made] = [row for row in fina.rows(enrollments) if row["id"] not in before]
    assert made["enrolled_at"] == dt.datetime(2024, 3, 1, 11, 0, 0, 250_000, tzinfo=dt.UTC)


def test_a_strict_batch_with_a_bad_row_raises_and_records_nothing(client: Rollbook, fina: Served):
    before = fina.rows(enrollments)
    with pytest.raises(RowsRefused, match="row 2: ESH:21") as raised:
        client.enroll_session_history([a_session(), a_session(NOBODY)], strict=True)
    assert [each.row for each in raised.value.refused] == [2]
    assert fina.rows(enrollments) == before


def test_a_dry_run_records_nothing(client: Rollbook, fina: Served):
    before = fina.rows(enrollments)
    assert client.enroll_session_history([a_session()], dry_run=True).ok
    assert fina.rows(enrollments) == before


def test_a_batch_above_the_limit_is_cut_and_its_rows_are_numbered_on(client: Rollbook):
    seen = []
    rows = [a_session(day=dt.date(2998, 1, 1))] * 1001
    result = client.enroll_session_history(rows, progress=lambda *counts: seen.append(counts))
    assert [each.row for each in result.refused] == [*range(1, 1002)]
    assert result.refused[-1].message.startswith("Enrollment 1001 - ")
    assert seen == [(1000, 1001), (1001, 1001)]


def test_a_strict_batch_above_the_limit_is_not_sent(client: Rollbook):
    with pytest.raises(ValueError, match="may have 1000 rows"):
        client.enroll_session_history([a_session()] * 1001, strict=True)


def test_a_call_that_is_made_again_under_its_key_is_recorded_once(client: Rollbook):
    first = client.enroll_session_history([a_session()], idempotency_key="march")
    assert first.ok
    assert client.enroll_session_history([a_session()], idempotency_key="march") == first
    assert not client.enroll_session_history([a_session()], idempotency_key="april").ok


def test_a_refused_change_says_why_and_raises_nothing(client: Rollbook):
    result = client.create_user(info=Info(email=cast.DANA.email, given_name="D", surname="B"), groups=SALES)
    assert result.answer is None
    assert [each.code for each in result.refused] == ["CU:60"]


SALES = [{"GroupName": "Sales"}]


def test_keys_that_open_nothing_raise_whatever_is_called(fina: Served):
    for encoding in ("json", "xml"):
        with (
            client_of(fina, encoding, user_api="dana-wrong") as client,
            pytest.raises(CallRefused, match="SU:10") as raised,
        ):
            client.enroll_session_history([a_session()])
        assert raised.value.code == "SU:10"
        assert raised.value.request_id


def test_a_report_is_read_to_its_last_page(client: Rollbook):
    every = [user.email for user in client.list_users()]
    assert [user.email for user in client.list_users(page_size=1)] == every
    assert [len(page) for page in client.list_users(page_size=2).by_page()][:2] == [2, 2]
    [dana] = client.list_users(filters=Filters(users={"UserIdentifier": {"Email": {"Value": cast.DANA.email}}}))
    assert dana.created_date is not None
    assert dana.created_date.tzinfo is not None


def test_what_does_not_exist_raises_with_its_code(client: Rollbook):
    with pytest.raises(CallRefused) as raised:
        client.get_user(email="nobody@finashoes.com")
    assert raised.value.code == "GU:03"


@pytest.mark.parametrize(
    "keys",
    [{}, {"account_api": "a"}, {**KEYS, "key": "rb_1"}, {"key": "rb_1", "encoding": "xml"}],
    ids=["none", "half", "both", "a key of ours by XML"],
)
def test_keys_that_no_call_could_carry_are_refused_at_once(keys):
    with pytest.raises(ValueError, match="key"):
        Rollbook("http://127.0.0.1:1", **keys)
