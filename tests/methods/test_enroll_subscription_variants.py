"""enrollSubscriptionVariants: what it records, and every code of its page, each provoked by one difference."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from rollbook.methods.enroll_subscription_variants import NOT_WRITTEN, EnrollSubscriptionVariants
from rollbook.records import tables
from tests import cast
from tests.answers import canonical
from tests.methods.codes import ENROLL_SUBSCRIPTION_VARIANTS, REASONS, codes_of, message
from tests.methods.mistakes import Mistake, pairs, pile, recorded_numbers
from tests.seed_calls import ADAM, GITA, LENA, MALLORY, MIRO, OLGA, Changes, enroll_in_variants
from tests.served import Served

PRINTED_REQUEST = """
<SmarterU>
   <AccountAPI><![CDATA[{account_key}]]></AccountAPI>
   <UserAPI><![CDATA[{user_key}]]></UserAPI>
   <Method>enrollSubscriptionVariants</Method>
   <Parameters>
      <SubscriptionVariantEnrollment>
         <Enrollment>
            <User>
               <Email><![CDATA[dana.brown@finashoes.com]]></Email>
                  - OR -
               <EmployeeID><![CDATA[]]></EmployeeID>
            </User>
            <GroupName><![CDATA[Sales]]></GroupName>
            <SubscriptionVariantID><![CDATA[16]]></SubscriptionVariantID>
            <EnrollmentTag><![CDATA[]]></EnrollmentTag>
         </Enrollment>
      </SubscriptionVariantEnrollment>
   </Parameters>
</SmarterU>
"""

PRINTED_ANSWER = """
<SmarterU>
   <Result>Success</Result>
   <Info>
      <Enrollments>
         <Enrollment block="1">
            <User><![CDATA[dana.brown@finashoes.com]]></User>
            <SubscriptionVariantID>16</SubscriptionVariantID>
         </Enrollment>
      </Enrollments>
   </Info>

   <Errors>
   </Errors>
