"""Groups on the wire: the tags that createGroup and updateGroup share, declared once."""

from collections.abc import Mapping
from typing import Any

from rollbook.contract.checks import no_administrator
from rollbook.contract.errors import Error
from rollbook.contract.nodes import Node
from rollbook.contract.permissions import ASSIGN, ENROLL, MANAGE_USERS
from rollbook.contract.rows import Choice, Either, Many, Part, Row, check_length
from rollbook.contract.rules import Allow, Distinct, Find, Found, Holds, Require, Rule, Today, demand
from rollbook.contract.tags import EmailAddress, Flag, Id, OneOf, Tag, Text, Whole
from rollbook.contract.tags import Name as FoldedName
from rollbook.vocabulary.identifiers import GroupId
from rollbook.vocabulary.identifiers import GroupName as GroupNameTag
from rollbook.vocabulary.users import ADD_OR_REMOVE, permissions

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
    78 User {item} - The permission '{Code}' with the action '{Action}' is not valid.
"""
"""The errors that both methods share, with the same numbers. Source: OURS, all of them; the vendor's are not known."""

Errors = Mapping[str, Error]
REQUIRES_CREDITS = (
    "whether an enrolment in it takes a credit of the group; by default 0 for a new variant. Only administrators and"
    " owners can set it. For others it stays, and a new variant requires credits if it does in a group they manage"
)
LONGEST_HTML = 65_535
ADDS_COURSE, ADDS_VARIANT = ("LearningModuleAction", "Add"), ("SubscriptionVariantAction", "Add")
LARGEST_LIMIT = 2**31 - 1
MOST_TAGS, MOST_TAG_VALUES, MOST_HELPERS = 100, 1_000, 100
"""Tags in one list, values of one of them, and addresses for help. Source: OURS."""
HELP = ("UserHelpOverrideDefault", "UserHelpEnabled", "UserHelpEmail", "UserHelpText")
"""The tags that say how a group's users get help; they are stored together, by these names."""


class GroupName(Row):
    """A group that was created or changed, by its name and its identifier."""

    Group = Text(sample="Sales")
    GroupID = Text(sample="sales")


class Separated(Tag[list[str]]):
    """Up to `most` values in one text, with commas between them, each read by the tag `of`; empty ones are dropped."""

    def __init__(self, of: Tag[str], *, most: int, **options: Any) -> None:
        super().__init__(**options)
        self.of = of
        self.most = most
        self.kind = f"list of up to {most:,} values with commas between them, each {of.kind}"

    def gather(self, node: Node) -> str:
        """Return the text; refuse the call where it has too many values."""
        text: str = super().gather(node)
        check_length(node, "values", text.count(",") + 1, self.most)
        return text

    def read(self, text: str) -> list[str]:
        """Return the values."""
        return [self.of.read(each) for part in text.split(",") if (each := part.strip())]


GREETING = "a greeting to users whose home group it is; may contain HTML"
HELPERS = "help@finashoes.com, gita.manager@finashoes.com"
STATUS = "whether the group is in use; it can be made inactive only while it has no active users"


def _identifier(unnamed: Error) -> Choice:
    name = "its current name, compared without case and with inner blanks folded"
    return Choice(
        Name=GroupNameTag(error=unnamed, about=name),
        GroupID=GroupId(error=unnamed),
        absent=unnamed,
        needed=True,
        about="the group",
    )


