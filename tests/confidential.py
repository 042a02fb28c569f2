"""What no log may hold: keys, passwords and the content of packages. Every test's servers and output are searched.

Servers do it when they stop (tests/served.py), each in the process that started it, so that it works however many
processes a run has; what a test itself logged is searched when the test is over.
"""

import re
from collections.abc import Iterator

import pytest

from rollbook import worlds
from tests import cast

WORLDS = "\n".join((cast.FINA_SHOES, cast.NEXT_DOOR_SHOES, worlds.DEMO.read_text(encoding="utf-8")))
NAMED = re.compile(r"(?:api_key|email|employee_id): \"?([^,\"}\s]{5,})")
IN_PACKAGE = re.compile(r"<(?:AccountAPI|UserAPI|Password)>\s*([^<]{5,}?)\s*</")
MADE_KEY = re.compile(
    r"\brb_[0-9A-Za-z]{36}\b|\bwhsec_[0-9A-Za-z+/]{8,}|\b[0-9A-F]{32}\b"
    r"|(?<![\w*$!^.-])(?=\S*[*$!^])[a-z0-9*$!^]{40}(?![\w*$!^.-])"
)
"""Keys as they are made; a request's id has small letters."""
PACKAGE = re.compile(r"(?:<|%3C|&lt;)/?(?:SmarterU|AccountAPI|UserAPI|Parameters|Enrollment|Password)\b", re.IGNORECASE)

known: set[str] = {*NAMED.findall(WORLDS), "correct horse", "open sesame"}
"""Keys, passwords and people of the worlds, and the keys and passwords of every package that was sent."""


def learn(package: str) -> None:
    """Remember the keys and passwords of a package that is sent."""
    known.update(IN_PACKAGE.findall(package))


def leaks(log: str) -> Iterator[str]:
    """Yield the lines of a log that hold secrets, each with its number."""
    for number, line in enumerate(log.splitlines(), 1):
        if PACKAGE.search(line) or MADE_KEY.search(line) or any(secret in line for secret in known):
            yield f"line {number}: {line}"


def check_log(log: str, place: object) -> None:
    """Check that a log holds neither keys nor passwords nor packages."""
    found = [*leaks(log)]
    assert found == [], f"{place} gives away what no log may hold"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Fail a test that has logged a secret; what it printed is not searched."""
    report = yield
    assert isinstance(report, pytest.TestReport)
    if report.when == "teardown" and report.passed:
        logged = "\n".join(line for _, text in report.sections for line in text.splitlines() if LOGGED.search(line))
        if found := [*leaks(logged)]:
            report.outcome = "failed"
            report.longrepr = "\n".join([f"{item.nodeid} has logged what no log may hold:", *found])
    return report


LOGGED = re.compile(r'^\{.*"event":|^\d{4}-\d\d-\d\d[ T]|\b(?:DEBUG|INFO|WARNING|ERROR|CRITICAL)\b|Error: |^\s+raise ')
"""A line of a log or of a traceback."""
