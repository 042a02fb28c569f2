"""Groups on the wire: the tags that createGroup and updateGroup share, declared once."""

from collections.abc import Mapping
from typing import Any

from rollbook.contract.checks import no_administrator
from rollbook.contract.errors import Error
from rollbook.contract.permissions import ASSIGN, ENROLL, MANAGE_USERS
from rollbook.contract.rows import Choice, Either, Many, Part, Row
from rollbook.contract.rules import Allow, Distinct, Find, Found, Holds, Require, Rule, Today, demand
from rollbook.contract.tags import EmailAddress, Flag, Id, OneOf, Tag, Text, Whole
from rollbook.contract.tags import Name as FoldedName
from rollbook.vocabulary.users import ADD_OR_REMOVE, permission_row

GROUP_ERRORS = """
    52 The Name provided is not valid.
    53 The GroupID provided is not valid.
    54 The {tag} provided is not valid.
    55 Another group has the Name provided.
    56 Another group has the GroupID provided.
    57 The UserLimit provided is not valid. Enabled as 1 needs an Amount, and an Amount needs Enabled.
    58 A NotificationEmail provided is not valid.
    59 Tag {item} - The TagID, TagName or TagValues provided is not valid.
    60 Tag {item} - '{TagID}' is not a valid tag.
    61 User {item} - '{Email}{EmployeeID}' is not a valid user.
    62 User {item} - '{Email}{EmployeeID}' is an administrator or owner, and cannot be changed via the API.
    63 User {item} - The {tag} provided is not valid.
    64 User {item} - You do not have permissions to change the user's home group.
    65 User {item} - The user was named before.
    66 Learning module {item} - '{ID}' is not a valid learning module.
    67 Learning module {item} - The {tag} provided is not valid.
    68 Learning module {item} - The learning module was named before.
    69 Subscription variant {item} - '{ID}' is not a valid subscription variant.
    70 Subscription variant {item} - The {tag} provided is not valid.
    71 Subscription variant {item} - The subscription variant was named before.
    72 The group '{GroupName}' would have more users than its limit allows.
    73 The group cannot be inactive while active users are in it.
    74 Learning module {item} - You do not have permissions to assign the learning module '{ID}'.
    75 Subscription variant {item} - You do not have permissions to assign the subscription variant '{ID}'.
    78 User {item} - '{Action} {Code}' is not a valid permission.
"""
"""What both methods answer with under the same numbers. Source: OURS, all of it; their tables are not known."""

Errors = Mapping[str, Error]
LONGEST_HTML = 65_535
ADDS_COURSE, ADDS_VARIANT = ("LearningModuleAction", "Add"), ("SubscriptionVariantAction", "Add")
LARGEST_LIMIT = 2**31 - 1
HELP = ("UserHelpOverrideDefault", "UserHelpEnabled", "UserHelpEmail", "UserHelpText")
"""The tags about whom a group's users ask for help; the records keep them together, by these names."""


class GroupName(Row):
    """A group that was made or changed, by both of its names."""

    Group = Text(sample="Sales")
    GroupID = Text(sample="sales")


class Separated(Tag[list[str]]):
    """Several values in one text with commas between them, each such as the tag `of` reads; empty ones are dropped."""

    def __init__(self, of: Tag[str], **options: Any) -> None:
        super().__init__(**options)
        self.of = of
        self.kind = f"list with commas between its values, each {of.kind}"

    def read(self, text: str) -> list[str]:
        """Return the values."""
        return [self.of.read(each) for part in text.split(",") if (each := part.strip())]


def group_row(errors: Errors, *, new: bool) -> type[Row]:
    """Make the row of a group. A new one needs a name; in one that is on record the lists have actions."""
    other, unnamed = errors["54"], errors["52" if new else "80"]

    class Group(Row):
        """The group, and what is in it."""

        if not new:
            Identifier = Choice(
                Name=FoldedName(255, error=unnamed), GroupID=Text(255, error=unnamed), absent=unnamed, needed=True
            )
        Name = FoldedName(
            255, error=errors["52"], absent=unnamed if new else None, sample="Evening shift" if new else ""
        )
        GroupID = Text(255, error=errors["53"], sample="evening" if new else "")
        Status = OneOf("Active", "Inactive", any_case=True, error=other)
        Description = Text(LONGEST_HTML, error=other)
        HomeGroupMessage = Text(LONGEST_HTML, error=other)
        NotificationEmails = Many("NotificationEmail", EmailAddress(error=errors["58"]))
        UserHelpOverrideDefault = Flag(error=other)
        UserHelpEnabled = Flag(error=other)
        UserHelpEmail = Separated(EmailAddress(), error=other)
        UserHelpText = Text(LONGEST_HTML, error=other)
        Tags2 = Many("Tag2", tag_row(errors["59"], unknown=errors["60"]))
        UserLimit = Part(_limit_row(errors))
        Users = Many("User", _user_row(errors, new=new), needed=True)
        LearningModules = Many("LearningModule", _learning_module_row(errors, new=new), needed=True)
        SubscriptionVariants = Many("SubscriptionVariant", _variant_row(errors, new=new), needed=not new)
        DashboardSetID = Text(255, error=other)

    return Group


