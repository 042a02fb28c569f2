"""The format of world files: each kind of thing declared once, for reading, loading and dumping.

A class is a kind of entry, an attribute one of its keys: what it takes, where it is kept, and what it leads to.
"""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from rollbook.contract.permissions import Role
from rollbook.contract.tags import EmailAddress, Flag, Id, Name, OneOf, Text, Whole
from rollbook.contract.text import address_key, name_key
from rollbook.records.write import upserts
from rollbook.vocabulary.groups import LARGEST_LIMIT, LONGEST_HTML
from rollbook.vocabulary.timezones import TimeZone, ZoneName
from rollbook.vocabulary.users import IN_PROFILE
from rollbook.worlds.entries import Entry, Every
from rollbook.worlds.fields import Codes, Document, GivenId, Lasting, Listed, Listing, Many, Mapped, Single, To, Value
from rollbook.worlds.kinds import ApiKey, Moment, TagValue
from rollbook.worlds.on_record import OnRecord
from rollbook.worlds.show import show_moment

ACTIVE_OR_NOT = OneOf("Active", "Inactive")
INSTRUCTOR_LED = "Instructor-Led"
OPEN = frozenset({"Enrolled", "InProgress"})
"""What is still to be completed, and so can be taken back by unenrolling."""
MINUTE = timedelta(minutes=1)
LARGEST = 2**31 - 1


class Account(Entry):
    """The account itself, found by its name."""

    noun, upsert = "an account", upserts.ACCOUNTS
    name = Value(Text(255), needed=True)
    timezone = Value(ZoneName(), needed=True)
    api_key = Value(ApiKey(), column=None)
    status = Value(ACTIVE_OR_NOT, default="Active")


class CustomField(Entry):
    """A field that the account's users have besides the profile, found by its name."""

    noun, upsert, called = "a custom field", upserts.CUSTOM_FIELDS, ("name",)
    id = GivenId()
    name = Value(Name(255), once=True, key="name_key", needed=True)


class Team(Entry):
    """A team, found by its name."""

    noun, upsert, called = "a team", upserts.TEAMS, ("name",)
    id = GivenId()
    name = Value(Name(255), once=True, key="name_key", needed=True)


class Tag(Entry):
    """A tag that groups have values of, found by its name."""

    noun, upsert, called = "a tag", upserts.TAGS, ("name",)
    id = GivenId()
    name = Value(Name(255), once=True, key="name_key", needed=True)


class CustomValue(Entry):
    """What a user has in a custom field."""

    noun, linked = "a custom field", "name"
    name = To("CustomField")
    value = Value(Text(4000))


class CustomValues(Mapped):
    """The custom fields of a user, kept as a document with the names of the fields."""

    def put(self, value: Any, row: dict[str, Any]) -> None:
        """Put the document into its column."""
        row[self.name] = {each.name.name: each.value for each in value}

    def defaults(self) -> upserts.Row:
        """Return an empty document."""
        return {self.name: {}}

    def show(self, row: sa.Row[Any], records: OnRecord) -> Any:
        """Return the document."""
        del records
        return row.custom_fields


class TeamMember(Entry):
    """A user's place in a team."""

    noun, upsert, parent, linked = "a user's team", upserts.TEAM_MEMBERS, "user_id", "team"
    team = To("Team", column="team_id", needed=True)


class Supervisor(Entry):
    """Who supervises a user."""

    noun, upsert, parent, linked = "a supervisor", upserts.SUPERVISORS, "user_id", "supervisor"
    supervisor = To("User", column="supervisor_id", needed=True)


class User(Entry):
    """A user, found by e-mail address or employee id; a home group makes the user a member of it."""

    noun, upsert, called = "a user", upserts.USERS, ("email", "employee_id")
    id = GivenId()
    email = Value(EmailAddress(), once=True, key="email_key")
    employee_id = Value(Text(255), once=True)
    given_name = Value(Text(255), default="")
    surname = Value(Text(255), default="")
    role = Value(OneOf(*map(str, Role)), default=Role.LEARNER.value)
    status = Value(ACTIVE_OR_NOT, default="Active")
    home_group = To("Group", column="home_group_id")
    timezone = Value(TimeZone())
    profile = Document("a profile", {name: Value(tag) for name, tag in IN_PROFILE.items()})
    custom_fields = CustomValues("CustomValue")
    teams = Many("TeamMember", short="team")
    supervisors = Many("Supervisor", short="supervisor")
    api_key = Value(ApiKey(), column=None)

    @classmethod
    def derived(cls, row: upserts.Row) -> upserts.Row:
        """Add what users are listed by, and what their employee ids are compared with e-mail addresses by."""
        name = name_key(f"{row['given_name']} {row['surname']}")
        return {**row, "name_key": name, "address_key": address_key(row["employee_id"])}


class GroupTag(Entry):
    """The values a group has of a tag: a row each."""

    noun, upsert, parent, linked = "a group's tag", upserts.GROUP_TAGS, "group_id", "name"
    name = To("Tag", column="tag_id", needed=True)
    value = Listed(TagValue(), distinct=True, column="tag_value", needed=True)

    def rows(self) -> Iterator[dict[str, Any]]:
        """Yield a row for each value."""
        yield from ({"tag_id": self.name.row, "tag_value": value} for value in self.value)


