"""createVariant and updateVariant: durations and courses, every code, and Mallory next door."""

from datetime import date
from typing import Any

import pytest

from rollbook.records import tables
from tests import cast
from tests.answers import package
from tests.calls.test_statements import number_of_statements
from tests.methods.own_calls import account_of, answered, call, codes_of, error, everything, row_of
from tests.methods.people import Tree, xml
from tests.scenery import extended
from tests.seed_calls import ADAM, GITA, MALLORY, OLGA, enroll_in_variants
from tests.served import Served

CREATE, UPDATE = "createVariant", "updateVariant"
NEW: Tree = {"SubscriptionID": cast.SUBSCRIPTION, "Name": "Half & half", "DurationType": "Unlimited"}
KNOWN: Tree = {"VariantID": cast.UNLIMITED_VARIANT}
DAYS: Tree = {"DurationType": "Days", "DurationDays": 30}
DATES: Tree = {"DurationType": "Date", "StartDate": "01-Jan-2026", "EndDate": "31-Dec-2026"}
NONE = {"duration_days": None, "start_date": None, "end_date": None}
DURATIONS: list[tuple[Tree, dict[str, Any]]] = [
    ({"DurationType": "unlimited"}, {**NONE, "duration_type": "unlimited"}),
    (DAYS, {**NONE, "duration_type": "days", "duration_days": 30}),
    (DATES, {**NONE, "duration_type": "dates", "start_date": date(2026, 1, 1), "end_date": date(2026, 12, 31)}),
    (
        {"DurationType": "Dates", "StartDate": "2026-01-01", "EndDate": "01/01/2026"},
        {**NONE, "duration_type": "dates", "start_date": date(2026, 1, 1), "end_date": date(2026, 1, 1)},
    ),
]


def courses(*each: object) -> Tree:
    """The change that names courses: by their ids alone, or with an action."""
    rows = [each if isinstance(each, dict) else {"ID": each} for each in each]
    return {"LearningModules": [("LearningModule", row) for row in rows]}


def removed(number: object) -> Tree:
    return {"ID": number, "LearningModuleAction": "Remove"}


def courses_of(server: Served, variant: object) -> set[int]:
    rows = server.rows(tables.variant_learning_modules)
    number = int(str(variant))
    return {row["learning_module_id"] for row in rows
            if (row["account_id"], row["variant_id"]) == (account_of(server), number)}  # fmt: skip


BOTH: list[tuple[Tree, str, Tree]] = [
    ({"Name": "n" * 256}, "52", {"tag": "Name"}),
    ({"DurationType": "Weeks"}, "52", {"tag": "DurationType"}),
    (DAYS | {"DurationDays": 0}, "52", {"tag": "DurationDays"}),
    (DAYS | {"DurationDays": 36_501}, "52", {"tag": "DurationDays"}),
    (DATES | {"StartDate": "30-Feb-2026"}, "52", {"tag": "StartDate"}),
    (DATES | {"EndDate": "soon"}, "52", {"tag": "EndDate"}),
    ({"Status": "Archived"}, "52", {"tag": "Status"}),
    (DAYS | {"DurationDays": None}, "53", {}),
    (DATES | {"EndDate": None}, "53", {}),
    (DATES | {"StartDate": ""}, "53", {}),
    (DATES | {"DurationDays": 3}, "53", {}),
    (DAYS | {"StartDate": "01-Jan-2026"}, "53", {}),
    ({"DurationType": "Unlimited", "DurationDays": 30}, "53", {}),
    (DATES | {"EndDate": "31-Dec-2025"}, "54", {}),
    (DATES | {"StartDate": "31-Dec-1899"}, "54", {}),
    (DATES | {"EndDate": "3000-01-01"}, "54", {}),
    (courses(""), "55", {"item": 1}),
    (courses(cast.COURSE, "Leather"), "55", {"item": 2, "ID": "Leather"}),
    (courses(cast.COURSE, 9999), "55", {"item": 2, "ID": 9999}),
    (courses(cast.COURSE, cast.ONLINE_COURSE, cast.COURSE), "57", {"item": 3}),
]
MISTAKES = [
    *((CREATE, NEW, changes, f"CV:{number}", told) for changes, number, told in BOTH),
    *((UPDATE, KNOWN, changes, f"UV:{number}", told) for changes, number, told in BOTH),
    (CREATE, NEW, {"Name": None}, "CV:52", {"tag": "Name"}),
    (CREATE, NEW, {"DurationType": None}, "CV:52", {"tag": "DurationType"}),
    (CREATE, NEW, {"SubscriptionID": None}, "CV:58", {}),
    (CREATE, NEW, {"SubscriptionID": "Shop floor"}, "CV:58", {}),
    (CREATE, NEW, {"SubscriptionID": 9999}, "CV:58", {}),
    (UPDATE, KNOWN, {"DurationDays": 30}, "UV:53", {}),
    (UPDATE, KNOWN, courses({"ID": 3860, "LearningModuleAction": "Delete"}), "UV:56", {"item": 1}),
    (UPDATE, KNOWN, {"VariantID": None}, "UV:58", {}),
    (UPDATE, KNOWN, {"VariantID": "Quarter"}, "UV:58", {}),
    (UPDATE, KNOWN, {"VariantID": 9999}, "UV:58", {}),
]