def tag_row(unreadable: Error, *, unknown: Error | None = None) -> type[Row]:
    """Make the row of a tag with some of its values; an unknown TagID is refused if there is an error for it."""

    class Tag2(Row):
        """A tag, and some of the values it can have."""

        Tag = Either(TagName=FoldedName(255, error=unreadable), TagID=Id(error=unreadable), absent=unreadable)
        TagValues = Separated(Text(255), error=unreadable)
        rules = (Find("tag", "tag", by="Tag", error={"TagID": unknown}),) if unknown else ()

    return Tag2


def _limit_row(errors: Errors) -> type[Row]:
    class UserLimit(Row):
        """How many users the group may have."""

        Enabled = Flag(error=errors["57"])
        Amount = Whole(0, LARGEST_LIMIT, error=errors["57"])

    return UserLimit


def _user_row(errors: Errors, *, new: bool) -> type[Row]:
    nobody, other = errors["61"], errors["63"]
    adds = () if new else (("UserAction", "Add"),)
    enrolls: tuple[Rule, ...] = ()
    if new:
        enrolls = (Holds("may_enroll", ENROLL, among="membership", of="user", error=errors["76"]),)

    class User(Row):
        """A user who is to be in the group, or no longer, and what the user may do in it."""

        Person = Either(Email=EmailAddress(error=nobody), EmployeeID=Text(255, error=nobody), absent=nobody)
        if not new:
            UserAction = OneOf(*ADD_OR_REMOVE, any_case=True, error=other, absent=other)
        HomeGroup = Flag(error=other)
        Permissions = Many("Permission", permission_row(errors))
        rules = (
            Find("user", "user_in_reach", by="Person", error=nobody),
            no_administrator(errors["62"]),
            *enrolls,
            Allow(within="home_group", holding=MANAGE_USERS, where=(*adds, ("HomeGroup", True)), error=errors["64"]),
            Distinct(of=("user",), error=errors["65"]),
        )

    return User


def _learning_module_row(errors: Errors, *, new: bool) -> type[Row]:
    nothing, other = errors["66"], errors["67"]
    adds = () if new else (ADDS_COURSE,)

    class LearningModule(Row):
        """A course that the group is to have, or no longer."""

        ID = Id(error=nothing, absent=nothing)
        if not new:
            LearningModuleAction = OneOf(*ADD_OR_REMOVE, any_case=True, error=other, absent=other)
        AllowSelfEnroll = Flag(error=other)
        AutoEnroll = Flag(error=other)
        rules = (
            Find("learning_module", "learning_module", by="ID", error=nothing),
            Holds(
                "may_assign",
                ASSIGN,
                among="group_learning_module",
                of="learning_module",
                where=adds,
                error=errors["74"],
            ),
            Distinct(of=("learning_module",), error=errors["68"]),
        )

    return LearningModule


def _variant_row(errors: Errors, *, new: bool) -> type[Row]:
    nothing, other = errors["69"], errors["70"]
    adds = () if new else (ADDS_VARIANT,)

    class SubscriptionVariant(Row):
        """A subscription variant that the group is to have, or no longer."""

        ID = Id(error=nothing, absent=nothing)
        if not new:
            SubscriptionVariantAction = OneOf(*ADD_OR_REMOVE, any_case=True, error=other, absent=other)
        RequiresCredits = Flag(error=other)
        rules = (
            Find("variant", "variant", by="ID", error=nothing),
            Holds("may_assign", ASSIGN, among="group_variant", of="variant", where=adds, error=errors["75"]),
            Holds("costs_credits", ASSIGN, among="group_variant", of="variant", having="requires_credits"),
            Distinct(of=("variant",), error=errors["71"]),
        )

    return SubscriptionVariant


def limit_is_whole(error: Error) -> Require:
    """Demand of a UserLimit that says anything that it says all: off, or on with an amount."""

    words = "UserLimit has Enabled as 1 without an Amount, or an Amount without Enabled"

    @demand(error, words, "UserLimit")
    def is_whole(row: Any, _: Found, __: Today) -> bool:
        limit = row.UserLimit
        is_on, has_amount = bool(limit.Enabled), limit.Amount is not None
        return limit.Enabled is False or is_on == has_amount

    return is_whole


def obstacles(errors: Errors) -> dict[str, Error]:
    """Return what only the writer of a group can find out, with its errors."""
    return {"group_full": errors["72"], "group_in_use": errors["73"]}
