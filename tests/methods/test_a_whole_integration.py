"""One integration from its first call to its last: users, a group, a session of three hundred, the report, the end."""

from collections.abc import Iterator

from tests import cast
from tests.learning_module_calls import create_session, enroll_in_courses, import_history, unenroll
from tests.methods import people
from tests.methods.group_calls import add, course, courses, update, users, variant, variants
from tests.methods.group_calls import call as call_group
from tests.methods.mistakes import codes_by_block, recorded_numbers
from tests.methods.people import Tree, info
from tests.report_calls import learners, report
from tests.scenery import extended
from tests.seed_calls import OLGA, Changes, enroll_in_variants, record_sessions
from tests.served import Served

SCHOOL, SCHOOL_ID = "Winter school", "winter"
MADE, IN_ALL = 4, 300
"""How many of the people the integration makes itself; the others are in the account already."""
EVERYONE = range(1, IN_ALL + 1)
PAGE_SIZE = 70

WRONG: dict[int, tuple[Changes, str]] = {
    1: ({"GroupName": "Summer school"}, "ESH:23"),
    17: ({"Email": "nobody@finashoes.com"}, "ESH:21"),
    92: ({"Grade": "A+"}, "ESH:19"),
    150: ({"EnrollmentStatus": "Present"}, "ESH:13"),
    151: ({"EnrolledDate": "29-Feb-2023"}, "ESH:10"),
    222: ({"Email": "pupil5@finashoes.com"}, "ESH:26"),
    300: ({"Grade": "92"}, "ESH:20"),
}
"""The blocks with a mistake: what is sent instead of the right thing, and the code that answers."""
STATUSES = {"Completed": "Completed", "Attended": "Attended", "NotAttended": "Did Not Attend"}
"""What is recorded of a session, and how the report's filter calls it."""


def email_of(number: int) -> str:
    return f"pupil{number}@finashoes.com"


def status_of(number: int) -> str:
    return ("NotAttended", "Attended", "Completed")[number % 3]


def block(number: int, session: int) -> Changes:
    """What is right to send of a pupil."""
    status = status_of(number)
    return {
        "Email": email_of(number),
        "GroupName": SCHOOL,
        "LearningModuleSessionID": session,
        "EnrollmentStatus": status,
        "Grade": str(number % 101) if status == "Completed" else None,
    }


def pupil(number: int) -> Tree:
    """What createUser is sent of a pupil."""
    names = {"Email": email_of(number), "EmployeeID": "", "GivenName": f"Pupil {number}", "Surname": "Winter"}
    group = ("Group", {"GroupName": SCHOOL, "GroupPermissions": ""})
    return {"Info": names, "Profile": {"HomeGroup": SCHOOL}, "Groups": [group]}


def load_world(server: Served) -> None:
    """Load the cast and the pupils that are in the account before the integration begins."""
    line = "  - {{email: {}, given_name: Pupil {}, surname: Winter, home_group: Warehouse}}\n"
    known = "".join(line.format(email_of(number), number) for number in EVERYONE[MADE:])
    server.load(extended(cast.FINA_SHOES, users=known), cast.NEXT_DOOR_SHOES)


def make_the_school(server: Served) -> None:
    """Make the group, four of its users, and put in the others, two courses and a variant by one call."""
    made = call_group(
        server, OLGA, "createGroup", {"Name": SCHOOL, "GroupID": SCHOOL_ID, "Users": "", "LearningModules": ""}
    )
    assert info(made) == f"<Group>{SCHOOL}</Group><GroupID>{SCHOOL_ID}</GroupID>"
    for number in EVERYONE[:MADE]:
        answer = people.call(server, OLGA, "createUser", pupil(number))
        assert info(answer) == f"<Email>{email_of(number)}</Email><EmployeeID/>"
    assigned = courses(course(cast.COURSE), course(cast.ONLINE_COURSE)) | variants(variant(cast.UNLIMITED_VARIANT))
    comers = users(*(add({"Email": email_of(number)}, home=1) for number in EVERYONE[MADE:]))
    identifier = {"Identifier": {"GroupID": SCHOOL_ID}}
    assert update(server, OLGA, assigned | comers, identifier).result == "Success"
    found = call_group(server, OLGA, "getGroup", {"Name": SCHOOL}).tree
    assert [found.findtext(f"Info/Group/{each}Count") for each in ("User", "LearningModule")] == [str(IN_ALL), "2"]


def make_the_session(server: Served) -> int:
    answer = create_session(server, OLGA, {"GradeType": "Percentage"})
    return int(answer.tree.findtext("Info/CourseSession/CourseSessionID", ""))


