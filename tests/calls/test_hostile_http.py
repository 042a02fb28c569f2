"""Hostile requests: endless bodies, callers who hang up, are slow or lie about lengths, and crowds of them."""

import gzip
import http.client
import socket
import struct
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from itertools import chain
from pathlib import Path

import httpx
import pytest

from rollbook.records.tables import enrollments
from rollbook.web.door import largest_body
from tests import cast
from tests.consistency import check_consistency
from tests.databases import fresh_database
from tests.raw import (
    FORM,
    MEBIBYTE,
    MULTIPART,
    XML,
    chunk,
    connect,
    form,
    head,
    memory_of,
    multipart,
    post,
    read_all,
    read_answer,
    refusal_of,
    send,
    send_all,
    send_parts,
    unharmed,
)
from tests.seed_calls import OLGA, session_package
from tests.served import Served

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])
"""The database plays no part here."""

GOOD = session_package(OLGA, {}).encode()
LIMIT = 16 * MEBIBYTE
LARGEST_BODY = largest_body(LIMIT)
CHUNKED = "Transfer-Encoding: chunked"


@pytest.fixture
def target(server: Served) -> Iterator[Served]:
    """A server that must be unharmed at the end of the test."""
    with unharmed(server):
        yield server


@pytest.fixture
def impatient(backend: str, tmp_path: Path) -> Iterator[Served]:
    """A server of the test's own that allows a body half a second."""
    environment = {"ROLLBOOK_BODY_SECONDS": "0.5", "ROLLBOOK_IDLE_SECONDS": "0.5"}
    with fresh_database(backend, tmp_path) as url, Served(url, tmp_path, environment=environment) as served:
        yield served


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "BREW"])
def test_a_method_other_than_post_has_no_data(target, method):
    assert refusal_of(send(target, post(GOOD, method=method))) == "SU:01"


def test_the_answer_to_head_has_no_body(target):
    with connect(target) as connection:
        connection.sendall(post(GOOD, method="HEAD"))
        answer = read_all(connection)
    assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
    assert answer.endswith(b"\r\n\r\n")


@pytest.mark.parametrize("kind", [FORM, XML, MULTIPART])
@pytest.mark.parametrize("has_length", [True, False], ids=["with its length", "in chunks"])
def test_a_body_of_a_gigabyte_is_refused_while_it_arrives(target, kind, has_length):
    part = b"a" * MEBIBYTE
    parts = (part if has_length else chunk(part) for _ in range(1024))
    length = f"Content-Length: {1024 * len(part)}" if has_length else CHUNKED
    with memory_of(target) as memory:
        answer = send_parts(target, chain([head(length, kind=kind)], parts))
    assert refusal_of(answer) == "SU:03"
    assert answer.headers["connection"] == "close"
    assert next(parts, None) is not None
    assert memory.growth < 64 * MEBIBYTE


@pytest.mark.parametrize("over", [1, 12 * MEBIBYTE, 2 * LARGEST_BODY])
def test_a_client_that_sends_all_before_it_reads_learns_that_its_body_is_too_large(target, over):
    """Python's http.client and most others do so, and would otherwise see a broken pipe."""
    connection = http.client.HTTPConnection(httpx.URL(target.url).netloc.decode(), timeout=60)
    connection.request("POST", "/apiv2/", b"a" * (LARGEST_BODY + over), {"Content-Type": FORM})
    assert b"SU:03" in connection.getresponse().read()
    connection.close()


