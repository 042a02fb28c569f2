"""`rollbook call`: sends a package, shows the answer, and exits with a status for its result."""

import http.server
import os
import pty
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree

from rollbook.records.tables import calls as call_records
from rollbook.records.tables import enrollments
from tests import cast, seed_calls
from tests.commands import environment, run
from tests.served import ROLLBOOK, Served

GOOD: seed_calls.Sent = {}
BAD = {"LearningModuleID": "none"}


@pytest.fixture
def file(tmp_path: Path):
    """Write a package of blocks for Dana."""

    def write(*blocks: seed_calls.Sent) -> Path:
        (tmp_path / "package.xml").write_text(seed_calls.session_package(seed_calls.OLGA, *blocks))
        return tmp_path / "package.xml"

    return write


def recorded(server: Served) -> int:
    return len(server.rows(enrollments))


def test_success_is_shown_indented_and_ends_with_0(fina, file):
    done = run("call", file(GOOD), "--url", fina.url)
    assert done.exit_code == 0
    assert '\n      <Enrollment block="1">\n        <User><![CDATA[dana.brown@finashoes.com]]></User>\n' in done.stdout
    assert etree.fromstring(done.stdout).findtext("Result") == "Success"
    assert recorded(fina) == 1


def test_one_block_of_two_is_a_success(fina, file):
    done = run("call", file(GOOD, BAD), "--url", fina.url)
    assert done.exit_code == 0
    assert "ESH:05" in done.stdout


def test_failed_ends_with_1(fina, file):
    done = run("call", file(BAD), "--url", fina.url)
    assert done.exit_code == 1
    assert etree.fromstring(done.stdout).findtext("Errors/Error/ErrorID") == "ESH:05"


@pytest.mark.parametrize("path", ["", "/", "/apiv2/", "/apiv2/?from=here"])
def test_the_path_of_the_api_may_be_left_out(fina, file, path):
    assert run("call", file(GOOD), "--url", f"{fina.url}{path}").exit_code == 0


def test_a_package_is_read_from_standard_input(fina):
    done = run("call", "-", "--url", fina.url, stdin=seed_calls.session_package(seed_calls.OLGA, GOOD))
    assert done.exit_code == 0


def test_a_package_is_sent_as_it_is_whatever_it_holds(fina, tmp_path):
    (tmp_path / "broken.xml").write_bytes(b"<SmarterU>\xff&")
    done = run("call", tmp_path / "broken.xml", "--url", fina.url)
    assert done.exit_code == 1
    assert "SU:03" in done.stdout


def test_a_dry_run_records_nothing(fina, file):
    done = run("call", file(GOOD), "--url", fina.url, "--dry-run")
    assert done.exit_code == 0
    assert "Rollbook-Dry-Run: true" in done.stderr
    assert recorded(fina) == 0


def test_strict_means_all_or_nothing(fina, file):
    done = run("call", file(GOOD, BAD), "--url", fina.url, "--strict")
    assert done.exit_code == 1
    assert recorded(fina) == 0


def test_an_idempotency_key_has_a_second_call_answered_as_the_first(fina, file):
    first, second = (run("call", file(GOOD), "--url", fina.url, "--idempotency-key", "k-1") for _ in range(2))
    assert first.stdout == second.stdout
    assert "Idempotency-Replayed: true" in second.stderr
    assert recorded(fina) == 1


def test_another_header_is_sent_along(fina, file):
    done = run("call", file(GOOD), "--url", fina.url, "--header", "X-Request-ID: from-a-test")
    assert "X-Request-ID: from-a-test" in done.stderr
    assert [row["request_id"] for row in fina.rows(call_records)] == ["from-a-test"]


def test_no_key_is_shown(fina, file):
    done = run("call", file(GOOD), "--url", fina.url)
    assert cast.FINA_KEY not in done.output
    assert cast.OLGA.api_key not in done.output


def test_on_a_terminal_the_answer_is_coloured(fina, file):
    terminal, end = pty.openpty()
    command = [ROLLBOOK, "call", file(GOOD), "--url", fina.url]
    subprocess.run(command, env=environment({"TERM": "xterm-256color"}), stdout=end, check=True)
    os.close(end)
    shown = os.read(terminal, 2**16).decode()
    os.close(terminal)
    assert "\x1b[" in shown
    assert "\x1b[" not in run("call", file(BAD), "--url", fina.url).stdout


def assert_no_answer(done, reason: str) -> None:
    assert done.exit_code == 2
    assert done.stdout == ""
    assert done.stderr.startswith("rollbook: ")
    assert reason in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_server_that_cannot_be_reached_ends_with_2(file):
    assert_no_answer(run("call", file(GOOD), "--url", "http://127.0.0.1:1"), "Connection refused")


@pytest.mark.parametrize("url", ["127.0.0.1:8080", "ftp://127.0.0.1/", "http://", "http://[", "http://127.0.0.1:port/"])
def test_a_malformed_address_ends_with_2(file, url):
    assert_no_answer(run("call", file(GOOD), "--url", url), url)


@pytest.mark.parametrize("header", ["X-Request-ID", ": from-a-test", "X-Request-ID: a\nb: c", "X Y: z"])
def test_a_malformed_header_ends_with_2(fina, file, header):
    assert run("call", file(GOOD), "--url", fina.url, "--header", header).exit_code == 2
    assert recorded(fina) == 0


@pytest.mark.parametrize("key", ["", " "])
def test_an_empty_idempotency_key_ends_with_2_before_anything_is_sent(fina, file, key):
    assert_no_answer(run("call", file(GOOD), "--url", fina.url, "--idempotency-key", key), "--idempotency-key is empty")
    assert recorded(fina) == 0


def test_a_file_that_does_not_exist_ends_with_2(tmp_path):
    assert_no_answer(run("call", tmp_path / "none.xml"), "No such file")


def test_certificates_that_do_not_exist_end_with_2(file, tmp_path):
    done = run("call", file(GOOD), "--url", "https://127.0.0.1:1", "--cacert", tmp_path / "none.pem")
    assert_no_answer(done, "No such file")


class Echo(http.server.BaseHTTPRequestHandler):
    """Answers with the package itself, including its keys, as no server should."""

    content = b"%s"

    def do_POST(self) -> None:
        sent = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.end_headers()
        self.wfile.write(self.content % sent)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def echo() -> Iterator[str]:
    """The address of a server that is not Rollbook."""
    with http.server.HTTPServer(("127.0.0.1", 0), Echo) as other:
        thread = threading.Thread(target=other.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{other.server_port}"
        other.shutdown()
        thread.join()


def test_an_answer_that_is_not_of_the_api_ends_with_2_and_is_not_shown(echo, file):
    assert_no_answer(run("call", file(GOOD), "--url", echo), "does not answer as the API does: HTTP 200 OK")


def test_keys_that_an_answer_repeats_are_masked(echo, tmp_path):
    keys = f"<AccountAPI><![CDATA[ {cast.FINA_KEY} ]]></AccountAPI><UserAPI>{cast.OLGA.api_key}</UserAPI>"
    Echo.content, before = f"<SmarterU><Result>Failed</Result>{keys}</SmarterU><!-- %s -->".encode(), Echo.content
    (tmp_path / "package.xml").write_text(f"<SmarterU>{keys}</SmarterU>")
    done = run("call", tmp_path / "package.xml", "--url", echo)
    Echo.content = before
    assert done.exit_code == 1
    assert done.stdout.count("***") == 2
    assert cast.FINA_KEY not in done.output
    assert cast.OLGA.api_key not in done.output