def group_row(errors: Errors, *, new: bool) -> type[Row]:
    """Make the row of a group. A new group needs a name; the lists of an existing group have actions."""
    other, unnamed = errors["54"], errors["52" if new else "80"]

    class Group(Row):
        """The group, and what is in it."""

        if not new:
            Identifier = _identifier(unnamed)
        Name = FoldedName(
            255,
            error=errors["52"],
            absent=unnamed if new else None,
            sample="Evening shift" if new else "Sales",
            about=GroupNameTag.about,
        )
        GroupID = Text(255, error=errors["53"], sample="evening" if new else "sales", about=GroupId.about)
        Status = OneOf("Active", "Inactive", any_case=True, error=other, about=STATUS)
        Description = Text(
            LONGEST_HTML, error=other, about="what the group is for; may contain HTML", sample="Everyone who sells"
        )
        HomeGroupMessage = Text(LONGEST_HTML, error=other, about=GREETING, sample="Welcome to Sales")
        NotificationEmails = Many(
            "NotificationEmail",
            EmailAddress(error=errors["58"], about="an e-mail address", sample="gita.manager@finashoes.com"),
            about="who gets notices about the group; the list replaces the current one",
        )
        UserHelpOverrideDefault = Flag(
            error=other, about="whether the group has help settings of its own instead of the account's", sample="1"
        )
        UserHelpEnabled = Flag(error=other, about="whether its users can ask for help", sample="1")
        UserHelpEmail = Separated(
            EmailAddress(), most=MOST_HELPERS, error=other, about="the addresses they write to", sample=HELPERS
        )
        UserHelpText = Text(LONGEST_HTML, error=other, about="the text they are shown", sample="Ask at the counter")
        Tags2 = _tags(errors)
        UserLimit = Part(
            _limit_row(errors), about="how many users the group may have; checked whenever users are added"
        )
        Users = Many("User", _user_row(errors, new=new), needed=True, about="users who join, and users who leave")
        LearningModules = Many(
            "LearningModule",
            _learning_module_row(errors, new=new),
            needed=True,
            about="courses that are assigned to the group, and courses that are removed from it",
        )
        SubscriptionVariants = Many(
            "SubscriptionVariant",
            _variant_row(errors, new=new),
            needed=not new,
            about="variants that are assigned to the group, and variants that are removed; their credits are kept",
        )
        DashboardSetID = Text(
            255, error=other, about="the dashboard of the group's users; stored, but without effect", sample="12"
        )

    return Group


def _tags(errors: Errors) -> Many:
    row = tag_row(errors["59"], unknown=errors["60"])
    return Many("Tag2", row, most=MOST_TAGS, about="the group's tags; tags that are not listed do not change")


def tag_row(unreadable: Error, *, unknown: Error | None = None) -> type[Row]:
    """Make the row of a tag with some of its values; an unknown TagID is refused if `unknown` is set."""

    class Tag2(Row):
        """A tag, and some of the values it can have."""

        Tag = Either(
            TagName=FoldedName(
                255,
                error=unreadable,
                about="the tag's name, compared without case and with inner blanks folded",
                sample="Region",
            ),
            TagID=Id(error=unreadable, about="the tag's id, as getGroup shows it", sample="4"),
            absent=unreadable,
            about="the tag",
        )
        TagValues = Separated(
            Text(255),
            most=MOST_TAG_VALUES,
            error=unreadable,
            about="values of the tag, separated by commas",
            sample="North",
        )
        rules = (Find("tag", "tag", by="Tag", error={"TagID": unknown}),) if unknown else ()

    return Tag2


def _limit_row(errors: Errors) -> type[Row]:
    class UserLimit(Row):
        """How many users the group may have."""

        Enabled = Flag(error=errors["57"], about="whether there is a limit", sample="1")
        Amount = Whole(
            0, LARGEST_LIMIT, error=errors["57"], about="the limit: how many users, whatever their status", sample="100"
        )

    return UserLimit


