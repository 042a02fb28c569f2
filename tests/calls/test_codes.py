"""The order in which a call is judged, and every code of the SU table, each provoked over HTTP."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy as sa

from rollbook.contract.errors import SU_TABLE
from rollbook.records import tables
from tests import cast
from tests.answers import Answer
from tests.databases import fresh_database
from tests.seed_calls import GITA, IRIS, LENA, OLGA, record_sessions, session_block, session_package
from tests.served import Served

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
XML = {"Content-Type": "text/xml"}
GOOD = session_package(OLGA, {})
BLOCK = session_block()


REVOKED = tables.api_keys.update().values(revoked_at=sa.func.current_timestamp())
CLOSED = {
    "the account's key is revoked": REVOKED.where(tables.api_keys.c.user_id.is_(None)),
    "the user's key is revoked": REVOKED.where(tables.api_keys.c.user_id.is_not(None)),
    "the account is inactive": tables.accounts.update().values(status="Inactive"),
    "the user is inactive": tables.users.update().values(status="Inactive"),
}


@dataclass(frozen=True)
class Wrong:
    """A request with something wrong, the code that answers it, and what else the message says."""

    about: str
    code: str
    send: Callable[[Served], Answer]
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.code} {self.about}"


def package(about: str, code: str, old: str, new: str, detail: str = "") -> Wrong:
    """The good package with one thing replaced."""
    assert old in GOOD
    return Wrong(about, code, lambda server: server.call(GOOD.replace(old, new)), detail)


def ask(method: str) -> Callable[[Served], Answer]:
    return lambda server: Answer(server.http.request(method, "/apiv2/", params={"Package": GOOD}))


def post(body: bytes, headers: dict[str, str]) -> Callable[[Served], Answer]:
    return lambda server: server.post(body, headers)


WRONG = [
    Wrong("a GET", "SU:01", ask("GET")),
    Wrong("a PUT", "SU:01", ask("PUT")),
    Wrong("a DELETE", "SU:01", ask("DELETE")),
    Wrong("an empty body", "SU:01", post(b"", FORM)),
    Wrong("an empty XML body", "SU:01", post(b"", XML)),
    Wrong("a form of another field", "SU:02", post(b"package=x&Pack=y", FORM)),
    Wrong("text of no kind", "SU:02", post(b"hello", {"Content-Type": "text/plain"})),
    Wrong("XML that is called a form", "SU:02", post(GOOD.encode(), FORM)),
    Wrong("an empty field", "SU:03", post(b"Package=", FORM)),
    Wrong("a package that breaks off", "SU:03", lambda server: server.call(GOOD[:-3])),
    Wrong("a DOCTYPE", "SU:03", lambda server: server.call("<!DOCTYPE SmarterU>" + GOOD)),
    Wrong("bytes that are no UTF-8", "SU:03", post(GOOD.replace("Sales", "Caf\xe9").encode("latin-1"), XML)),
    package("a CDATA section inside another", "SU:03", ">92<", "><![CDATA[<![CDATA[9]]>2]]><"),
    package("another root", "SU:04", "SmarterU>", "Smarteru>"),
    package("no AccountAPI", "SU:05", f"<AccountAPI>{OLGA[0]}</AccountAPI>", ""),
    package("no UserAPI", "SU:06", f"<UserAPI>{OLGA[1]}</UserAPI>", ""),
    package("no Method", "SU:07", "<Method>enrollSessionHistory</Method>", ""),
    Wrong("no Parameters", "SU:08", lambda server: server.call(GOOD.partition("<Parameters>")[0] + "</SmarterU>")),
    package("Parameters of text", "SU:09", GOOD[GOOD.index("<LearningModuleE") : GOOD.index("</Par")], "text"),
    package("an unknown account key", "SU:10", OLGA[0], "F" * 32),
    package("an unknown user key", "SU:10", OLGA[1], "olga-9999999999"),
    package("an empty account key", "SU:10", OLGA[0], ""),
    package("an empty user key", "SU:10", OLGA[1], " "),
    package("an account key in another case", "SU:10", OLGA[0], OLGA[0].lower()),
    Wrong("exchanged keys", "SU:10", lambda server: record_sessions(server, (OLGA[1], OLGA[0]), {})),
    package("the account's key of the neighbours", "SU:10", OLGA[0], cast.NEXT_DOOR_KEY),
    package("a user's key of the neighbours", "SU:10", OLGA[1], cast.MALLORY.api_key),
    Wrong("an inactive user", "SU:10", lambda server: record_sessions(server, IRIS, {})),
    package("an unknown method", "SU:11", "enrollSessionHistory", "enrollSessionHistories"),
    package("an empty method", "SU:11", "enrollSessionHistory", " "),
    package("no container", "SU:12", "LearningModuleEnrollment>", "Enrollments>", "LearningModuleEnrollment with"),
    package("no block", "SU:12", BLOCK, "", "with at least one Enrollment"),
    package("blocks of another name", "SU:12", BLOCK, "<Row/>", "with at least one Enrollment"),
    package("a stranger in the envelope", "SU:13", "<Method>", "<Language/><Method>", "Element Language was"),
    package("a key given twice", "SU:13", "<Method>", "<UserAPI/><Method>", "Element UserAPI was"),
    package("a stranger in Parameters", "SU:13", "</Parameters>", "<Page/></Parameters>", "Element Page was"),
    package("two containers", "SU:13", "</Para", "<LearningModuleEnrollment/></Para", "Element LearningModule"),
    package("a stranger among the blocks", "SU:13", BLOCK, f"{BLOCK}<Other/>", "Element Other was"),
    package("a stranger in a block", "SU:13", "<Grade>", "<DueDate/><Grade>", "Element DueDate was"),
    package("a tag in another case", "SU:13", "Grade>", "grade>", "Element grade was"),
    package("a tag given twice", "SU:13", "<Grade>", "<Grade/><Grade>", "Element Grade was"),
    package("an element in a value", "SU:13", ">92<", "><b>92</b><", "Element b was"),
    package("both sides of a choice", "SU:13", "</User>", "<EmployeeID>FS-1</EmployeeID></User>", "Element Empl"),
    package("a user's name in the block", "SU:13", "<User>", "<User><GivenName/>", "Element GivenName was"),
]  # fmt: skip

ELSEWHERE = {"SU:9999"}
"""Provoked by no request, only by a broken database."""


@pytest.mark.parametrize("wrong", WRONG, ids=str)
def test_a_call_that_is_wrong_is_refused_as_a_whole_with_status_200(fina, wrong):
    answer = wrong.send(fina)
    ((block, code, message),) = answer.errors
    assert (answer.status, answer.result, answer.recorded) == (200, "Failed", [])
    assert (block, code) == (None, wrong.code)
    text = next(error.text for error in SU_TABLE if error.code == code)
    assert wrong.detail in message
    assert message.startswith(text.partition("{tag}")[0])
    assert "<Info/>" in answer.text
    assert fina.rows(tables.enrollments) == []


def test_the_good_call_without_any_of_them_succeeds(fina):
    assert fina.call(GOOD).result == "Success"


def test_no_code_of_the_su_table_is_left_out():
    assert {wrong.code for wrong in WRONG} | ELSEWHERE == {error.code for error in SU_TABLE}


def test_wrong_keys_are_answered_alike_whatever_is_wrong_with_them(fina):
    answers = [wrong.send(fina) for wrong in WRONG if wrong.code == "SU:10"]
    assert len({answer.response.content for answer in answers}) == 1
    assert len({answer.headers["X-Request-ID"] for answer in answers}) == len(answers)
    for name in answers[0].headers.keys() - {"x-request-id", "date"}:
        assert len({answer.headers[name] for answer in answers}) == 1


@pytest.mark.parametrize("closed", CLOSED.values(), ids=CLOSED)
def test_a_revoked_key_or_an_inactive_holder_is_answered_like_an_unknown_key(fina, closed):
    unknown = record_sessions(fina, (OLGA[0], "olga-9999999999"), {}).response.content
    assert fina.call(GOOD).result == "Success"
    with fina.database.writing() as connection:
        connection.execute(closed)
    assert fina.call(GOOD).response.content == unknown


def test_of_several_things_that_are_wrong_the_first_in_the_order_of_judgement_is_answered(fina):
    """Each step removes the first mistake, so that the next code appears."""
    stranger = session_package(LENA, {"Email": "nobody@finashoes.com"}).replace("<Grade>", "<DueDate/><Grade>")
    keys = stranger.replace(LENA[1], "nobody's-key-01").replace("enrollSessionHistory", "enrolNobody")
    bare = keys.replace("LearningModuleEnrollment>", "Nothing>")
    cut = bare.partition("<Parameters>")[0]
    steps: list[tuple[str, str]] = [
        ("SU:03", "<!DOCTYPE Envelope><Envelope/>"),
        ("SU:04", "<Envelope/>"),
        ("SU:05", "<SmarterU/>"),
        ("SU:06", "<SmarterU><AccountAPI/></SmarterU>"),
        ("SU:07", "<SmarterU><AccountAPI/><UserAPI/></SmarterU>"),
        ("SU:08", f"{cut}</SmarterU>"),
        ("SU:09", f"{cut}<Parameters/></SmarterU>"),
        ("SU:10", bare),
        ("SU:11", bare.replace("nobody's-key-01", LENA[1])),
        ("SU:12", bare.replace("nobody's-key-01", LENA[1]).replace("enrolNobody", "enrollSessionHistory")),
        ("SU:13", stranger),
        ("ESH:11", stranger.replace("<DueDate/>", "")),
        ("ESH:21", stranger.replace("<DueDate/>", "").replace(LENA[1], GITA[1])),
    ]
    assert [fina.call(sent).errors[0][1] for _, sent in steps] == [code for code, _ in steps]


def test_a_call_with_too_many_blocks_learns_the_limit_and_one_at_the_limit_is_recorded(fina):
    most = session_package(OLGA, *[{}] * 1000)
    assert len(fina.call(most).errors) == 999
    answer = fina.call(most.replace(BLOCK, BLOCK * 2, 1))
    ((block, code, message),) = answer.errors
    assert (block, code) == (None, "SU:12")
    assert message is not None
    assert "may have 1000" in message


def test_a_failure_of_ours_is_answered_as_one_and_writes_nothing(fina):
    with fina.database.writing() as connection:
        connection.exec_driver_sql("ALTER TABLE enrollments RENAME TO away")
    try:
        answer = fina.call(GOOD)
    finally:
        with fina.database.writing() as connection:
            connection.exec_driver_sql("ALTER TABLE away RENAME TO enrollments")
    assert (answer.status, answer.result) == (200, "Failed")
    assert answer.errors == [(None, "SU:9999", "Unknown method call failure.")]
    assert fina.rows(tables.calls) == fina.rows(tables.enrollments) == []
    assert answer.headers["X-Request-ID"] in fina.log
    assert fina.call(GOOD).result == "Success"


@pytest.fixture(scope="module")
def proxied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server behind a proxy, with the cast."""
    directory: Path = tmp_path_factory.mktemp("proxied")
    with (
        fresh_database("sqlite", directory) as url,
        Served(url, directory, options=("--behind-proxy",)) as server,
    ):
        server.load(cast.FINA_SHOES)
        yield server


@pytest.mark.parametrize("headers", [{}, {"X-Forwarded-Proto": "http"}, {"X-Forwarded-Proto": "https, http"}], ids=str)
def test_plain_http_behind_a_proxy_is_refused(proxied, headers):
    assert proxied.call(GOOD, headers).errors == [(None, "SU:01", "No POST data detected.")]


def test_a_call_that_the_proxy_took_over_https_is_accepted_and_the_callers_address_kept(proxied):
    answer = proxied.call(GOOD, {"X-Forwarded-Proto": "https", "X-Forwarded-For": "10.0.0.9, 192.0.2.7"})
    assert answer.result == "Success"
    assert [call["remote_address"] for call in proxied.rows(tables.calls)] == ["192.0.2.7"]
