"""The plugin in a project of its own: what it adds to a run, and what it says when a test fails."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from rollbook.testing.handle import Handle
from tests.seed_calls import OLGA
from tests.served import Served

PROGRAM = """
import datetime as dt
import os
import httpx
import pytest

ROW = {"User": {"Email": "dana.brown@finashoes.com"}, "Group": {"GroupName": "Sales"}, "LearningModuleID": 3860,
       "LearningModuleSessionID": 501, "EnrollmentStatus": "Completed", "Grade": 92, "EnrolledDate": "2024-03-01"}

def record(rollbook, **changes):
    return rollbook.client.enroll_session_history([{**ROW, **changes}])
"""
GOOD = """
def test_first(rollbook):
    assert record(rollbook).ok
    assert (rollbook.calls[-1].method, rollbook.calls[-1].recorded) == ("enrollSessionHistory", 1)

def test_second_begins_anew(rollbook_env):
    assert os.environ["SMARTERU_API_URL"] == rollbook_env.url
    assert len(rollbook_env.calls) == 0
    assert record(rollbook_env).ok

def test_servers_are_apart(make_rollbook, rollbook):
    other = make_rollbook()
    assert record(other).ok
    assert record(rollbook).ok
"""
BAD = """
def test_unmet(rollbook):
    rollbook.faults.drop(method="createUser")

def test_with_a_typing_error(rollbook):
    record(rollbook, Usr=1)

def test_that_fails(rollbook):
    record(rollbook, User={"Email": "nobody@finashoes.com"})
    rollbook.client.create_api_key(identifier={"Email": "gita.manager@finashoes.com"})
    assert False
"""


def run(directory: Path, program: str, *options: str, **environment: str) -> str:
    """What pytest prints about a project of one file."""
    (directory / "test_program.py").write_text(PROGRAM + program)
    (directory / "pytest.ini").write_text("[pytest]\nfilterwarnings = error\n")
    known = {name: value for name, value in os.environ.items() if not name.startswith(("ROLLBOOK", "PYTEST"))}
    command = [sys.executable, "-m", "pytest", "-p", "no:randomly", "-p", "no:cacheprovider", *options]
    done = subprocess.run(
        command, cwd=directory, env={**known, **environment}, capture_output=True, text=True, check=False, timeout=100
    )
    assert "unraisable" not in (done.stdout + done.stderr).lower()
    return done.stdout + done.stderr


@pytest.mark.parametrize("options", [(), ("--rollbook-mode=process",), ("-n", "2")], ids=["thread", "process", "xdist"])
def test_tests_of_a_program_pass_in_each_mode(tmp_path: Path, options: tuple[str, ...]):
    assert "3 passed" in run(tmp_path, GOOD, *options)


def test_records_on_a_given_database_are_made_anew_for_each_test(tmp_path: Path, database_url: str):
    alone = GOOD.partition("def test_servers_are_apart")[0]
    assert "2 passed" in run(tmp_path, alone, f"--rollbook-database={database_url}")


def test_a_failing_test_says_what_was_sent_and_why_it_was_refused_and_shows_no_key(tmp_path: Path):
    said = run(tmp_path, BAD)
    assert "3 failed" in said
    assert "armed, but never met: drop at call 1 of createUser (0 seen)" in said
    assert "SU:13 Element Usr was found where it should not exist. (did you mean 'User'?)" in said
    assert "row 1: ESH:21" in said
    assert "[refused when none of the account's active users has the Email]" in said
    assert "createAPIKey (json): Success, 1 recorded" in said
    assert "olga-0123456789" not in said
    assert "0123456789ABCDEF" not in said


def test_a_live_server_takes_calls_and_says_what_it_cannot_do(tmp_path: Path, fina: Served):
    program = """
def test_call(rollbook):
    assert record(rollbook).ok
def test_fault(rollbook):
    with pytest.raises(RuntimeError, match="faults: not with a live server"):
        rollbook.faults.drop()
"""
    keys = {"SMARTERU_ACCOUNT_API_KEY": OLGA[0], "SMARTERU_USER_API_KEY": OLGA[1]}
    assert "2 passed" in run(tmp_path, program, f"--rollbook-mode={fina.url}", **keys)


LOADED = """
import sys
def loaded(*names):
    return {name for name in sys.modules if name.split(".")[0] in names}
"""
ALONE = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}  # other plugins load much by themselves
SELDOM_USED = (
    "alembic",
    "mako",
    "psycopg",
    "xlsxwriter",
    "jinja2",
    "pydantic",
    "prometheus_client",
    "typst",
    "granian",
)


def test_a_run_that_does_not_use_the_plugin_loads_nothing_of_the_server(tmp_path: Path):
    program = """
def test_modules(pytestconfig):
    assert pytestconfig.pluginmanager.hasplugin("rollbook.testing.plugin")
    assert loaded("rollbook") == {"rollbook", "rollbook.testing", "rollbook.testing.plugin"}
    assert not loaded("sqlalchemy", "litestar", "httpx", "lxml", "msgspec", "yaml", "structlog", "anyio", "h11")
"""
    assert "1 passed" in run_bare(tmp_path, LOADED + program)


def test_from_its_second_run_on_the_fixture_loads_what_answers_calls_and_no_more(tmp_path: Path):
    program = f"""
def test_modules(rollbook):
    assert rollbook.client.create_team(team_name="First aid").ok
    assert not loaded(*{SELDOM_USED})
"""
    assert "1 failed" in run_bare(tmp_path, LOADED + program)  # it makes the empty database that is kept
    assert "1 passed" in run_bare(tmp_path, LOADED + program)


def test_the_server_is_loaded_as_it_is_where_pytest_rewrites_the_asserts_of_rollbook(tmp_path: Path):
    (tmp_path / "conftest.py").write_text("import pytest\npytest.register_assert_rewrite('rollbook')\n")
    program = """
import pytest
def test_server(rollbook, pytestconfig):
    assert type(sys.modules["rollbook.server.app"].__loader__).__name__ == "SourceFileLoader"
    assert pytestconfig.pluginmanager.rewrite_hook in sys.meta_path
"""
    assert "1 passed" in run_bare(tmp_path, LOADED + program)


def test_a_client_asks_for_the_limits_once(rollbook: Handle):
    assert rollbook.client is rollbook.client
    assert rollbook.make_client() is not rollbook.client


def test_a_database_that_is_kept_from_another_schema_is_not_used(tmp_path: Path):
    program = "def test_call(rollbook):\n    assert rollbook.client.create_team(team_name='First aid').ok\n"
    assert "1 passed" in run_bare(tmp_path, program)
    [kept] = tmp_path.glob(".pytest_cache/d/rollbook/*")
    kept.rename(kept.with_name("empty-0123456789abcdef.db"))
    kept.with_name("empty-0123456789abcdef.db").write_bytes(b"of another schema")
    assert "1 passed" in run_bare(tmp_path, program)
    assert kept.exists()


def run_bare(directory: Path, program: str) -> str:
    """What pytest prints with no plugin but this one, and with its cache."""
    (directory / "test_program.py").write_text(program)
    known = {name: value for name, value in os.environ.items() if not name.startswith(("ROLLBOOK", "PYTEST"))}
    command = [sys.executable, "-m", "pytest", "-p", "rollbook.testing.plugin", "--rootdir", str(directory)]
    done = subprocess.run(
        command, cwd=directory, env={**known, **ALONE}, capture_output=True, text=True, check=False, timeout=100
    )
    return done.stdout + done.stderr
