"""What holds for every package of every method: a generated one means the same however and how often it is sent."""

import random
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from fuzz.inputs import NOW, Input
from fuzz.invariants import KNOWN_METHODS, check_answer
from fuzz.targets import FreshDesk, fresh_desk, verdict
from rollbook.contract.method import Batch, Change, Method
from rollbook.contract.rules import Distinct, TakeCredit
from rollbook.methods import METHODS, find_method
from rollbook.records.tables import calls, changes, metadata
from tests.answers import package as show_package
from tests.packages import packages, redressed
from tests.seed_calls import OLGA

BATCHES = tuple(method for method in KNOWN_METHODS if issubclass(method, Batch))
XML = {"content-type": "text/xml"}
DRY = {"rollbook-dry-run": "true"}
STRICT = {"prefer": "handling=strict"}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FreshDesk]:
    """A gate with the demo's world, restored before each call."""
    with fresh_desk(tmp_path_factory.mktemp("properties")) as opened:
        yield opened


def ask(desk: FreshDesk, package: etree._Element, **headers: str) -> bytes:
    """Have a package answered, and restore the database."""
    given = Input({**XML, **headers}, etree.tostring(package, encoding="utf-8"))
    answer = desk.answer(given)
    check_answer(given, answer)
    desk.clear()
    return answer


def method_of(package: etree._Element) -> type[Method]:
    method = find_method(package.findtext("Method") or "")
    assert method is not None
    return method


@given(package=packages())
def test_a_call_is_judged_the_same_each_time_and_by_a_dry_run(desk, package):
    first, again, real = ask(desk, package, **DRY), ask(desk, package, **DRY), ask(desk, package)
    assert verdict(first) == verdict(again) == verdict(real)
    if not issubclass(method_of(package), Change):  # what is made has another id each time
        assert first == again
    assert verdict(ask(desk, package, **DRY, **STRICT)) == verdict(ask(desk, package, **STRICT))


FORMS = {
    "form": lambda body: Input(
        {"content-type": "application/x-www-form-urlencoded"}, b"a=&Package=" + quote_plus(body).encode()
    ),
    "multipart": lambda body: Input(
        {"content-type": "multipart/form-data; boundary=b"},
        b'--b\r\nContent-Disposition: form-data; name="Package"\r\n\r\n' + body + b"\r\n--b--",
    ),
    "XML": lambda body: Input(XML, body),
    "UTF-16": lambda body: Input(XML, body.decode().encode("utf-16")),
}


@given(package=packages(), dice=st.randoms(use_true_random=False))
def test_a_package_means_the_same_in_every_spelling_and_form(desk, package, dice):
    plain = ask(desk, package, **DRY)
    dressed = etree.tostring(redressed(package, dice), encoding="utf-8")
    for name, form in FORMS.items():
        sent = form(dressed)
        answer = desk.answer(sent._replace(headers={**sent.headers, **DRY}))
        assert verdict(answer) == verdict(plain), name
        if not issubclass(method_of(package), Change):
            assert answer == plain, name


def blocks_of(package: etree._Element) -> tuple[etree._Element, list[etree._Element]]:
    """The container of a batch's blocks, and the blocks."""
    container = package[3][0]
    return container, [*container]


def codes_by_block(desk: FreshDesk, package: etree._Element) -> list[str]:
    """The code that each block of a batch is refused with, empty for one that is good; or that of the whole call."""
    answer = etree.fromstring(ask(desk, package, **DRY))
    refused = {each.get("block"): each.findtext("ErrorID") or "" for each in answer.iterfind("Errors/Error")}
    _, blocks = blocks_of(package)
    return [refused.get(str(number), refused.get(None, "")) for number in range(1, len(blocks) + 1)]


def rows(desk: FreshDesk) -> dict[str, list[tuple[Any, ...]]]:
    """All rows except the calls and what they noted."""
    with desk.database.reading() as connection:
        return {
            table.name: sorted(map(tuple, connection.execute(table.select())), key=repr)
            for table in metadata.sorted_tables
            if table not in {calls, changes}
        }


SESSION_TYPES = {501: "Percentage", 502: "LetterGrade", 503: "PassFail", 504: "None"}
GRADES = {
    "Percentage": st.decimals(0, 100, places=2).map(str),
    "LetterGrade": st.text("ABCDEF+-", min_size=1, max_size=5),
    "PassFail": st.sampled_from(["Pass", "Fail"]),
    "None": st.just(""),
}
SALES = (
    "dana.brown@finashoes.com",
    "lena.learner@finashoes.com",
    "gita.manager@finashoes.com",
    "jonas.reed@finashoes.com",
)
Sent = tuple[str, int, str, str, str]


@st.composite
def history(draw: st.DrawFn, people: st.SearchStrategy[str]) -> Sent:
    """Who sat in which session of course 3860, with what status, grade and date: all of it possible."""
    session, status = (
        draw(st.sampled_from([*SESSION_TYPES])),
        draw(st.sampled_from(["NotAttended", "Attended", "Completed"])),
    )
    grade = draw(GRADES[SESSION_TYPES[session]]) if status == "Completed" else ""
    day = draw(st.dates(NOW.date().replace(year=1900), NOW.date()))
    return draw(people), session, status, grade, day.isoformat()


