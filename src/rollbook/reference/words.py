"""What the tags mean and a good value of each, said once for all methods; a contract may say it better.

The values are those of the vendor's own examples, as the demo's world has them.
"""

from typing import Any, NamedTuple

from rollbook.contract.tags import Clock, Date, Flag, Id, OneOf, Tag, Whole
from rollbook.reference.people import PEOPLE
from rollbook.reference.reports import REPORTS

ACCOUNT_KEY = "0123456789ABCDEF0123456789ABCDEF"
USER_KEY = "olga-0123456789"


class Words(NamedTuple):
    """A tag in words, and a good value of it; a container has none of its own, a tag of answers needs no words."""

    about: str
    sample: str = ""


UNKNOWN = Words("")
WORDS = {
    **{name: Words(*said) for name, said in (PEOPLE | REPORTS).items()},
    "User": Words("the user"),
    "Email": Words("the user's e-mail address, compared without case", "dana.brown@finashoes.com"),
    "EmployeeID": Words("the user's employee id, compared exactly", "FS-1001"),
    "Enrollment/Group": Words("the group in which the enrolment happens; the user must be a member of it"),
    "Group/Identifier": Words("the group", "sales"),
    "Group": Words("the group", "Sales"),
    "GroupName": Words("the group's name, compared without case and with inner blanks folded", "Sales"),
    "Group/Name": Words("the group's name, compared without case and with inner blanks folded", "Sales"),
    "GroupID": Words("the group's own identifier, compared exactly", "sales"),
    "LearningModuleID": Words("the course's id", "3860"),
    "LearningModuleSessionID": Words("the session's id", "501"),
    "CourseSessionID": Words("the session's id", "501"),
    "EnrollmentStatus": Words("how it went: did not come, came, or came and completed", "Completed"),
    "Grade": Words("of the session's grade type; kept only for Completed in a graded session", "92"),
    "EnrolledDate": Words("when the user was enrolled; a day without a time is its first moment in UTC", "01-Mar-2024"),
    "AccountUserLearningModuleRelID": Words("the enrolment's id: enrollLearningModules answers with it", "9001"),
    "DueDateSettings": Words("until when the course is to be done"),
    "SettingSource": Words("read, and not acted on: the dates say all", "Enrollment"),
    "DueDateSetup": Words("when the enrolment is due"),
    "DueDate": Words("when the enrolment is due; a day without a time is its noon in UTC", "31-Dec-2030"),
    "DueDateDays": Words("when it is due: noon in UTC, so many days after today", "30"),
    "AccessSetup": Words("when access to the course ends, whether it was completed or not"),
    "AccessEndDate": Words("when access ends; a day without a time is its noon in UTC", "31-Jan-2031"),
    "AccessEndDays": Words("when access ends: noon in UTC, so many days after the due date, if none after today", "31"),
    "CompletionAccessDays": Words("for how many days the course can still be seen once it is completed", "365"),
    "EnrollmentSettings": Words("when it happened"),
    "EnrollmentSettings/EnrolledDate": Words(
        "when the user was enrolled; a bare day is its first moment in UTC", "01-Mar-2024"
    ),
    "StartedDate": Words("when the user began", "02-Mar-2024"),
    "CompletionDate": Words("when the user completed the course", "15-Mar-2024"),
    "PostDueDateAccessEndDate": Words("when access ends; a day without a time is its noon in UTC", "31-Jan-2031"),
    "Passed": Words("whether the user passed; of what is completed", "1"),
    "SubscriptionVariantID": Words("the subscription variant's id", "16"),
    "EnrollmentTag": Words("free text that is kept with the enrolment", "spring intake"),
    "CourseSession": Words("the session as it was held"),
    "StartDate": Words("its day", "01-Mar-2024"),
    "StartTime": Words("when it began", "09:00"),
    "DurationHour": Words("how long it took: the hours", "2"),
    "DurationMinute": Words("how long it took: the minutes", "30"),
    "GradeType": Words("how it is graded", "Percentage"),
    "InstructorType": Words("whether users or others taught it", "Both"),
    "InstructorNotes": Words("notes on who taught it", "taught together"),
    "InternalInstructors": Words("the users who taught it"),
    "ExternalInstructors": Words("others who taught it", "Ada Vamp of Lasts & Lace"),
    "CreatedDate": Words("", "2024-01-15 08:30:00.0"),
    "ModifiedDate": Words("", "2024-02-29 16:05:12.25"),
    "Identifier/Name": Words("the name it has now, compared without case and with inner blanks folded", "Sales"),
    "Group/Status": Words("a group can be made inactive only while no active user is in it", "Active"),
    "Description": Words("what the group is for; may hold HTML", "Everyone who sells"),
    "HomeGroupMessage": Words("a greeting to those whose home group it is; may hold HTML", "Welcome to Sales"),
    "NotificationEmails": Words("to whom notices about the group go; those given replace those on record"),
    "NotificationEmail": Words("an e-mail address", "gita.manager@finashoes.com"),
    "UserHelpOverrideDefault": Words("whether the group says itself how its users get help, not the account", "1"),
    "UserHelpEnabled": Words("whether its users can ask for help", "1"),
    "UserHelpEmail": Words("to whom they write", "help@finashoes.com, gita.manager@finashoes.com"),
    "UserHelpText": Words("what they are told", "Ask at the counter"),
    "Tags2": Words("the group's tags; of those that are not named nothing changes"),
    "Filters/Tags2": Words("tags that a group must have, all of them, to be listed"),
    "Tag2/Tag": Words("the tag"),
    "UserLimit": Words("how many users the group may have; looked at whenever users are added"),
    "Enabled": Words("whether there is a limit", "1"),
    "Amount": Words("the limit: how many users, whatever their status", "100"),
    "Users": Words("users who come, and users who go"),
    "User/Person": Words("the user, whom a caller below administrator must be able to reach"),
    "UserAction": Words("whether the user is to be in the group; a member may be added again", "Add"),
    "Users/User/HomeGroup": Words("as 1, the group becomes the user's home group; not looked at in a removal", "1"),
    "Permissions": Words("what changes in what the user may do in the group"),
    "Permission/Action": Words("whether it is granted or denied; granted where nothing is said", "Grant"),
    "Permission/Code": Words("the permission", "VIEW_LEARNER_RESULTS"),
    "LearningModules": Words("courses that are assigned to the group, and courses that are taken away"),
    "LearningModule/Name": Words("", "Fitting shoes, in the shop"),
    "LearningModule/Type": Words("", "Instructor-Led"),
    "LearningModule/ID": Words("the course's id", "3860"),
    "LearningModuleAction": Words("whether the group is to have the course; it may be added again", "Add"),
    "AllowSelfEnroll": Words("whether the group's users may enrol themselves; new courses: 0", "1"),
    "AutoEnroll": Words("whether the group's users are to be enrolled without being asked; new courses: 0", "0"),
    "SubscriptionVariants": Words(
        "variants that are assigned to the group, and variants that are taken away; their credits are kept"
    ),
    "SubscriptionVariant/ID": Words("the subscription variant's id", "16"),
    "SubscriptionVariantAction": Words("whether the group is to have the variant; it may be added again", "Add"),
    "RequiresCredits": Words(
        "whether an enrolment in it takes a credit of the group; new variants: 0. Only administrators and owners decide"
        " it. For others it stays as it is, and a new variant requires credits if it does in a group they manage",
        "0",
    ),
    "DashboardSetID": Words("the dashboard of the group's users; it is kept, and not acted on", "12"),
    "Group/Filters": Words("which groups; without any, all that the caller may see"),
    "MatchType": Words("whether the value is the whole of it, or a part; compared without case", "EXACT"),
    "Group/Filters/GroupName": Words("the group's name"),
    "GroupName/Value": Words("the name, or a part of it", "Sales"),
    "GroupStatus": Words("the group's status", "Active"),
    "UserCount": Words("", "3"),
    "LearningModuleCount": Words("", "2"),
    "TagID": Words("the tag's id, as getGroup tells it", "4"),
    "TagName": Words("the tag's name, compared without case and with inner blanks folded", "Region"),
    "TagValues": Words("values of the tag, separated by commas", "North"),
    "Status": Words("", "Active"),
    "Session/Status": Words("", "Completed"),
    "Type": Words("", "Scheduled"),
    "Filters/Type": Words("the course's type", "Instructor-Led"),
    "Date/StartDate": Words("", "2024-03-01 15:00:00.0"),
    "EndDate": Words("", "2024-03-01 17:00:00.0"),
    "StartDateConverted": Words("", "2024-03-01 09:00:00.0"),
    "EndDateConverted": Words("", "2024-03-01 11:00:00.0"),
}
"""By the tag's name; with that of the element around it where the name alone does not say enough."""


def about(tag: Tag[Any], path: str) -> str:
    """Return what a tag means; nothing where nobody has said it yet."""
    return tag.about or _words(path).about


def sample(tag: Tag[Any], path: str) -> str:
    """Return a good value of a tag: its own, that of its name, or one of its kind."""
    return tag.sample or sample_at(path) or _sample_of_kind(tag)


def sample_at(path: str) -> str:
    """Return a good value of the tag at a path such as Group/Name; nothing where there is none."""
    return _words(path).sample


def _words(path: str) -> Words:
    parts = path.split("/")
    names = ("/".join(parts[-count:]) for count in (3, 2, 1))
    return next((WORDS[name] for name in names if name in WORDS), UNKNOWN)


def _sample_of_kind(tag: Tag[Any]) -> str:
    match tag:
        case OneOf():
            return tag.words[0]
        case Whole():
            return str(tag.least)
        case Id() | Flag():
            return "1"
        case Date():
            return "01-Mar-2024"
        case Clock():
            return "09:00"
        case _:
            return "text"
