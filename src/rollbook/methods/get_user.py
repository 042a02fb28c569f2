"""getUser: all that is known of one user."""

from rollbook.contract.answers import Info
from rollbook.contract.checks import no_administrator
from rollbook.contract.errors import Error, Source
from rollbook.contract.method import Report
from rollbook.contract.permissions import MANAGE_USERS
from rollbook.contract.rows import Either, Row
from rollbook.contract.rules import Allow, Find
from rollbook.contract.tags import EmailAddress, Id, Text
from rollbook.vocabulary.known_user import KnownUser

NO_USER = Error("GU:03", "The user requested does not exist", Source.REC)
OUT_OF_REACH = Error("GU:04", "The user requested is not accessible through the API.", Source.PHP)
DENIED = Error("GU:51", "The required permissions are not met to call the getUser method.", Source.OURS)
NOT_NAMED = Error("GU:52", "No Email, EmployeeID or ID was provided.", Source.OURS)


class User(Row):
    """The user asked for; a malformed identifier matches no user."""

    Identifier = Either(
        Email=EmailAddress(
            error=NO_USER, about="the user's e-mail address, compared without case", sample="dana.brown@finashoes.com"
        ),
        EmployeeID=Text(255, error=NO_USER, about="the user's employee id, compared exactly", sample="FS-1001"),
        ID=Id(error=NO_USER, about="the id that listUsers and getUser show", sample="382713520119808000"),
        absent=NOT_NAMED,
        about="the user",
    )


class GetUser(Report):
    """Show one user."""

    known = (
        "Request from the vendor's page; answer from a recording of 2015, its newer tags from a client;"
        " two codes known, the others ours."
    )
    access, denied = MANAGE_USERS, DENIED
    container, row = "User", User
    rules = (
        Find("user", "user", by="Identifier", error=NO_USER),
        no_administrator(OUT_OF_REACH),
        Allow(within="home_group", error=OUT_OF_REACH),
    )
    read = "user"
    info = Info(KnownUser, item="User")
