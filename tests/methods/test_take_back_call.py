"""takeBackCall: every method that writes is taken back and leaves the account as it was; what changed since is kept."""

from collections.abc import Callable
from typing import Any

import pytest

from rollbook.contract.method import Report
from rollbook.methods import METHODS
from rollbook.records import tables
from rollbook.records.verify.verify import verify
from rollbook.reference.samples import sample_package
from rollbook.worlds import dump
from tests import cast
from tests.answers import Answer, package
from tests.consistency import check_rows
from tests.learning_module_calls import enroll_in_courses, import_history
from tests.methods import group_calls, people
from tests.methods.mistakes import codes_by_block
from tests.methods.test_correct_enrollment import correct
from tests.methods.test_give_credits import give
from tests.methods.test_update_user import NOTHING as DANA
from tests.sampled import SAMPLED, with_ids
from tests.seed_calls import GITA, LENA, MALLORY, OLGA, Headers, Keys, enroll_in_variants, record_sessions
from tests.served import Served

SELF = {"takeBackCall"}
UNSEEN = {"requestExternalAuthorization"}
"""World files do not show what they write; tests/methods/test_request_external_authorization.py takes it back."""
OUTSIDE = ["createAPIKey", "createAdhocAPIKey", "revokeAPIKey", "updateAccount"]
"""What they write is not in the account: the account itself, and the keys that open it."""
WRITES = sorted(
    name
    for name, method in METHODS.items()
    if not issubclass(method, Report) and name not in {*SELF, *UNSEEN, *OUTSIDE}
)
CREDITS = {"SubscriptionVariantID": cast.CREDITS_VARIANT}
ID = "AccountUserLearningModuleRelID"


def take_back(
    server: Served, keys: Keys, call: object, reason: str | None = "Entered twice", headers: Headers = None
) -> Answer:
    why = "" if reason is None else f"<Reason>{reason}</Reason>"
    content = f"<Call><CallID>{'' if call is None else call}</CallID>{why}</Call>"
    return server.call(package("takeBackCall", content, keys), headers)


def last_call(server: Served) -> int:
    """The id of the call that ended last."""
    return int(max(server.rows(tables.calls), key=lambda call: call["concluded_id"] or 0)["id"])


def counts(answer: Answer) -> tuple[str | None, str | None, list[str | None]]:
    """How many were taken back, how many kept, and why."""
    assert answer.errors == []
    kept = [row.findtext("Why") for row in answer.tree.iterfind("Info/Call/KeptRows/Row")]
    return answer.tree.findtext("Info/Call/TakenBack"), answer.tree.findtext("Info/Call/Kept"), kept


def account(server: Served) -> str:
    return dump(server.database, "Fina Shoes")


@pytest.mark.parametrize("name", WRITES)
def test_every_method_is_taken_back_and_leaves_the_account_as_it_was(server, name):
    server.load(SAMPLED)
    sent = with_ids(server, sample_package(METHODS[name]))
    before = account(server)
    answer = server.call(sent)
    assert (answer.result, answer.errors) == ("Success", [])
    changed = account(server)
    assert changed != before
    call = last_call(server)
    assert counts(take_back(server, OLGA, call))[1:] == ("0", [])
    assert account(server) == before
    assert counts(take_back(server, OLGA, last_call(server), "It was right"))[1:] == ("0", [])
    assert account(server) == changed


@pytest.mark.parametrize("name", OUTSIDE)
def test_keys_and_the_account_stay_as_they_are(server, name):
    server.load(SAMPLED)
    assert server.call(with_ids(server, sample_package(METHODS[name]))).errors == []
    kept = [server.rows(table) for table in (tables.api_keys, tables.accounts)]
    assert codes_by_block(take_back(server, OLGA, last_call(server))) == {None: "TBC:58"}
    assert [server.rows(table) for table in (tables.api_keys, tables.accounts)] == kept


def test_taking_back_twice_is_refused_until_it_was_taken_back_itself(fina):
    record_sessions(fina, OLGA, {})
    call = last_call(fina)
    assert counts(take_back(fina, OLGA, call)) == ("1", "0", [])
    undone = last_call(fina)
    assert codes_by_block(take_back(fina, OLGA, call)) == {None: "TBC:57"}
    assert counts(take_back(fina, OLGA, undone)) == ("1", "0", [])
    assert counts(take_back(fina, OLGA, call)) == ("1", "0", [])
    assert fina.rows(tables.enrollments) == []