def record_with_mistakes_and_correct_them(server: Served, session: int) -> None:
    """Send a block for each pupil, read which met which error, and send those once more as they should have been."""
    sent = {number: block(number, session) for number in EVERYONE}
    wrong = {number: changes for number, (changes, _) in WRONG.items()}
    first = record_sessions(server, OLGA, *(changes | wrong.get(number, {}) for number, changes in sent.items()))
    refused = codes_by_block(first)
    assert first.result == "Success"
    assert refused == {number: code for number, (_, code) in WRONG.items()}
    assert recorded_numbers(first) == [number for number in EVERYONE if number not in WRONG]
    second = record_sessions(server, OLGA, *(sent[number] for number in sorted(WRONG) if number in refused))
    assert (second.result, second.errors) == ("Success", [])
    assert [told["User"] for _, told in second.recorded] == [email_of(number) for number in sorted(WRONG)]


def pages(server: Served, changes: Tree, *columns: str) -> Iterator[list[dict[str, str]]]:
    """Read the report on the school page by page, up to the first that is empty."""
    asked = {"Filters/Groups": {"GroupNames": [("GroupName", SCHOOL)]}, "PageSize": PAGE_SIZE, **changes}
    asked["Columns"] = [("ColumnName", each) for each in ("USER_EMAIL", *columns)]
    number = 1
    while page := learners(report(server, OLGA, {"Page": number, **asked})):
        yield page
        number += 1


def of_status(*names: str) -> Tree:
    return {"Filters/LearningModules/EnrollmentStatuses": [("EnrollmentStatus", each) for each in names]}


def emails(server: Served, changes: Tree) -> list[str]:
    """Of whom the report tells, sorted."""
    return sorted(row["LearnerEmail"] for page in pages(server, changes) for row in page)


def check_the_report_tells_of_all(server: Served, session: int) -> None:
    read = list(pages(server, {}, "GRADE", "COURSE_SESSION_ID", "GROUP_ID", "VARIANT_NAME"))
    assert [len(page) for page in read] == [70, 70, 70, 70, 20]
    told = {row.pop("LearnerEmail"): row for page in read for row in page}
    assert told.keys() == {email_of(number) for number in EVERYONE}
    for number in EVERYONE:
        row = told[email_of(number)]
        assert row["Grade"] == (block(number, session)["Grade"] or "")
        place = (row["CourseSessionID"], row["GroupID"], row["VariantName"])
        assert place == (str(session), SCHOOL_ID, "Unlimited")
    for status, name in STATUSES.items():
        expected = sorted(email_of(number) for number in EVERYONE if status_of(number) == status)
        assert emails(server, of_status(name)) == expected


def enrol_online(server: Served) -> tuple[str, str]:
    """Put a pupil in an online course, import that another completed it, and return the ids of both enrolments."""
    comer: Changes = {"Email": email_of(2), "GroupName": SCHOOL}
    enrolled = enroll_in_courses(server, OLGA, comer)
    done = import_history(server, OLGA, comer | {"Email": email_of(3)})
    assert (enrolled.result, done.result) == ("Success", "Success")
    [(_, told)] = enrolled.recorded
    assert enroll_in_courses(server, OLGA, comer).errors[0][1] == "ELM:19"
    [row] = online_rows(server, "Completed")
    assert row["LearnerEmail"] == email_of(3)
    return told["AccountUserLearningModuleRelID"], row["ID"]


def online_rows(server: Served, *statuses: str) -> list[dict[str, str]]:
    """What the report tells of the online course."""
    leather = {"LearningModuleNames": [("LearningModuleName", "Leather and its care")]}
    changes = {"Filters/LearningModules/LearningModule": leather, **(of_status(*statuses) if statuses else {})}
    return [row for page in pages(server, changes) for row in page]


def test_an_integration_lives_here_from_its_first_call_to_its_last(server):
    load_world(server)
    make_the_school(server)
    session = make_the_session(server)
    record_with_mistakes_and_correct_them(server, session)
    held = ({"Email": email_of(number), "GroupName": SCHOOL} for number in EVERYONE)
    assert recorded_numbers(enroll_in_variants(server, OLGA, *held)) == list(EVERYONE)
    check_the_report_tells_of_all(server, session)
    still_open, completed = enrol_online(server)
    assert [row["ID"] for row in online_rows(server, "In Progress")] == [still_open]
    taken_back = unenroll(server, OLGA, completed, still_open)
    assert (recorded_numbers(taken_back), codes_by_block(taken_back)) == ([2], {1: "ULM:54"})
    assert [row["ID"] for row in online_rows(server)] == [completed]
    assert len(emails(server, {})) == IN_ALL + 1
