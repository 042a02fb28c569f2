"""The rows about enrolments: who enrols whom in what, in which group, and who takes it back."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from tests.methods.people import Tree
from tests.rights.rows import ACCOUNTS, NEIGHBOURS, NEXT_DOORS, THEIRS, Outcome, Row, each
from tests.rights.scene import ABOVE, MALLORY, MG, MGU, WANDA

ENROLLERS = (MG, MGU)
"""Who enrols the users of their group in what is assigned to it. Source: DOC (group permissions GM and MGU)."""


ALLOWED = (*ABOVE, *ENROLLERS)


class Codes(NamedTuple):
    """What a method answers where something is not there, or not the caller's."""

    user: str
    group: str
    membership: str
    caller: str
    thing: str
    assignment: str


class Things(NamedTuple):
    """What users are enrolled in: of Sales, of Warehouse, of Branch next door."""

    of_sales: int
    of_warehouse: int
    of_branch: int


def _block(method: str, user: str, group: str, thing: int) -> Tree:
    """The one block of a package that enrols a user."""
    person: Tree = {"User": {"EmployeeID": user}}
    course: Tree = {"LearningModuleID": thing}
    match method:
        case "enrollSessionHistory":
            session = {"LearningModuleSessionID": thing * 10 + 1, "EnrollmentStatus": "Attended"}
            return {**person, "Group": {"GroupName": group}, **course, **session, "EnrolledDate": "01-Mar-2024"}
        case "enrollmentHistoryImport":
            settings = {"EnrollmentStatus": "Enrolled", "EnrollmentSettings": {"EnrolledDate": "01-Mar-2024"}}
            return {**person, "Group": {"GroupName": group}, **course, **settings}
        case "enrollSubscriptionVariants":
            return {**person, "GroupName": group, "SubscriptionVariantID": thing}
    return {**person, "GroupName": group, **course}


def _tree(method: str, user: str, group: str, thing: int) -> Tree:
    container = (
        "SubscriptionVariantEnrollment" if method == "enrollSubscriptionVariants" else "LearningModuleEnrollment"
    )
    return {container: {"Enrollment": _block(method, user, group, thing)}}


def _refused(fina: str, wanda: str, mallory: str) -> dict[str, Outcome]:
    return {**each(ALLOWED, fina), WANDA: wanda, MALLORY: mallory}


def _enrolment(method: str, codes: Codes, things: Things, enrolled: str) -> Iterator[Row]:
    """The rows that the methods share which enrol users; `enrolled` is how an enrolment is told."""
    sales, warehouse, branch = things
    nobody, not_here = codes.user, codes.caller

    def row(
        what: str, whose: str, sent: tuple[str, str, int], but: Mapping[str, Outcome], may: Sequence[str] = ()
    ) -> Row:
        user, group, thing = sent
        told = enrolled.format(user=user, thing=thing, group=group, session=thing * 10 + 1)
        return Row(method, what, whose, _tree(method, *sent), may, (f"+{told}",), but)

    yield row("theirs", THEIRS, ("SAM", "Sales", sales), {WANDA: not_here, MALLORY: nobody}, ALLOWED)
    walt, walt_in_sales = ("WALT", "Warehouse", warehouse), ("WALT", "Sales", sales)
    yield row("the neighbours'", NEIGHBOURS, walt, {**each(ENROLLERS, not_here), MALLORY: nobody}, (*ABOVE, WANDA))
    what = "theirs in what the neighbours have"
    yield row(what, NEIGHBOURS, ("SAM", "Sales", warehouse), _refused(codes.assignment, not_here, nobody))
    what, stranger = "a neighbour in their group", codes.membership if codes.membership == codes.group else not_here
    yield row(what, NEIGHBOURS, walt_in_sales, _refused(codes.membership, stranger, nobody))
    theirs = row(
        "another account's", NEXT_DOORS, ("NILS", "Branch", branch), each((*ALLOWED, WANDA), nobody), (MALLORY,)
    )
    yield replace(theirs, does=(theirs.does[0].replace("+", "+next door: "),))
    what = "theirs in another account's group"
    yield row(what, NEXT_DOORS, ("SAM", "Branch", sales), _refused(codes.group, codes.group, nobody))
    what = "theirs in what another account has"
    yield row(what, NEXT_DOORS, ("SAM", "Sales", branch), _refused(codes.thing, not_here, nobody))


