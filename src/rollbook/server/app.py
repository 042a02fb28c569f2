"""The ASGI application: the API's door, and two doors for whoever watches over the server."""

import gc
import logging
import signal
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Literal

import anyio
import structlog
from anyio import to_thread
from litestar import Litestar, Response, get
from structlog.typing import Processor

from rollbook.calls.call import Limits
from rollbook.calls.gate import Gate
from rollbook.calls.turns import Turns
from rollbook.records.database import schema
from rollbook.records.database.engine import Database
from rollbook.records.nodes import Nodes
from rollbook.records.patience import Patience
from rollbook.records.write.calls import forget_packages
from rollbook.server.lifeline import Lifeline
from rollbook.server.logs import set_up_logs
from rollbook.server.metrics import Metrics
from rollbook.server.metrics_page import make_metrics_page
from rollbook.server.settings import Settings
from rollbook.xml import door
from rollbook.xml.reception import Reception

Transport = Literal["tls", "proxy", "insecure"]
"""How the operator lets requests in."""

COLLECT_AFTER = 50_000  # objects; Python's own 700 had a tenth of a large call go into looking for circles
BESIDE_CALLS = 2  # connections for /readyz and for forgetting
DAY_SECONDS = 24 * 60 * 60
log = structlog.get_logger("rollbook.server")


def make_app(settings: Settings, transport: Transport, metrics_in: Path | None, lifeline: Lifeline) -> Litestar:
    """Return the application, which ends with its line. It counts its calls in files of that directory, if given."""
    connections = settings.threads + BESIDE_CALLS
    patience = Patience(settings.statement_seconds, settings.network_seconds)
    database = Database(settings.database_url, pool_size=connections, patience=patience)
    limits = Limits(
        settings.max_package_bytes,
        settings.max_blocks,
        insecure_http=transport == "insecure",
        slow_seconds=settings.slow_seconds,
    )
    gate, pages = Gate(database, limits), []
    if metrics_in is not None:
        metrics = Metrics(metrics_in)
        metrics.follow(database.engine, connections)
        gate = Gate(database, limits, metrics)
        pages = [make_metrics_page(metrics_in, database.dialect, settings.metrics)]
    nodes = Nodes(settings.database_url)
    turns = Turns(max(1, int(settings.threads * settings.account_share)), nodes.find)
    reception = Reception(door.largest_body(settings.max_package_bytes), settings.body_seconds)
    api = door.make_door(gate, limits, door.Transport(transport == "proxy", settings.threads), reception, turns)

    @get("/healthz", media_type="text/plain", include_in_schema=False, sync_to_thread=False)
    def healthz() -> str:
        return "alive\n"

    @get("/readyz", media_type="text/plain", include_in_schema=False)
    async def readyz() -> Response[str]:
        reason = await to_thread.run_sync(_why_not_ready, database)
        return Response(reason or "ready\n", status_code=503 if reason else 200)

    return Litestar(
        route_handlers=[api, healthz, readyz, *pages],
        lifespan=[partial(_housekeeping, database, timedelta(days=settings.keep_packages_days))],
        on_startup=[nodes.begin, partial(lifeline.follow, reception)],
        on_shutdown=[nodes.close, database.close],
        openapi_config=None,
        request_max_body_size=None,  # the door reads with its own limit and answers with SU:03
        logging_config=None,
    )


def _why_not_ready(database: Database) -> str:
    """Return why the server cannot take calls now, or nothing."""
    try:
        with database.reading() as connection:
            is_current = schema.is_current(connection)
    except Exception as error:  # noqa: BLE001  # whatever the database says, the answer is "not ready"
        log.warning("not ready", reason=str(error))
        return "the database does not answer\n"
    return "" if is_current else "the schema is not this version's: run rollbook migrate\n"


@asynccontextmanager
async def _housekeeping(database: Database, keep: timedelta, _: Litestar) -> AsyncIterator[None]:
    """Forget old packages while the application runs; at its end a thread that is at it finishes."""
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(_forget_daily, database, keep)
        yield
        tasks.cancel_scope.cancel()


async def _forget_daily(database: Database, keep: timedelta) -> None:
    while True:
        await to_thread.run_sync(_forget, database, keep)
        await anyio.sleep(DAY_SECONDS)


def _forget(database: Database, keep: timedelta) -> None:
    """Forget the packages whose time is over. Where that fails, the next day will do."""
    try:
        with database.writing() as connection:
            count = forget_packages(connection, datetime.now(UTC) - keep)
    except Exception as error:  # noqa: BLE001  # the calls go on, whatever the database says to this
        log.warning("old packages are not forgotten", reason=str(error))
    else:
        log.log(logging.INFO if count else logging.DEBUG, "old packages are forgotten", calls=count)


def worker_app(
    settings: Settings,
    transport: Transport,
    metrics_in: Path | None,
    lifeline: Lifeline,
    show_logs: Sequence[Processor],
) -> Litestar:
    """Make the application of one worker process."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # a forked worker would inherit its parent's handler, and live on
    set_up_logs(settings.log_level, show_logs)
    app = make_app(settings, transport, metrics_in, lifeline)
    gc.freeze()  # what stands now stays; and a call of a thousand blocks makes nothing that goes in circles
    gc.set_threshold(COLLECT_AFTER)
    return app
