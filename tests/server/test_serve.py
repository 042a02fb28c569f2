"""`rollbook serve`: it starts only with a chosen transport, and ends without dropping a call."""

import json
import signal
import socket
import ssl
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
import sqlalchemy as sa
import trustme

from rollbook.records.tables import calls as call_records
from rollbook.records.tables import enrollments
from tests import cast, seed_calls
from tests.commands import run, start
from tests.served import Served

SAY_HOW = ("--tls-cert", "--behind-proxy", "--insecure-http")


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as other:
        yield other.getsockname()[1]


class Files:
    """A certificate for 127.0.0.1 with its key, and TLS contexts that trust it: a modern one, and an old program's."""

    def __init__(self, directory: Path) -> None:
        authority = trustme.CA()
        issued = authority.issue_cert("127.0.0.1")
        self.certificate, self.key, self.authority = (directory / f"{name}.pem" for name in ("cert", "key", "ca"))
        for blob in issued.cert_chain_pems:
            blob.write_to_path(str(self.certificate), append=True)
        issued.private_key_pem.write_to_path(str(self.key))
        authority.cert_pem.write_to_path(str(self.authority))
        self.trust, self.old_trust = (ssl.create_default_context(cafile=self.authority) for _ in range(2))
        self.old_trust.maximum_version = ssl.TLSVersion.TLSv1_2
        self.options = ("--tls-cert", str(self.certificate), "--tls-key", str(self.key))


@pytest.fixture
def tls(tmp_path: Path) -> Files:
    return Files(tmp_path)


def assert_refused(done, status: int, *reasons: str) -> None:
    assert done.exit_code == status
    assert done.stdout == ""
    assert done.stderr.startswith("rollbook: ")
    assert done.stderr.count("\n") == 1
    assert [reason for reason in reasons if reason not in done.stderr] == []


@pytest.mark.parametrize(
    "options",
    [
        (),
        ("--insecure-http", "--behind-proxy"),
        ("--insecure-http", "--tls-cert", "cert.pem", "--tls-key", "key.pem"),
        ("--behind-proxy", "--tls-key", "key.pem"),
    ],
)
def test_it_does_not_start_without_a_choice_of_how_calls_arrive(options):
    assert_refused(run("serve", *options), 2, "will not start", *SAY_HOW)


@pytest.mark.parametrize("options", [("--tls-cert", "cert.pem"), ("--tls-key", "key.pem")])
def test_it_needs_the_certificate_and_its_key(options):
    assert_refused(run("serve", *options), 2, "--tls-cert and --tls-key")


@pytest.mark.parametrize("name", ["certificate", "key"])
def test_it_does_not_start_without_the_file_of_the_certificate_or_key(tls, name):
    getattr(tls, name).unlink()
    assert_refused(run("serve", *tls.options), 1, f"cannot read {getattr(tls, name)}: No such file")


def test_it_does_not_start_with_the_key_of_another_certificate(tls):
    trustme.CA().issue_cert("127.0.0.1").private_key_pem.write_to_path(str(tls.key))
    assert_refused(run("serve", *tls.options), 1, f"{tls.certificate} and {tls.key} are not", "key values mismatch")


def test_it_does_not_start_with_a_file_that_is_not_a_certificate(tls):
    tls.certificate.write_text("Dear diary,")
    assert_refused(run("serve", *tls.options), 1, f"{tls.certificate} and {tls.key} are not")


def test_it_does_not_start_on_a_port_that_is_taken(taken_port):
    done = run("serve", "--insecure-http", "--port", taken_port)
    assert_refused(done, 1, f"port {taken_port} of 127.0.0.1", "already in use", "--port")


def test_it_does_not_start_on_the_port_of_another_rollbook(server):
    """Granian's workers share a port: without a check, calls would go now to one server and now to the other."""
    port = httpx.URL(server.url).port
    assert_refused(run("serve", "--insecure-http", "--port", port), 1, "already in use")


def test_it_does_not_start_on_an_address_of_another_machine():
    assert_refused(run("serve", "--insecure-http", "--host", "192.0.2.1"), 1, "192.0.2.1")


def test_it_does_not_start_without_its_database():
    done = start("serve", "--insecure-http", database_url="postgresql://rollbook@127.0.0.1:1/rollbook")
    assert done.returncode == 1
    assert done.stderr.startswith("rollbook: cannot use the database postgresql://rollbook@127.0.0.1:1/rollbook: ")
    assert done.stderr.count("\n") == 1


