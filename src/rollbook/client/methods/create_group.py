"""createGroup. Made by `make client` from the contract; do not edit."""

from collections.abc import Sequence
from typing import Literal, Unpack

from msgspec import field

from rollbook.client.answers import ChangeResult
from rollbook.client.async_calls import AsyncCalls
from rollbook.client.sync_calls import Calls
from rollbook.client.wire import Found, Given, Handling, Id, Method, Number, Plain


class Tag2(Given, kw_only=True):
    """A tag, and some of the values it can have."""

    tag_name: str | None = field(name="TagName", default=None)
    """The tag's name, compared without case and with inner blanks folded. Text, at most 255 characters."""
    tag_id: Id | None = field(name="TagID", default=None)
    """The tag's id, as getGroup shows it. Whole number, 1 to 2^63-1."""
    tag_values: str | None = field(name="TagValues", default=None)
    """Values of the tag, separated by commas. List of up to 1,000 values with commas between them, each text, at most
    255 characters."""


class UserLimit(Given, kw_only=True):
    """How many users the group may have."""

    enabled: bool | None = field(name="Enabled", default=None)
    """Whether there is a limit."""
    amount: int | None = field(name="Amount", default=None)
    """The limit: how many users, whatever their status. Whole number, 0 to 2147483647."""


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
    """The permission. Without it the row is refused with CG:78."""


class User(Given, kw_only=True):
    """A user who joins or leaves the group, and what they may do in it."""

    email: str | None = field(name="Email", default=None)
    """The user's e-mail address, compared without case. E-mail address, at most 254 characters."""
    employee_id: str | None = field(name="EmployeeID", default=None)
    """The user's employee id, compared exactly. Text, at most 255 characters."""
    home_group: bool | None = field(name="HomeGroup", default=None)
    """If 1, the group becomes the user's home group; ignored in a removal."""
    permissions: Sequence[Permission | Plain] | None = field(name="Permissions", default=None)
    """Changes to what the user may do in the group. Container of up to 18 Permission."""


class LearningModule(Given, kw_only=True):
    """A course that is assigned to the group, or removed from it."""

    id: Id = field(name="ID")
    """The course's id. Whole number, 1 to 2^63-1. Without it the row is refused with CG:66."""
    allow_self_enroll: bool | None = field(name="AllowSelfEnroll", default=None)
    """Whether the group's users may enrol themselves; by default 0 for a new course."""
    auto_enroll: bool | None = field(name="AutoEnroll", default=None)
    """Whether the group's users are to be enrolled automatically; by default 0 for a new course."""


class SubscriptionVariant(Given, kw_only=True):
    """A subscription variant that is assigned to the group, or removed from it."""

    id: Id = field(name="ID")
    """The subscription variant's id. Whole number, 1 to 2^63-1. Without it the row is refused with CG:69."""
    requires_credits: bool | None = field(name="RequiresCredits", default=None)
    """Whether an enrolment in it takes a credit of the group; by default 0 for a new variant. Only administrators and
    owners can set it. For others it stays, and a new variant requires credits if it does in a group they manage."""


class Answer(Found, kw_only=True):
    """A group that was created or changed, by its name and its identifier."""

    group: str | None = field(name="Group", default=None)
    group_id: str | None = field(name="GroupID", default=None)


Code = Literal[
    "CG:51",
    "CG:52",
    "CG:53",
    "CG:54",
    "CG:58",
    "CG:59",
    "CG:60",
    "CG:57",
    "CG:61",
    "CG:63",
    "CG:78",
    "CG:62",
    "CG:76",
    "CG:64",
    "CG:65",
    "CG:66",
    "CG:67",
    "CG:74",
    "CG:68",
    "CG:69",
    "CG:70",
    "CG:75",
    "CG:71",
    "CG:55",
    "CG:56",
    "CG:72",
    "CG:73",
]
"""The method's codes."""
METHOD: Method[Answer, Code] = Method(
    name="createGroup",
    kind="change",
    container="Group",
    denied="CG:51",
    lists={
        "NotificationEmails": "NotificationEmail",
        "Tags2": "Tag2",
        "Users": "User",
        "Users/Permissions": "Permission",
        "LearningModules": "LearningModule",
        "SubscriptionVariants": "SubscriptionVariant",
    },
    answer=Answer,
)


