"""A small HTTP server that hands each request to a function, and can break off where a real one would not."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import h11

PIECE = 2**16


@dataclass(slots=True)
class Asked:
    """A request: `target` is its path and query; header names are in lower case."""

    method: str
    target: str
    headers: list[tuple[str, str]]
    body: bytes = b""

    def header(self, name: str) -> str:
        """Return the value of a header; an empty text where it was not sent."""
        return next((value for given, value in self.headers if given == name), "")


@dataclass(slots=True)
class Reply:
    """A response. With `sends` only so many bytes of the body are sent, then the connection ends; 0 sends no head."""

    status: int
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: bytes = b""
    sends: int | None = None


Answer = Callable[[Asked], Awaitable[Reply]]


class HttpServer:
    """Listens on a free port of this machine."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.StreamWriter] = set()

    async def start(self) -> int:
        """Listen; return the port."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    def stop(self) -> None:
        """Listen no more, and close all connections."""
        if self._server is not None:
            self._server.close()
        for writer in self._open:
            writer.transport.abort()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = h11.Connection(h11.SERVER)
        self._open.add(writer)
        try:
            while (asked := await _read(connection, reader, writer)) is not None:
                reply = await self._answer(asked)
                if not await _send(connection, writer, asked, reply):
                    break
                connection.start_next_cycle()
        except (h11.ProtocolError, ConnectionError):
            writer.transport.abort()
        finally:
            self._open.discard(writer)
            writer.close()


async def _read(connection: h11.Connection, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> Asked | None:
    """Read a whole request; None where the connection ends."""
    asked, pieces = None, []
    while True:
        event = connection.next_event()
        match event:
            case h11.NEED_DATA:
                if connection.they_are_waiting_for_100_continue:
                    go_on = h11.InformationalResponse(status_code=100, headers=[])
                    writer.write(connection.send(go_on) or b"")
                connection.receive_data(await reader.read(PIECE))
            case h11.Request():
                headers = [(name.decode(), value.decode("latin-1")) for name, value in event.headers]
                asked = Asked(event.method.decode(), event.target.decode("latin-1"), headers)
            case h11.Data():
                pieces.append(bytes(event.data))
            case h11.EndOfMessage():
                assert asked is not None  # noqa: S101  # a message begins with its head
                asked.body = b"".join(pieces)
                return asked
            case _:
                return None


async def _send(connection: h11.Connection, writer: asyncio.StreamWriter, asked: Asked, reply: Reply) -> bool:
    """Send a response; return whether the connection may be used again."""
    if reply.sends == 0:
        writer.transport.abort()
        return False
    headers = [(name, value) for name, value in reply.headers if name.lower() not in {"content-length", "connection"}]
    headers.append(("content-length", str(len(reply.body))))
    writer.write(connection.send(h11.Response(status_code=reply.status, headers=headers)) or b"")
    if asked.method != "HEAD":
        writer.write(connection.send(h11.Data(data=reply.body[: reply.sends])) or b"")
    await writer.drain()
    if reply.sends is not None:
        return False
    writer.write(connection.send(h11.EndOfMessage()) or b"")
    await writer.drain()
    return connection.our_state is h11.DONE and connection.their_state is h11.DONE