@pytest.mark.parametrize("keys", [OLGA, ADAM], ids=["owner", "administrator"])
@pytest.mark.parametrize(("sent", "columns"), DURATIONS)
def test_a_new_variant_is_on_record_with_its_duration(fina, keys, sent, columns):
    answer = answered(call(fina, keys, CREATE, NEW, sent))
    row = row_of(fina, tables.variants, answer["VariantID"])
    assert {name: row[name] for name in columns} == columns
    assert (row["subscription_id"], row["name"], row["status"]) == (cast.SUBSCRIPTION, "Half & half", "Active")
    assert (answer["SubscriptionID"], answer["Name"]) == (str(cast.SUBSCRIPTION), "Half & half")


@pytest.mark.parametrize(("sent", "columns"), DURATIONS)
@pytest.mark.parametrize("variant", [cast.UNLIMITED_VARIANT, cast.DAYS_VARIANT, cast.DATES_VARIANT])
def test_a_duration_is_changed_into_any_other_and_nothing_else_with_it(fina, variant, sent, columns):
    was = row_of(fina, tables.variants, variant) if variant != cast.UNLIMITED_VARIANT else None
    answered(call(fina, OLGA, UPDATE, {"VariantID": variant}, sent))
    now = next(
        row for row in fina.rows(tables.variants) if (row["account_id"], row["id"]) == (account_of(fina), variant)
    )
    assert {name: now[name] for name in columns} == columns
    assert was is None or now == was | columns


def test_what_is_not_named_stays(fina):
    was = row_of(fina, tables.variants, cast.DAYS_VARIANT)
    answered(call(fina, OLGA, UPDATE, {"VariantID": cast.DAYS_VARIANT, "Name": "", "Status": "Inactive"}))
    assert row_of(fina, tables.variants, cast.DAYS_VARIANT) == was | {"status": "Inactive"}


def test_courses_come_and_go_and_those_that_are_not_named_stay(fina):
    answer = answered(call(fina, OLGA, CREATE, NEW, courses(cast.COURSE, cast.ONLINE_COURSE)))
    variant = answer["VariantID"]
    assert courses_of(fina, variant) == {cast.COURSE, cast.ONLINE_COURSE}
    changes = courses(removed(cast.COURSE), removed(cast.OTHER_COURSE), cast.SCORM_COURSE, cast.ONLINE_COURSE)
    answered(call(fina, OLGA, UPDATE, {"VariantID": variant}, changes))
    assert courses_of(fina, variant) == {cast.ONLINE_COURSE, cast.SCORM_COURSE}
    noted = [(change["row_key"], change["after"] is None) for change in fina.rows(tables.changes)][-2:]
    assert sorted(noted) == [(f"{variant}/{cast.COURSE}", True), (f"{variant}/{cast.SCORM_COURSE}", False)]


def test_an_enrolment_keeps_the_period_that_it_was_given(fina):
    enroll_in_variants(fina, OLGA, {"SubscriptionVariantID": cast.DAYS_VARIANT})
    before = fina.rows(tables.subscription_enrollments)
    answered(call(fina, OLGA, UPDATE, {"VariantID": cast.DAYS_VARIANT}, {"DurationType": "Unlimited"}))
    assert fina.rows(tables.subscription_enrollments) == before != []


@pytest.mark.parametrize(("name", "tree", "changes", "code", "told"), MISTAKES)
def test_a_mistake_is_answered_with_its_code_and_changes_nothing(fina, name, tree, changes, code, told):
    before = everything(fina)
    assert call(fina, OLGA, name, tree, changes).errors == error(name, code, told)
    assert everything(fina) == before


@pytest.mark.parametrize(("name", "tree", "code"), [(CREATE, NEW, "CV:51"), (UPDATE, KNOWN, "UV:51")])
def test_a_manager_may_not(fina, name, tree, code):
    before = everything(fina)
    assert call(fina, GITA, name, tree).errors == error(name, code)
    assert everything(fina) == before


def test_every_code_is_provoked_here():
    provoked = {code for _, _, _, code, _ in MISTAKES} | {"CV:51", "UV:51"}
    assert codes_of(CREATE) | codes_of(UPDATE) == provoked


def test_mallory_next_door_makes_variants_of_her_own_courses_only(server):
    server.load(cast.FINA_SHOES, cast.NEXT_DOOR_SHOES)
    before = everything(server)
    mine: Tree = {**NEW, **courses(cast.ONLINE_COURSE)}
    told = {"item": 1, "ID": cast.ONLINE_COURSE}
    assert call(server, MALLORY, CREATE, mine).errors == error(CREATE, "CV:55", told)
    assert call(server, MALLORY, CREATE, {**NEW, "SubscriptionID": 9}).errors == error(CREATE, "CV:58")
    assert call(server, MALLORY, UPDATE, {"VariantID": cast.DAYS_VARIANT}).errors == error(UPDATE, "UV:58")
    assert everything(server) == before


def test_a_variant_takes_the_same_statements_for_every_number_of_courses(server):
    many = "".join(f"  - {{id: {4000 + number}, name: C, type: Online}}\n" for number in range(100))
    server.load(extended(cast.FINA_SHOES, learning_modules=many))
    counts = [
        number_of_statements(
            server.database, package(CREATE, xml({"SubscriptionVariant": {**NEW, **courses(*each)}}), OLGA)
        )
        for each in ([4000], range(4000, 4100))
    ]
    assert counts[0] == counts[1]
    assert len(server.rows(tables.variant_learning_modules)) == 1 + 1 + 100