_COURSES, _SESSIONS = Things(2, 4, 92), Things(1, 3, 91)
_IN_SESSION = "{user} takes {thing} in {group} in session {session}, Attended"
_IN_COURSE = "{user} takes {thing} in {group}, Enrolled"
_TAKEN_BACK = "unenrollLearningModules"


def _unenrolment(employee_id: str) -> Tree:
    """The package that takes back the one enrolment of a user; its id is put in when it is known."""
    return {
        "LearningModuleEnrollment": {"Unenrollment": {"AccountUserLearningModuleRelID": f"ENROLMENT-{employee_id}"}}
    }


ROWS = [
    *_enrolment(
        "enrollSessionHistory",
        Codes("ESH:22", "ESH:23", "ESH:23", "ESH:25", "ESH:14", "ESH:27"),
        _SESSIONS,
        _IN_SESSION,
    ),
    *_enrolment(
        "enrollSubscriptionVariants",
        Codes("ESV:08", "ESV:11", "ESV:12", "ESV:13", "ESV:10", "ESV:12"),
        Things(16, 18, 96),
        "{user} holds {thing} in {group}",
    ),
    *_enrolment(
        "enrollLearningModules",
        Codes("ELM:61", "ELM:62", "ELM:62", "ELM:63", "ELM:64", "ELM:67"),
        _COURSES,
        _IN_COURSE,
    ),
    *_enrolment(
        "enrollmentHistoryImport",
        Codes("EHI:62", "EHI:63", "EHI:63", "EHI:64", "EHI:65", "EHI:67"),
        _COURSES,
        _IN_COURSE,
    ),
    Row(
        "enrollSubscriptionVariants",
        "theirs for credits",
        THEIRS,
        _tree("enrollSubscriptionVariants", "SAM", "Sales", 17),
        ALLOWED,
        (
            "+SAM holds 17 in Sales",
            "-Sales has variant 17 for credits, 2 left",
            "+Sales has variant 17 for credits, 1 left",
        ),
        {WANDA: "ESV:13", MALLORY: "ESV:08"},
    ),
    # Only administrators and owners take enrolments back, and enter sessions. Source: DOC.
    Row(
        _TAKEN_BACK, "theirs", THEIRS, _unenrolment("OTTO"), ABOVE, ("-OTTO takes 5 in Outlet, Enrolled",),
        {MALLORY: "ULM:53"},
    ),
    Row(
        _TAKEN_BACK, "the neighbours'", NEIGHBOURS, _unenrolment("WALT"), ABOVE,
        ("-WALT takes 6 in Warehouse, Enrolled",), {MALLORY: "ULM:53"},
    ),
    Row(
        _TAKEN_BACK, "another account's", NEXT_DOORS, _unenrolment("NILS"), (MALLORY,),
        ("-next door: NILS takes 93 in Branch, Enrolled",), each(ABOVE, "ULM:53"),
    ),
]  # fmt: skip
"""ESH:23 covers a group that does not exist and one in which the user is not, before the caller's rights are judged."""


def _session(course: int, instructor: str = "") -> Tree:
    taught: Tree = {"InternalInstructors": {"Instructor": {"EmployeeID": instructor}}} if instructor else {}
    held = {"LearningModuleID": course, "StartDate": "01-Mar-2024", "DurationHour": 1, **taught}
    return {"LearningModule": {"CourseSession": held}}


def _made(what: str, whose: str, tree: Tree, may: Sequence[str], does: str, but: Mapping[str, Outcome]) -> Row:
    return Row("createHistoricalSession", what, whose, tree, may, (does,), but)


