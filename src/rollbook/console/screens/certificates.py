"""Certificates: as PDF for those who may see the record, and verified by anybody who has one."""

from http import HTTPStatus

from rollbook.console.certificates import Certificate, UnprintableError, make_pdf
from rollbook.console.responses import Ended, File, Page, not_found
from rollbook.console.routes import anyone, screen
from rollbook.console.screens.persons import context
from rollbook.console.visits import PREFIX, Guest, Visit
from rollbook.records.keys.seals import code_of, find_secret, is_sealed, make_secret, read_code
from rollbook.records.read.certified import GOOD, read_certified
from rollbook.records.read.person_pages import read_enrolment
from rollbook.web.request import HttpRequest

PDF = "application/pdf"
NO_FONT = "The name has characters that no font of the server has. Ask the operator to install one that has them. ({})"
UNKNOWN = "No certificate has this code. Compare it with the one on the paper."
DID = {"Completed": "has completed", "Attended": "has attended"}


@screen("/enrollments/<number>/certificate", anyone)
def certificate(visit: Visit, number: str) -> File:
    """Return the certificate of a record that was completed or attended, for paper of the size that is asked for."""
    found = read_enrolment(visit.connection, context(visit), visit.id(number))
    certified = None if found is None else read_certified(visit.connection, visit.account, found["id"])
    if found is None or certified is None or found["status"] not in GOOD:
        raise not_found()
    zone = visit.sign_in.zone
    day = certified.day.astimezone(zone) if certified.day is not None else visit.request.received_at
    made = Certificate(
        title="Certificate",
        account=certified.account,
        name=certified.name,
        did=DID[certified.status],
        course=certified.course,
        day=f"{day:%Y-%m-%d}",
        facts=[("Grade", certified.grade)] if certified.grade else [],
        address=f"{_origin(visit.request)}{PREFIX}/verify/{_code(visit, found['id'])}",
        printed=f"Printed on {visit.request.received_at.astimezone(zone):%Y-%m-%d} by {visit.sign_in.name}",
        paper="us-letter" if visit.query.get("paper") == "letter" else "a4",
    )
    try:
        return File(f"certificate-{found['id']}.pdf", PDF, [make_pdf(made)], is_shown=True)
    except UnprintableError as error:
        raise Ended(HTTPStatus.UNPROCESSABLE_ENTITY, "Not printable", NO_FONT.format(error)) from None


def _code(visit: Visit, enrollment: int) -> str:
    secret = find_secret(visit.connection, visit.account)
    if secret is None:
        visit.close()
        with visit.desk.database.writing() as connection:
            secret = make_secret(connection, visit.account)
    return code_of(secret, visit.account, enrollment)


def _origin(request: HttpRequest) -> str:
    return f"{'https' if request.is_secure else 'http'}://{request.headers.get('host', 'localhost')}"


@screen("/verify/<code>", None)
def verify(guest: Guest, code: str) -> Page:
    """Show what is on record of a certificate: valid, or since when it is not."""
    read = read_code(code)
    if read is None:
        raise _unknown()
    with guest.desk.database.reading() as connection:
        is_ours = is_sealed(find_secret(connection, read.account), read)
        certified = read_certified(connection, read.account, read.enrollment) if is_ours else None
    if certified is None:
        raise _unknown()
    return Page("verify.html", "Certificate", {"certified": certified, "now": guest.request.received_at})


def _unknown() -> Ended:
    return Ended(HTTPStatus.NOT_FOUND, "Not found", UNKNOWN)
