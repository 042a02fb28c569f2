"""People on the wire: the tags that createUser, updateUser and getUser share, declared once."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from rollbook.contract.errors import Error, Source, error_table
from rollbook.contract.permissions import Permission
from rollbook.contract.rows import Either, Many, Part, Row
from rollbook.contract.rules import Allow, Distinct, Find, Rule
from rollbook.contract.tags import EmailAddress, Flag, Name, OneOf, Tag, Text, Texts, Unreadable
from rollbook.vocabulary import headers
from rollbook.vocabulary.timezones import TimeZone

PROFILE_ERRORS = """
    53 The Email provided is not valid.
    54 The EmployeeID provided is not valid.
    55 The GivenName provided is not valid.
    56 The Surname provided is not valid.
    57 The Password provided is not valid. A password has 8 characters at least.
    58 The Timezone '{Timezone}' is not valid. It has to be a provided name of the list of time zones.
    59 The {tag} provided is not valid.
    60 The Email '{Email}' belongs to another user.
    61 The EmployeeID '{EmployeeID}' belongs to another user.
    62 Supervisor {item} - '{SupervisorEmail}{SupervisorEmployeeID}' is not a valid user.
    63 Supervisor {item} - The SupervisorAction is not valid. Valid actions are 'Add' or 'Remove'.
    64 Team {item} - '{TeamName}' is not a valid team.
    65 Team {item} - The TeamAction is not valid. Valid actions are 'Add' or 'Remove'.
    66 Custom field {item} - '{Name}{CustomFieldName}' is not a valid custom field.
    67 Custom field {item} - The Value provided is not valid.
    68 The HomeGroup '{HomeGroup}' is not a valid group.
    70 The home group has to be one of the user's groups.
    71 SendEmailTo is 'Self', but the user has no Email.
    72 SendEmailTo is 'Alternate', but the user has no AlternateEmail.
    73 SendEmailTo is 'Supervisor', but no supervisor of the user has an email address.
    74 Group {item} - '{GroupName}{GroupID}' is not a valid group.
    75 Group {item} - You do not have permissions to assign users to the group.
    76 Group {item} - You do not have permissions to grant or deny permissions in the group.
    77 Group {item} - The group was named before.
    78 Group {item} - The permission '{Code}' with the action '{Action}' is not valid.
    79 The group '{GroupName}' has as many users as its limit allows.
    84 The group '{GroupName}' is inactive, and takes no active user.
"""
"""The errors that both methods share, with the same numbers. Source: OURS, all of them; the vendor's are not known."""

Errors = Mapping[str, Error]
ADD_OR_REMOVE = ("Add", "Remove")


USER_GROUPS = "the groups the user is to be in; in each, a caller below administrator must manage users"


class AddOrRemove(OneOf):
    """Whether an entry is added or removed."""

    sample = "Add"

    def __init__(self, **options: Any) -> None:
        super().__init__(*ADD_OR_REMOVE, any_case=True, **options)


class TeamName(Name):
    """The name of a team."""

    about = "the name of a team, compared without case and with inner blanks folded"
    sample = "First aid"

    def __init__(self, **options: Any) -> None:
        super().__init__(255, **options)


class Secret(Text):
    """Text of which only a hash is kept; the stored call has it masked."""

    synonyms = headers.PASSWORD

    def __init__(self, least: int, most: int, **options: Any) -> None:
        super().__init__(most, **options)
        self.least = least
        self.kind = f"text, {least} to {most} characters; only a hash of it is kept"

    def read(self, text: str) -> str:
        """Return the text itself."""
        if len(text) < self.least:
            raise ValueError
        return super().read(text)


def secret_in(row: type[Row], texts: Texts) -> str | None:
    """Return the secret in the texts of a row; None where there is none, or a malformed one."""
    for name, tag in row.tags.items():
        sent = texts.get(name)
        if sent and isinstance(tag, Part) and (found := secret_in(tag.row, sent)) is not None:
            return found
        if sent and isinstance(tag, Secret):
            with suppress(Unreadable):
                return str(tag.value(sent))
    return None


class Nothing(Row):
    """A container whose content is not known, so it must be empty. Clients send it empty."""


EMPLOYEE_ID = "the employee id; no one else in the account may have it"


def _name(error: Error, about: str, sample: str, synonyms: tuple[str, ...], *, new: bool) -> Text:
    absent = error if new else None
    return Text(255, error=error, absent=absent, about=about, sample=sample, synonyms=synonyms)


