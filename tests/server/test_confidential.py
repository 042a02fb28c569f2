"""Keys, passwords and packages reach no log: the suite's search for them finds what it should."""

import subprocess
import sys

import pytest

from rollbook.records.keys.api_keys import new_account_key, new_user_key
from tests import cast
from tests.confidential import check_log, leaks, learn
from tests.house.tree import ROOT
from tests.seed_calls import OLGA, record_sessions, session_package
from tests.served import Served

GOOD = '{"request_id": "9f8e7d6c5b4a39281706f5e4d3c2b1a0", "account": 1, "user": 2, "errors": {}, "event": "call"}'
SECRETS = {
    "a key of the cast": cast.OLGA.api_key,
    "the account's key": cast.FINA_KEY,
    "an account key that was made": new_account_key(),
    "a user key that was made": "$" + new_user_key()[1:],
    "a password of the samples": "correct horse",
    "a learner": cast.DANA.email,
    "a package": session_package(("a", "b"), {}),
    "a package in a form": "Package=%3CSmarterU%3E",
}


def test_a_line_of_a_call_gives_nothing_away():
    check_log(f"{GOOD}\n{GOOD}", "the log")


@pytest.mark.parametrize("secret", SECRETS.values(), ids=SECRETS)
def test_a_line_that_gives_something_away_is_named(secret):
    assert [*leaks(f"{GOOD}\n{GOOD.replace('call', secret)}")] == [f"line 2: {GOOD.replace('call', secret)}"]


def test_secrets_of_sent_packages_are_searched_for():
    line = GOOD.replace("call", "a-password-of-one-package")
    assert [*leaks(line)] == []
    learn("<Password>a-password-of-one-package</Password>")
    assert [*leaks(line)] == [f"line 1: {line}"]


def test_a_server_that_logs_a_key_fails_the_test_that_started_it(database_url, tmp_path):
    served = Served(database_url, tmp_path)
    served.start()
    served.load(cast.FINA_SHOES)
    assert record_sessions(served, OLGA, {}).result == "Success"
    check_log(served.log, "the log of a good call")
    with next(tmp_path.glob("server-*.log")).open("a") as log:
        log.write(GOOD.replace("call", OLGA[1]))
    with pytest.raises(AssertionError, match=r"server-\d+\.log gives away"):
        served.__exit__()


def test_a_test_that_logs_a_key_fails(tmp_path):
    test = "import structlog\n\ndef test_it():\n    structlog.get_logger().info('called', by={!r})\n"
    (tmp_path / "test_leak.py").write_text(test.format(OLGA[1]))
    (tmp_path / "test_good.py").write_text(test.format("nobody"))
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "tests.confidential",
        "-c",
        "/dev/null",
        "--rootdir",
        str(tmp_path),
    ]
    run = subprocess.run([*command, str(tmp_path)], cwd=ROOT, capture_output=True, check=False, text=True)
    assert "test_leak.py::test_it has logged what no log may hold" in run.stdout
    assert "2 passed, 1 error" in run.stdout
