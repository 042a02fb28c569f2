"""What the methods store is dumped and loaded again, and nothing of it is lost on the way."""

from contextlib import closing

import pytest

from rollbook.records.database.engine import Database
from rollbook.worlds import dump, load
from tests import cast
from tests.answers import Answer
from tests.cast import COURSE, DANA, FUTURE_SESSION, GITA, LENA, OTHER_COURSE, SALES, SCORM_COURSE, WAREHOUSE
from tests.databases import fresh_database
from tests.learning_module_calls import (
    IN_SESSION,
    UNFINISHED,
    create_session,
    enroll_in_courses,
    import_history,
    unenroll,
)
from tests.methods import group_calls, people
from tests.scenery import extended
from tests.seed_calls import OLGA, enroll_in_variants, record_sessions
from tests.served import Served
from tests.worlds.alike import rows_of

WORLD = extended(
    cast.FINA_SHOES.replace("\nusers:\n", "\ncustom_fields: [Shoe size]\nteams: [Night shift, The choir]\nusers:\n", 1),
    groups="\n  - {name: Outlet, group_id: outlet}\n",
)


def good(answer: Answer) -> Answer:
    assert (answer.result, answer.errors) == ("Success", [])
    return answer


@pytest.fixture
def busy(server: Served) -> Served:
    """A server where every method that writes was called; afterwards users, courses and variants left their groups."""
    server.load(WORLD)
    good(people.call(server, OLGA, "createUser", people.NINA))
    good(group_calls.call(server, OLGA, "createGroup", group_calls.EVENING))
    _enroll(server)
    _leave(server)
    return server


def _enroll(server: Served) -> None:
    new = {"Email": people.EMAIL}
    taught = {"InstructorType": "Both", "InstructorNotes": "Rainy", "ExternalInstructors": "A guest"}
    answer = good(
        create_session(server, OLGA, taught, instructors=f"<Instructor><Email>{GITA.email}</Email></Instructor>")
    )
    session = answer.tree.findtext("Info/CourseSession/CourseSessionID")
    good(record_sessions(server, OLGA, {"LearningModuleSessionID": session}, {**new, "EnrollmentStatus": "Attended"}))
    due = {"EnrollmentTag": "fair", "DueDate": "31-Dec-9999", "AccessEndDate": "31-Dec-9999", "CompletionAccessDays": 7}
    answer = good(enroll_in_courses(server, OLGA, {}, {**IN_SESSION, **due}, {**new, "DueDateDays": 30}))
    good(unenroll(server, OLGA, answer.recorded[2][1]["AccountUserLearningModuleRelID"]))
    history = {"LearningModuleID": SCORM_COURSE, "DueDate": "01-Apr-2024", "PostDueDateAccessEndDate": "01-May-2024"}
    again = {**history, "CompletionDate": "16-Mar-2024", "Passed": 0}
    good(import_history(server, OLGA, history, again, {**new, **history, **UNFINISHED}))
    good(import_history(server, OLGA, {"LearningModuleID": SCORM_COURSE, **UNFINISHED}))
    variant = {"SubscriptionVariantID": cast.CREDITS_VARIANT}
    good(enroll_in_variants(server, OLGA, {}, variant, {**new, "SubscriptionVariantID": cast.DATES_VARIANT}))


def _leave(server: Served) -> None:
    good(
        record_sessions(
            server, OLGA, {"GroupName": WAREHOUSE, "LearningModuleSessionID": cast.LETTER_SESSION, "Grade": "A"}
        )
    )
    leaves = {
        **group_calls.users(group_calls.remove(group_calls.DANA_BY_EMAIL)),
        **group_calls.courses(group_calls.course(COURSE, "Remove"), group_calls.course(OTHER_COURSE, AutoEnroll=1)),
    }
    good(group_calls.update(server, OLGA, leaves, group_calls.SALES | {"Identifier": {"Name": WAREHOUSE}}))
    gone = {
        **group_calls.courses(group_calls.course(SCORM_COURSE, "Remove")),
        **group_calls.variants(group_calls.variant(cast.CREDITS_VARIANT, "Remove")),
    }
    good(group_calls.update(server, OLGA, gone))
    tied = people.changed(
        {"Identifier": {"Email": LENA.email}, "Info": "", "Profile": {"Title": "Fitter"}, "Groups": ""},
        people.supervisors(DANA.email) | people.teams(people.CHOIR),
    )
    good(people.call(server, OLGA, "updateUser", tied))


def test_a_dump_is_loaded_elsewhere_as_it_was_here(busy, tmp_path):
    text = dump(busy.database, "Fina Shoes")
    with fresh_database("sqlite", tmp_path) as url, closing(Database(url)) as other:
        load(other, [text])
        before, after = rows_of(busy.database), rows_of(other)
        assert dump(other, "Fina Shoes") == text
    assert {name for name in before if before[name] != after[name]} == set()
    assert text.count("former: true") > 3


def test_a_dump_loaded_where_it_came_from_changes_nothing(busy):
    [loaded] = load(busy.database, [dump(busy.database, "Fina Shoes")])
    assert {noun: count.changed for noun, count in loaded.counts.items() if count.changed} == {}


def test_a_file_loaded_again_gives_no_credit_back_and_makes_no_leaver_active(busy):
    load(busy.database, [WORLD])  # who and what had left the groups is in them again, with the balance that was left
    leaves = {"Identifier": {"Email": LENA.email}, "Info": "", "Profile": {"Status": "Inactive"}, "Groups": ""}
    good(people.call(busy, OLGA, "updateUser", leaves))
    good(enroll_in_variants(busy, OLGA, {"SubscriptionVariantID": cast.CREDITS_VARIANT, "Email": GITA.email}))
    before = dump(busy.database, "Fina Shoes")
    [again] = load(busy.database, [WORLD])
    assert {noun: count.changed for noun, count in again.counts.items() if count.changed} == {}
    assert dump(busy.database, "Fina Shoes") == before
    assert "surname: Learner, status: Inactive" in before
    assert f"{{id: {cast.CREDITS_VARIANT}, requires_credits: true}}" in before, "both are spent"


def test_what_is_dumped_says_what_was_called(busy):
    text = dump(busy.database, "Fina Shoes").replace("\n     ", " ")
    for told in (
        'custom_fields: {Shoe size: "38 ½"}, teams: [Night shift], supervisors: [gita.manager@finashoes.com]}',
        "tags: {Region: [North, South], Floor: [Ground]}",
        "InternalInstructors: [gita.manager@finashoes.com], ExternalInstructors: A guest}",
        f"session: {FUTURE_SESSION}, status: Enrolled, tag: fair, enrolled: ",
        "due: 9999-12-31T12:00, access_ends: 9999-12-31T12:00, completion_access_days: 7}",
        f"group: {SALES}, learning_module: {SCORM_COURSE}, status: InProgress, enrolled: 2024-03-01,",
    ):
        assert told in text
