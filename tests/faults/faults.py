"""The faults: how each is brought about, and what it may cost the callers. The only list of them."""

import multiprocessing
import os
import resource
import signal
import sqlite3
import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

import httpx
import psutil
import psycopg

from rollbook.records.database import schema
from tests.commands import start
from tests.databases import BACKENDS
from tests.faults.load import CALLERS, FAILURE, PEOPLE, Sent
from tests.faults.scene import Scene, Stage
from tests.postgres import is_someone_waiting
from tests.raw import post, readiness, refusal_of, send, until
from tests.seed_calls import OLGA, session_package
from tests.served import Served

SOME = CALLERS
LARGE = 2**20
"""A body that the server puts on disk, and a good part of a small disk."""
DAYS_BACK = 400
DAY_SECONDS = 86_400
TRIED_AGAIN = "call is tried again"
"""What the server's log says when it does a call again."""
NO_LIMIT = resource.RLIM_INFINITY
HEADER = 32
TORN = 2_000
"""Bytes of SQLite's log: its header, and some of its first frame, which has a page and is longer."""


@dataclass(frozen=True)
class Fault:
    """A fault and its price.

    `seen` is told to operators: what callers see. It is held to the flags: `cuts` whether connections may end without
    an answer, `fails` whether SU:9999 may be answered, `in_doubt` whether of these calls one of each caller may be on
    record none the less (whole, then), `replaces` whether processes of the server may be others afterwards.
    """

    name: str
    made: str
    seen: str
    bring: Callable[[Scene], None]
    backends: tuple[str, ...] = BACKENDS
    stage: Stage = Stage.PLAIN
    cuts: bool = False
    fails: bool = False
    in_doubt: bool = False
    replaces: bool = False

    def __str__(self) -> str:
        return self.name


def kill_server(scene: Scene) -> None:
    """Kill all its processes, and start it again."""
    scene.server.kill()
    scene.remove_cause()
    scene.server.start()


def kill_worker(scene: Scene) -> None:
    """Kill one worker, and wait until the server has another in its place."""
    before = set(scene.workers)
    scene.workers[0].kill()
    scene.remove_cause()
    until(lambda: len(before & set(scene.workers)) == 1 and len(scene.workers) == len(before))


def end_server(scene: Scene) -> None:
    """End the server as an operator does, and start it again."""
    assert scene.server.stop() == 0
    scene.remove_cause()
    scene.server.start()


def kill_database(scene: Scene) -> None:
    """Kill the postmaster; while it is gone the server is alive, not ready, and says of calls that they failed."""
    postmaster = psutil.Process(scene.postgresql.pid)
    backends = postmaster.children()
    postmaster.kill()
    psutil.wait_procs([postmaster, *backends])  # they follow it when they find it gone
    until(lambda: readiness(scene.server) == (httpx.codes.OK, httpx.codes.SERVICE_UNAVAILABLE))
    scene.load.wait_for(SOME, is_failed)
    scene.postgresql.start()
    scene.remove_cause()
    until(lambda: readiness(scene.server) == (httpx.codes.OK, httpx.codes.OK))


def kill_backend(scene: Scene) -> None:
    """Kill a process of PostgreSQL's that works for the server: PostgreSQL then ends all others, and recovers."""
    with psycopg.connect(scene.postgresql.url(), autocommit=True) as watcher:
        busy = "SELECT pid FROM pg_stat_activity WHERE application_name = 'rollbook' ORDER BY state = 'active' DESC"
        [(backend, *_), *_] = watcher.execute(busy).fetchall()
        os.kill(backend, signal.SIGKILL)
        with suppress(psycopg.OperationalError):
            until(lambda: watcher.execute("SELECT 1").fetchone() is None)
    until(lambda: takes_connections(scene))
    scene.remove_cause()


def restart_database(scene: Scene) -> None:
    """Restart PostgreSQL as an upgrade does: every connection is closed, and what was not committed is undone."""
    scene.postgresql.restart()
    scene.remove_cause()