class GroupTags(Mapped):
    """The tags of a group."""

    def show(self, row: sa.Row[Any], records: OnRecord) -> dict[str, list[str]]:
        """Return the values of each tag, in order."""
        values: dict[str, list[str]] = {}
        for each in records.under(GroupTag, row.id):
            values.setdefault(records.called(Tag, each.tag_id), []).append(each.tag_value)
        return {name: sorted(held) for name, held in values.items()}


class Member(Entry):
    """A user's place in a group."""

    noun, upsert, parent, linked = "a member", upserts.MEMBERSHIPS, "group_id", "user"
    user = To("User", column="user_id", needed=True)
    permissions = Codes()


class GroupModule(Entry):
    """A course that a group has; its id or name alone is short for one that leaves out the two flags."""

    noun, upsert, parent, linked = "a group's learning module", upserts.GROUP_MODULES, "group_id", "id"
    id = To("LearningModule", column="learning_module_id", needed=True)
    allow_self_enroll = Value(Flag(), default=False)
    auto_enroll = Value(Flag(), default=False)


class GroupVariant(Entry):
    """A variant that a group has, with the credits it begins with. One that was removed keeps its own."""

    noun, upsert, parent, linked = "a group's variant", upserts.GROUP_VARIANTS_WITH_BALANCE, "group_id", "id"
    id = To("Variant", column="variant_id", needed=True)
    requires_credits = Value(Flag(), default=False)
    credits = Value(Whole(0, LARGEST), default=0)
    removed = Value(Flag(), default=False)

    def columns(self) -> dict[str, Any]:
        """Return the columns: a group has what it is listed with."""
        return {**super().columns(), "removed": self.removed}


class Group(Entry):
    """A group, found by its name."""

    noun, upsert, called = "a group", upserts.GROUPS, ("name",)
    id = GivenId()
    name = Value(Name(255), once=True, key="name_key", needed=True)
    group_id = Value(Text(255), once=True, column="identifier")
    status = Value(ACTIVE_OR_NOT, default="Active")
    description = Value(Text(LONGEST_HTML), default="")
    home_group_message = Value(Text(LONGEST_HTML), default="")
    notification_emails = Listed(EmailAddress(), default=[])
    user_help = Document(
        "user help",
        {
            "UserHelpOverrideDefault": Value(Flag()),
            "UserHelpEnabled": Value(Flag()),
            "UserHelpEmail": Listed(EmailAddress()),
            "UserHelpText": Value(Text(LONGEST_HTML)),
        },
    )
    user_limit = Value(Whole(0, LARGEST_LIMIT))
    dashboard_set_id = Value(Text(255))
    tags = GroupTags("GroupTag")
    members = Many("Member")
    learning_modules = Many("GroupModule", short="id")
    subscription_variants = Many("GroupVariant")


class Session(Entry):
    """A session of an instructor-led course, found by its id, else by its start."""

    noun, upsert, parent, called, alike = "a session", upserts.SESSIONS, "learning_module_id", ("id",), "starts"
    id = Value(Id(), once=True)
    grade_type = Value(OneOf("LetterGrade", "PassFail", "Percentage", "None"), default="None")
    starts = Value(Moment(local=True), column="starts_at", needed=True)
    minutes = Value(Whole(0, 5_256_000), column=None)
    ends = Value(Moment(local=True), column=None)
    historical = Value(Flag(), default=False)
    details = Document(
        "a session's details",
        {
            "InstructorType": Value(OneOf("Internal", "External", "Both")),
            "InstructorNotes": Value(Text(4000)),
            "InternalInstructors": Listing("User"),
            "ExternalInstructors": Value(Text(4000)),
            "URL": Value(Text(4000)),
            "WebinarProvider": Value(Text(255)),
            "Other": Value(Text(4000)),
            "Venue": Value(Text(255)),
            "Room": Value(Text(255)),
            "Location": Value(Text(255)),
            "Capacity": Value(Whole(0, LARGEST)),
        },
    )

    def columns(self) -> dict[str, Any]:
        """Return the columns, with the end that one of the two gives."""
        return {**super().columns(), "ends_at": self.ends or self.starts + (self.minutes or 0) * MINUTE}

    @classmethod
    def computed(cls, row: sa.Row[Any], records: OnRecord) -> Mapping[str, Any]:
        """Return how many minutes it lasts, or when it ends if they are no whole number."""
        minutes, rest = divmod(row.ends_at - row.starts_at, MINUTE)
        return {"ends": show_moment(row.ends_at, records.zone)} if rest else {"minutes": minutes}


class LearningModule(Entry):
    """A course, found by its id, else by its name."""

    noun, upsert, called, alike = "a learning module", upserts.LEARNING_MODULES, ("id", "name"), "name"
    id = Value(Id(), once=True)
    name = Value(Text(255), needed=True)
    type = Value(OneOf(INSTRUCTOR_LED, "Online", "SCORM", "External"), needed=True)
    status = Value(OneOf("Active", "Inactive", "Archived"), default="Active")
    sessions = Many("Session")