@pytest.mark.served
def test_on_sqlite_it_starts_without_a_database_and_creates_it(tmp_path):
    with Served(f"sqlite:///{tmp_path}/new.db", tmp_path) as served:
        served.load(cast.FINA_SHOES)
        assert seed_calls.record_sessions(served, seed_calls.OLGA, {}).result == "Success"


@pytest.mark.served
def test_under_tls_calls_are_accepted_over_https_only(database_url, tmp_path, tls):
    with Served(database_url, tmp_path, options=tls.options, tls=tls.trust) as served:
        served.load(cast.FINA_SHOES)
        assert seed_calls.record_sessions(served, seed_calls.OLGA, {}).result == "Success"
        assert httpx.get(f"{served.url}/healthz", verify=tls.old_trust, trust_env=False).text == "alive\n"
        with pytest.raises(httpx.TransportError):
            httpx.post(served.url.replace("https", "http"), trust_env=False)
        (tmp_path / "package.xml").write_text(seed_calls.session_package(seed_calls.OLGA, {}))
        url = ("--url", served.url)
        assert "ESH:26" in run("call", tmp_path / "package.xml", *url, "--cacert", tls.authority).stdout
        distrusting = run("call", tmp_path / "package.xml", *url)
        assert distrusting.exit_code == 2
        assert "certificate verify failed" in distrusting.stderr


@pytest.fixture
def proxied(database_url, tmp_path) -> Iterator[Served]:
    with Served(database_url, tmp_path, options=("--behind-proxy",)) as served:
        served.load(cast.FINA_SHOES)
        yield served


@pytest.mark.served
@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_behind_a_proxy_a_call_that_did_not_come_over_https_is_refused(proxied):
    for headers in ({}, {"X-Forwarded-Proto": "http"}, {"X-Forwarded-Proto": "https, http"}):
        assert seed_calls.record_sessions(proxied, seed_calls.OLGA, {}, headers=headers).errors == [
            (None, "SU:01", "No POST data detected.")
        ]
    assert proxied.rows(enrollments) == []


@pytest.mark.served
@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_behind_a_proxy_a_call_over_https_is_recorded_with_the_address_of_its_sender(proxied):
    headers = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.7"}
    assert seed_calls.record_sessions(proxied, seed_calls.OLGA, {}, headers=headers).result == "Success"
    assert [row["remote_address"] for row in proxied.rows(call_records)] == ["203.0.113.7"]


@pytest.mark.served
@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_it_logs_one_json_object_per_line_and_no_key(database_url, tmp_path):
    with Served(database_url, tmp_path, workers=2) as served:
        served.load(cast.FINA_SHOES)
        seed_calls.record_sessions(served, seed_calls.OLGA, {})
        assert served.stop() == 0
    events = [json.loads(line) for line in served.log.splitlines()]
    assert [event["url"] for event in events if event["event"] == "serving"] == [served.url]
    assert [event["method"] for event in events if event["event"] == "call"] == ["enrollSessionHistory"]
    assert cast.FINA_KEY not in served.log
    assert cast.OLGA.api_key not in served.log


@pytest.mark.served
@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_it_logs_no_more_than_its_level(database_url, tmp_path):
    with Served(database_url, tmp_path, environment={"ROLLBOOK_LOG_LEVEL": "error"}) as served:
        served.load(cast.FINA_SHOES)
        seed_calls.record_sessions(served, seed_calls.OLGA, {})
        served.stop()
    assert served.log == ""


def is_waiting_for_a_lock(served: Served) -> bool:
    with served.database.reading() as connection:
        waiting = sa.text("SELECT 1 FROM pg_locks WHERE NOT granted")
        return connection.execute(waiting).first() is not None


def takes_connections(served: Served) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", httpx.URL(served.url).port or 0), timeout=5):
            return True
    except OSError:
        return False


@pytest.mark.served
@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
def test_a_call_that_runs_is_finished_before_the_server_ends(database_url, tmp_path, stop):
    with Served(database_url, tmp_path) as served, ThreadPoolExecutor() as clients:
        served.load(cast.FINA_SHOES)
        with served.database.writing() as connection:
            connection.execute(sa.text("LOCK TABLE enrollments IN EXCLUSIVE MODE"))
            running = clients.submit(seed_calls.record_sessions, served, seed_calls.OLGA, {})
            while not is_waiting_for_a_lock(served):
                assert not running.done()
            served.process.send_signal(stop)
            while takes_connections(served):
                assert not running.done()
            assert served.process.poll() is None
        assert running.result().result == "Success"
        assert served.process.wait(30) == 0
        assert len(served.rows(enrollments)) == 1
