"""Each action of the console: what is filled in where, and the package that asks the same through XML."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from tests import cast
from tests.console.visitors import DANA
from tests.learning_module_calls import enrollment_block
from tests.seed_calls import session_block

PASSWORD = "correct horse battery"
Package = tuple[str, str]
"""A method, and its parameters as XML."""


class Deed(NamedTuple):
    """An action. `{dana}`, `{call}` and other names in braces stand for ids of the account, as it is after `before`."""

    path: str
    fields: Mapping[str, str]
    method: str
    parameters: str
    before: Sequence[Package] = ()


def of_enrolments(*blocks: str) -> str:
    """The parameters of a call about courses and sessions."""
    return f"<LearningModuleEnrollment>{''.join(blocks)}</LearningModuleEnrollment>"


def of_group(name: str, changes: str = "", users: str = "", courses: str = "") -> str:
    """The parameters of updateGroup."""
    return (
        f"<Group><Identifier><Name>{name}</Name></Identifier>{changes}<Users>{users}</Users>"
        f"<LearningModules>{courses}</LearningModules><SubscriptionVariants/></Group>"
    )


def of_session(rest: str) -> str:
    """The parameters of a call that makes a session of the course."""
    start = f"<LearningModuleID>{cast.COURSE}</LearningModuleID>{rest}"
    return f"<LearningModule><CourseSession>{start}</CourseSession></LearningModule>"


BY_DANA = f"<User><Email>{DANA}</Email></User>"
COMPLETED = ("enrollSessionHistory", of_enrolments(session_block()))
"""Dana completed a session."""
ENROLLED = ("enrollLearningModules", of_enrolments(enrollment_block({})))
"""Dana is in an online course."""
ONLINE_IN_WAREHOUSE = (
    "updateGroup",
    of_group(
        cast.WAREHOUSE,
        courses=f"<LearningModule><ID>{cast.ONLINE_COURSE}</ID>"
        "<LearningModuleAction>Add</LearningModuleAction></LearningModule>",
    ),
)
"""Dana and Walt lack a course that their group has."""
MISSING = of_enrolments(
    enrollment_block({"GroupName": cast.WAREHOUSE}),
    enrollment_block({"GroupName": cast.WAREHOUSE, "Email": cast.WALT.email}),
)
KEY = f"<APIKey><Identifier><Email>{DANA}</Email></Identifier><Label>Payroll</Label></APIKey>"
ROSTER = f"/sessions/{cast.PERCENTAGE_SESSION}"
IN_SESSION = (
    f"<LearningModuleID>{cast.COURSE}</LearningModuleID>"
    f"<LearningModuleSessionID>{cast.LETTER_SESSION}</LearningModuleSessionID>"
)
REASON = "<Reason>Read wrong</Reason>"
CORRECTION = (
    "<Correction><AccountUserLearningModuleRelID>{enrollment}</AccountUserLearningModuleRelID>"
    f"<Grade>29</Grade>{REASON}</Correction>"
)
OF_VARIANT = f"<SubscriptionVariantID>{cast.UNLIMITED_VARIANT}</SubscriptionVariantID>"

DEEDS = {
    "a person is added": Deed(
        "/people/add",
        {
            "Info.Email": "nina@finashoes.com",
            "Info.EmployeeID": "FS-3001",
            "Info.GivenName": "Nina",
            "Info.Surname": "New",
            "Profile.HomeGroup": "Sales",
            "Profile.City": "Winnipeg",
        },
        "createUser",
        "<User><Info><Email>nina@finashoes.com</Email><EmployeeID>FS-3001</EmployeeID><GivenName>Nina</GivenName>"
        "<Surname>New</Surname></Info><Profile><HomeGroup>Sales</HomeGroup><City>Winnipeg</City></Profile>"
        "<Groups><Group><GroupName>Sales</GroupName></Group></Groups></User>",
    ),
    "a person is changed": Deed(
        "/people/{dana}/edit",
        {"Info.Surname": "White", "Profile.Title": "Shop manager"},
        "updateUser",
        f"<User><Identifier><Email>{DANA}</Email></Identifier><Info><Surname>White</Surname></Info>"
        "<Profile><Title>Shop manager</Title></Profile><Groups/></User>",
    ),
    "a person is enrolled in a course": Deed(
        "/people/{dana}/enrol",
        {"LearningModuleID": str(cast.ONLINE_COURSE), "DueDateSettings.DueDateSetup.DueDate": "31-Dec-2998"},
        "enrollLearningModules",
        of_enrolments(enrollment_block({"DueDate": "31-Dec-2998"})),
    ),
    "a group is added": Deed(
        "/groups/add",
        {"Name": "Evening shift", "GroupID": "evening", "Description": "After six"},
        "createGroup",
        "<Group><Name>Evening shift</Name><GroupID>evening</GroupID><Description>After six</Description>"
        "<Users/><LearningModules/></Group>",
    ),
    "a group is changed": Deed(
        "/groups/{sales}/edit",
        {"Name": "Sales floor", "HomeGroupMessage": "Good morning"},
        "updateGroup",
        of_group(cast.SALES, "<Name>Sales floor</Name><HomeGroupMessage>Good morning</HomeGroupMessage>"),
    ),
    "people are added to a group": Deed(
        "/groups/{warehouse}/members",
        {"people": f"{cast.LENA.email}\n{cast.NOOR.employee_id}", "action": "Add"},
        "updateGroup",
        of_group(
            cast.WAREHOUSE,
            users=f"<User><Email>{cast.LENA.email}</Email><UserAction>Add</UserAction></User>"
            f"<User><EmployeeID>{cast.NOOR.employee_id}</EmployeeID><UserAction>Add</UserAction></User>",
        ),
    ),
    "people are removed from a group": Deed(
        "/groups/{head_office}/members",
        {"people": DANA, "action": "Remove"},
        "updateGroup",
        of_group(
            cast.HEAD_OFFICE,
            users=f"<User><Email>{DANA}</Email><UserAction>Remove</UserAction></User>",
        ),
    ),
    "the missing of a group are enrolled": Deed(
        "/groups/{warehouse}",
        {"course": str(cast.ONLINE_COURSE)},
        "enrollLearningModules",
        MISSING,
        [ONLINE_IN_WAREHOUSE],
    ),
    "a course is added": Deed(
        "/courses/add",
        {"Name": "Waterproofing", "Type": "Online"},
        "createLearningModule",
        "<LearningModule><Name>Waterproofing</Name><Type>Online</Type></LearningModule>",
    ),
    "a course is changed": Deed(
        f"/courses/{cast.ONLINE_COURSE}/edit",
        {"Name": "Leather", "Status": "Inactive"},
        "updateLearningModule",
        f"<LearningModule><LearningModuleID>{cast.ONLINE_COURSE}</LearningModuleID><Name>Leather</Name>"
        "<Status>Inactive</Status></LearningModule>",
    ),
    "a course is assigned to a group": Deed(
        f"/courses/{cast.ONLINE_COURSE}", {"GroupName": cast.WAREHOUSE}, *ONLINE_IN_WAREHOUSE
    ),
    "those who lack a course are enrolled": Deed(
        f"/courses/{cast.ONLINE_COURSE}/lacking/{{warehouse}}",
        {},
        "enrollLearningModules",
        MISSING,
        [ONLINE_IN_WAREHOUSE],
    ),
    "a session to come is added": Deed(
        "/sessions/add",
        {
            "CourseSession.LearningModuleID": str(cast.COURSE),
            "CourseSession.StartDate": "01-Mar-2098",
            "CourseSession.StartTime": "09:00",
            "CourseSession.DurationHour": "2",
            "CourseSession.DurationMinute": "30",
            "CourseSession.Room": "12",
            "CourseSession.Capacity": "12",
        },
        "createSession",
        of_session(
            "<StartDate>01-Mar-2098</StartDate><StartTime>09:00</StartTime><DurationHour>2</DurationHour>"
            "<DurationMinute>30</DurationMinute><Room>12</Room><Capacity>12</Capacity>"
        ),
    ),
    "a session that is over is added": Deed(
        "/sessions/add-historical",
        {
            "CourseSession.LearningModuleID": str(cast.COURSE),
            "CourseSession.StartDate": "01-Mar-2024",
            "CourseSession.StartTime": "09:00",
            "CourseSession.DurationHour": "1",
            "CourseSession.DurationMinute": "0",
            "CourseSession.GradeType": "PassFail",
            "CourseSession.ExternalInstructors": "A guest",
        },
        "createHistoricalSession",
        of_session(
            "<StartDate>01-Mar-2024</StartDate><StartTime>09:00</StartTime><DurationHour>1</DurationHour>"
            "<DurationMinute>0</DurationMinute><GradeType>PassFail</GradeType>"
            "<ExternalInstructors>A guest</ExternalInstructors>"
        ),
    ),
    "attendance is recorded on the roster": Deed(
        f"/sessions/{cast.LETTER_SESSION}",
        {"status.{enrollment}": "Completed", "grade.{enrollment}": "A"},
        "recordAttendance",
        of_enrolments(
            f"<Attendance>{BY_DANA}{IN_SESSION}<EnrollmentStatus>Completed</EnrollmentStatus><Grade>A</Grade>"
            "</Attendance>"
        ),
    ),
    "a result is corrected on the roster": Deed(
        ROSTER,
        {"grade.{enrollment}": "29", "Reason": "Read wrong"},
        "correctEnrollment",
        of_enrolments(CORRECTION),
        [COMPLETED],
    ),
    "somebody is added to the roster": Deed(
        ROSTER,
        {"person.new1": DANA, "status.new1": "Completed", "grade.new1": "92"},
        "enrollSessionHistory",
        of_enrolments(session_block({"EnrolledDate": "2024-03-01T15:00:00"})),
    ),
    "a record is corrected": Deed(
        "/enrollments/{enrollment}",
        {"Grade": "29", "Reason": "Read wrong"},
        "correctEnrollment",
        of_enrolments(CORRECTION),
        [COMPLETED],
    ),
    "a subscription is added": Deed(
        "/subscriptions/add",
        {"Name": "Back office", "Description": "All that the office needs"},
        "createSubscription",
        "<Subscription><Name>Back office</Name><Description>All that the office needs</Description></Subscription>",
    ),
    "a variant is added": Deed(
        "/variants/add",
        {
            "SubscriptionID": str(cast.SUBSCRIPTION),
            "Name": "Half a year",
            "DurationType": "Days",
            "DurationDays": "180",
        },
        "createVariant",
        f"<SubscriptionVariant><SubscriptionID>{cast.SUBSCRIPTION}</SubscriptionID><Name>Half a year</Name>"
        "<DurationType>Days</DurationType><DurationDays>180</DurationDays></SubscriptionVariant>",
    ),
    "credits are given": Deed(
        f"/variants/{cast.UNLIMITED_VARIANT}/credits",
        {"GroupName": cast.SALES, "Credits": "5", "Action": "Add", "Reason": "Order 4711"},
        "giveCredits",
        f"<Credits><GroupName>{cast.SALES}</GroupName>{OF_VARIANT}<Credits>5</Credits><Action>Add</Action>"
        "<Reason>Order 4711</Reason></Credits>",
    ),
    "a person is enrolled in a variant": Deed(
        f"/variants/{cast.UNLIMITED_VARIANT}/enrol",
        {"User.Email": DANA, "GroupName": cast.SALES, "EnrollmentTag": "spring"},
        "enrollSubscriptionVariants",
        f"<SubscriptionVariantEnrollment><Enrollment>{BY_DANA}<GroupName>{cast.SALES}</GroupName>{OF_VARIANT}"
        "<EnrollmentTag>spring</EnrollmentTag></Enrollment></SubscriptionVariantEnrollment>",
    ),
    "a key is made": Deed(
        "/keys/add",
        {"Identifier.Email": DANA, "Label": "Payroll", "password": PASSWORD},
        "createAPIKey",
        KEY,
    ),
    "a key is revoked": Deed(
        "/keys/{key}/revoke",
        {},
        "revokeAPIKey",
        "<APIKey><APIKeyID>{key}</APIKeyID></APIKey>",
        [("createAPIKey", KEY)],
    ),
    "a call is taken back": Deed(
        "/calls/{call}/take-back",
        {"Reason": "Read wrong"},
        "takeBackCall",
        f"<Call><CallID>{{call}}</CallID>{REASON}</Call>",
        [COMPLETED],
    ),
    "a refused row is sent again": Deed(
        "/calls/{call}/rows/1",
        {"Grade": "92"},
        *COMPLETED,
        [("enrollSessionHistory", of_enrolments(session_block({"Grade": "104"})))],
    ),
    "a call is sent from its page in Explore": Deed(
        "/explore/unenrollLearningModules",
        {"AccountUserLearningModuleRelID": "{enrollment}"},
        "unenrollLearningModules",
        of_enrolments(
            "<Unenrollment><AccountUserLearningModuleRelID>{enrollment}</AccountUserLearningModuleRelID></Unenrollment>"
        ),
        [ENROLLED],
    ),
}
