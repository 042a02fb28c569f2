"""`rollbook serve`: the server."""

from pathlib import Path
from typing import Annotated

import structlog
import typer

from rollbook.server.console import Transport
from rollbook.server.databases import new_file, open_database
from rollbook.server.errors import OperatorError
from rollbook.server.logs import set_up_logs
from rollbook.server.serving import Listen, check_certificate, find_address
from rollbook.server.serving import serve as run_server
from rollbook.server.settings import read_settings

TRANSPORT = "How calls arrive: one of these three"
USAGE_STATUS = 2
log = structlog.get_logger("rollbook.server")


def serve(
    *,
    host: Annotated[str, typer.Option(help="Address to listen on; 0.0.0.0 for all.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65_535, help="Port to listen on.")] = 8080,
    workers: Annotated[int, typer.Option(min=1, max=256, help="Worker processes.")] = 1,
    tls_cert: Annotated[
        Path | None, typer.Option(help="HTTPS: file of the certificate and its chain, PEM.", rich_help_panel=TRANSPORT)
    ] = None,
    tls_key: Annotated[
        Path | None, typer.Option(help="HTTPS: file of its key, PEM, no password.", rich_help_panel=TRANSPORT)
    ] = None,
    behind_proxy: Annotated[
        bool,
        typer.Option(
            "--behind-proxy",
            help="A proxy takes HTTPS and says so in X-Forwarded-Proto; nothing else may reach this port.",
            rich_help_panel=TRANSPORT,
        ),
    ] = False,
    insecure_http: Annotated[
        bool,
        typer.Option(
            "--insecure-http",
            help="Plain HTTP: keys and records can be read in transit. For tests on one machine.",
            rich_help_panel=TRANSPORT,
        ),
    ] = False,
) -> None:
    """Serve the API at /apiv2/.

    /healthz says that the process is alive, /readyz that it takes calls; /metrics is for Prometheus,
    on this machine. Logs go to standard error.
    On SIGTERM or Ctrl-C it finishes the running calls, and stops.
    """
    settings = read_settings()
    transport = _choose_transport(tls_cert, tls_key, behind_proxy=behind_proxy, insecure_http=insecure_http)
    if tls_cert is not None and tls_key is not None:
        check_certificate(tls_cert, tls_key)
    listen = Listen(find_address(host, port), port, transport, workers, tls_cert, tls_key)
    new = new_file(settings)
    with open_database(settings):
        pass
    set_up_logs(settings.log_level)
    if new is not None:
        log.warning("this is a new database", file=str(new))
    run_server(listen, settings, lambda: log.info("serving", url=listen.url, workers=workers))


def _choose_transport(
    tls_cert: Path | None, tls_key: Path | None, *, behind_proxy: bool, insecure_http: bool
) -> Transport:
    wants_tls = tls_cert is not None or tls_key is not None
    if wants_tls + behind_proxy + insecure_http != 1:
        raise OperatorError(
            "will not start until you choose how calls arrive, because they carry keys and personal records: "
            "give --tls-cert and --tls-key, or --behind-proxy, or --insecure-http, and only one of them",
            USAGE_STATUS,
        )
    if wants_tls and (tls_cert is None or tls_key is None):
        raise OperatorError("will not start: --tls-cert and --tls-key are needed together", USAGE_STATUS)
    return "proxy" if behind_proxy else "insecure" if insecure_http else "tls"