def history_package(*sent: Sent) -> etree._Element:
    """The package that records it."""
    blocks = "".join(
        f"<Enrollment><User><Email>{email}</Email></User><Group><GroupName>Sales</GroupName></Group>"
        f"<LearningModuleID>3860</LearningModuleID><LearningModuleSessionID>{session}</LearningModuleSessionID>"
        f"<EnrollmentStatus>{status}</EnrollmentStatus><Grade>{grade}</Grade><EnrolledDate>{day}</EnrolledDate></Enrollment>"
        for email, session, status, grade, day in sent
    )
    return call("enrollSessionHistory", f"<LearningModuleEnrollment>{blocks}</LearningModuleEnrollment>")


def call(method: str, parameters: str) -> etree._Element:
    """A call of Olga's."""
    return etree.fromstring(show_package(method, parameters, OLGA))


HISTORIES = st.lists(history(st.sampled_from(SALES)), min_size=2, max_size=4).map(lambda sent: history_package(*sent))


@given(package=packages(BATCHES) | HISTORIES, dice=st.randoms(use_true_random=False))
def test_a_block_is_judged_as_if_alone_except_for_what_earlier_blocks_took(desk, package, dice: random.Random):
    method = method_of(package)
    takers = {rule.error.code for rule in method.rules if isinstance(rule, Distinct | TakeCredit)}
    container, blocks = blocks_of(package)
    if blocks and dice.random() < 1 / 2:
        blocks += [etree.fromstring(etree.tostring(dice.choice(blocks)))]
    alone = []
    for block in blocks:
        container[:] = [block]
        alone += codes_by_block(desk, package)
    order = dice.sample(range(len(blocks)), len(blocks))
    container[:] = [blocks[place] for place in order]
    assert verdict(ask(desk, package)) == verdict(ask(desk, package, **DRY))
    for place, code in zip(order, codes_by_block(desk, package), strict=True):
        assert code == alone[place] or (alone[place] == "" and code in takers)


@given(sent=st.lists(history(st.sampled_from([*SALES, "nobody@example.com"])), min_size=1, max_size=6))
def test_a_strict_call_writes_all_or_nothing(desk, sent):
    before = rows(desk)
    given = Input({**XML, **STRICT}, etree.tostring(history_package(*sent)))
    answer = desk.answer(given)
    check_answer(given, answer)
    written = len(rows(desk)["enrollments"]) - len(before["enrollments"])
    if verdict(answer)[0] == "Success":
        assert written == len(sent)
    else:
        assert rows(desk) == before
    desk.clear()


REPORT = (
    "<Report><Filters><Groups><GroupStatus>All</GroupStatus></Groups><LearningModules/><Users><UserIdentifier>"
    "<EmailAddress>{}</EmailAddress></UserIdentifier></Users></Filters><Columns><ColumnName>COURSE_SESSION_ID</ColumnName>"
    "<ColumnName>GRADE</ColumnName><ColumnName>ENROLLED_DATE</ColumnName></Columns><CustomFields/></Report>"
)


@given(sent=history(st.just(SALES[2])))
def test_a_report_shows_what_was_sent(desk, sent):
    email, session, _, grade, day = sent
    assert verdict(desk.answer(Input(XML, etree.tostring(history_package(sent)))))[0] == "Success"
    report = etree.fromstring(ask(desk, call("getLearnerReport", REPORT.format(email))))
    [reported] = report.iterfind("Info/LearnerReport/Learner")
    assert reported.findtext("CourseSessionID") == str(session)
    assert (reported.findtext("Grade"), (reported.findtext("EnrolledDate") or "")[:10]) == (grade, day)


@given(package=packages((METHODS["createUser"],), mistake=0))
def test_a_new_user_is_shown_as_sent(desk, package):
    package.find("UserAPI").text = OLGA[1]
    info = package.find("Parameters/User/Info")
    for tag in info.findall("Email") + info.findall("EmployeeID"):
        info.remove(tag)
    etree.SubElement(info, "Email").text = "brand.new@finashoes.com"
    made = desk.answer(Input(XML, etree.tostring(package, encoding="utf-8")))
    shown = etree.fromstring(ask(desk, call("getUser", "<User><Email>brand.new@finashoes.com</Email></User>")))
    assert (shown.findtext("Result"), len(shown[2])) == (verdict(made)[0], shown.findtext("Result") == "Failed")
    if shown.findtext("Result") == "Success":
        sent = {str(tag.tag): (tag.text or "").strip() for tag in package.iterfind("Parameters/User/*/*")}
        answered = {tag: shown.findtext(f"Info/User/{tag}") for tag in sent}
        assert {tag: text for tag, text in sent.items() if tag in AS_SENT and text != answered[tag] and text} == {}


AS_SENT = {
    *("Email", "EmployeeID", "GivenName", "Surname", "AlternateEmail", "Organization", "Title", "Division", "Language"),
    *("PhonePrimary", "PhoneAlternate", "PhoneMobile", "Fax", "Website", "Address1", "Address2", "City", "PostalCode"),
    *("Province", "Country", "SendMailTo", "Status"),
}
"""Tags of createUser that getUser shows under the same name, in the same words."""