def test_rows_that_somebody_changed_are_kept_and_listed(fina):
    record_sessions(fina, OLGA, {}, {"Email": cast.GITA.email}, {"Email": cast.LENA.email})
    call = last_call(fina)
    numbers = [row["id"] for row in fina.rows(tables.enrollments)]
    correct(fina, OLGA, {ID: numbers[0], "Grade": "62"})
    answer = take_back(fina, OLGA, call)
    assert counts(answer) == ("2", "1", ["it was changed since"])
    assert answer.tree.findtext("Info/Call/KeptRows/Row/RowID") == str(numbers[0])
    assert [row["id"] for row in fina.rows(tables.enrollments)] == [numbers[0]]


def test_a_correction_that_was_taken_back_is_no_change(fina):
    record_sessions(fina, OLGA, {})
    call = last_call(fina)
    (row,) = fina.rows(tables.enrollments)
    correct(fina, OLGA, {ID: row["id"], "Grade": "62"})
    assert counts(take_back(fina, OLGA, last_call(fina))) == ("1", "0", [])
    assert fina.rows(tables.enrollments) == [row]
    assert counts(take_back(fina, OLGA, call)) == ("1", "0", [])


def test_credits_return_even_when_others_took_some_since(fina):
    left = credits_of(fina)
    enroll_in_variants(fina, OLGA, CREDITS)
    call = last_call(fina)
    enroll_in_variants(fina, OLGA, {**CREDITS, "Email": cast.GITA.email})
    assert counts(take_back(fina, OLGA, call)) == ("1", "0", [])
    assert credits_of(fina) == left - 1


def credits_of(server: Served) -> int:
    rows = server.rows(tables.group_variants)
    return next(int(row["credits"]) for row in rows if row["variant_id"] == cast.CREDITS_VARIANT)


def test_a_user_who_has_records_since_is_kept_whole(staff):
    people.call(staff, OLGA, "createUser", people.NINA)
    call = last_call(staff)
    assert import_history(staff, OLGA, {"Email": people.EMAIL}).errors == []
    before = [staff.rows(table) for table in (tables.users, tables.memberships)]
    nina = people.user_of(staff, people.EMPLOYEE_ID)["id"]
    why = f"Nothing of the call can be taken back. users {nina}: other rows refer to it."
    assert take_back(staff, OLGA, call).errors == [(None, "TBC:58", why)]
    assert [staff.rows(table) for table in (tables.users, tables.memberships)] == before


def test_what_would_break_a_rule_is_not_taken_back(fina):
    leave = group_calls.users(group_calls.remove(group_calls.DANA_BY_EMAIL))
    office = {"Identifier": {"Name": cast.HEAD_OFFICE}}
    assert group_calls.update(fina, OLGA, leave, group_calls.SALES | office).errors == []
    call = last_call(fina)
    assert group_calls.update(fina, OLGA, {"Status": "Inactive"}, group_calls.SALES | office).errors == []
    why = "an active user would be in an inactive group"
    assert take_back(fina, OLGA, call).errors == [(None, "TBC:59", f"The call cannot be taken back: {why}.")]


def test_it_can_be_tried_first(fina):
    record_sessions(fina, OLGA, {})
    rows = fina.rows(tables.enrollments)
    answer = take_back(fina, OLGA, last_call(fina), headers={"Rollbook-Dry-Run": "true"})
    assert counts(answer) == ("1", "0", [])
    assert (fina.rows(tables.enrollments), fina.rows(tables.changes)) == (rows, [])


@pytest.mark.parametrize(
    ("call", "reason", "code"),
    [
        (None, "x", "TBC:52"),
        ("x", "x", "TBC:52"),
        (1, None, "TBC:53"),
        (1, "x" * 501, "TBC:53"),
        (404, "x", "TBC:54"),
    ],
)
def test_one_difference_is_refused_with_its_code(fina, call, reason, code):
    assert codes_by_block(take_back(fina, OLGA, call, reason)) == {None: code}


def test_a_report_and_a_refused_call_wrote_nothing(fina):
    record_sessions(fina, OLGA, {"Email": "nobody@finashoes.com"})
    assert codes_by_block(take_back(fina, OLGA, last_call(fina))) == {None: "TBC:56"}


def enroll(server: Served, keys: Keys) -> None:
    enroll_in_courses(server, keys, {})


@pytest.mark.parametrize("make", [enroll, lambda server, keys: record_sessions(server, keys, {})])
def test_only_who_made_the_call_or_stands_above_groups_takes_it_back(fina, make: Callable[[Served, Keys], Any]):
    make(fina, GITA)
    call = last_call(fina)
    rows = fina.rows(tables.enrollments)
    assert codes_by_block(take_back(fina, LENA, call)) == {None: "TBC:51"}
    assert codes_by_block(take_back(fina, MALLORY, call)) == {None: "TBC:54"}
    make(fina, OLGA)
    assert codes_by_block(take_back(fina, GITA, last_call(fina))) in ({None: "TBC:55"}, {None: "TBC:56"})
    assert fina.rows(tables.enrollments) == rows
    assert counts(take_back(fina, GITA, call)) == ("1", "0", [])