class VariantModule(Entry):
    """A course that a variant contains."""

    noun, upsert, parent, linked = "a variant's learning module", upserts.VARIANT_MODULES, "variant_id", "id"
    id = To("LearningModule", column="learning_module_id", needed=True)


class Variant(Entry):
    """A variant of a subscription, found by its id, else by its name."""

    noun, upsert, parent, called, alike = "a variant", upserts.VARIANTS, "subscription_id", ("id", "name"), "name"
    id = Value(Id(), once=True)
    name = Value(Text(255), needed=True)
    duration = Lasting(needed=True)
    status = Value(ACTIVE_OR_NOT, default="Active")
    learning_modules = Many("VariantModule", short="id")


class Subscription(Entry):
    """A subscription, found by its id, else by its name."""

    noun, upsert, alike = "a subscription", upserts.SUBSCRIPTIONS, "name"
    id = Value(Id(), once=True)
    name = Value(Text(255), needed=True)
    description = Value(Text(4000), default="")
    status = Value(ACTIVE_OR_NOT, default="Active")
    variants = Many("Variant")


class Enrollment(Entry):
    """An enrolment in a course; its times without an offset are UTC.

    `former` says that the user has left the group since, or the course has: then it stays as history.
    """

    noun, upsert = "an enrolment", upserts.ENROLLMENTS
    id = GivenId()
    user = To("User", column="user_id", needed=True)
    group = To("Group", column="group_id", needed=True)
    learning_module = To("LearningModule", column="learning_module_id", needed=True)
    session = To("Session", column="session_id")
    status = Value(OneOf("Enrolled", "InProgress", "NotAttended", "Attended", "Completed"), needed=True)
    grade = Value(Text(255))
    passed = Value(Flag())
    tag = Value(Text(255))
    enrolled = Value(Moment(), column="enrolled_at", needed=True)
    started = Value(Moment(), column="started_at")
    completed = Value(Moment(), column="completed_at")
    due = Value(Moment(latest=9999), column="due_at")
    access_ends = Value(Moment(latest=9999), column="access_ends_at")
    completion_access_days = Value(Whole(0, 36_500))
    former = Value(Flag(), column=None, default=False)

    @property
    def is_open(self) -> bool:
        """Whether it is still to be completed."""
        return self.status in OPEN

    def columns(self) -> dict[str, Any]:
        """Return the columns; what a status cannot have goes with it."""
        result = {} if self.status == "Completed" else dict.fromkeys(("grade", "passed", "completed_at"))
        return {**result, **super().columns(), "open": self.is_open}

    @classmethod
    def computed(cls, row: sa.Row[Any], records: OnRecord) -> Mapping[str, Any]:
        """Return whether the user or the course has left the group since."""
        is_there = records.is_tied(GroupModule, row.group_id, row.learning_module_id)
        return {"former": not (is_there and records.is_tied(Member, row.group_id, row.user_id))}


class SubscriptionEnrollment(Entry):
    """An enrolment in a variant, with the period it was given: `unlimited: true`, or an end.

    `former` says that the user has left the group since, or the variant has: then it stays as history.
    """

    noun, upsert = "a subscription enrolment", upserts.SUBSCRIPTION_ENROLLMENTS
    id = GivenId()
    user = To("User", column="user_id", needed=True)
    group = To("Group", column="group_id", needed=True)
    variant = To("Variant", column="variant_id", needed=True)
    tag = Value(Text(255))
    starts = Value(Moment(local=True), column="starts_at", needed=True)
    ends = Value(Moment(local=True), column="ends_at")
    unlimited = Value(Flag(), default=False)
    took_credit = Value(Flag(), default=False)
    former = Value(Flag(), column=None, default=False)

    def columns(self) -> dict[str, Any]:
        """Return the columns, with the subscription and both sides of the period."""
        period = {"ends_at": self.ends, "unlimited": self.unlimited}
        return {**super().columns(), **period, "subscription_id": self.variant.around.row}

    @classmethod
    def computed(cls, row: sa.Row[Any], records: OnRecord) -> Mapping[str, Any]:
        """Return whether the user or the variant has left the group since."""
        is_there = records.is_tied(GroupVariant, row.group_id, row.variant_id)
        return {"former": not (is_there and records.is_tied(Member, row.group_id, row.user_id))}


class World(Entry):
    """A whole account: what one file holds. `every` has all its entries by their kinds."""

    __slots__ = ("every",)
    every: Every

    noun = "a world"
    account = Single("Account")
    custom_fields = Many("CustomField", short="name")
    teams = Many("Team", short="name")
    tags = Many("Tag", short="name")
    users = Many("User")
    groups = Many("Group", long=True)
    learning_modules = Many("LearningModule", long=True)
    subscriptions = Many("Subscription", long=True)
    enrollments = Many("Enrollment")
    subscription_enrollments = Many("SubscriptionEnrollment")
