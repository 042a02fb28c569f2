"""A world as it is written in a file: the format, one class an entry.

The annotations are the keys a file may have and the kinds of their values; a key without a default must be given.
"""

from dataclasses import field
from datetime import datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from rollbook.contract.permissions import Permission, Role
from rollbook.vocabulary.groups import LARGEST_LIMIT, LONGEST_HTML
from rollbook.vocabulary.users import IN_PROFILE
from rollbook.worlds.bundles import Duration, Lasting, ListOf, Named, Permissions, References, Tags, TagValues
from rollbook.worlds.entries import Change, Entry, Many, entry
from rollbook.worlds.kinds import ApiKey, Email, Flag, Id, ListedTimeZone, Moment, Number, Text, TimeZone, Word
from rollbook.worlds.nodes import Scalar

ACTIVE_OR_NOT = Word("Active", "Inactive")
NO_PERMISSION = Permission(0)
INSTRUCTOR_LED = "Instructor-Led"
OPEN = frozenset({"Enrolled", "InProgress"})
"""What is still to be completed, and so can be taken back by unenrolling."""


@entry
class Account(Entry):
    """The account itself, found by its name."""

    noun = "an account"
    name: Annotated[str, Text(255)]
    timezone: Annotated[ZoneInfo, TimeZone()]
    api_key: Annotated[str | None, ApiKey()] = None
    status: Annotated[str, ACTIVE_OR_NOT] = "Active"


@entry
class CustomField(Entry):
    """A field that the account's users have besides the profile, found by its name."""

    noun = "a custom field"
    name: Annotated[str, Text(255)]


@entry
class Team(Entry):
    """A team, found by its name."""

    noun = "a team"
    name: Annotated[str, Text(255)]


@entry
class Tag(Entry):
    """A tag that groups have values of, found by its name."""

    noun = "a tag"
    name: Annotated[str, Text(255)]


@entry
class User(Entry):
    """A user, found by e-mail address or employee id; a home group makes the user a member of it."""

    noun = "a user"
    email: Annotated[str | None, Email()] = None
    employee_id: Annotated[str | None, Text(255)] = None
    given_name: Annotated[str, Text(255)] = ""
    surname: Annotated[str, Text(255)] = ""
    role: Annotated[str, Word(*Role)] = Role.LEARNER.value
    status: Annotated[str, ACTIVE_OR_NOT] = "Active"
    home_group: Annotated[str | None, Text(255)] = None
    timezone: Annotated[str | None, ListedTimeZone()] = None
    profile: Annotated[dict[str, Any], Tags(IN_PROFILE)] = field(default_factory=dict)
    custom_fields: Annotated[dict[str, tuple[int, str]], Named(Text(4000))] = field(default_factory=dict)
    teams: Annotated[list[Scalar], References()] = field(default_factory=list)
    supervisors: Annotated[list[Scalar], References()] = field(default_factory=list)
    api_key: Annotated[str | None, ApiKey()] = None


@entry
class Member(Entry):
    """A user's place in a group."""

    noun = "a member"
    user: Annotated[str, Text()]
    permissions: Annotated[Permission, Permissions()] = NO_PERMISSION


@entry
class GroupVariant(Entry):
    """A variant that a group has; `credits` is what is left. One that was removed from the group keeps its credits."""

    noun = "a group's variant"
    id: Annotated[str, Text()]
    requires_credits: Annotated[bool, Flag()] = False
    credits: Annotated[int, Number(0, 2**31 - 1)] = 0
    removed: Annotated[bool, Flag()] = False


@entry
class GroupModule(Entry):
    """A course that a group has; its id or name alone stands for one without the two flags."""

    noun = "a group's learning module"
    id: Annotated[str, Text()]
    allow_self_enroll: Annotated[bool, Flag()] = False
    auto_enroll: Annotated[bool, Flag()] = False


@entry
class UserHelp(Entry):
    """What a group's users are told where they ask for help, under the wire's names."""

    noun = "user help"
    UserHelpOverrideDefault: Annotated[bool | None, Flag()] = None
    UserHelpEnabled: Annotated[bool | None, Flag()] = None
    UserHelpEmail: Annotated[list[str] | None, ListOf(Email())] = None
    UserHelpText: Annotated[str | None, Text(LONGEST_HTML)] = None


@entry
class Group(Entry):
    """A group, found by its name."""

    noun = "a group"
    name: Annotated[str, Text(255)]
    group_id: Annotated[str | None, Text(255)] = None
    status: Annotated[str, ACTIVE_OR_NOT] = "Active"
    description: Annotated[str, Text(LONGEST_HTML)] = ""
    home_group_message: Annotated[str, Text(LONGEST_HTML)] = ""
    notification_emails: Annotated[list[str], ListOf(Email())] = field(default_factory=list)
    user_help: Annotated[UserHelp | None, Change(UserHelp)] = None
    user_limit: Annotated[int | None, Number(0, LARGEST_LIMIT)] = None
    dashboard_set_id: Annotated[str | None, Text(255)] = None
    tags: Annotated[dict[str, tuple[int, list[str]]], Named(TagValues())] = field(default_factory=dict)
    members: Annotated[list[Member], Many(Member)] = field(default_factory=list)
    learning_modules: Annotated[list[GroupModule], Many(GroupModule, short="id")] = field(default_factory=list)
    subscription_variants: Annotated[list[GroupVariant], Many(GroupVariant)] = field(default_factory=list)


