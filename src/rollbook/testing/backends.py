"""What is behind a gateway: the application in this process, or a server process of its own."""

import asyncio
import logging
import os
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import structlog

from rollbook.server.app import make_app
from rollbook.server.lifeline import Lifeline
from rollbook.server.settings import Settings
from rollbook.testing.clock import Clock
from rollbook.web.reception import Reception

THREADS = 4
READY_SECONDS = 30
TIMEOUT_SECONDS = 600
BASE = "http://rollbook.test"
Behind = AsyncIterator[httpx.AsyncClient]


class _Unbound(Lifeline):
    """No line to another process: the application ends with the test run."""

    def follow(self, reception: Reception) -> None:
        """Do nothing."""


@asynccontextmanager
async def in_this_process(database_url: str, clock: Clock) -> Behind:
    """Run the application in this event loop."""
    _log_quietly()
    settings = Settings(
        database_url=database_url,
        threads=THREADS,
        metrics="off",
        console="off",
        events_settle_seconds=0,
        webhooks="off",
    )
    app = make_app(settings, "insecure", None, _Unbound(), clock)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)  # type: ignore[arg-type]  # typed differently
    async with app.lifespan(), httpx.AsyncClient(transport=transport, base_url=BASE, timeout=TIMEOUT_SECONDS) as client:
        yield client


def _log_quietly() -> None:
    """Send the server's log to Python's logging, where pytest gathers it, unless the program set structlog up."""
    if not structlog.is_configured():
        render: list[Any] = [
            structlog.processors.add_log_level,
            structlog.processors.KeyValueRenderer(key_order=["event"]),
        ]
        structlog.configure(
            processors=render,
            wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
            logger_factory=structlog.stdlib.LoggerFactory(),
        )


@asynccontextmanager
async def in_process(database_url: str, directory: Path) -> Behind:
    """Run `rollbook serve`."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("ROLLBOOK_")}
    environment = {"ROLLBOOK_DATABASE_URL": database_url, "ROLLBOOK_EVENTS_SETTLE_SECONDS": "0"}
    command = [sys.executable, "-m", "rollbook.server", "serve", "--host", "127.0.0.1", "--port", str(port)]
    log_file = directory / "server.log"
    with log_file.open("wb") as log:
        process = subprocess.Popen(  # noqa: S603, ASYNC220  # our own command; nothing else runs in this loop yet
            [*command, "--insecure-http"], env={**inherited, **environment}, stdout=log, stderr=log
        )
    try:
        async with httpx.AsyncClient(
            base_url=f"http://127.0.0.1:{port}", timeout=TIMEOUT_SECONDS, trust_env=False
        ) as client:
            await _wait_until_ready(client, process, log_file)
            yield client
    finally:
        process.terminate()
        process.wait()


async def _wait_until_ready(client: httpx.AsyncClient, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while True:
        try:
            if (await client.get("/readyz")).status_code == httpx.codes.OK:
                return
        except httpx.TransportError:
            pass
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"the server did not get ready: see {log}")
        await asyncio.sleep(0.02)
