"""Judging: each block meets the first rule it fails, and only blocks that are recorded count for those behind them."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rollbook.contract.judge import Block, RuleContext, judge
from rollbook.contract.method import Batch
from rollbook.contract.permissions import ENROLL, Permission, Role
from rollbook.contract.rows import read_row
from rollbook.contract.rules import Find, Refuse, Today
from rollbook.methods.enroll_session_history import ESH, EnrollSessionHistory
from rollbook.methods.enroll_subscription_variants import ESV, NO_CREDITS, UNLIMITED, EnrollSubscriptionVariants
from rollbook.methods.enrollment_history_import import EnrollmentHistoryImport

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)

SESSION = {
    "User": {"Email": "dana.brown@finashoes.com"},
    "Group": {"GroupName": "Sales"},
    "LearningModuleID": "3860",
    "LearningModuleSessionID": "501",
    "EnrollmentStatus": "Attended",
    "EnrolledDate": "2024-03-01",
}
VARIANT = {"User": SESSION["User"], "GroupName": "Sales", "SubscriptionVariantID": "16"}

SEAT: dict[str, Any] = {
    "user": 1,
    "group": 2,
    "membership": 1,
    "learning_module": 3,
    "session": 4,
    "assignment": 3,
    "enrollment": None,
}
SEAT |= {"grade_type": "None", "caller_in_group": None}
PLACE: dict[str, Any] = {"user": 1, "group": 2, "variant": 3, "membership": 1, "assignment": 3, "subscription": 4}
PLACE |= {"unlimited": False, "end_date": None, "unlimited_enrollment": None, "requires_credits": False, "credits": 0}


def context(role: Role = Role.OWNER) -> RuleContext:
    return RuleContext(role, ENROLL, Today(NOW, ZoneInfo("US/Central")))


def judged(method: type[Batch], texts: dict[str, Any], *found: dict[str, Any], role: Role = Role.OWNER) -> list[Any]:
    """The errors that blocks of the same text meet, one for each `found`."""
    blocks = []
    for number, each in enumerate(found, 1):
        blocks.append(Block(number, texts, read_row(method.row, texts), SimpleNamespace(**each)))
    judge(method.rules, blocks, context(role))
    return [block.error for block in blocks]


def session(**changes: Any) -> dict[str, Any]:
    return SEAT | changes


def variant(**changes: Any) -> dict[str, Any]:
    return PLACE | changes


def test_a_good_block_meets_no_error():
    assert judged(EnrollSessionHistory, SESSION, session()) == [None]
    assert judged(EnrollSubscriptionVariants, VARIANT, variant()) == [None]


@pytest.mark.parametrize("method", [EnrollSessionHistory, EnrollSubscriptionVariants])
@given(data=st.data())
def test_of_all_that_is_not_found_the_first_in_the_order_of_the_rules_is_answered(method, data):
    rules = [rule for rule in method.rules if isinstance(rule, Find | Refuse)]
    places = data.draw(st.sets(st.sampled_from(range(len(rules))), min_size=1))
    broken = {rules[place].name: None if isinstance(rules[place], Find) else 99 for place in places}
    good, texts = (SEAT, SESSION) if method is EnrollSessionHistory else (PLACE, VARIANT)
    first = rules[min(places)]
    expected = first.error if not isinstance(first.error, dict) else first.error[told_side(first)]
    assert judged(method, texts, good | broken) == [expected]


def told_side(rule: Any) -> str:
    return "GroupName" if "Group" in (rule.by, rule.error_by) else "Email"


def test_the_error_of_a_choice_is_that_of_the_side_that_was_sent():
    by_employee = SESSION | {"User": {"EmployeeID": "FS-1001"}, "Group": {"GroupID": "sales"}}
    assert judged(EnrollSessionHistory, by_employee, session(user=None), session(group=None)) == [ESH["22"], ESH["24"]]
    assert judged(EnrollSessionHistory, SESSION, session(user=None), session(group=None)) == [ESH["21"], ESH["23"]]


def test_the_same_session_is_recorded_once_for_a_user():
    same, other_user, other_session = session(), session(user=2), session(session=5)
    found = [same, other_user, same, other_session, same]
    assert judged(EnrollSessionHistory, SESSION, *found) == [None, None, ESH["26"], None, ESH["26"]]


def test_a_block_that_was_refused_does_not_stand_in_the_way_of_the_next():
    assert judged(EnrollSessionHistory, SESSION, session(assignment=None), session()) == [ESH["27"], None]


def test_blocks_take_credits_in_their_order_until_none_is_left():
    two_left = variant(requires_credits=True, credits=2)
    assert judged(EnrollSubscriptionVariants, VARIANT, *[two_left] * 4) == [None, None, NO_CREDITS, NO_CREDITS]


def test_credits_are_counted_for_each_group_and_variant():
    one_left = variant(requires_credits=True, credits=1)
    found = [one_left, one_left | {"group": 5}, one_left | {"variant": 6}, one_left]
    assert judged(EnrollSubscriptionVariants, VARIANT, *found) == [None, None, None, NO_CREDITS]


def test_a_block_that_is_refused_takes_no_credit():
    one_left = variant(requires_credits=True, credits=1)
    stranger = one_left | {"membership": None}
    assert judged(EnrollSubscriptionVariants, VARIANT, stranger, one_left) == [ESV["12"], None]


def test_where_no_credits_are_required_none_are_needed():
    assert judged(EnrollSubscriptionVariants, VARIANT, *[variant(credits=0)] * 3) == [None] * 3


@given(st.lists(st.booleans(), max_size=6))
def test_whoever_gets_an_unlimited_enrolment_gets_no_other_in_the_subscription(unlimited):
    errors = judged(EnrollSubscriptionVariants, VARIANT, *(variant(unlimited=each) for each in unlimited))
    held = unlimited.index(True) if True in unlimited else len(unlimited)
    assert errors == [None if place <= held else UNLIMITED for place in range(len(unlimited))]


def test_another_user_and_another_subscription_are_free_of_it():
    held = variant(unlimited=True)
    assert (
        judged(EnrollSubscriptionVariants, VARIANT, held, held | {"user": 2}, held | {"subscription": 5}) == [None] * 3
    )


@pytest.mark.parametrize("role", [Role.OWNER, Role.ADMINISTRATOR])
def test_owner_and_administrator_need_no_permission(role):
    assert judged(EnrollSessionHistory, SESSION, session(caller_in_group=None), role=role) == [None]


@given(st.sets(st.sampled_from(list(Permission))))
def test_a_learner_needs_one_of_two_permissions_in_the_group_itself(permissions):
    held = sum(permissions)
    may = Permission.MANAGE_GROUP in permissions or Permission.MANAGE_GROUP_USERS in permissions
    for method, texts, good, denied in (
        (EnrollSessionHistory, SESSION, SEAT, ESH["25"]),
        (EnrollSubscriptionVariants, VARIANT, PLACE, ESV["13"]),
    ):
        found = good | {"caller_in_group": held or None}
        assert judged(method, texts, found, role=Role.LEARNER) == [None if may else denied]


def test_what_was_sent_is_told_in_the_message_and_never_read_as_a_placeholder():
    texts = SESSION | {"User": {"Email": "{block}{Email}{0}@fina.com"}}
    block = Block(7, texts)
    block.refuse(ESH["21"])
    assert block.fault().message == "Enrollment 7 - The email address '{block}{Email}{0}@fina.com' is not a valid user."
    assert block.fault().block == 7


IMPORTED = {
    "User": {"Email": "dana.brown@finashoes.com"},
    "Group": {"GroupName": "Sales"},
    "LearningModuleID": "3861",
    "EnrollmentStatus": "Completed",
    "EnrollmentSettings": {"EnrolledDate": "01-Mar-2024", "CompletionDate": "15-Mar-2024"},
}
STILL_OPEN = IMPORTED | {"EnrollmentStatus": "Enrolled", "EnrollmentSettings": {"EnrolledDate": "01-Mar-2024"}}
COURSE = {
    "user": 1,
    "group": 2,
    "membership": 1,
    "learning_module": 3,
    "learning_module_type": "Online",
    "assignment": 3,
}
COURSE |= {"same": None, "open_enrollment": None}


def imported(*blocks: tuple[dict[str, Any], dict[str, Any]]) -> list[str | None]:
    """The codes that blocks of history meet, of each its texts and what differs in what was found."""
    read = [
        Block(number, texts, read_row(EnrollmentHistoryImport.row, texts), SimpleNamespace(**COURSE | found))
        for number, (texts, found) in enumerate(blocks, 1)
    ]
    judge(EnrollmentHistoryImport.rules, read, context())
    return [block.error.code if block.error else None for block in read]


def test_blocks_are_compared_by_tags_in_the_form_in_which_they_are_kept():
    dates = {"EnrolledDate": "2024-03-01 00:00", "CompletionDate": "15/03/2024"}
    minute_later = dates | {"EnrolledDate": "2024-03-01 00:01"}
    assert imported(
        (IMPORTED, {}),
        (IMPORTED | {"EnrollmentSettings": dates}, {}),
        (IMPORTED | {"EnrollmentSettings": minute_later}, {}),
    ) == [None, "EHI:68", None]


def test_a_block_without_a_tag_is_compared_only_with_others_without_it():
    later = STILL_OPEN | {"EnrollmentSettings": {"EnrolledDate": "02-Mar-2024"}}
    assert imported((IMPORTED, {}), (STILL_OPEN, {}), (later, {}), (later, {"user": 9})) == [None, None, "EHI:69", None]


def test_a_row_on_record_is_refused_only_where_the_tag_is_lacking():
    on_record = {"open_enrollment": 17}
    assert imported((IMPORTED, on_record), (STILL_OPEN, on_record)) == [None, "EHI:69"]
