"""A node of the cluster is lost, or hangs: accounts on the other nodes are served as usual.

This harms whatever else runs on the cluster, so it runs alone: where the environment names the nodes' directories.
"""

import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx
import psutil
import pytest

from rollbook.methods import METHODS
from rollbook.records.nodes import PLACE
from rollbook.records.sql.find import find_account
from rollbook.reference.samples import sample_package
from tests import cast, citus
from tests.answers import Answer, package
from tests.commands import run
from tests.raw import until
from tests.scrape import Scrape
from tests.served import Served

pytestmark = [
    pytest.mark.skipif(not citus.directories(), reason=f"{citus.DIRECTORIES_GIVEN} names no directories of nodes"),
    pytest.mark.parametrize("backend", ["citus"], indirect=True),
    pytest.mark.timeout(600),
]
AT_ONCE = 2.0
CALLERS = 10
SETSID = str(shutil.which("setsid"))
BRANCH = """
account: {{name: Branch {number}, timezone: UTC, api_key: {key}}}
users:
  - {{email: owner@branch.example, given_name: Bo, surname: Owner, role: owner, api_key: owner-of-branch-{number:04}}}
"""


class Branch:
    """An account on a node that will be lost; its calls ask for its own user."""

    def __init__(self, number: int) -> None:
        self.name = f"Branch {number}"
        self.keys = f"{number:032X}", f"owner-of-branch-{number:04}"
        self.world = BRANCH.format(number=number, key=self.keys[0])
        self.call = package("listGroups", "<Group><Filters/></Group>", self.keys)


class Lost:
    """A node that is stopped or frozen, and the server that goes on without it."""

    def __init__(self, server: Served, url: str, address: str, branches: list[Branch]) -> None:
        self.server, self.url, self.address, self.branches = server, url, address, branches


def node_of(server: Served, account: str) -> str:
    with server.database.reading() as connection:
        found = find_account(connection, account)
        assert found is not None
        return str(connection.scalar(PLACE, {"account": found.id}))


@contextmanager
def stopped(node: psutil.Process) -> Iterator[None]:
    """Stop a node as a shutdown of its machine would, and start it again."""
    command, user, directory = node.cmdline(), node.uids().real, node.cwd()
    node.send_signal(signal.SIGINT)
    psutil.wait_procs([node])
    until(lambda: not node.is_running())
    try:
        yield
    finally:
        with (Path(directory) / "log").open("a") as log:
            subprocess.run([SETSID, "--fork", *command], user=user, cwd=directory, stdout=log, stderr=log, check=True)


@contextmanager
def frozen(node: psutil.Process) -> Iterator[None]:
    """Freeze all processes of a node in the middle of their work."""
    processes = [node, *node.children(recursive=True)]
    for process in processes:
        process.send_signal(signal.SIGSTOP)
    try:
        yield
    finally:
        for process in processes:
            process.send_signal(signal.SIGCONT)


@pytest.fixture
def school(database_url: str, tmp_path: Path) -> Iterator[Served]:
    """A server that has used all its connections to every node."""
    with Served(database_url, tmp_path) as server:
        server.load(cast.FINA_SHOES, *(Branch(number).world for number in range(1, 30)))
        with ThreadPoolExecutor(CALLERS) as callers:
            answers = list(callers.map(server.call, [Branch(number).call for number in range(1, 30)] * 3))
        assert {answer.result for answer in answers} == {"Success"}
        yield server


@pytest.fixture(params=[stopped, frozen], ids=["stopped", "frozen"])
def lost(request: pytest.FixtureRequest, school: Served, database_url: str) -> Iterator[Lost]:
    """A node without the account of Fina Shoes is lost; callers of several accounts on it call all the time."""
    home = node_of(school, "Fina Shoes")
    branches = [Branch(number) for number in range(1, 30)]
    theirs = [branch for branch in branches if node_of(school, branch.name) != home]
    assert len(theirs) >= 3
    address = node_of(school, theirs[0].name)
    with request.param(citus.process_of(int(address.rpartition(":")[2]))):
        yield Lost(school, database_url, address, theirs)
    until(lambda: school.call(theirs[0].call).result == "Success")
    until(lambda: "does not answer" not in school.http.get("/readyz").text)
    assert run("verify", database_url=database_url).exit_code == 0


def timed(server: Served, sent: str) -> tuple[Answer, float]:
    began = time.monotonic()
    answer = server.call(sent)
    return answer, time.monotonic() - began


def test_every_method_of_accounts_on_living_nodes_is_answered_at_once(lost):
    with ThreadPoolExecutor(CALLERS) as callers:
        theirs = [callers.submit(lost.server.call, lost.branches[number % 3].call) for number in range(CALLERS)]
        slow = {}
        for name, method in METHODS.items():
            answer, seconds = timed(lost.server, sample_package(method))
            assert "SU:9999" not in [code for _, code, _ in answer.errors], name
            if seconds > AT_ONCE:
                slow[name] = seconds
        assert slow == {}
        assert {each.result().errors[0][1] for each in theirs} == {"SU:9999"}


def test_keys_and_new_accounts_are_refused_with_the_reason(lost, request):
    reason = "did not answer in time" if "frozen" in request.node.name else "a node of the database"
    commands = [("keys", "make", "Fina Shoes"), ("keys", "make", "Fina Shoes", cast.LENA.email)]
    for command in commands:
        done = run(*command, database_url=lost.url, ROLLBOOK_STATEMENT_SECONDS="3")
        assert (done.exit_code, done.stdout) == (1, "")
        assert reason in done.stderr
        assert "Check whether it was done" in done.stderr or "only while all of them are there" in done.stderr


def test_monitoring_shows_which_node_is_lost_and_the_server_stays_ready(lost):
    said = f"ready\nthe node {lost.address} does not answer: its accounts are not served\n"
    until(lambda: lost.server.http.get("/readyz").text == said)
    assert lost.server.http.get("/readyz").status_code == httpx.codes.OK
    assert Scrape(lost.server).value("rollbook_database_nodes_lost") == 1
    assert Scrape(lost.server).value("rollbook_database_node_up", node=lost.address) == 0