def _user_row(errors: Errors, *, new: bool) -> type[Row]:
    not_found, other = errors["61"], errors["63"]
    adds = () if new else (("UserAction", "Add"),)
    enrolls: tuple[Rule, ...] = ()
    if new:
        enrolls = (Holds("may_enroll", ENROLL, among="membership", of="user", error=errors["76"]),)

    class User(Row):
        """A user who joins or leaves the group, and what they may do in it."""

        Person = Either(
            Email=EmailAddress(
                error=not_found,
                about="the user's e-mail address, compared without case",
                sample="dana.brown@finashoes.com",
            ),
            EmployeeID=Text(255, error=not_found, about="the user's employee id, compared exactly", sample="FS-1001"),
            absent=not_found,
            about="the user; a caller who is no administrator must have access to them",
        )
        if not new:
            UserAction = OneOf(
                *ADD_OR_REMOVE,
                any_case=True,
                error=other,
                absent=other,
                about="whether the user is to be in the group; a member may be added again",
                sample="Add",
            )
        HomeGroup = Flag(
            error=other, about="if 1, the group becomes the user's home group; ignored in a removal", sample="1"
        )
        Permissions = permissions(errors, "changes to what the user may do in the group")
        rules = (
            Find("user", "user_in_reach", by="Person", error=not_found),
            no_administrator(errors["62"]),
            *enrolls,
            Allow(within="home_group", holding=MANAGE_USERS, where=(*adds, ("HomeGroup", True)), error=errors["64"]),
            Distinct(of=("user",), error=errors["65"]),
        )

    return User


def _learning_module_row(errors: Errors, *, new: bool) -> type[Row]:
    not_found, other = errors["66"], errors["67"]
    adds = () if new else (ADDS_COURSE,)

    class LearningModule(Row):
        """A course that is assigned to the group, or removed from it."""

        ID = Id(error=not_found, absent=not_found, about="the course's id", sample="3860")
        if not new:
            LearningModuleAction = OneOf(
                *ADD_OR_REMOVE,
                any_case=True,
                error=other,
                absent=other,
                about="whether the group is to have the course; it may be added again",
                sample="Add",
            )
        AllowSelfEnroll = Flag(
            error=other,
            about="whether the group's users may enrol themselves; by default 0 for a new course",
            sample="1",
        )
        AutoEnroll = Flag(
            error=other,
            about="whether the group's users are to be enrolled automatically; by default 0 for a new course",
            sample="0",
        )
        rules = (
            Find("learning_module", "learning_module", by="ID", error=not_found),
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
    not_found, other = errors["69"], errors["70"]
    adds = () if new else (ADDS_VARIANT,)

    class SubscriptionVariant(Row):
        """A subscription variant that is assigned to the group, or removed from it."""

        ID = Id(error=not_found, absent=not_found, about="the subscription variant's id", sample="16")
        if not new:
            SubscriptionVariantAction = OneOf(
                *ADD_OR_REMOVE,
                any_case=True,
                error=other,
                absent=other,
                about="whether the group is to have the variant; it may be added again",
                sample="Add",
            )
        RequiresCredits = Flag(
            error=other,
            about=REQUIRES_CREDITS,
            sample="0",
        )
        rules = (
            Find("variant", "variant", by="ID", error=not_found),
            Holds("may_assign", ASSIGN, among="group_variant", of="variant", where=adds, error=errors["75"]),
            Holds("costs_credits", ASSIGN, among="group_variant", of="variant", having="requires_credits"),
            Distinct(of=("variant",), error=errors["71"]),
        )

    return SubscriptionVariant


def limit_is_complete(error: Error) -> Require:
    """Demand a UserLimit, if given, that is complete: off, or on with an amount."""

    words = "UserLimit has Enabled as 1 without an Amount, or an Amount without Enabled"

    @demand(error, words, "UserLimit")
    def is_complete(row: Any, _: Found, __: Today) -> bool:
        limit = row.UserLimit
        is_on, has_amount = bool(limit.Enabled), limit.Amount is not None
        return limit.Enabled is False or is_on == has_amount

    return is_complete


def obstacles(errors: Errors) -> dict[str, Error]:
    """Return the obstacles that only the writer of a group can meet, each with its error."""
    return {"group_full": errors["72"], "group_in_use": errors["73"]}