def cut(when: str) -> Callable[[Scene], None]:
    """Return how to cut the connection on which the next commit goes."""

    def bring(scene: Scene) -> None:
        cuts, told = scene.wire.cuts, scene.server.log.count(TRIED_AGAIN)
        scene.wire.may_commit.clear()
        scene.wire.cut_next = when
        until(lambda: scene.wire.cuts > cuts)
        if when == "late":
            until(lambda: scene.server.log.count(TRIED_AGAIN) > told and is_someone_waiting(scene.postgresql))
            scene.wire.may_commit.set()
        scene.remove_cause()

    return bring


def fill_disk(scene: Scene) -> None:
    """Put a file on the data's disk that takes all that is left; when calls have failed for it, delete it."""
    ballast = scene.disk / "ballast"
    with ballast.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(LARGE))
    scene.load.wait_for(SOME, is_failed)
    ballast.unlink()
    scene.remove_cause()


def limit_files(scene: Scene) -> None:
    """Let no file of the workers' grow; a body that would be put on disk is a failure of ours too."""
    for worker in scene.workers:
        worker.rlimit(psutil.RLIMIT_FSIZE, (1, NO_LIMIT))
    scene.load.wait_for(SOME, is_failed)
    assert refusal_of(send(scene.server, post(bytes(LARGE)))) == FAILURE
    for worker in scene.workers:
        worker.rlimit(psutil.RLIMIT_FSIZE, (NO_LIMIT, NO_LIMIT))
    scene.remove_cause()


def set_clock_back(scene: Scene) -> None:
    """Set the clock back while the server runs. An idempotency key of the time before, now to come, is still known."""
    scene.set_clock(0)
    key = {"Idempotency-Key": uuid.uuid4().hex}
    package = session_package(OLGA, {"Email": PEOPLE[0], "LearningModuleSessionID": 0})
    first = scene.server.call(package, key)
    scene.set_clock(-DAYS_BACK * DAY_SECONDS)
    scene.remove_cause()
    again = scene.server.call(package, key)
    assert again.headers["Idempotency-Replayed"] == "true"
    assert again.text == first.text


def start_in_1970(scene: Scene) -> None:
    """End the server, and start it with the clock of a machine that has lost its own."""
    assert scene.server.stop() == 0
    scene.set_clock(-int(time.time()))
    scene.remove_cause()
    scene.server.start()


def migrate_twice_at_once(scene: Scene) -> None:
    """Start two processes that both find the old schema: two servers on SQLite, else two `rollbook migrate`."""
    url = scene.server.database.url.render_as_string(hide_password=False)
    if scene.backend == "sqlite":
        other = Served(url, scene.disk)
        with ThreadPoolExecutor() as both:
            list(both.map(Served.start, (scene.server, other)))
        assert other.stop() == 0
        other.__exit__()
    else:
        with ThreadPoolExecutor() as both:
            ended = list(both.map(lambda _: start("migrate", database_url=url), range(2)))
        assert [(each.returncode, each.stderr) for each in ended] == [(0, "")] * 2
        scene.server.start()
    with scene.server.database.reading() as connection:
        assert schema.is_current(connection)
    scene.remove_cause()


def break_checkpoint(scene: Scene) -> None:
    """Kill the server and a program that is taking SQLite's log into the file, half way; start on what is left.

    The program cannot write to the upper half of the file, so it comes to just there. To the log that is left the
    beginning of a write is added that never came to its end.
    """
    file = scene.disk / "rollbook.db"
    log = file.with_name("rollbook.db-wal")
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    program = context.Process(target=checkpoint_half, args=(file, there))
    program.start()
    assert here.recv() == "half way"
    program.kill()
    scene.server.kill()
    program.join()
    frames = log.read_bytes()
    assert len(frames) > TORN
    with log.open("ab") as torn:
        torn.write(frames[HEADER : HEADER + TORN])
    scene.remove_cause()
    scene.server.start()


