"""The door of the JSON face: /api/v1/ and what is under it."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import structlog
from litestar import Request, Response, asgi
from litestar.handlers import ASGIRouteHandler
from litestar.response.base import ASGIResponse
from litestar.types import Receive, Scope, Send

from rollbook.api.answers import JSON, show_problem
from rollbook.api.face import PREFIX, JsonFace, name_in
from rollbook.api.statuses import AWAY, BAD_METHOD, BROKEN, NO_CALLER, NO_PAGE
from rollbook.calls.request import Shown
from rollbook.contract.errors import FAILURE, Error, Fault
from rollbook.web.door import CLOSE, Door
from rollbook.web.request import HttpRequest, read_request

HARMLESS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
}
CHALLENGE = {"WWW-Authenticate": 'Basic realm="Rollbook", charset="UTF-8"'}
LATER = {"Retry-After": "5"}
MORE: Mapping[int, Mapping[str, str]] = {NO_CALLER: CHALLENGE, AWAY: LATER}
"""Headers that go with a status."""
log = structlog.get_logger("rollbook.call")


def make_door(door: Door) -> ASGIRouteHandler:
    """Return the handler of /api/v1/."""

    async def answer(scope: Scope, receive: Receive) -> ASGIResponse:
        refusal = _refuse(scope)
        if refusal is not None:
            return refusal
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


def _refuse(scope: Scope) -> ASGIResponse | None:
    """Refuse an address that has nothing, and a method that it does not take."""
    request = read_request(scope, None, datetime.now(UTC), behind_proxy=False)
    if "/" in name_in(request.path):
        return _problem(request, NO_PAGE)
    if request.method != "POST":
        return _problem(request, BAD_METHOD, Allow="POST")
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
