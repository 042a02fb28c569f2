"""updateUser. Made by `make client` from the contract; do not edit."""

from collections.abc import Sequence
from typing import Literal, Unpack

from msgspec import field

from rollbook.client.answers import ChangeResult
from rollbook.client.async_calls import AsyncCalls
from rollbook.client.sync_calls import Calls
from rollbook.client.wire import Found, Given, Handling, Method, Number, Plain


class Identifier(Given, kw_only=True):
    """The user."""

    email: str | None = field(name="Email", default=None)
    """The user's e-mail address, compared without case. E-mail address, at most 254 characters."""
    employee_id: str | None = field(name="EmployeeID", default=None)
    """The user's employee id, compared exactly. Text, at most 255 characters."""


class Info(Given, kw_only=True):
    """Who the user is, and how the user is reached."""

    email: str | None = field(name="Email", default=None)
    """The e-mail address; no one else in the account may have it. E-mail address, at most 254 characters."""
    employee_id: str | None = field(name="EmployeeID", default=None)
    """The employee id; no one else in the account may have it. Text, at most 255 characters."""
    given_name: str | None = field(name="GivenName", default=None)
    """The first name. Text, at most 255 characters."""
    surname: str | None = field(name="Surname", default=None)
    """The family name. Text, at most 255 characters."""
    password: str | None = field(name="Password", default=None)
    """With it the user signs in to the console; ends their earlier sign-ins. Text, 8 to 255 characters; only a hash of
    it is kept."""
    timezone: str | None = field(name="Timezone", default=None)
    """The user's time zone; by default the account's for a new user. Provided name of the vendor's list of time zones,
    in any case."""
    learner_notifications: bool | None = field(name="LearnerNotifications", default=None)
    """Whether the user wants weekly reminders; by default 1 for a new user."""
    supervisor_notifications: bool | None = field(name="SupervisorNotifications", default=None)
    """Whether the user wants weekly reports on supervised users; by default 1 for a new user."""
    send_email_to: Literal["Supervisor", "Self", "Alternate"] | None = field(name="SendEmailTo", default=None)
    """Who gets the user's mail; by default Self for a new user."""
    alternate_email: str | None = field(name="AlternateEmail", default=None)
    """The address used when SendEmailTo is Alternate. E-mail address, at most 254 characters."""
    authentication_type: Literal["SmarterU", "External", "Both"] | None = field(name="AuthenticationType", default=None)
    """How the user logs in elsewhere; by default SmarterU for a new user."""


class Supervisor(Given, kw_only=True):
    """A supervisor, as on the vendor's page; clients send just the e-mail address or the employee id."""

    supervisor_email: str | None = field(name="SupervisorEmail", default=None)
    """The supervisor's e-mail address. E-mail address, at most 254 characters."""
    supervisor_employee_id: str | None = field(name="SupervisorEmployeeID", default=None)
    """The supervisor's employee id. Text, at most 255 characters."""
    supervisor_action: Literal["Add", "Remove"] | None = field(name="SupervisorAction", default=None)
    """Whether the supervisor is added or removed; by default added."""


class Team(Given, kw_only=True):
    """A team; clients send just its name."""

    team_name: str | None = field(name="TeamName", default=None)
    """The name of a team, compared without case and with inner blanks folded. Text, at most 255 characters."""
    team_action: Literal["Add", "Remove"] | None = field(name="TeamAction", default=None)
    """Whether the user joins or leaves; by default joins."""


class CustomField(Given, kw_only=True):
    """The value of one of the account's custom fields, in the vendor's tags or in shorter ones."""

    name: str | None = field(name="Name", default=None)
    """The field's name, compared without case and with inner blanks folded. Text, at most 255 characters."""
    custom_field_name: str | None = field(name="CustomFieldName", default=None)
    """The field's name, compared without case and with inner blanks folded. Text, at most 255 characters."""
    value: Number | None = field(name="Value", default=None)
    """The value. Text, at most 4000 characters."""
    custom_field_value: Number | None = field(name="CustomFieldValue", default=None)
    """The value. Text, at most 4000 characters."""


class Roles(Given, kw_only=True):
    """A container whose content is not known, so it must be empty."""