def info_row(errors: Errors, *, new: bool) -> type[Row]:
    """Make the row of a user's Info; a new user needs a name."""
    other = errors["59"]

    class Info(Row):
        """Who the user is, and how the user is reached."""

        Email = EmailAddress(
            error=errors["53"],
            about="the e-mail address; no one else in the account may have it",
            sample="dana.white@finashoes.com",
            synonyms=headers.EMAIL,
        )
        EmployeeID = _name(errors["54"], EMPLOYEE_ID, "FS-2001", headers.EMPLOYEE_ID, new=False)
        GivenName = _name(errors["55"], "the first name", "Dana", headers.GIVEN_NAME, new=new)
        Surname = _name(errors["56"], "the family name", "White", headers.SURNAME, new=new)
        Password = Secret(
            8,
            255,
            error=errors["57"],
            about="with it the user signs in to the console" + ("" if new else "; ends their earlier sign-ins"),
            sample="correct horse",
        )
        Timezone = TimeZone(
            error=errors["58"],
            about="the user's time zone; by default the account's for a new user",
            sample="US/Pacific",
        )
        LearnerNotifications = Flag(
            error=other, about="whether the user wants weekly reminders; by default 1 for a new user", sample="1"
        )
        SupervisorNotifications = Flag(
            error=other,
            about="whether the user wants weekly reports on supervised users; by default 1 for a new user",
            sample="0",
        )
        SendEmailTo = OneOf(
            "Supervisor",
            "Self",
            "Alternate",
            any_case=True,
            error=other,
            about="who gets the user's mail; by default Self for a new user",
            sample="Self",
        )
        AlternateEmail = EmailAddress(
            error=other, about="the address used when SendEmailTo is Alternate", sample="dana@home.example"
        )
        AuthenticationType = OneOf(
            "SmarterU",
            "External",
            "Both",
            any_case=True,
            error=other,
            about="how the user logs in elsewhere; by default SmarterU for a new user",
            sample="SmarterU",
        )

    return Info


STATUS = "whether the user may call and be enrolled; by default Active for a new user"
SEND_MAIL_TO = "where letters go; by default Personal for a new user"


def profile_row(errors: Errors) -> type[Row]:
    """Make the row of a user's Profile."""
    other = errors["59"]

    class Profile(Row):
        """What else is known of the user."""

        Supervisors = Many(
            "Supervisor",
            _supervisor_row(errors),
            about="who supervises the user; an entry may be just the e-mail address or employee id",
        )
        Organization = Text(
            255, error=other, about="the organisation's name; it is free text here", sample="Fina Shoes"
        )
        Teams = Many("Team", _team_row(errors), about="the user's teams; an entry may be just the name")
        CustomFields = Many(
            "CustomField",
            _custom_field_row(errors),
            about="values of the account's custom fields; fields that are not listed keep theirs",
        )
        Language = Text(
            255, error=other, about="the user's language; by default English for a new user", sample="English"
        )
        Status = OneOf("Active", "Inactive", any_case=True, error=other, about=STATUS)
        Title = Text(255, error=other, about="the job title", sample="Shop manager", synonyms=headers.JOB)
        Division = Text(255, error=other, about="the division in which the user works", sample="Retail")
        AllowFeedback = Flag(
            error=other, about="whether the user may give feedback; by default 1 for a new user", sample="1"
        )
        PhonePrimary = Text(255, error=other, about="a telephone number", sample="204 555 0100", synonyms=headers.PHONE)
        PhoneAlternate = Text(255, error=other, about="a second telephone number", sample="204 555 0101")
        PhoneMobile = Text(255, error=other, about="a mobile number", sample="204 555 0102", synonyms=headers.MOBILE)
        Fax = Text(255, error=other, about="a fax number", sample="204 555 0103")
        Website = Text(255, error=other, about="the user's website", sample="https://dana.example")
        Address1 = Text(255, error=other, about="street and number", sample="12 Shoe Street", synonyms=headers.STREET)
        Address2 = Text(255, error=other, about="further lines of the address", sample="back door")
        City = Text(255, error=other, about="the city", sample="Winnipeg", synonyms=headers.CITY)
        Province = Text(255, error=other, about="the province or state", sample="Manitoba")
        Country = OneOf(
            "Canada", "United States", "International", any_case=True, error=other, about="the country", sample="Canada"
        )
        PostalCode = Text(255, error=other, about="the postal code", sample="R3C 0V8", synonyms=headers.POSTAL_CODE)
        SendMailTo = OneOf("Personal", "Organization", any_case=True, error=other, about=SEND_MAIL_TO)
        Roles = Part(Nothing, about="learning plans; the content is not known, so it must be empty")
        ReceiveNotifications = Flag(
            error=other, about="whether the user wants other messages; by default 1 for a new user", sample="1"
        )
        HomeGroup = Name(
            255,
            error=errors["68"],
            about="the home group: one of the user's groups; a new user's is by default the first of them",
            sample="Sales",
        )

    return Profile


