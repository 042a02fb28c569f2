"""Mutated packages: whatever is done to a good package, the gate answers as documented and never fails."""

import copy
import dataclasses
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from rollbook.calls.call import Limits
from rollbook.calls.gate import Gate
from rollbook.contract.text import is_fit
from rollbook.records.database.engine import Database
from rollbook.records.tables import calls, changes, enrollments, group_variants, subscription_enrollments
from rollbook.web.request import HttpRequest
from rollbook.worlds.load import load
from rollbook.xml.face import arrive
from tests import cast
from tests.answers import Answer
from tests.consistency import check_consistency
from tests.databases import fresh_database
from tests.seed_calls import GITA, OLGA, session_package, variant_package

LENA = {"Email": cast.LENA.email}
NOOR = {"Email": None, "EmployeeID": cast.NOOR.employee_id}
PACKAGES = [
    session_package(OLGA, {}, LENA, NOOR | {"Grade": None, "EnrollmentStatus": "NotAttended"}),
    session_package(GITA, LENA | {"LearningModuleSessionID": cast.LETTER_SESSION, "Grade": "A+"}, {}, {}),
    variant_package(OLGA, {}, LENA, NOOR | {"SubscriptionVariantID": cast.DAYS_VARIANT}),
    variant_package(GITA, {"SubscriptionVariantID": cast.CREDITS_VARIANT}, LENA, {}, {}),
]
REVEALING_TEXTS = [
    "", " ", "0", "-1", "9" * 18, "9" * 19, "9" * 400, "١", "1e9", "NaN", "100.00", "100.001", "Pass", "pass", "ABCDEF",
    "x" * 256, "Completed", "NotAttended", "01-Jan-2999", "29-Feb-2023", "00-Jan-2024", "1899-12-31", "0000-00-00",
    "9999-12-31 23:59", "2024-03-01T24:00", "@", "a@b.c", cast.DANA.email.upper(), cast.MALLORY.email, "sALES",
    str(cast.ONLINE_COURSE), str(cast.FUTURE_SESSION), str(cast.EXPIRED_VARIANT), "{Email}", "]]>", "&lt;", "\u0130",
]  # fmt: skip
TAGS = [
    "User", "Email", "EmployeeID", "Group", "GroupName", "GroupID", "Enrollment", "LearningModuleEnrollment", "Grade",
    "SubscriptionVariantEnrollment", "Parameters", "Method", "AccountAPI", "SmarterU", "x", "{urn:x}Email",
]  # fmt: skip

Elements = list[etree._Element]
Change = Callable[[Elements], None]


def delete(place: int) -> Change:
    def change(elements: Elements) -> None:
        element = elements[place % len(elements)]
        if (parent := element.getparent()) is not None:
            parent.remove(element)

    return change


def double(place: int) -> Change:
    def change(elements: Elements) -> None:
        element = elements[place % len(elements)]
        if element.getparent() is not None:
            element.addnext(copy.deepcopy(element))

    return change


def swap(places: tuple[int, int]) -> Change:
    def change(elements: Elements) -> None:
        one, other = (elements[place % len(elements)] for place in places)
        one.tag, other.tag = other.tag, one.tag
        one.text, other.text = other.text, one.text

    return change


def move(places: tuple[int, int]) -> Change:
    def change(elements: Elements) -> None:
        one, other = (elements[place % len(elements)] for place in places)
        if one not in (other, *other.iterancestors()):
            other.append(one)

    return change


def retext(to: tuple[int, str]) -> Change:
    def change(elements: Elements) -> None:
        elements[to[0] % len(elements)].text = to[1]

    return change


def rename(to: tuple[int, str]) -> Change:
    def change(elements: Elements) -> None:
        elements[to[0] % len(elements)].tag = to[1]

    return change


PLACES = st.integers(0, 60)
TEXTS = st.sampled_from(REVEALING_TEXTS) | st.text(max_size=20).filter(is_fit)
CHANGES = st.one_of(
    PLACES.map(delete),
    PLACES.map(double),
    st.tuples(PLACES, PLACES).map(swap),
    st.tuples(PLACES, PLACES).map(move),
    st.tuples(PLACES, TEXTS).map(retext),
    st.tuples(PLACES, st.sampled_from(TAGS)).map(rename),
)


