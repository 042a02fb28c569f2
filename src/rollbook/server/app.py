"""The ASGI application: the API, and the pages that monitoring reads."""

import gc
import signal
from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path

from litestar import Litestar, Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.plugins import PluginProtocol
from litestar.plugins.core import MsgspecDIPlugin
from structlog.typing import Processor

from rollbook.api import door as api
from rollbook.api.events import Events
from rollbook.calls.call import Limits
from rollbook.calls.gate import Gate
from rollbook.calls.turns import Turns
from rollbook.records.database.engine import Database
from rollbook.records.nodes import Nodes
from rollbook.records.patience import Patience
from rollbook.reference.site import Site
from rollbook.server.console import Transport, make_console
from rollbook.server.housekeeping import Housekeeping
from rollbook.server.lifeline import Lifeline
from rollbook.server.logs import set_up_logs
from rollbook.server.readiness import Readiness
from rollbook.server.settings import Settings, switched_off
from rollbook.server.webhooks import Webhooks
from rollbook.sheets.http import Imports
from rollbook.web.door import Door, Now, largest_body, utc_now
from rollbook.web.door import Transport as HttpTransport
from rollbook.web.reception import Reception
from rollbook.xml import door as xml

COLLECT_AFTER = 50_000  # objects; at Python's own 700, a tenth of a large call went into searching for cycles
NOT_FOR_CALLS = 3  # connections: one for /readyz, two for housekeeping, of which one keeps other workers from it


class _App(Litestar):
    """Litestar without the plugins for libraries that no handler of ours uses: pydantic alone takes as long to load."""

    @staticmethod
    def _get_default_plugins(plugins: list[PluginProtocol]) -> list[PluginProtocol]:
        return [*plugins, MsgspecDIPlugin()]


def make_app(
    settings: Settings, transport: Transport, metrics_in: Path | None, lifeline: Lifeline, now: Now = utc_now
) -> Litestar:
    """Return the application, which ends when its lifeline is cut. It counts calls in files in `metrics_in`, if any.

    What calls take for the time they came is `now`.
    """
    connections = settings.threads + NOT_FOR_CALLS
    patience = Patience(settings.statement_seconds, settings.network_seconds)
    database = Database(settings.database_url, pool_size=connections, patience=patience)
    limits = _limits(settings, transport)
    nodes = Nodes(settings.database_url)
    readiness = Readiness(database, nodes)
    housekeeping = Housekeeping(database, nodes, timedelta(days=settings.keep_packages_days))
    gate, pages = Gate(database, limits), []
    if metrics_in is not None:
        from rollbook.server.metrics import Metrics  # noqa: PLC0415  # a test server counts nothing
        from rollbook.server.metrics_page import make_metrics_page  # noqa: PLC0415  # nor shows it

        metrics = Metrics(metrics_in)
        metrics.follow(database.engine, connections)
        gate = Gate(database, limits, metrics)
        pages = [make_metrics_page(metrics_in, database.dialect, settings.metrics, nodes)]
    turns = Turns(max(1, int(settings.threads * settings.account_share)), nodes.find)
    reception = Reception(largest_body(settings.max_package_bytes), settings.body_seconds)
    door = Door(gate, limits, HttpTransport(transport == "proxy", settings.threads), reception, turns, now)

    console = make_console(settings, transport, gate, reception, patience)

    return _App(
        route_handlers=[
            xml.make_door(door),
            api.make_door(
                door,
                Events(database, limits, settings.events_settle_seconds),
                Site(limits).find,
                Imports(database, gate, limits),
            ),
            *_health_pages(readiness),
            *pages,
            *console.handlers,
        ],
        lifespan=[
            housekeeping.running,
            *([Webhooks(settings, patience, nodes).running] if settings.webhooks != "off" else []),
        ],
        on_startup=[nodes.begin, partial(lifeline.follow, reception)],
        on_shutdown=[readiness.close, nodes.close, database.close, console.close],
        openapi_config=None,
        request_max_body_size=None,  # the door reads with its own limit and answers with SU:03
        logging_config=None,
    )


def _health_pages(readiness: Readiness) -> list[HTTPRouteHandler]:
    """Return the pages that say whether the process lives, and whether it is ready for calls."""

    @get("/healthz", media_type="text/plain", include_in_schema=False, sync_to_thread=False)
    def healthz() -> str:
        return "alive\n"

    @get("/readyz", media_type="text/plain", include_in_schema=False)
    async def readyz() -> Response[str]:
        reason = await readiness.find_reason()
        return Response(reason or f"ready\n{readiness.warnings()}", status_code=503 if reason else 200)

    return [healthz, readyz]


def _limits(settings: Settings, transport: Transport) -> Limits:
    """Return what the operator allows."""
    return Limits(
        settings.max_package_bytes,
        settings.max_blocks,
        insecure_http=transport == "insecure",
        slow_seconds=settings.slow_seconds,
        switched_off=switched_off(settings),
        console_address=settings.console_address.rstrip("/"),
    )


def worker_app(
    settings: Settings,
    transport: Transport,
    metrics_in: Path | None,
    lifeline: Lifeline,
    show_logs: Sequence[Processor],
) -> Litestar:
    """Make the application of one worker process."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # a forked worker would inherit its parent's handler, and survive
    set_up_logs(settings.log_level, show_logs)
    app = make_app(settings, transport, metrics_in, lifeline)
    gc.freeze()  # what exists now is permanent; and a call of a thousand blocks makes no reference cycles
    gc.set_threshold(COLLECT_AFTER)
    return app
