"""The door of the JSON face: /api/v1/ and what is under it."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Protocol

import structlog
from litestar import Request, Response, asgi
from litestar.handlers import ASGIRouteHandler
from litestar.response.base import ASGIResponse
from litestar.types import Receive, Scope, Send

from rollbook.api.answers import JSON, show_problem
from rollbook.api.events import NAME as EVENTS
from rollbook.api.events import Events
from rollbook.api.face import PREFIX, READING, JsonFace, name_in
from rollbook.api.pages import FindPage, Page
from rollbook.api.statuses import AWAY, BAD_METHOD, BROKEN, NO_CALLER, NO_PAGE
from rollbook.calls.call import Answer
from rollbook.calls.headers import pack
from rollbook.calls.request import Shown
from rollbook.calls.turns import Turn
from rollbook.contract.errors import FAILURE, Error, Fault
from rollbook.contract.method import Report
from rollbook.methods import find_method
from rollbook.web.door import CLOSE, Door
from rollbook.web.request import HttpRequest, read_request

HARMLESS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
}
CHALLENGE = {"WWW-Authenticate": 'Bearer realm="Rollbook", Basic realm="Rollbook", charset="UTF-8"'}
LATER = {"Retry-After": "5"}
MORE: Mapping[int, Mapping[str, str]] = {NO_CALLER: CHALLENGE, AWAY: LATER}
"""Headers that go with a status."""
IMPORTS = "imports"
log = structlog.get_logger("rollbook.call")


class Others(Protocol):
    """What answers at /api/v1/imports and below; it is made elsewhere."""

    def answer(self, request: HttpRequest, turn: Turn) -> Answer:
        """Answer a request; raise Crowded where the account has to wait for its turn."""


def make_door(door: Door, events: Events, find_page: FindPage, imports: Others) -> ASGIRouteHandler:
    """Return the handler of /api/v1/."""

    async def answer(scope: Scope, receive: Receive) -> ASGIResponse:
        request = read_request(scope, None, datetime.now(UTC), behind_proxy=False)
        page = find_page(name_in(request.path), request.headers.get("accept", ""))
        if page is not None:
            return _show_page(request, page)
        is_import = name_in(request.path).partition("/")[0] == IMPORTS
        refusal = None if is_import else _refuse(request)
        if refusal is not None:
            return refusal
        if name_in(request.path) == EVENTS:
            reply = await door.work(scope, receive, events.answer)
        elif is_import:
            reply = await door.work(scope, receive, imports.answer, in_turn=False)
        else:
            reply = await door.answer(scope, receive, JsonFace)
        status = reply.status or BROKEN
        headers = {**reply.headers, **HARMLESS, **MORE.get(status, {})}
        return ASGIResponse(body=reply.body, status_code=status, media_type=reply.media_type or JSON, headers=headers)

    @asgi(PREFIX, is_mount=True, copy_scope=True, exception_handlers={Exception: answer_failure})
    async def api(scope: Scope, receive: Receive, send: Send) -> None:
        with door.reception.guest():
            response = await answer(scope, receive)
            await response(scope, receive, send)

    return api


def _show_page(request: HttpRequest, page: Page) -> ASGIResponse:
    """Answer with a page, which needs no keys: it says nothing of any account."""
    if request.method not in READING:
        return _problem(request, BAD_METHOD, Allow="GET, HEAD")
    body, packing = pack(page.body, request.headers)
    headers = {**HARMLESS, **packing, "Content-Security-Policy": page.policy, "X-Request-ID": request.id}
    headers["Vary"] = "Accept, Accept-Encoding"
    return ASGIResponse(body=body, media_type=page.media_type, headers=headers)


def _refuse(request: HttpRequest) -> ASGIResponse | None:
    """Refuse an address that has nothing, and an HTTP method that it does not take."""
    name = name_in(request.path)
    if "/" in name:
        return _problem(request, NO_PAGE)
    method = find_method(name)
    if name == EVENTS and request.method not in READING:
        return _problem(request, BAD_METHOD, Allow="GET, HEAD")
    allowed = ("POST",) if method is not None and not issubclass(method, Report) else ("POST", "GET", "HEAD")
    if request.method not in allowed:
        return _problem(request, BAD_METHOD, Allow=", ".join(allowed))
    return None


def _problem(request: HttpRequest, error: Error, **headers: str) -> ASGIResponse:
    shown = show_problem(request.id, Fault(error, error.text))
    return _response(shown, {**HARMLESS, "X-Request-ID": request.id, **headers})


def _response(shown: Shown, headers: Mapping[str, str]) -> ASGIResponse:
    return ASGIResponse(
        body=shown.body, status_code=shown.status or BROKEN, media_type=shown.media_type or JSON, headers=dict(headers)
    )


def answer_failure(_: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    """Answer what the gate never saw, such as a full disk under the bodies, as a failure of ours (SU:9999)."""
    log.error("request failed", exc_info=error)
    shown = show_problem("", Fault(FAILURE, FAILURE.text))
    return Response(shown.body, status_code=BROKEN, media_type=shown.media_type, headers=HARMLESS | CLOSE)
