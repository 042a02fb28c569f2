"""Names in a call are repeated in its answer as they were sent, trimmed; dates are read as people write them."""

from datetime import UTC, datetime

import pytest

from rollbook.records import tables
from tests import cast
from tests.learning_module_calls import ID, create_session, enroll_in_courses, import_history, unenroll
from tests.seed_calls import OLGA, enroll_in_variants, record_sessions

BATCHES = {
    "enrollSessionHistory": (record_sessions, "LearningModuleID", cast.COURSE),
    "enrollSubscriptionVariants": (enroll_in_variants, "SubscriptionVariantID", cast.UNLIMITED_VARIANT),
    "enrollLearningModules": (enroll_in_courses, "LearningModuleID", cast.ONLINE_COURSE),
    "enrollmentHistoryImport": (import_history, "LearningModuleID", cast.ONLINE_COURSE),
}


@pytest.mark.parametrize(("call", "tag", "number"), BATCHES.values(), ids=BATCHES)
@pytest.mark.parametrize("zeros", [0, 1, 40])
@pytest.mark.parametrize("headers", [{}, {"Rollbook-Dry-Run": "true"}], ids=["real", "dry run"])
def test_an_id_comes_back_as_it_was_sent(fina, call, tag, number, zeros, headers):
    sent = "0" * zeros + str(number)
    [(_, said)] = call(fina, OLGA, {tag: f" {sent}\n"}, headers=headers).recorded
    assert said[tag] == sent


@pytest.mark.parametrize("zeros", [0, 1, 40])
def test_the_id_of_an_unenrolled_enrolment_comes_back_as_it_was_sent(fina, zeros):
    [(_, enrolled)] = enroll_in_courses(fina, OLGA, {}).recorded
    sent = "0" * zeros + enrolled[ID]
    assert unenroll(fina, OLGA, f" {sent} ").recorded == [(1, {ID: sent})]


@pytest.mark.parametrize("zeros", [0, 1, 40])
def test_the_id_of_a_new_sessions_course_comes_back_as_it_was_sent(fina, zeros):
    sent = "0" * zeros + str(cast.COURSE)
    answer = create_session(fina, OLGA, {"LearningModuleID": f"{sent} "})
    assert answer.tree.findtext("Info/CourseSession/LearningModuleID") == sent


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("6-dec-24", datetime(2024, 12, 6, tzinfo=UTC)),
        ("6-Dec-2024", datetime(2024, 12, 6, tzinfo=UTC)),
        ("2024-3-5", datetime(2024, 3, 5, tzinfo=UTC)),
        ("5/3/2024", datetime(2024, 3, 5, tzinfo=UTC)),
        ("2024-03-05T09:30:15.1234567", datetime(2024, 3, 5, 9, 30, 15, 123_456, UTC)),
        ("2024-03-05T09:30:15.123456789Z", datetime(2024, 3, 5, 9, 30, 15, 123_456, UTC)),
        ("5-3-2024", None),
    ],
)
def test_a_date_is_read_as_people_and_programs_write_it(fina, sent, kept):
    answer = record_sessions(fina, OLGA, {"EnrolledDate": sent})
    assert [row["enrolled_at"] for row in fina.rows(tables.enrollments)] == ([kept] if kept else [])
    assert [code for _, code, _ in answer.errors] == ([] if kept else ["ESH:10"])
