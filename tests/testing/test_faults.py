"""Every fault, with a client that sends again and with one that does not; by JSON and by XML."""

import time

import pytest

from rollbook.client import BadAnswer, CallRefused, ClientError, NoAnswer, Retries, Rollbook
from rollbook.testing.handle import Handle
from tests.testing.rows import DANA, LENA, METHOD, NOBODY, a_session

ONCE = Retries(most=0)
LOST = {"drop": (NoAnswer, 0), "truncate": (ClientError, 1), "lose_answer": (NoAnswer, 1), "html_502": (BadAnswer, 0)}
"""What a program that does not send again gets, and how often the row is on record then."""


@pytest.fixture(params=["json", "xml"])
def client(request: pytest.FixtureRequest, rollbook: Handle) -> Rollbook:
    return rollbook.make_client(request.param)


@pytest.fixture(params=["json", "xml"])
def hasty(request: pytest.FixtureRequest, rollbook: Handle) -> Rollbook:
    return rollbook.make_client(request.param, retries=ONCE)


def times_recorded(rollbook: Handle) -> int:
    return rollbook.dump().count("status: Completed")


@pytest.mark.parametrize("fault", [*LOST, "su_9999"])
def test_what_is_sent_again_is_recorded_once_whatever_happened(client: Rollbook, rollbook: Handle, fault: str):
    getattr(rollbook.faults, fault)(method=METHOD)
    result = client.enroll_session_history([a_session()])
    assert [each.answer.user for each in result.recorded] == [DANA]
    assert [call.fault for call in rollbook.calls] == [fault, ""]
    assert times_recorded(rollbook) == 1


@pytest.mark.parametrize("fault", LOST)
def test_a_program_that_does_not_send_again_gets_an_error(hasty: Rollbook, rollbook: Handle, fault: str):
    error, recorded = LOST[fault]
    getattr(rollbook.faults, fault)(method=METHOD)
    with pytest.raises(error):
        hasty.enroll_session_history([a_session()])
    assert times_recorded(rollbook) == recorded


def test_a_failed_call_is_an_error_to_a_program_that_does_not_send_again(hasty: Rollbook, rollbook: Handle):
    rollbook.faults.su_9999(method=METHOD)
    with pytest.raises(CallRefused, match="SU:9999"):
        hasty.enroll_session_history([a_session()])
    assert times_recorded(rollbook) == 0


def test_a_slow_answer_is_waited_for(client: Rollbook, rollbook: Handle):
    rollbook.faults.slow(0.2, method=METHOD)
    began = time.monotonic()
    assert client.enroll_session_history([a_session()]).ok
    assert time.monotonic() - began >= 0.2


def test_revoked_keys_are_an_error_and_never_sent_again(client: Rollbook, rollbook: Handle):
    rollbook.faults.su_10(method=METHOD)
    with pytest.raises(CallRefused, match="SU:10"):
        client.enroll_session_history([a_session()])
    assert len(rollbook.calls) == 1


def test_one_row_is_refused_on_demand_and_the_others_are_judged_as_ever(client: Rollbook, rollbook: Handle):
    rollbook.faults.refuse("ESH:28", row=1)
    result = client.enroll_session_history([a_session(), a_session(LENA), a_session(NOBODY)])
    assert [each.row for each in result.recorded] == [2]
    assert [(each.row, each.code) for each in result.refused] == [(1, "ESH:28"), (3, "ESH:21")]


def test_all_rows_are_refused_on_demand(client: Rollbook, rollbook: Handle):
    rollbook.faults.refuse("ESH:28")
    result = client.enroll_session_history([a_session(), a_session(LENA)])
    assert [(each.row, each.code) for each in result.refused] == [(1, "ESH:28"), (2, "ESH:28")]
    assert times_recorded(rollbook) == 0


def test_a_fault_meets_the_call_that_it_names_and_no_other(client: Rollbook, rollbook: Handle):
    rollbook.faults.html_502(method=METHOD, call=2)
    client.list_groups()
    client.enroll_session_history([a_session()])
    client.enroll_session_history([a_session(LENA)])
    assert [call.fault for call in rollbook.calls] == ["", "", "html_502", ""]


def test_a_stopped_clock_is_the_time_of_the_call(client: Rollbook, rollbook: Handle):
    rollbook.clock.freeze("2024-02-29T12:00Z")
    assert [each.code for each in client.enroll_session_history([a_session()]).refused] == ["ESH:12"]
    rollbook.clock.tick(days=7)
    assert client.enroll_session_history([a_session()]).ok


def test_a_reset_puts_back_what_was_there_and_a_load_adds_to_it(client: Rollbook, rollbook: Handle):
    client.enroll_session_history([a_session()])
    rollbook.reset()
    assert times_recorded(rollbook) == 0
    rollbook.load("account: {name: Fina Shoes, timezone: US/Central}\nteams: [First aid]\n")
    assert "First aid" in rollbook.dump()


@pytest.mark.rollbook(world="account: {name: Elsewhere, timezone: Etc/GMT, api_key: AAAABBBBCCCCDDDDEEEEFFFF00001111}\n"
                      "users:\n  - {email: olga@elsewhere.example, employee_id: E-1, given_name: Olga, surname: Owner,"
                      " role: owner, api_key: elsewhere-0123456789}\n")  # fmt: skip
def test_a_test_may_bring_its_own_world(client: Rollbook, rollbook: Handle):
    assert client.get_account().name == "Elsewhere"
    assert rollbook.keys["user_api"] == "elsewhere-0123456789"