def checkpoint_half(file: Path, there: Connection) -> None:
    """Take the log into the lower half of the file, and wait to be killed."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    database = sqlite3.connect(file, isolation_level=None)
    while True:
        resource.setrlimit(resource.RLIMIT_FSIZE, (file.stat().st_size // 2, NO_LIMIT))
        with suppress(sqlite3.OperationalError):
            database.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
            continue
        there.send("half way")
        signal.pause()


def takes_connections(scene: Scene) -> bool:
    """Whether PostgreSQL lets anybody in."""
    try:
        psycopg.connect(scene.postgresql.url()).close()
    except psycopg.OperationalError:
        return False
    return True


def is_failed(call: Sent) -> bool:
    """Whether the call was answered that the server could not do it."""
    return call.failed


FAULTS = (
    Fault(
        "server killed",
        "`kill -9` of all its processes under load; started again",
        "connections end without an answer; what was under way is recorded whole or not at all",
        kill_server,
        cuts=True,
        in_doubt=True,
        replaces=True,
    ),
    Fault(
        "worker killed",
        "`kill -9` of one of two workers under load",
        "the connections of this worker end without an answer; the server starts another",
        kill_worker,
        cuts=True,
        in_doubt=True,
        replaces=True,
    ),
    Fault(
        "server stopped",
        "SIGTERM under load; started again",
        "every call that was taken is answered; connections not taken yet are closed",
        end_server,
        cuts=True,
        replaces=True,
    ),
    Fault(
        "started twice on an old schema",
        "two processes at once on a database of the first version: two servers on SQLite, two `rollbook migrate` else",
        "nothing: one migrates, the other waits",
        migrate_twice_at_once,
        stage=Stage.OLD_SCHEMA,
        replaces=True,
    ),
    Fault(
        "killed in a checkpoint",
        "`kill -9` of the server and of a program that has taken half of the `-wal` file into the database; "
        "the beginning of a write added to that file; started again",
        "connections end without an answer; what was under way is recorded whole or not at all",
        break_checkpoint,
        backends=("sqlite",),
        cuts=True,
        in_doubt=True,
        replaces=True,
    ),
    Fault(
        "database killed",
        "`kill -9` of the postmaster under load, started again when calls have failed",
        "`SU:9999` while it is away; `/readyz` says 503, `/healthz` 200",
        kill_database,
        backends=("postgresql",),
        fails=True,
        in_doubt=True,
    ),
    Fault(
        "backend killed",
        "`kill -9` of one of PostgreSQL's processes under load; it ends all others and recovers",
        "nothing, or `SU:9999` while PostgreSQL recovers",
        kill_backend,
        backends=("postgresql",),
        fails=True,
        in_doubt=True,
    ),
    Fault(
        "database restarted",
        "`pg_ctl restart --mode=fast` under load",
        "nothing, or `SU:9999` while it is away",
        restart_database,
        backends=("postgresql",),
        fails=True,
        in_doubt=True,
    ),
    *(
        Fault(
            f"connection cut {where} a commit",
            f"a proxy before PostgreSQL loses a connection under load; {how}",
            "nothing: the call is done again, or its answer found on record",
            cut(when),
            backends=("postgresql",),
            stage=Stage.WIRE,
        )
        for when, where, how in (
            ("before", "before", "the commit never gets there"),
            ("after", "after", "the commit gets there"),
            ("late", "in the middle of", "the commit gets there after other calls have gone on"),
        )
    ),
    Fault(
        "disk full",
        "a file takes all the room on the data's disk (128 MiB, in memory) under load, and is deleted when calls fail",
        "`SU:9999` until there is room",
        fill_disk,
        stage=Stage.SMALL_DISK,
        fails=True,
    ),
    Fault(
        "files may not grow",
        "a file size limit (`RLIMIT_FSIZE`) on both workers under load, lifted when calls fail",
        "`SU:9999` until it is lifted; the log has a gap",
        limit_files,
        backends=("sqlite",),
        fails=True,
    ),
    Fault(
        "clock set back",
        f"the server's clock goes back by {DAYS_BACK} days under load",
        "nothing; an idempotency key of before is still known",
        set_clock_back,
        stage=Stage.WRONG_CLOCK,
    ),
    Fault(
        "started in 1970",
        "the server is stopped, and started with a clock that begins at 1 January 1970",
        "connections not taken yet are closed when it stops",
        start_in_1970,
        stage=Stage.WRONG_CLOCK,
        cuts=True,
        replaces=True,
    ),
)