_MADE = "{} has a session made by a call"
ROWS += [
    _made("of theirs", THEIRS, _session(1), ABOVE, f"+{_MADE.format(1)}", {MALLORY: "CHS:52"}),
    _made("of the neighbours'", NEIGHBOURS, _session(3), ABOVE, f"+{_MADE.format(3)}", {MALLORY: "CHS:52"}),
    _made(
        "of another account",
        NEXT_DOORS,
        _session(91),
        (MALLORY,),
        f"+next door: {_MADE.format(91)}",
        each(ABOVE, "CHS:52"),
    ),
    _made(
        "with another account's instructor",
        NEXT_DOORS,
        _session(1, "NILS"),
        (),
        "",
        {**each(ABOVE, "CHS:61"), MALLORY: "CHS:52"},
    ),
]


def _correction(employee_id: str) -> Tree:
    """The package that corrects the one enrolment of a user; its id is put in when it is known."""
    number = f"ENROLMENT-{employee_id}"
    block = {"AccountUserLearningModuleRelID": number, "EnrollmentStatus": "In Progress", "Reason": "It began"}
    return {"LearningModuleEnrollment": {"Correction": block}}


def _attendance(employee_id: str, course: int) -> Tree:
    session = {"LearningModuleID": course, "LearningModuleSessionID": course * 10 + 1, "EnrollmentStatus": "Attended"}
    return {"LearningModuleEnrollment": {"Attendance": {"User": {"EmployeeID": employee_id}, **session}}}


def _credits(group: str, variant: int) -> Tree:
    given = {"SubscriptionVariantID": variant, "Credits": 1, "Reason": "An order"}
    return {"Credits": {"GroupName": group, **given}}


def _became(user: str, place: str, before: str, after: str) -> tuple[str, str]:
    return f"-{user} takes {place}, {before}", f"+{user} takes {place}, {after}"


_ALL = (*ALLOWED, WANDA)
ROWS += [
    Row(
        "correctEnrollment", "theirs", THEIRS, _correction("OTTO"), ALLOWED,
        _became("OTTO", "5 in Outlet", "Enrolled", "InProgress"), {WANDA: "CE:59", MALLORY: "CE:58"},
    ),
    Row(
        "correctEnrollment", "the neighbours'", NEIGHBOURS, _correction("WALT"), (*ABOVE, WANDA),
        _became("WALT", "6 in Warehouse", "Enrolled", "InProgress"), {**each(ENROLLERS, "CE:59"), MALLORY: "CE:58"},
    ),
    Row(
        "correctEnrollment", "another account's", NEXT_DOORS, _correction("NILS"), (MALLORY,),
        ("-next door: NILS takes 93 in Branch, Enrolled", "+next door: NILS takes 93 in Branch, InProgress"),
        each(_ALL, "CE:58"),
    ),
    Row(
        "recordAttendance", "theirs", THEIRS, _attendance("LEARNER", 1), ALLOWED,
        _became("LEARNER", "1 in Sales in session 11", "Enrolled", "Attended"), {WANDA: "RA:61", MALLORY: "RA:57"},
    ),
    Row(
        "recordAttendance", "the neighbours'", NEIGHBOURS, _attendance("VERA", 3), (*ABOVE, WANDA),
        _became("VERA", "3 in Warehouse in session 31", "Enrolled", "Attended"),
        {**each(ENROLLERS, "RA:61"), MALLORY: "RA:57"},
    ),
    Row(
        "recordAttendance", "another account's", NEXT_DOORS, _attendance("NORA", 91), (MALLORY,),
        (
            "-next door: NORA takes 91 in Branch in session 911, Enrolled",
            "+next door: NORA takes 91 in Branch in session 911, Attended",
        ),
        each(_ALL, "RA:57"),
    ),
    Row(
        "giveCredits", "to a group of the account", ACCOUNTS, _credits("Sales", 17), ABOVE,
        ("-Sales has variant 17 for credits, 2 left", "+Sales has variant 17 for credits, 3 left"),
        {MALLORY: "GCR:57"},
    ),
]  # fmt: skip