class Profile(Given, kw_only=True):
    """What else is known of the user."""

    supervisors: Sequence[Supervisor | str | Plain] | None = field(name="Supervisors", default=None)
    """Who supervises the user; an entry may be just the e-mail address or employee id. Container of up to 10,000
    Supervisor."""
    organization: str | None = field(name="Organization", default=None)
    """The organisation's name; it is free text here. Text, at most 255 characters."""
    teams: Sequence[Team | str | Plain] | None = field(name="Teams", default=None)
    """The user's teams; an entry may be just the name. Container of up to 10,000 Team."""
    custom_fields: Sequence[CustomField | Plain] | None = field(name="CustomFields", default=None)
    """Values of the account's custom fields; fields that are not listed keep theirs. Container of up to 10,000
    CustomField."""
    language: str | None = field(name="Language", default=None)
    """The user's language; by default English for a new user. Text, at most 255 characters."""
    status: Literal["Active", "Inactive"] | None = field(name="Status", default=None)
    """Whether the user may call and be enrolled; by default Active for a new user."""
    title: str | None = field(name="Title", default=None)
    """The job title. Text, at most 255 characters."""
    division: str | None = field(name="Division", default=None)
    """The division in which the user works. Text, at most 255 characters."""
    allow_feedback: bool | None = field(name="AllowFeedback", default=None)
    """Whether the user may give feedback; by default 1 for a new user."""
    phone_primary: str | None = field(name="PhonePrimary", default=None)
    """A telephone number. Text, at most 255 characters."""
    phone_alternate: str | None = field(name="PhoneAlternate", default=None)
    """A second telephone number. Text, at most 255 characters."""
    phone_mobile: str | None = field(name="PhoneMobile", default=None)
    """A mobile number. Text, at most 255 characters."""
    fax: str | None = field(name="Fax", default=None)
    """A fax number. Text, at most 255 characters."""
    website: str | None = field(name="Website", default=None)
    """The user's website. Text, at most 255 characters."""
    address1: str | None = field(name="Address1", default=None)
    """Street and number. Text, at most 255 characters."""
    address2: str | None = field(name="Address2", default=None)
    """Further lines of the address. Text, at most 255 characters."""
    city: str | None = field(name="City", default=None)
    """The city. Text, at most 255 characters."""
    province: str | None = field(name="Province", default=None)
    """The province or state. Text, at most 255 characters."""
    country: Literal["Canada", "United States", "International"] | None = field(name="Country", default=None)
    """The country."""
    postal_code: str | None = field(name="PostalCode", default=None)
    """The postal code. Text, at most 255 characters."""
    send_mail_to: Literal["Personal", "Organization"] | None = field(name="SendMailTo", default=None)
    """Where letters go; by default Personal for a new user."""
    roles: Roles | Plain | None = field(name="Roles", default=None)
    """Learning plans; the content is not known, so it must be empty."""
    receive_notifications: bool | None = field(name="ReceiveNotifications", default=None)
    """Whether the user wants other messages; by default 1 for a new user."""
    home_group: str | None = field(name="HomeGroup", default=None)
    """The home group: one of the user's groups; a new user's is by default the first of them. Text, at most 255
    characters."""


PermissionCode = Literal[
    "MANAGE_GROUP",
    "CREATE_COURSE",
    "MANAGE_GROUP_COURSES",
    "MANAGE_USERS",
    "MANAGE_GROUP_USERS",
    "VIEW_LEARNER_RESULTS",
    "PROCTOR",
    "MARKER",
    "INSTRUCTOR",
]


class Permission(Given, kw_only=True):
    """What the user may do in the group, or may not."""

    action: Literal["Grant", "Deny"] | None = field(name="Action", default=None)
    """Whether it is granted or denied; by default granted."""
    code: PermissionCode = field(name="Code")
    """The permission. Without it the row is refused with UU:78."""


class Group(Given, kw_only=True):
    """A group that the user joins or leaves, and changes to what they may do there."""

    group_name: str | None = field(name="GroupName", default=None)
    """The group's name, compared without case and with inner blanks folded. Text, at most 255 characters."""
    group_id: str | None = field(name="GroupID", default=None)
    """The group's own identifier, compared exactly. Text, at most 255 characters."""
    group_action: Literal["Add", "Remove"] | None = field(name="GroupAction", default=None)
    """Whether the user is added or removed; by default added."""
    group_permissions: Sequence[Permission | Plain] | None = field(name="GroupPermissions", default=None)
    """What the user may do there; only those who manage the group may change it. Container of up to 18 Permission."""


