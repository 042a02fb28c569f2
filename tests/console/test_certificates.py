"""Certificates: who gets one, what it says, and what becomes of it when the record changes."""

import re
import zlib
from collections.abc import Callable

import pytest

from rollbook.records.tables import calls, enrollments, users
from tests.console.visitors import DANA, GITA, LENA, OLGA, Visitor
from tests.seed_calls import OLGA as OLGAS_KEYS
from tests.seed_calls import session_package
from tests.served import Served

Sign = Callable[[str], Visitor]


@pytest.fixture
def used(fina: Served) -> Served:
    """Dana completed a session with 92."""
    fina.call(session_package(OLGAS_KEYS, {}))
    return fina


def paper(server: Served) -> str:
    [row] = server.rows(enrollments)
    return f"/enrollments/{row['id']}/certificate"


def code_in(pdf: bytes) -> str:
    """The path at which a certificate is verified: the address of its link."""
    parts = [pdf, *(_inflated(each) for each in re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL))]
    found = re.search(rb"/console(/verify/[\w.-]+)", b"".join(parts))
    assert found is not None
    return found[1].decode()


def _inflated(stream: bytes) -> bytes:
    try:
        return zlib.decompress(stream.strip(b"\r\n"))
    except zlib.error:
        return b""


def test_a_certificate_is_an_accessible_pdf_with_a_code_that_verifies_it(used: Served, visitor: Sign):
    answer = visitor(OLGA).open(paper(used)).response
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    assert b"pdfuaid" in answer.content
    with Visitor(used) as guest:
        page = guest.open(code_in(answer.content))
        assert page.h1 == "Certificate"
        assert page.words("//p[contains(@class, 'said')]").startswith("Valid.")
        assert page.rows() == [
            ["Name", "Dana Brown"],
            ["Course", "Fitting shoes, in the shop"],
            ["Date", "2024-03-01"],
            ["Grade", "92"],
            ["Issued by", "Fina Shoes"],
        ]


def test_all_certificates_of_a_record_have_the_same_code_and_a_letter_is_letter(used: Served, visitor: Sign):
    olga = visitor(OLGA)
    first, again = (olga.open(paper(used)).response.content for _ in range(2))
    assert code_in(first) == code_in(again)
    letter = olga.open(paper(used), paper="letter").response.content
    assert re.search(rb"/MediaBox ?\[0 0 612", letter)
    assert code_in(letter) == code_in(first)


def test_a_record_that_is_corrected_or_taken_back_is_no_longer_certified(used: Served, visitor: Sign):
    olga = visitor(OLGA)
    code = code_in(olga.open(paper(used)).response.content)
    olga.submit(
        paper(used).removesuffix("/certificate"), {"EnrollmentStatus": "NotAttended", "Grade": "", "Reason": "Left"}
    )
    with Visitor(used) as guest:
        assert "it says NotAttended now" in guest.open(code).text
        made = next(row["id"] for row in used.rows(calls) if row["method"] == "enrollSessionHistory")
        corrected = next(row["id"] for row in used.rows(calls) if row["method"] == "correctEnrollment")
        olga.submit(f"/calls/{corrected}/take-back", {"Reason": "It was right"})
        assert "Valid." in guest.open(code).text
        olga.submit(f"/calls/{made}/take-back", {"Reason": "The wrong list"})
        assert used.rows(enrollments) == []
        page = guest.open(code)
        assert page.words("//p[contains(@class, 'said')]").startswith("Taken back on ")
        assert ["Name", "Dana Brown"] in page.rows()


def test_a_wrong_code_is_answered_the_same_whatever_is_wrong(used: Served, visitor: Sign):
    code = code_in(visitor(OLGA).open(paper(used)).response.content)
    account, enrolment, seal = code.removeprefix("/verify/").split(".")
    wrong = [
        f"{account}.{enrolment}.{seal[:-1]}{'A' if seal[-1] != 'A' else 'B'}",
        f"{account}.{int(enrolment) + 1}.{seal}",
        f"{int(account) + 1}.{enrolment}.{seal}",
        f"{account}.{enrolment}.",
        f"{account}.{enrolment}.ü",
        "x",
        "1.2.3.4",
    ]
    with Visitor(used) as guest:
        answers = {
            (seen.status, seen.h1, seen.words("//main")) for seen in (guest.open(f"/verify/{each}") for each in wrong)
        }
    assert len(answers) == 1
    assert next(iter(answers))[0] == 404


def test_who_may_see_the_record_gets_the_certificate_and_nobody_else(used: Served, visitor: Sign):
    for who in (DANA, GITA, LENA):
        assert visitor(who).open(paper(used)).status == 200, who
    assert visitor("FS-1003").open(paper(used)).status == 404
    assert visitor(OLGA).open("/enrollments/9/certificate").status == 404


def test_what_was_not_done_has_no_certificate(used: Served, visitor: Sign):
    with used.database.writing() as connection:
        connection.execute(enrollments.update().values(status="NotAttended", grade=None))
    assert visitor(OLGA).open(paper(used)).status == 404


@pytest.mark.parametrize(("name", "status"), [("Дмитро Шевченко", 200), ("Ελένη Παπαδάκη", 200), ("\U00012000", 422)])
def test_a_name_is_printed_as_it_is_written_or_not_at_all(used: Served, visitor: Sign, name: str, status: int):
    with used.database.writing() as connection:
        connection.execute(users.update().where(users.c.email == DANA).values(given_name=name))
    seen = visitor(OLGA).open(paper(used))
    assert seen.status == status
    assert ("Not printable" in seen.text) == (status == 422)


def test_the_transcript_leads_to_the_certificate(used: Served, visitor: Sign):
    assert visitor(DANA).open("/me").all(f"//a[@href='/console{paper(used)}']")
