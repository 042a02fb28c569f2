"""Headers: what clients of the API and readers of its log can rely on."""

import gzip
import json
import socket
from urllib.parse import quote_plus

import pytest

from rollbook.records import tables
from tests.answers import Answer
from tests.raw import connect, head, read_answer
from tests.seed_calls import OLGA, record_sessions, session_package

FORM = "application/x-www-form-urlencoded"
PACKAGE = session_package(OLGA, {})
BODY = b"Package=" + quote_plus(PACKAGE).encode()


def test_an_answer_has_the_content_type_of_the_vendor(fina):
    answer = fina.call(PACKAGE)
    assert answer.headers["Content-Type"].replace(" ", "").lower() == "text/html;charset=utf-8"
    assert answer.response.content.startswith(b"<?xml")
    assert int(answer.headers["Content-Length"]) == len(answer.response.content)


def test_the_request_id_of_the_caller_is_in_the_answer_the_record_and_the_log(fina):
    answer = record_sessions(fina, OLGA, {}, headers={"X-Request-ID": "import-2026.03_1"})
    assert answer.headers["X-Request-ID"] == "import-2026.03_1"
    (call,) = fina.rows(tables.calls)
    assert call["request_id"] == "import-2026.03_1"
    lines = (json.loads(line) for line in fina.log.splitlines() if '"import-2026.03_1"' in line)
    (logged,) = (line for line in lines if line["event"] == "call")  # a slow call has a second line
    assert (logged["method"], logged["result"]) == ("enrollSessionHistory", "Success")
    assert (logged["recorded"], logged["errors"], logged["user"]) == (1, {}, call["user_id"])


@pytest.mark.parametrize("given", [None, "", "a" * 65, "a b", 'a"b', "a\\b", "été"], ids=ascii)
def test_without_a_usable_request_id_one_is_made(fina, given):
    headers = {} if given is None else {"X-Request-ID": given.encode()}
    first, second = (Answer(fina.http.post("/apiv2/", data={"Package": PACKAGE}, headers=headers)) for _ in range(2))
    assert [call["request_id"] for call in fina.rows(tables.calls)] == [
        first.headers["X-Request-ID"],
        second.headers["X-Request-ID"],
    ]
    assert first.headers["X-Request-ID"] != second.headers["X-Request-ID"]
    assert len(first.headers["X-Request-ID"]) == 32


def test_a_call_that_is_refused_has_a_request_id_too(fina):
    answer = fina.http.get("/apiv2/", headers={"X-Request-ID": "lost"})
    assert answer.headers["X-Request-ID"] == "lost"
    assert '"lost"' in fina.log


def test_neither_keys_nor_packages_are_logged(fina):
    record_sessions(fina, OLGA, {"Email": "secret-address@finashoes.com"})
    record_sessions(fina, (OLGA[0], "olga-9999999999"), {})
    fina.call(PACKAGE[:-1])
    assert [text for text in (*OLGA, "olga-9999999999", "secret-address") if text in fina.log] == []


@pytest.mark.parametrize("path", ["good", "refused", "GET"])
def test_a_browser_is_forbidden_to_act_on_an_answer(fina, path):
    answer = Answer(fina.http.get("/apiv2/")) if path == "GET" else fina.call(PACKAGE if path == "good" else "<a/>")
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("accepted", "is_packed"),
    [
        ("gzip", True), ("GZIP", True), ("gzip, deflate, br, zstd", True), ("br;q=1.0, gzip;q=0.8, *;q=0.1", True),
        ("x-gzip", True), ("gzip;q=0.001", True), ("identity;q=0.5, gzip", True), ("identity;q=0, *", True),
        ("gzip;q=0", False), ("gzip;q=0.000", False), ("x-gzip;q=0", False), ("gzip; q = 0", False), ("br", False),
        ("identity", False), ("identity, gzip;q=0.5", False), ("*", False), ("*;q=0", False), ("", False),
        ("gzip;q=0, *", False), ("identity;q=0, *;q=0", False), ("gzipped", False), ("gzip;q=x", False),
        (",;q=1", False),
    ],
)  # fmt: skip
def test_an_answer_is_compressed_as_accept_encoding_says(fina, accepted, is_packed):
    package = session_package(OLGA, *[{}] * 50)
    headers = {"Accept-Encoding": accepted}
    with fina.http.stream("POST", "/apiv2/", data={"Package": package}, headers=headers) as got:
        raw = b"".join(got.iter_raw())
    assert got.headers.get("Content-Encoding") == ("gzip" if is_packed else None)
    assert got.headers["Vary"] == "Accept-Encoding"
    assert b"</SmarterU>" in (gzip.decompress(raw) if is_packed else raw)


def test_an_answer_is_compressed_on_request_and_not_otherwise(fina):
    package = session_package(OLGA, *[{}] * 50)
    lengths = {}
    for accepted in ("gzip", "identity"):
        headers = {"Accept-Encoding": accepted}
        with fina.http.stream("POST", "/apiv2/", data={"Package": package}, headers=headers) as got:
            raw = b"".join(got.iter_raw())
        assert (got.headers.get("Content-Encoding") == "gzip") == (accepted == "gzip")
        lengths[accepted] = len(raw)
        assert b"</SmarterU>" in (gzip.decompress(raw) if accepted == "gzip" else raw)
    assert lengths["gzip"] < lengths["identity"] / 4


def test_a_client_that_says_nothing_about_compression_gets_plain_xml(fina):
    request = fina.http.build_request("POST", "/apiv2/", data={"Package": session_package(OLGA, *[{}] * 50)})
    del request.headers["Accept-Encoding"]
    answer = fina.http.send(request)
    assert "Content-Encoding" not in answer.headers
    assert answer.content.endswith(b"</SmarterU>")


def test_a_client_that_expects_100_continue_gets_it(fina):
    with connect(fina) as connection:
        connection.settimeout(10)
        connection.sendall(head("Expect: 100-continue", f"Content-Length: {len(BODY)}", kind=FORM))
        assert read_line(connection).startswith(b"HTTP/1.1 100 ")
        connection.sendall(BODY)
        answer = read_answer(connection)
    assert (answer.status, answer.result) == (200, "Success")


def read_line(connection: socket.socket) -> bytes:
    """Read an answer without a body."""
    read = b""
    while not read.endswith(b"\r\n\r\n"):
        part = connection.recv(1)
        assert part
        read += part
    return read


def test_calls_may_follow_each_other_on_one_connection(fina):
    answers = [fina.call(PACKAGE) for _ in range(3)]
    assert [answer.result for answer in answers] == ["Success", "Failed", "Failed"]


@pytest.mark.parametrize("path", ["/apiv2", "/apiv2/?x=1"])
def test_the_address_may_lack_its_last_slash_and_have_a_query(fina, path):
    answer = Answer(fina.http.post(path, data={"Package": PACKAGE}, follow_redirects=False))
    assert (answer.status, answer.result) == (200, "Success")
