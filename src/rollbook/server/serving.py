"""Serving: Granian with our application, under TLS unless the operator chose otherwise."""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from granian.constants import HTTPModes, Interfaces, SSLProtocols
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server.mp import MPServer, WorkerProcess
from structlog.typing import Processor

from rollbook.server.app import worker_app
from rollbook.server.console import Transport
from rollbook.server.errors import OperatorError
from rollbook.server.lifeline import FINISH_SECONDS, Lifeline
from rollbook.server.logs import AS_JSON
from rollbook.server.metric_files import metric_files
from rollbook.server.settings import Settings

LOGS_OF_GRANIAN = {"loggers": {"_granian": {"propagate": True}}}
POLL_SECONDS = 0.02


@dataclass(frozen=True, slots=True)
class Listen:
    """Where and how to listen."""

    host: str
    port: int
    transport: Transport
    workers: int = 1
    certificate: Path | None = None
    key: Path | None = None

    @property
    def url(self) -> str:
        """The server's address, as far as this machine knows it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'https' if self.transport == 'tls' else 'http'}://{host}:{self.port}"


def check_certificate(certificate: Path, key: Path) -> None:
    """Check that the certificate and its key can be read and belong together; raise OperatorError if not."""
    for file in (certificate, key):
        try:
            file.read_bytes()
        except OSError as error:
            raise OperatorError(f"cannot read {file}: {error.strerror}") from None
    try:
        # Without a password OpenSSL would prompt for one.
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, key, password="")
    except ssl.SSLError as error:
        reason = (error.reason or "not PEM").lower().replace("_", " ")
        raise OperatorError(
            f"{certificate} and {key} are not a certificate and its key, in PEM and without a password: {reason}"
        ) from None


def find_address(host: str, port: int, how: str = "--port") -> str:
    """Return the IP address of the host, if its port is free. `how` says in the error how to set another port.

    Granian takes no host names, and would not notice another server: its workers share the port with anyone.
    """
    try:
        [(family, kind, protocol, _, address), *_] = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
            probe.listen()
            return str(address[0])
    except OSError as error:
        raise OperatorError(
            f"cannot listen on port {port} of {host}: {error.strerror}; another port can be given with {how}"
        ) from None


class Worker(WorkerProcess):
    """A worker whose end is seen once.

    Granian has a thread for each worker that waits for its end, and waits itself when it stops: of two threads that
    wait for one process, Python may tell one that it still runs (CPython's issue 130895). Granian then logs that it
    kills a worker that has long ended.
    """

    def _watch(self) -> None:
        self._watching = threading.Thread(target=self._watcher)
        self._watching.start()

    def join(self, timeout: float | None = None) -> None:
        """Wait for the thread that waits for the process."""
        self._watching.join(timeout)


class Server(MPServer):
    """Granian with one process per worker, which notifies its workers before it waits for them to stop."""

    lifeline: Lifeline

    def _spawn_worker(self, *given: Any, **named: Any) -> WorkerProcess:
        worker = super()._spawn_worker(*given, **named)
        worker.__class__ = Worker
        return worker

    def shutdown(self, exit_code: int = 0) -> None:
        """Stop the workers and end."""
        self.lifeline.cut()
        super().shutdown(exit_code)  # type: ignore[no-untyped-call]  # the library's


def serve(
    listen: Listen, settings: Settings, when_ready: Callable[[], None], show_logs: Sequence[Processor] = AS_JSON
) -> None:
    """Serve until the process is asked to stop; running calls are finished first. `when_ready` is called once."""
    server = Server(
        "rollbook",
        interface=Interfaces.ASGI,
        address=listen.host,
        port=listen.port,
        workers=listen.workers,
        ssl_cert=listen.certificate,
        ssl_key=listen.key,
        ssl_protocol_min=SSLProtocols.tls12,  # clients may be old
        # With HTTP/2 enabled, Granian waits without limit for the first bytes of a connection.
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=round(settings.idle_seconds * 1000)),
        websockets=False,
        log_level=LogLevels.warning,
        log_dictconfig=LOGS_OF_GRANIAN,
        respawn_failed_workers=True,
        workers_kill_timeout=FINISH_SECONDS,
    )
    server.lifeline = lifeline = Lifeline()
    server.on_startup(partial(_start_watch, listen, when_ready))
    with nullcontext() if settings.metrics == "off" else metric_files(listen.workers) as metrics_in:
        server.serve(
            target_loader=partial(worker_app, settings, listen.transport, metrics_in, lifeline, show_logs),
            wrap_loader=False,
        )


def _start_watch(listen: Listen, when_ready: Callable[[], None]) -> None:
    threading.Thread(target=_watch, args=(listen, when_ready), daemon=True).start()


def _watch(listen: Listen, when_ready: Callable[[], None]) -> None:
    """Call `when_ready` as soon as a worker takes connections."""
    while True:
        with suppress(OSError), socket.create_connection((listen.host, listen.port), timeout=1):
            break
        time.sleep(POLL_SECONDS)
    when_ready()