@entry
class Details(Entry):
    """Who taught a session and where it is, under the wire's names."""

    noun = "a session's details"
    InstructorType: Annotated[str | None, Word("Internal", "External", "Both")] = None
    InstructorNotes: Annotated[str | None, Text(4000)] = None
    InternalInstructors: Annotated[list[Scalar], References()] = field(default_factory=list)
    ExternalInstructors: Annotated[str | None, Text(4000)] = None
    URL: Annotated[str | None, Text(4000)] = None
    WebinarProvider: Annotated[str | None, Text(255)] = None
    Other: Annotated[str | None, Text(4000)] = None
    Venue: Annotated[str | None, Text(255)] = None
    Room: Annotated[str | None, Text(255)] = None
    Location: Annotated[str | None, Text(255)] = None
    Capacity: Annotated[int | None, Number(0, 2**31 - 1)] = None


@entry
class Session(Entry):
    """A session of an instructor-led course, found by its id, else by its start."""

    noun = "a session"
    id: Annotated[int | None, Id()] = None
    grade_type: Annotated[str, Word("LetterGrade", "PassFail", "Percentage", "None")] = "None"
    starts: Annotated[datetime, Moment(local=True)]
    minutes: Annotated[int | None, Number(0, 5_256_000)] = None
    ends: Annotated[datetime | None, Moment(local=True)] = None
    historical: Annotated[bool, Flag()] = False
    details: Annotated[Details | None, Change(Details)] = None


@entry
class LearningModule(Entry):
    """A course, found by its id, else by its name."""

    noun = "a learning module"
    id: Annotated[int | None, Id()] = None
    name: Annotated[str, Text(255)]
    type: Annotated[str, Word(INSTRUCTOR_LED, "Online", "SCORM", "External")]
    status: Annotated[str, Word("Active", "Inactive", "Archived")] = "Active"
    sessions: Annotated[list[Session], Many(Session)] = field(default_factory=list)


@entry
class Variant(Entry):
    """A variant of a subscription, found by its id, else by its name."""

    noun = "a variant"
    id: Annotated[int | None, Id()] = None
    name: Annotated[str, Text(255)]
    duration: Annotated[Duration, Lasting()]
    status: Annotated[str, ACTIVE_OR_NOT] = "Active"
    learning_modules: Annotated[list[Scalar], References()] = field(default_factory=list)


@entry
class Subscription(Entry):
    """A subscription, found by its id, else by its name."""

    noun = "a subscription"
    id: Annotated[int | None, Id()] = None
    name: Annotated[str, Text(255)]
    description: Annotated[str, Text(4000)] = ""
    status: Annotated[str, ACTIVE_OR_NOT] = "Active"
    variants: Annotated[list[Variant], Many(Variant)] = field(default_factory=list)


@entry
class Enrollment(Entry):
    """An enrolment in a course; its times without an offset are UTC.

    `former` says that the user has left the group since, or the course has: then it stays as history.
    """

    noun = "an enrolment"
    user: Annotated[str, Text()]
    group: Annotated[str, Text()]
    learning_module: Annotated[str, Text()]
    session: Annotated[int | None, Id()] = None
    status: Annotated[str, Word("Enrolled", "InProgress", "NotAttended", "Attended", "Completed")]
    grade: Annotated[str | None, Text(255)] = None
    passed: Annotated[bool | None, Flag()] = None
    tag: Annotated[str | None, Text(255)] = None
    enrolled: Annotated[datetime, Moment(local=False)]
    started: Annotated[datetime | None, Moment(local=False)] = None
    completed: Annotated[datetime | None, Moment(local=False)] = None
    due: Annotated[datetime | None, Moment(local=False, latest=9999)] = None
    access_ends: Annotated[datetime | None, Moment(local=False, latest=9999)] = None
    completion_access_days: Annotated[int | None, Number(0, 36_500)] = None
    former: Annotated[bool, Flag()] = False


@entry
class SubscriptionEnrollment(Entry):
    """An enrolment in a variant, with the period it was given: `unlimited: true`, or an end.

    `former` says that the user has left the group since, or the variant has: then it stays as history.
    """

    noun = "a subscription enrolment"
    user: Annotated[str, Text()]
    group: Annotated[str, Text()]
    variant: Annotated[str, Text()]
    tag: Annotated[str | None, Text(255)] = None
    starts: Annotated[datetime, Moment(local=True)]
    ends: Annotated[datetime | None, Moment(local=True)] = None
    unlimited: Annotated[bool, Flag()] = False
    took_credit: Annotated[bool, Flag()] = False
    former: Annotated[bool, Flag()] = False


@entry
class World(Entry):
    """A whole account: what one file holds."""

    noun = "a world"
    account: Annotated[Account, Change(Account)]
    custom_fields: Annotated[list[CustomField], Many(CustomField, short="name")] = field(default_factory=list)
    teams: Annotated[list[Team], Many(Team, short="name")] = field(default_factory=list)
    tags: Annotated[list[Tag], Many(Tag, short="name")] = field(default_factory=list)
    users: Annotated[list[User], Many(User)] = field(default_factory=list)
    groups: Annotated[list[Group], Many(Group)] = field(default_factory=list)
    learning_modules: Annotated[list[LearningModule], Many(LearningModule)] = field(default_factory=list)
    subscriptions: Annotated[list[Subscription], Many(Subscription)] = field(default_factory=list)
    enrollments: Annotated[list[Enrollment], Many(Enrollment)] = field(default_factory=list)
    subscription_enrollments: Annotated[list[SubscriptionEnrollment], Many(SubscriptionEnrollment)] = field(
        default_factory=list
    )