</SmarterU>
"""

NOOR: Changes = {"Email": None, "EmployeeID": cast.NOOR.employee_id}
ADAMS: Changes = {"Email": cast.ADAM.email}
DAYS: Changes = {"SubscriptionVariantID": cast.DAYS_VARIANT}
CREDITS: Changes = {"SubscriptionVariantID": cast.CREDITS_VARIANT}

SHOES = "\U0001f45f" * 255

MISTAKES = [
    Mistake({"Email": None, "EmployeeID": None}, "ESV:09"),
    Mistake({"Email": " ", "EmployeeID": ""}, "ESV:09"),
    Mistake({"Email": "dana.brown"}, "ESV:01"),
    Mistake({"Email": "dana brown@finashoes.com"}, "ESV:01"),
    Mistake({"Email": None, "EmployeeID": "9" * 256}, "ESV:02"),
    Mistake({"GroupName": None}, "ESV:03"),
    Mistake({"GroupName": " "}, "ESV:03"),
    Mistake({"GroupName": "S" * 256}, "ESV:03"),
    Mistake({"SubscriptionVariantID": None}, "ESV:04"),
    Mistake({"SubscriptionVariantID": ""}, "ESV:04"),
    Mistake({"SubscriptionVariantID": "-16"}, "ESV:04"),
    Mistake({"EnrollmentTag": "t" * 256}, "ESV:05"),
    Mistake({"Email": "nobody@finashoes.com"}, "ESV:07", "nobody@finashoes.com"),
    Mistake({"Email": cast.IRIS.email}, "ESV:07", cast.IRIS.email),
    Mistake({"Email": cast.NILS.email}, "ESV:07", cast.NILS.email),
    Mistake({"Email": None, "EmployeeID": "FS-9999"}, "ESV:08", "FS-9999"),
    Mistake({"Email": None, "EmployeeID": cast.IRIS.employee_id}, "ESV:08", cast.IRIS.employee_id),
    Mistake({"GroupName": "Nowhere & <co>"}, "ESV:11", "Nowhere & <co>"),
    Mistake({"GroupName": cast.WAREHOUSE}, "ESV:13"),
    Mistake({"SubscriptionVariantID": 9999}, "ESV:10"),
    Mistake({"SubscriptionVariantID": cast.INACTIVE_VARIANT}, "ESV:10"),
    Mistake({"SubscriptionVariantID": cast.VARIANT_OF_INACTIVE_SUBSCRIPTION}, "ESV:10"),
    Mistake({"GroupName": "Showroom"}, "ESV:12"),
    Mistake({"GroupName": "Outlet"}, "ESV:12"),
    Mistake({"SubscriptionVariantID": cast.UNASSIGNED_VARIANT}, "ESV:12"),
    Mistake({"SubscriptionVariantID": cast.EXPIRED_VARIANT}, "ESV:14", REASONS["expired"]),
    Mistake({"Email": cast.LENA.email}, "ESV:14", REASONS["unlimited"]),
    Mistake({"SubscriptionVariantID": cast.NO_CREDITS_VARIANT}, "ESV:14", REASONS["credits"]),
]

ELSEWHERE = {"ESV:06"}
"""The code of the whole call, which no change of one block provokes."""

NEVER_TOGETHER = {("ESV:09", "ESV:01"), ("ESV:01", "ESV:02"), ("ESV:07", "ESV:08"), ("ESV:11", "ESV:13")}
"""Neighbours in the order of judgement that one tag or one choice keeps apart."""


def newest(server: Served) -> list[dict[str, Any]]:
    """The enrolments that calls recorded, in the order of their ids."""
    return [row for row in server.rows(tables.subscription_enrollments) if row["call_id"] is not None]


def credits_left(server: Served, group: str, variant: int) -> int:
    groups = {row["id"] for row in server.rows(tables.groups) if row["name"] == group}
    places = [row for row in server.rows(tables.group_variants) if row["variant_id"] == variant]
    (place,) = (row for row in places if row["group_id"] in groups and row["requires_credits"])
    left: int = place["credits"]
    return left


def rule_of(mistake: Mistake) -> str:
    return mistake.told if mistake.code == "ESV:14" else mistake.code


def test_the_request_of_the_page_is_answered_as_the_page_prints(fina):
    account_key, user_key = OLGA
    answer = fina.call(PRINTED_REQUEST.format(account_key=account_key, user_key=user_key))
    assert canonical(answer.text) == canonical(PRINTED_ANSWER)
    assert "<User><![CDATA[dana.brown@finashoes.com]]></User>" in answer.text


def test_the_row_says_who_holds_what_how_long_and_which_call_recorded_it(fina):
    before = datetime.now(UTC)
    enroll_in_variants(fina, GITA, {})
    (row,) = fina.rows(tables.subscription_enrollments)
    (call,) = fina.rows(tables.calls)
    users = {user["email"]: user["id"] for user in fina.rows(tables.users)}
    groups = {(group["account_id"], group["name"]): group["id"] for group in fina.rows(tables.groups)}
    assert before <= row["recorded_at"] <= datetime.now(UTC)
    assert {name: value for name, value in row.items() if value not in {None, False}} == {
        "account_id": call["account_id"],
        "id": row["id"],
        "user_id": users[cast.DANA.email],
        "group_id": groups[row["account_id"], cast.SALES],
        "subscription_id": cast.SUBSCRIPTION,
        "variant_id": cast.UNLIMITED_VARIANT,
        "unlimited": True,
        "starts_at": row["recorded_at"],
        "tag": "spring",
        "recorded_at": row["recorded_at"],
        "call_id": call["id"],
    }
    assert call["user_id"] == users[cast.GITA.email]


@pytest.mark.parametrize("mistake", MISTAKES, ids=str)
def test_a_mistake_costs_its_block_and_the_blocks_beside_it_are_recorded(school, mistake):
    answer = enroll_in_variants(school, GITA, NOOR, mistake.changes, {})
    assert (answer.result, answer.errors) == ("Success", [mistake.error(2)])
    assert answer.recorded == [
        (1, {"User": cast.NOOR.employee_id, "SubscriptionVariantID": "16"}),
        (3, {"User": cast.DANA.email, "SubscriptionVariantID": "16"}),
    ]
    assert len(newest(school)) == 2


def test_a_block_with_several_mistakes_is_answered_with_the_first_of_them(school):
    both = list(pairs(MISTAKES))
    answer = enroll_in_variants(school, GITA, *({**second.changes, **first.changes} for first, second in both))
    assert answer.errors == [first.error(block) for block, (first, _) in enumerate(both, 1)]
    assert (answer.result, answer.recorded) == ("Failed", [])
    order = list(dict.fromkeys(map(rule_of, MISTAKES)))
    met = {(rule_of(first), rule_of(second)) for first, second in both}
    assert set(pairwise(order)) - met == NEVER_TOGETHER


def test_a_block_with_every_mistake_it_can_hold_is_answered_with_the_first_of_them(school):
    answer = enroll_in_variants(school, GITA, *(pile(MISTAKES[place:]) for place in range(len(MISTAKES))))
    assert answer.errors == [first.error(block) for block, first in enumerate(MISTAKES, 1)]


def test_no_code_of_the_page_is_left_out():
    provoked = {mistake.code for mistake in MISTAKES} | ELSEWHERE
    declared = EnrollSubscriptionVariants.errors()
    assert provoked == {error.code for error in declared} == codes_of(ENROLL_SUBSCRIPTION_VARIANTS)
    reasons = {error.text.removeprefix("Enrollment {block} - ") for error in declared if error.code == "ESV:14"}
    ours = NOT_WRITTEN.text.removeprefix("Enrollment {block} - ")
    told = {mistake.told for mistake in MISTAKES if mistake.code == "ESV:14"}
    assert told == set(REASONS.values()) == reasons - {ours}


def test_who_may_enrol_nowhere_is_refused_as_a_whole(fina):
    answer = enroll_in_variants(fina, LENA, {}, {"Email": "nobody@finashoes.com"})
    assert (answer.result, answer.recorded) == ("Failed", [])
    assert answer.errors == [(None, "ESV:06", message("ESV:06", 0))]
    assert newest(fina) == []


@pytest.mark.parametrize("keys", [OLGA, ADAM], ids=["owner", "administrator"])
def test_owner_and_administrator_may_enrol_in_every_group(fina, keys):
    answer = enroll_in_variants(fina, keys, {}, {"GroupName": cast.WAREHOUSE, "Email": cast.WALT.email})
    assert recorded_numbers(answer) == [1, 2]


@pytest.mark.parametrize("keys", [GITA, MIRO], ids=["MANAGE_GROUP", "MANAGE_GROUP_USERS"])
def test_a_permission_is_good_for_its_group_only(fina, keys):
    answer = enroll_in_variants(fina, keys, {"GroupName": cast.WAREHOUSE, "Email": cast.WALT.email}, {})
    assert recorded_numbers(answer) == [2]
    assert answer.errors == [(1, "ESV:13", message("ESV:13", 1))]


def test_days_count_from_the_moment_of_the_enrolment(fina):
    enroll_in_variants(fina, OLGA, DAYS)
    (row,) = newest(fina)
    assert row["starts_at"] == row["recorded_at"]
    assert (row["ends_at"] - row["starts_at"], row["unlimited"]) == (timedelta(days=90), False)


def test_dates_run_from_midnight_to_midnight_in_the_time_zone_of_the_account(fina):
    dates = {"SubscriptionVariantID": cast.DATES_VARIANT}
    enroll_in_variants(fina, OLGA, dates)
    with fina.database.writing() as connection:
        variant = tables.variants.update().where(tables.variants.c.id == cast.DATES_VARIANT)
        connection.execute(variant.values(start_date=date(2024, 7, 1), end_date=date(2998, 7, 31)))
    enroll_in_variants(fina, OLGA, dates)
    winter, summer = newest(fina)
    assert (winter["starts_at"], summer["starts_at"]) == (
        datetime(2020, 1, 1, 6, 0, tzinfo=UTC),
        datetime(2024, 7, 1, 5, 0, tzinfo=UTC),
    )
    assert (winter["ends_at"], summer["ends_at"]) == (
        datetime(2999, 1, 1, 5, 59, 59, tzinfo=UTC),
        datetime(2998, 8, 1, 4, 59, 59, tzinfo=UTC),
    )
    assert not winter["unlimited"]


def test_a_variant_that_changes_leaves_the_enrolments_made_before_as_they_were(fina):
    enroll_in_variants(fina, OLGA, DAYS)
    before = newest(fina)
    with fina.database.writing() as connection:
        variant = tables.variants.update().where(tables.variants.c.id == cast.DAYS_VARIANT)
        connection.execute(variant.values(duration_days=1))
    enroll_in_variants(fina, OLGA, DAYS)
    assert newest(fina)[0] == before[0]
    assert newest(fina)[1]["ends_at"] - newest(fina)[1]["starts_at"] == timedelta(days=1)


def test_a_limited_enrolment_may_be_repeated_and_an_unlimited_one_may_follow(fina):
    answer = enroll_in_variants(fina, OLGA, DAYS, DAYS, {"SubscriptionVariantID": cast.DATES_VARIANT}, {}, DAYS)
    assert recorded_numbers(answer) == [1, 2, 3, 4]
    assert answer.errors == [(5, "ESV:14", message("ESV:14", 5, REASONS["unlimited"]))]
    assert [row["unlimited"] for row in newest(fina)] == [False, False, False, True]


def test_an_unlimited_enrolment_closes_its_subscription_and_no_other(fina):
    again = {"SubscriptionVariantID": cast.SECOND_UNLIMITED_VARIANT}
    assert recorded_numbers(enroll_in_variants(fina, OLGA, {}, again, CREDITS, NOOR)) == [1, 3, 4]
    later = enroll_in_variants(fina, OLGA, {}, again, DAYS, CREDITS)
    assert recorded_numbers(later) == [4]
    assert later.errors == [(block, "ESV:14", message("ESV:14", block, REASONS["unlimited"])) for block in (1, 2, 3)]


def test_blocks_take_credits_in_their_order_to_the_last_one(fina):
    stranger = CREDITS | {"Email": "nobody@finashoes.com"}
    answer = enroll_in_variants(fina, OLGA, stranger, CREDITS, DAYS, CREDITS | ADAMS, CREDITS | NOOR, CREDITS)
    assert recorded_numbers(answer) == [2, 3, 4]
    assert answer.errors == [
        (1, "ESV:07", message("ESV:07", 1, "nobody@finashoes.com")),
        (5, "ESV:14", message("ESV:14", 5, REASONS["credits"])),
        (6, "ESV:14", message("ESV:14", 6, REASONS["credits"])),
    ]
    assert [row["took_credit"] for row in newest(fina)] == [True, False, True]
    assert credits_left(fina, cast.SALES, cast.CREDITS_VARIANT) == 0
    assert enroll_in_variants(fina, OLGA, CREDITS | NOOR).result == "Failed"
    assert credits_left(fina, cast.SALES, cast.CREDITS_VARIANT) == 0


def test_a_call_leaves_the_credits_it_did_not_take(fina):
    enroll_in_variants(fina, OLGA, CREDITS)
    assert credits_left(fina, cast.SALES, cast.CREDITS_VARIANT) == cast.CREDITS - 1


@pytest.mark.parametrize(("sent", "kept"), [(None, None), ("", None), (" x ", "x"), (SHOES, SHOES)])
def test_a_tag_is_kept_as_it_was_sent(fina, sent, kept):
    enroll_in_variants(fina, OLGA, {"EnrollmentTag": sent})
    assert [row["tag"] for row in newest(fina)] == [kept]


def test_mallory_next_door_changes_what_is_hers_and_nothing_else(fina):
    answer = enroll_in_variants(fina, MALLORY, {}, {"Email": cast.NILS.email}, DAYS | {"Email": cast.NILS.email})
    assert recorded_numbers(answer) == [2]
    assert answer.errors == [
        (1, "ESV:07", message("ESV:07", 1, cast.DANA.email)),
        (3, "ESV:10", message("ESV:10", 3)),
    ]
    (row,) = newest(fina)
    next_door = {account["name"]: account["id"] for account in fina.rows(tables.accounts)}["Next Door Shoes"]
    assert (row["account_id"], row["took_credit"]) == (next_door, True)
    assert credits_left(fina, cast.SALES, cast.UNLIMITED_VARIANT) == 4


def test_mallory_with_a_foreign_key_sees_and_changes_nothing(fina):
    pairs_of_keys = [(cast.FINA_KEY, MALLORY[1]), (MALLORY[0], OLGA[1]), (MALLORY[1], OLGA[0])]
    answers = [enroll_in_variants(fina, keys, {}).text for keys in pairs_of_keys]
    assert len(set(answers)) == 1
    assert "SU:10" in answers[0]
    assert newest(fina) == fina.rows(tables.calls) == []