def change_dana(server: Served, keys: Keys) -> None:
    people.call(server, keys, "updateUser", people.changed(DANA, {"Info/GivenName": "Dina"}))


def change_sales(server: Served, keys: Keys) -> None:
    group_calls.update(server, keys, {"Description": "Downstairs"})


def correct_dana(server: Served, keys: Keys) -> None:
    record_sessions(server, OLGA, {})
    correct(server, keys, {ID: max(row["id"] for row in server.rows(tables.enrollments)), "Grade": "62"})


def import_dana(server: Served, keys: Keys) -> None:
    import_history(server, keys, {})


def take_credits(server: Served, keys: Keys) -> None:
    enroll_in_variants(server, keys, CREDITS)


IN_SALES = [enroll, import_dana, take_credits, change_dana, change_sales, correct_dana]


def let_gita_manage(server: Served, name: str) -> None:
    """Let Gita hold MANAGE_GROUP in the group of this name, and nothing in any other."""
    (gita,) = (each["id"] for each in server.rows(tables.users) if each["email"] == cast.GITA.email)
    group = next(each for each in server.rows(tables.groups) if each["name"] == name)
    seat = {"account_id": group["account_id"], "user_id": gita}
    held = tables.memberships
    with server.database.writing() as connection:
        connection.execute(held.delete().where(held.c.user_id == gita))
        connection.execute(held.insert(), {**seat, "group_id": group["id"], "permissions": 1})


@pytest.mark.parametrize("make", IN_SALES)
def test_who_made_the_call_takes_it_back_only_where_they_could_make_it_again(staff, make):
    make(staff, GITA)
    call = last_call(staff)
    let_gita_manage(staff, cast.WAREHOUSE)
    assert codes_by_block(take_back(staff, GITA, call)) == {None: "TBC:55"}
    let_gita_manage(staff, cast.SALES)
    before = account(staff)
    assert counts(take_back(staff, GITA, call)) == ("1", "0", [])
    assert account(staff) != before
    undone = last_call(staff)
    let_gita_manage(staff, cast.WAREHOUSE)
    assert codes_by_block(take_back(staff, GITA, undone)) == {None: "TBC:55"}
    let_gita_manage(staff, cast.SALES)
    assert counts(take_back(staff, GITA, undone))[1:] == ("0", [])


def test_a_user_who_has_a_role_by_now_is_out_of_reach(staff):
    change_dana(staff, GITA)
    call = last_call(staff)
    with staff.database.writing() as connection:
        users = tables.users.update().where(tables.users.c.email == cast.DANA.email)
        connection.execute(users.values(role="administrator"))
    assert codes_by_block(take_back(staff, GITA, call)) == {None: "TBC:55"}


def test_who_made_a_group_takes_it_back(staff):
    assert group_calls.call(staff, GITA, "createGroup", group_calls.EVENING).errors == []
    names = [group["name"] for group in staff.rows(tables.groups)]
    assert counts(take_back(staff, GITA, last_call(staff)))[1:] == ("0", [])
    assert [name for name in names if name not in [each["name"] for each in staff.rows(tables.groups)]] == [
        group_calls.NAME
    ]


def test_the_call_says_which_it_takes_back_and_why(fina):
    record_sessions(fina, OLGA, {})
    call = last_call(fina)
    take_back(fina, OLGA, call)
    taker = max(fina.rows(tables.calls), key=lambda each: each["concluded_id"])
    assert (taker["takes_back_id"], taker["reason"]) == (call, "Entered twice")


def test_credits_add_up_whatever_is_given_taken_and_taken_back(fina):
    give(fina, OLGA)
    given = last_call(fina)
    enroll_in_variants(fina, OLGA, CREDITS)
    taken = last_call(fina)
    check_rows(fina.database)
    for call in (given, taken, None, None):
        take_back(fina, OLGA, call or last_call(fina))
        check_rows(fina.database)
    give(fina, OLGA, {"Action": "Remove", "Credits": 1})
    check_rows(fina.database)


def test_verify_finds_nothing_wrong_after_calls_are_taken_back_and_again(fina):
    record_sessions(fina, OLGA, {}, {"Email": cast.GITA.email})
    enroll_in_variants(fina, OLGA, CREDITS)
    variants = last_call(fina)
    take_back(fina, OLGA, min(row["id"] for row in fina.rows(tables.calls)))
    first = last_call(fina)
    take_back(fina, OLGA, variants)
    check_rows(fina.database)
    take_back(fina, OLGA, first)
    check_rows(fina.database)
    with fina.database.writing() as connection:
        connection.execute(tables.enrollments.delete())
    assert [finding.kind for finding in verify(fina.database)] == ["history"]