class Venues(Given, kw_only=True):
    """A container whose content is not known, so it must be empty."""


class Wages(Given, kw_only=True):
    """A container whose content is not known, so it must be empty."""


class Answer(Found, kw_only=True):
    """A user who was created or changed, by both identifiers."""

    email: str | None = field(name="Email", default=None)
    employee_id: str | None = field(name="EmployeeID", default=None)


Code = Literal[
    "UU:51",
    "UU:52",
    "UU:80",
    "UU:53",
    "UU:54",
    "UU:55",
    "UU:56",
    "UU:57",
    "UU:58",
    "UU:59",
    "UU:62",
    "UU:63",
    "UU:64",
    "UU:65",
    "UU:66",
    "UU:67",
    "UU:68",
    "UU:74",
    "UU:81",
    "UU:78",
    "UU:75",
    "UU:76",
    "UU:77",
    "UU:69",
    "UU:60",
    "UU:61",
    "UU:82",
    "UU:83",
    "UU:85",
    "UU:79",
    "UU:70",
    "UU:84",
    "UU:71",
    "UU:72",
    "UU:73",
]
"""The method's codes."""
METHOD: Method[Answer, Code] = Method(
    name="updateUser",
    kind="change",
    container="User",
    denied="UU:51",
    lists={
        "Profile/Supervisors": "Supervisor",
        "Profile/Teams": "Team",
        "Profile/CustomFields": "CustomField",
        "Groups": "Group",
        "Groups/GroupPermissions": "Permission",
    },
    answer=Answer,
)


class Call(Calls):
    """Adds the method to a client."""

    def update_user(
        self,
        *,
        identifier: Identifier | Plain,
        info: Info | Plain | None = None,
        profile: Profile | Plain | None = None,
        groups: Sequence[Group | Plain] = (),
        venues: Venues | Plain | None = None,
        wages: Wages | Plain | None = None,
        **how: Unpack[Handling],
    ) -> ChangeResult[Answer, Code]:
        """Change a user, wholly or not at all. Administrators and owners are out of reach.

        What is known of it: Request from the vendor's page and a client; answer recorded; one code from a client, the
        others ours.

        identifier: The user. Without it the row is refused with UU:52.

        info: Who the user is, and how the user is reached.

        profile: What else is known of the user.

        groups: The groups the user is to be in; in each, a caller below administrator must manage users. Container of
        up to 10,000 Group.

        venues: A container whose content is not known, so it must be empty.

        wages: A container whose content is not known, so it must be empty.
        """
        return self._change(
            METHOD,
            {
                "Identifier": identifier,
                "Info": Info() if info is None else info,
                "Profile": Profile() if profile is None else profile,
                "Groups": groups,
                "Venues": venues,
                "Wages": wages,
            },
            how,
        )


class AsyncCall(AsyncCalls):
    """Adds the method to a client."""

    async def update_user(
        self,
        *,
        identifier: Identifier | Plain,
        info: Info | Plain | None = None,
        profile: Profile | Plain | None = None,
        groups: Sequence[Group | Plain] = (),
        venues: Venues | Plain | None = None,
        wages: Wages | Plain | None = None,
        **how: Unpack[Handling],
    ) -> ChangeResult[Answer, Code]:
        """Change a user, wholly or not at all. Administrators and owners are out of reach.

        What is known of it: Request from the vendor's page and a client; answer recorded; one code from a client, the
        others ours.

        identifier: The user. Without it the row is refused with UU:52.

        info: Who the user is, and how the user is reached.

        profile: What else is known of the user.

        groups: The groups the user is to be in; in each, a caller below administrator must manage users. Container of
        up to 10,000 Group.

        venues: A container whose content is not known, so it must be empty.

        wages: A container whose content is not known, so it must be empty.
        """
        return await self._change(
            METHOD,
            {
                "Identifier": identifier,
                "Info": Info() if info is None else info,
                "Profile": Profile() if profile is None else profile,
                "Groups": groups,
                "Venues": venues,
                "Wages": wages,
            },
            how,
        )
