"""A program that receives webhooks: it keeps what came, and answers as the test wants."""

import http.server
import socket
import ssl
import threading
from collections.abc import Callable, Mapping
from typing import NamedTuple, Self


class Came(NamedTuple):
    """One request, and the status that it was answered with."""

    headers: Mapping[str, str]
    body: bytes
    answered: int

    @property
    def event(self) -> str:
        """The id of the event."""
        return self.headers["webhook-id"]


class Receiver:
    """Listens on a port of this machine, which it also keeps while it is down.

    `answer` makes the status for the number of a request, counted from 0; `location` is where it redirects to.
    """

    def __init__(
        self, answer: Callable[[int], int] = lambda _: 204, location: str = "", tls: ssl.SSLContext | None = None
    ) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}/hook"
        self.came: list[Came] = []
        self.asked = 0
        self._answer, self._location, self._tls = answer, location, tls
        self._server: http.server.ThreadingHTTPServer | None = None

    @property
    def events(self) -> list[str]:
        """The ids of the events that were taken, in the order in which they came."""
        return [each.event for each in self.came if each.answered < 300]

    def __enter__(self) -> Self:
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                number, receiver.asked = receiver.asked, receiver.asked + 1
                status = receiver._answer(number)
                receiver.came.append(Came({name.lower(): value for name, value in self.headers.items()}, body, status))
                self.send_response(status)
                if receiver._location:
                    self.send_header("Location", receiver._location)
                self.send_header("Content-Length", "0")
                self.end_headers()

            do_GET = do_POST

            def log_message(self, *_: object) -> None:
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        if self._tls is not None:
            self._server.socket = self._tls.wrap_socket(self._server.socket, server_side=True)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.shutdown()
        self._server.server_close()
