"""`rollbook` itself: its help for a newcomer."""

import re
from importlib.metadata import version

import pytest

from rollbook.server.settings import known_settings
from tests.commands import run, start

COMMANDS = ("demo", "serve", "load", "dump", "call", "migrate", "distribute", "backup", "restore", "verify", "keys")


@pytest.fixture(scope="module")
def page() -> str:
    return run("--help", COLUMNS="80").stdout


def test_help_says_what_it_is_and_what_to_try_first(page):
    assert "training-records and enrolment server" in page
    assert "rollbook demo" in page
    assert "rollbook call PACKAGE.xml" in page


@pytest.mark.parametrize("command", COMMANDS)
def test_help_lists_every_command(page, command):
    assert re.search(rf"^│ {command} +\w", page, re.MULTILINE)


@pytest.mark.parametrize("setting", known_settings(), ids=lambda setting: setting.variable)
def test_help_shows_every_setting_with_its_default_and_meaning(page, setting):
    text = re.sub(r"[│\s]+", " ", page)
    assert f"{setting.variable} {setting.meaning} [default: {setting.default}]" in text


def test_help_fits_eighty_columns(page):
    assert max(map(len, page.splitlines())) <= 80


@pytest.mark.parametrize(
    "command", [*((name,) for name in COMMANDS), ("keys", "make"), ("keys", "list"), ("keys", "revoke")]
)
def test_every_command_explains_itself(command):
    done = run(*command, "--help")
    assert done.exit_code == 0
    assert f"Usage: rollbook {' '.join(command)}" in done.stdout.replace("root", "rollbook")


def test_without_a_command_there_is_help():
    assert "rollbook demo" in run().output


def test_the_version_is_that_of_the_package():
    done = start("--version")
    assert (done.returncode, done.stdout) == (0, f"rollbook {version('rollbook')}\n")


def test_a_malformed_setting_ends_a_command_with_one_line():
    done = start("migrate", ROLLBOOK_THREADS="many")
    assert done.returncode == 1
    assert done.stdout == ""
    assert re.fullmatch(r"rollbook: ROLLBOOK_THREADS: .*\n", done.stderr)