@st.composite
def changed_packages(draw: st.DrawFn) -> bytes:
    """A good package of which elements were deleted, doubled, swapped, moved, renamed or given another text."""
    root = etree.fromstring(draw(st.sampled_from(PACKAGES)))
    for change in draw(st.lists(CHANGES, max_size=6)):
        change([*root.iter("*")])
    return etree.tostring(root, encoding="unicode").encode(draw(st.sampled_from(["utf-8", "utf-16"])))


@st.composite
def broken_packages(draw: st.DrawFn) -> bytes:
    """A good package in which some bytes were replaced, whatever they meant."""
    package = bytearray(draw(st.sampled_from(PACKAGES)).encode())
    for _ in range(draw(st.integers(1, 4))):
        start, length = draw(st.integers(0, len(package))), draw(st.integers(0, 12))
        package[start : start + length] = draw(
            st.binary(max_size=12) | st.sampled_from([b"<", b">", b"&", b"]]>", b"</User>"])
        )
    return bytes(package)


@dataclasses.dataclass(frozen=True)
class Desk:
    """A gate with a database of its own."""

    gate: Gate
    database: Database

    def clear(self) -> None:
        """Delete all calls and what they wrote; the credits that they took are there again."""
        with self.database.writing() as connection:
            for table in (enrollments, subscription_enrollments, changes, calls):
                connection.execute(table.delete())
            connection.execute(group_variants.update().values(credits=group_variants.c.given))

    def ask(self, body: bytes, kind: str, **headers: str) -> Answer:
        """Have a request answered, without HTTP."""
        request = HttpRequest(
            method="POST",
            is_secure=True,
            headers={"content-type": kind, **headers},
            body=body,
            remote_address="127.0.0.1",
            id="the-request",
            received_at=datetime.now(UTC),
        )
        return Answer(httpx.Response(200, content=self.gate.answer(arrive(request)).body))


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with fresh_database("sqlite", tmp_path_factory.mktemp("mutations")) as url, closing(Database(url)) as database:
        load(database, [cast.FINA_SHOES])
        yield Desk(Gate(database, Limits()), database)


def check_answer(answer: Answer) -> None:
    """Check that the answer is whole: one error for the call, or each block recorded or refused with one error."""
    assert [part.tag for part in answer.tree] == ["Result", "Info", "Errors"]
    assert "SU:9999" not in [code for _, code, _ in answer.errors]
    recorded, refused = [number for number, _ in answer.recorded], [block for block, _, _ in answer.errors]
    assert answer.result == ("Success" if recorded else "Failed")
    if refused != [None]:
        answered = sorted([*recorded, *(block for block in refused if block is not None)])
        assert answered == list(range(1, len(recorded) + len(refused) + 1)) != []


def check(desk: Desk, body: bytes, kind: str) -> None:
    """Check the answer, that a dry run gives the same, and what was written."""
    desk.clear()
    dry = desk.ask(body, kind, **{"rollbook-dry-run": "true"})
    assert check_consistency(desk.database) == {}
    answer = desk.ask(body, kind)
    check_answer(answer)
    assert answer.text == dry.text
    assert sum(check_consistency(desk.database).values()) == len(answer.recorded)


@settings(max_examples=300)
@given(package=changed_packages())
def test_a_package_with_other_elements_and_texts_is_answered_block_by_block(desk: Desk, package):
    check(desk, package, "text/xml")


@settings(max_examples=200)
@given(package=broken_packages())
def test_a_package_with_other_bytes_is_answered(desk: Desk, package):
    check(desk, package, "text/xml")


KINDS = st.sampled_from(
    ["", "application/x-www-form-urlencoded", "multipart/form-data; boundary=b", "multipart/form-data", "x/y"]
)


@settings(max_examples=200)
@given(kind=KINDS | st.text(max_size=40), body=st.binary(max_size=200) | broken_packages())
def test_any_body_of_any_kind_is_answered(desk: Desk, kind, body):
    check(desk, b"Package=" + body, kind)
    check(desk, b'--b\r\nContent-Disposition: form-data; name="Package"\r\n\r\n' + body + b"\r\n--b--", kind)
