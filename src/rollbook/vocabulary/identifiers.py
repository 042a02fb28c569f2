"""The identifiers that contracts share, each with its description and a sample."""

from typing import Any

from rollbook.contract.errors import Error
from rollbook.contract.rows import Choice
from rollbook.contract.tags import EmailAddress, Id, Name, Text
from rollbook.vocabulary import headers


class UserEmail(EmailAddress):
    """A user's e-mail address."""

    about = "the user's e-mail address, compared without case"
    sample = "dana.brown@finashoes.com"
    synonyms = headers.EMAIL


class ShortText(Text):
    """Text of at most 255 characters."""

    def __init__(self, **options: Any) -> None:
        super().__init__(255, **options)


class EmployeeId(ShortText):
    """A user's employee id."""

    about = "the user's employee id, compared exactly"
    sample = "FS-1001"
    synonyms = headers.EMPLOYEE_ID


class UniqueName(Name):
    """A name that only one thing of its kind has in the account."""

    def __init__(self, *, about: str, **options: Any) -> None:
        about += ", compared without case and with inner blanks folded"
        super().__init__(255, about=about, **options)


class GroupName(Name):
    """A group's name."""

    about = "the group's name, compared without case and with inner blanks folded"
    sample = "Sales"
    synonyms = headers.GROUP_NAME

    def __init__(self, **options: Any) -> None:
        super().__init__(255, **options)


class GroupId(ShortText):
    """A group's own identifier."""

    about = "the group's own identifier, compared exactly"
    sample = "sales"
    synonyms = headers.GROUP_ID


class LearningModuleId(Id):
    """A course's id."""

    about = "the course's id"
    sample = "3860"
    synonyms = headers.COURSE_ID


class SessionId(Id):
    """A session's id."""

    about = "the session's id"
    sample = "501"
    synonyms = headers.SESSION_ID


class VariantId(Id):
    """A subscription variant's id."""

    about = "the subscription variant's id"
    sample = "16"
    synonyms = headers.VARIANT_ID


def user(
    email: Error, employee_id: Error | None = None, *, absent: Error, of: type[Choice] = Choice, needed: bool = False
) -> Choice:
    """Make the choice of a user's identifiers, each with the error for a malformed one; by default the same."""
    other = employee_id or email
    return of(
        absent=absent, needed=needed, about="the user", Email=UserEmail(error=email), EmployeeID=EmployeeId(error=other)
    )


def known_user(unknown: Error, *, absent: Error) -> Choice:
    """Make the container that names a user in any way; what cannot be an identifier is unknown."""
    return Choice(
        absent=absent,
        needed=True,
        about="the user",
        Email=UserEmail(error=unknown),
        EmployeeID=EmployeeId(error=unknown),
        ID=Id(error=unknown, about="the id as listUsers and getUser return it", sample="382713520119808000"),
    )


def group(
    name: Error,
    identifier: Error | None = None,
    *,
    absent: Error,
    of: type[Choice] = Choice,
    about: str = "the group in which the enrolment happens; the user must be a member of it",
) -> Choice:
    """Make the choice of a group's identifiers, each with the error for a malformed one; by default the same."""
    other = identifier or name
    return of(absent=absent, about=about, GroupName=GroupName(error=name), GroupID=GroupId(error=other))