def _supervisor_row(errors: Errors) -> type[Row]:
    not_found = errors["62"]

    class Supervisor(Row):
        """A supervisor, as on the vendor's page; clients send just the e-mail address or the employee id."""

        plain = staticmethod(lambda text: {"SupervisorEmail" if "@" in text else "SupervisorEmployeeID": text})
        User = Either(
            SupervisorEmail=EmailAddress(
                error=not_found, about="the supervisor's e-mail address", sample="gita.manager@finashoes.com"
            ),
            SupervisorEmployeeID=Text(255, error=not_found, about="the supervisor's employee id", sample="FS-3"),
            about="the supervisor",
        )
        SupervisorAction = OneOf(
            *ADD_OR_REMOVE,
            any_case=True,
            error=errors["63"],
            about="whether the supervisor is added or removed; by default added",
            sample="Add",
        )
        rules = (Find("supervisor", "known_user", by="User", error=not_found),)

    return Supervisor


def _team_row(errors: Errors) -> type[Row]:
    class Team(Row):
        """A team; clients send just its name."""

        plain = staticmethod(lambda text: {"TeamName": text})
        TeamName = TeamName(error=errors["64"])
        TeamAction = AddOrRemove(error=errors["65"], about="whether the user joins or leaves; by default joins")
        rules = (Find("team", "team", by="TeamName", error=errors["64"]),)

    return Team


FIELD_NAME = "the field's name, compared without case and with inner blanks folded"


def _custom_field_row(errors: Errors) -> type[Row]:
    class CustomField(Row):
        """The value of one of the account's custom fields, in the vendor's tags or in shorter ones."""

        Field = Either(
            Name=Name(255, error=errors["66"], about=FIELD_NAME, sample="Shoe size"),
            CustomFieldName=Name(255, error=errors["66"], about=FIELD_NAME, sample="Shoe size"),
            absent=errors["66"],
            about="the field",
        )
        Held = Either(
            Value=Text(4000, error=errors["67"], about="the value", sample="38"),
            CustomFieldValue=Text(4000, error=errors["67"], about="the value", sample="38"),
            about="the value",
        )
        rules = (Find("custom_field", "custom_field", by="Field", error=errors["66"]),)

    return CustomField


def permissions(
    errors: Errors, about: str = "what the user may do there; only those who manage the group may change it"
) -> Many:
    """Make the list of a user's permissions in a group, each granted or denied; by default granted."""

    class GroupPermission(Row):
        """What the user may do in the group, or may not."""

        Action = OneOf(
            "Grant",
            "Deny",
            any_case=True,
            error=errors["78"],
            about="whether it is granted or denied; by default granted",
            sample="Grant",
        )
        Code = OneOf(
            *Permission.__members__,
            any_case=True,
            error=errors["78"],
            absent=errors["78"],
            about="the permission",
            sample="VIEW_LEARNER_RESULTS",
        )

    return Many("Permission", GroupPermission, most=2 * len(Permission), about=about)


def group_rules(errors: Errors) -> tuple[Rule, ...]:
    """Return the rules for an entry in a user's list of groups; its choice is called Group."""
    return (
        Find("group", "group", by="Group", error=errors["74"]),
        Allow(within="group", error=errors["75"]),
        Allow(within="group", holding=Permission.MANAGE_GROUP, given="GroupPermissions", error=errors["76"]),
        Distinct(of=("group",), error=errors["77"]),
    )


_OURS = error_table("", Source.OURS, PROFILE_ERRORS)
_TAGS = info_row(_OURS, new=False).tags | profile_row(_OURS).tags
IN_COLUMNS = ("Email", "EmployeeID", "GivenName", "Surname", "Timezone", "Status", "HomeGroup")
"""The tags that have a column each; lists are stored as links to what they name."""
IN_PROFILE: Mapping[str, Tag[Any]] = {
    name: tag for name, tag in _TAGS.items() if name not in IN_COLUMNS and not isinstance(tag, Secret | Part | Many)
}
"""The tags that are stored together in one document, under their names on the wire."""

DEFAULTS: Mapping[str, Any] = {
    "Language": "English",
    "AllowFeedback": True,
    "AuthenticationType": "SmarterU",
    "SendMailTo": "Personal",
    "SendEmailTo": "Self",
    "LearnerNotifications": True,
    "SupervisorNotifications": True,
    "ReceiveNotifications": True,
}
"""The defaults that are shown of a user. Source: REC, except for ReceiveNotifications."""


class UserName(Row):
    """A user who was created or changed, by both identifiers."""

    Email = EmailAddress(sample="dana.brown@finashoes.com")
    EmployeeID = Text(sample="FS-1001")