def padded(size: int) -> bytes:
    """The good package, padded to a size with two comments, because libxml2 takes none of more than 10 MB."""
    comment = b"<!--" + b" " * (size // 2) + b"-->"
    rest = size - len(GOOD) - len(comment)
    return GOOD + comment + b"<!--" + b" " * (rest - 7) + b"-->"


DRESSED = {
    XML: lambda package: package,
    FORM: lambda package: form(package).replace(b"+", b"%20"),
    MULTIPART: lambda package: multipart(b'name="Package"\r\n\r\n' + package),
}


@pytest.mark.parametrize("kind", DRESSED)
def test_a_package_may_be_as_large_as_the_limit(server, kind):
    server.load(cast.FINA_SHOES)
    with memory_of(server) as memory:
        assert send(server, post(DRESSED[kind](padded(LIMIT)), kind=kind)).result == "Success"
    assert memory.growth < 400 * MEBIBYTE


@pytest.mark.parametrize("kind", DRESSED)
def test_a_package_may_not_be_a_byte_larger(target, kind):
    answer = send(target, post(DRESSED[kind](padded(LIMIT + 1)), kind=kind))
    assert refusal_of(answer) == "SU:03"
    assert f"{LIMIT} bytes" in answer.text


def test_a_crowd_of_expensive_packages_costs_little_more_than_one(target):
    package = post(b"<SmarterU>" + b"<a/>" * 1_000_000 + b"</SmarterU>")
    with memory_of(target) as alone:
        assert refusal_of(send(target, package)) == "SU:05"
    with memory_of(target) as crowd, ThreadPoolExecutor(8) as callers:
        assert {refusal_of(answer) for answer in callers.map(lambda _: send(target, package), range(8))} == {"SU:05"}
    assert alone.growth < 300 * MEBIBYTE
    assert crowd.peak - alone.before < 2 * 300 * MEBIBYTE


def test_a_body_that_does_not_arrive_is_not_waited_for(impatient):
    with unharmed(impatient), connect(impatient) as connection:
        connection.sendall(post(GOOD)[:-1])
        assert refusal_of(read_answer(connection)) == "SU:01"
        assert connection.recv(1) == b""


def test_callers_who_hang_up_in_the_middle_of_a_body_are_forgotten(target):
    for place in range(1, len(GOOD), 10):
        with connect(target) as connection:
            connection.sendall(post(GOOD)[:-place])


def test_callers_whose_connection_is_reset_are_forgotten(target):
    for _ in range(20):
        with connect(target) as connection:
            connection.sendall(post(GOOD)[:-1])
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def test_callers_who_break_off_and_still_read_learn_that_there_was_no_data(target):
    with connect(target) as connection:
        connection.sendall(post(GOOD)[:-1])
        connection.shutdown(socket.SHUT_WR)
        answer = read_all(connection)
    assert answer == b"" or b"SU:01" in answer


def test_a_call_whose_caller_hangs_up_before_the_answer_is_recorded_whole_or_not_at_all(impatient):
    impatient.load(cast.FINA_SHOES)
    for session in (cast.PERCENTAGE_SESSION, cast.UNGRADED_SESSION, cast.HISTORICAL_SESSION):
        people = [
            {"Email": person.email, "LearningModuleSessionID": session} for person in (cast.DANA, cast.LENA, cast.GITA)
        ]
        with connect(impatient) as connection:
            connection.sendall(post(session_package(OLGA, *people).encode()))
    last = session_package(
        OLGA, {"LearningModuleSessionID": cast.OTHER_COURSE_SESSION, "LearningModuleID": cast.OTHER_COURSE}
    )
    assert send(impatient, post(last.encode())).result == "Success"
    impatient.stop()
    assert set(check_consistency(impatient.database).values()) <= {3, 1}


def test_a_length_that_is_too_short_leaves_half_a_package(target):
    assert refusal_of(send(target, head(f"Content-Length: {len(GOOD) - 1}") + GOOD)) == "SU:03"


@pytest.mark.parametrize("length", ["x", "-1", "1e3", "99999999999999999999999", "5\r\nContent-Length: 6"])
def test_a_malformed_length_is_a_bad_request(target, length):
    with connect(target) as connection:
        connection.sendall(head(f"Content-Length: {length}") + GOOD)
        assert read_all(connection).startswith(b"HTTP/1.1 400 Bad Request\r\n")


@pytest.mark.parametrize("size", [b"", b"zz", b"-1", b"f" * 20, b"5;" + b"a" * 100_000], ids=lambda size: str(size[:9]))
def test_malformed_chunks_are_no_data(target, size):
    assert refusal_of(send(target, head(CHUNKED) + size + b"\r\n" + GOOD)) == "SU:01"


@pytest.mark.parametrize(("kind", "code"), [(XML, "SU:03"), (FORM, "SU:02")])
def test_a_compressed_body_is_not_decompressed(target, kind, code):
    bomb = gzip.compress(b"Package=" + b"<a/>" * 100 * MEBIBYTE)
    with memory_of(target) as memory:
        assert refusal_of(send(target, post(bomb, "Content-Encoding: gzip", kind=kind))) == code
    assert memory.growth < 16 * MEBIBYTE


@pytest.mark.parametrize("lines", [[f"X-{number}: a" for number in range(10_000)], ["X: " + "a" * MEBIBYTE]], ids=len)
def test_headers_without_end_are_refused(target, lines):
    with connect(target) as connection:
        send_all(connection, [post(GOOD, *lines)])
        assert read_all(connection).startswith(b"HTTP/1.1 431 ")


ODD_LINES = ["Host: [", "Cookie: \xff=;;", "X-Request-ID: \xff\xfe", "Prefer: \xff,,=", "Accept-Encoding: ,;q=x"]


@pytest.mark.parametrize("line", ODD_LINES)
def test_strange_headers_do_no_harm(server, line):
    server.load(cast.FINA_SHOES)
    assert send(server, post(GOOD, line)).result == "Success"


HELLOS = {
    "TLS": b"\x16\x03\x01\x02\x00" + bytes(600),
    "silence": b"\r\n" * 1000,
    "HTTP/2 and then nonsense": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes(90),
}


@pytest.mark.parametrize("hello", HELLOS.values(), ids=HELLOS)
def test_another_protocol_is_not_spoken(target, hello):
    with connect(target) as connection:
        connection.sendall(hello)
        with suppress(OSError):  # the server may have hung up already
            connection.shutdown(socket.SHUT_WR)
        assert b"200 OK" not in read_all(connection)


def test_requests_that_do_not_wait_for_answers_are_answered_in_order(server):
    server.load(cast.FINA_SHOES)
    requests = [post(GOOD, f"X-Request-ID: number-{number}") for number in range(20)]
    with connect(server) as connection:
        connection.sendall(b"".join(requests).replace(b"Connection: close\r\n", b"", 19))
        answers = read_all(connection).split(b"HTTP/1.1 200 OK\r\n")[1:]
    assert [b"Success" in answer for answer in answers] == [True] + [False] * 19
    for number, answer in enumerate(answers):
        assert f"x-request-id: number-{number}\r\n".encode() in answer


def test_two_hundred_at_once_are_all_answered_and_one_succeeds(server):
    server.load(cast.FINA_SHOES)
    with ExitStack() as opened:
        connections = [opened.enter_context(connect(server)) for _ in range(200)]
        for connection in connections:
            connection.sendall(post(GOOD))
        answers = [read_answer(connection) for connection in connections]
    assert Counter(answer.result for answer in answers) == {"Success": 1, "Failed": 199}
    assert {code for answer in answers for _, code, _ in answer.errors} == {"ESH:26"}
    assert len(server.rows(enrollments)) == 1


def test_slow_callers_do_not_keep_others_out(target):
    with ExitStack() as opened:
        for place in range(200):
            opened.enter_context(connect(target)).sendall(post(GOOD)[: place + 1])
        assert refusal_of(send(target, post(GOOD.replace(b"dana", b"nobody")))) == "ESH:21"


PHASES = {
    "before the first byte": b"",
    "after one byte": b"P",
    "in the middle of a head": head()[:40],
    "between two requests": b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "after a greeting in HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\0\0\0\4\0\0\0\0\0",
}


@pytest.mark.parametrize("sent", PHASES.values(), ids=PHASES)
def test_a_connection_that_falls_silent_is_closed(impatient, sent):
    with connect(impatient) as connection:
        connection.sendall(sent)
        read_all(connection)
