"""The door: HTTP in, HTTP out. A body is read with limits of size and time, and the gate works in threads."""

import re
import uuid
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from tempfile import SpooledTemporaryFile
from typing import Any

import structlog
from anyio import CapacityLimiter, Lock, to_thread
from litestar import MediaType, Request, Response, asgi
from litestar.enums import ScopeType
from litestar.handlers import ASGIRouteHandler
from litestar.response.base import ASGIResponse
from litestar.types import Receive, Scope, Send

from rollbook.calls.call import Limits
from rollbook.calls.gate import Gate
from rollbook.calls.headers import pack
from rollbook.calls.turns import Crowded, Turn, Turns
from rollbook.contract.errors import FAILURE, Fault
from rollbook.xml.answers import show_answer
from rollbook.xml.face import HttpRequest
from rollbook.xml.reception import Reception

CONTENT_TYPE = MediaType.HTML
# The type is the vendor's, and what was sent comes back in CDATA, which HTML does not know: no browser may act on it.
HARMLESS = {"Content-Security-Policy": "default-src 'none'; sandbox", "X-Content-Type-Options": "nosniff"}
CLOSE = {"Connection": "close"}
REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
FORM_OVERHEAD = 2**16
ENCODED_BYTE = 3  # percent-encoding makes up to three bytes of one
IN_MEMORY = 2**18  # a larger body waits on disk: there may be a thousand callers who send slowly
LARGE = 2**21  # parsed, a package may take forty times its size: large ones are worked on one after another
log = structlog.get_logger("rollbook.call")


@dataclass(frozen=True, slots=True)
class Transport:
    """How requests reach the server. Behind a proxy, its forwarded headers tell scheme and address of the caller."""

    behind_proxy: bool = False
    threads: int = 16


def largest_body(package_bytes: int) -> int:
    """Return how large the body may be that has a package of this size in it."""
    return package_bytes * ENCODED_BYTE + FORM_OVERHEAD


def make_door(gate: Gate, limits: Limits, transport: Transport, reception: Reception, turns: Turns) -> ASGIRouteHandler:
    """Return the handler of /apiv2/. Every request is answered with status 200, whatever it holds. Source: REC."""
    threads, large = CapacityLimiter(transport.threads), Lock()

    async def answer(scope: Scope, receive: Receive) -> tuple[bytes, dict[str, str]]:
        received_at = datetime.now(UTC)
        with SpooledTemporaryFile(IN_MEMORY) as body:
            is_whole = await reception.receive(receive, body)
            turn, one_by_one = Turn(turns), large if body.tell() > LARGE else nullcontext()

            def work() -> tuple[bytes, dict[str, str]]:
                request = _request(scope, reception.read(body), received_at, transport)
                answer = gate.answer(request.arrival(limits), turn)
                packed, packing = pack(answer.body, request.headers)
                return packed, {**answer.headers, **packing, **HARMLESS, **({} if is_whole else CLOSE)}

            try:
                while True:
                    with suppress(Crowded):
                        async with one_by_one:
                            return await to_thread.run_sync(work, limiter=threads)
                    await turn.wait()
            finally:
                turn.end()

    @asgi("/apiv2/", copy_scope=False, exception_handlers={Exception: answer_failure})
    async def api(scope: Scope, receive: Receive, send: Send) -> None:
        with reception.guest():
            body, headers = await answer(scope, receive)
            await ASGIResponse(body=body, media_type=CONTENT_TYPE, headers=headers)(scope, receive, send)

    return api


def answer_failure(_: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    """Answer what the gate never saw, such as a full disk under the bodies, as a failure of ours (SU:9999)."""
    log.error("request failed", exc_info=error)
    body = show_answer("Failed", "", [Fault(FAILURE, FAILURE.text)])
    return Response(body, status_code=200, media_type=CONTENT_TYPE, headers=HARMLESS | CLOSE)


def _request(scope: Scope, body: bytes | None, received_at: datetime, transport: Transport) -> HttpRequest:
    assert scope["type"] == ScopeType.HTTP  # noqa: S101  # for the type checker: the server takes no websockets
    sent: dict[str, list[str]] = {}
    for name, value in scope["headers"]:
        sent.setdefault(name.decode("latin-1").lower(), []).append(value.decode("latin-1"))
    headers = {name: ", ".join(values) for name, values in sent.items()}
    scheme, address = scope["scheme"], scope["client"][0] if scope["client"] else ""
    if transport.behind_proxy:
        scheme = headers.get("x-forwarded-proto", "http").rpartition(",")[2].strip().lower()
        address = headers.get("x-forwarded-for", address).rpartition(",")[2].strip()
    request_id = headers.get("x-request-id", "")
    return HttpRequest(
        method=scope["method"],
        is_secure=scheme == "https",
        headers=headers,
        body=body,
        remote_address=address,
        id=request_id if REQUEST_ID.fullmatch(request_id) else uuid.uuid4().hex,
        received_at=received_at,
        repeated=frozenset(name for name, values in sent.items() if len(values) > 1),
    )