class Call(Calls):
    """Adds the method to a client."""

    def create_group(
        self,
        *,
        name: str,
        group_id: str | None = None,
        status: Literal["Active", "Inactive"] | None = None,
        description: str | None = None,
        home_group_message: str | None = None,
        notification_emails: Sequence[str] | None = None,
        user_help_override_default: bool | None = None,
        user_help_enabled: bool | None = None,
        user_help_email: str | None = None,
        user_help_text: str | None = None,
        tags2: Sequence[Tag2 | Plain] | None = None,
        user_limit: UserLimit | Plain | None = None,
        users: Sequence[User | Plain] = (),
        learning_modules: Sequence[LearningModule | Plain] = (),
        subscription_variants: Sequence[SubscriptionVariant | Plain] | None = None,
        dashboard_set_id: Number | None = None,
        **how: Unpack[Handling],
    ) -> ChangeResult[Answer, Code]:
        """Make a group. A caller who is no administrator or owner becomes a member of it, with MANAGE_GROUP.

        A caller who may enrol in no group so far gets MANAGE_GROUP_COURSES instead.

        What is known of it: Request from the vendor's page and a client; answer from a client; codes ours.

        name: The group's name, compared without case and with inner blanks folded. Text, at most 255 characters.
        Without it the row is refused with CG:52.

        group_id: The group's own identifier, compared exactly. Text, at most 255 characters.

        status: Whether the group is in use; it can be made inactive only while it has no active users.

        description: What the group is for; may contain HTML. Text, at most 65535 characters.

        home_group_message: A greeting to users whose home group it is; may contain HTML. Text, at most 65535
        characters.

        notification_emails: Who gets notices about the group; the list replaces the current one. Container of up to
        10,000 NotificationEmail.

        user_help_override_default: Whether the group has help settings of its own instead of the account's.

        user_help_enabled: Whether its users can ask for help.

        user_help_email: The addresses they write to. List of up to 100 values with commas between them, each e-mail
        address, at most 254 characters.

        user_help_text: The text they are shown. Text, at most 65535 characters.

        tags2: The group's tags; tags that are not listed do not change. Container of up to 100 Tag2.

        user_limit: How many users the group may have; checked whenever users are added.

        users: Users who join, and users who leave. Container of up to 10,000 User.

        learning_modules: Courses that are assigned to the group, and courses that are removed from it. Container of up
        to 10,000 LearningModule.

        subscription_variants: Variants that are assigned to the group, and variants that are removed; their credits are
        kept. Container of up to 10,000 SubscriptionVariant.

        dashboard_set_id: The dashboard of the group's users; stored, but without effect. Text, at most 255 characters.
        """
        return self._change(
            METHOD,
            {
                "Name": name,
                "GroupID": group_id,
                "Status": status,
                "Description": description,
                "HomeGroupMessage": home_group_message,
                "NotificationEmails": notification_emails,
                "UserHelpOverrideDefault": user_help_override_default,
                "UserHelpEnabled": user_help_enabled,
                "UserHelpEmail": user_help_email,
                "UserHelpText": user_help_text,
                "Tags2": tags2,
                "UserLimit": user_limit,
                "Users": users,
                "LearningModules": learning_modules,
                "SubscriptionVariants": subscription_variants,
                "DashboardSetID": dashboard_set_id,
            },
            how,
        )


class AsyncCall(AsyncCalls):
    """Adds the method to a client."""

    async def create_group(
        self,
        *,
        name: str,
        group_id: str | None = None,
        status: Literal["Active", "Inactive"] | None = None,
        description: str | None = None,
        home_group_message: str | None = None,
        notification_emails: Sequence[str] | None = None,
        user_help_override_default: bool | None = None,
        user_help_enabled: bool | None = None,
        user_help_email: str | None = None,
        user_help_text: str | None = None,
        tags2: Sequence[Tag2 | Plain] | None = None,
        user_limit: UserLimit | Plain | None = None,
        users: Sequence[User | Plain] = (),
        learning_modules: Sequence[LearningModule | Plain] = (),
        subscription_variants: Sequence[SubscriptionVariant | Plain] | None = None,
        dashboard_set_id: Number | None = None,
        **how: Unpack[Handling],
    ) -> ChangeResult[Answer, Code]:
        """Make a group. A caller who is no administrator or owner becomes a member of it, with MANAGE_GROUP.

        A caller who may enrol in no group so far gets MANAGE_GROUP_COURSES instead.

        What is known of it: Request from the vendor's page and a client; answer from a client; codes ours.

        name: The group's name, compared without case and with inner blanks folded. Text, at most 255 characters.
        Without it the row is refused with CG:52.

        group_id: The group's own identifier, compared exactly. Text, at most 255 characters.

        status: Whether the group is in use; it can be made inactive only while it has no active users.

        description: What the group is for; may contain HTML. Text, at most 65535 characters.

        home_group_message: A greeting to users whose home group it is; may contain HTML. Text, at most 65535
        characters.

        notification_emails: Who gets notices about the group; the list replaces the current one. Container of up to
        10,000 NotificationEmail.

        user_help_override_default: Whether the group has help settings of its own instead of the account's.

        user_help_enabled: Whether its users can ask for help.

        user_help_email: The addresses they write to. List of up to 100 values with commas between them, each e-mail
        address, at most 254 characters.

        user_help_text: The text they are shown. Text, at most 65535 characters.

        tags2: The group's tags; tags that are not listed do not change. Container of up to 100 Tag2.

        user_limit: How many users the group may have; checked whenever users are added.

        users: Users who join, and users who leave. Container of up to 10,000 User.

        learning_modules: Courses that are assigned to the group, and courses that are removed from it. Container of up
        to 10,000 LearningModule.

        subscription_variants: Variants that are assigned to the group, and variants that are removed; their credits are
        kept. Container of up to 10,000 SubscriptionVariant.

        dashboard_set_id: The dashboard of the group's users; stored, but without effect. Text, at most 255 characters.
        """
        return await self._change(
            METHOD,
            {
                "Name": name,
                "GroupID": group_id,
                "Status": status,
                "Description": description,
                "HomeGroupMessage": home_group_message,
                "NotificationEmails": notification_emails,
                "UserHelpOverrideDefault": user_help_override_default,
                "UserHelpEnabled": user_help_enabled,
                "UserHelpEmail": user_help_email,
                "UserHelpText": user_help_text,
                "Tags2": tags2,
                "UserLimit": user_limit,
                "Users": users,
                "LearningModules": learning_modules,
                "SubscriptionVariants": subscription_variants,
                "DashboardSetID": dashboard_set_id,
            },
            how,
        )
