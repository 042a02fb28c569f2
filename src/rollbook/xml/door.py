"""The door of the XML face: every request is answered with status 200, whatever it holds. Source: REC."""

from typing import Any

import structlog
from litestar import MediaType, Request, Response, asgi
from litestar.handlers import ASGIRouteHandler
from litestar.response.base import ASGIResponse
from litestar.types import Receive, Scope, Send

from rollbook.contract.errors import FAILURE, Fault
from rollbook.web.door import CLOSE, Door
from rollbook.xml.answers import show_answer
from rollbook.xml.face import XmlFace

CONTENT_TYPE = MediaType.HTML
# The type is the vendor's, and answers echo the request in CDATA, which HTML does not know: no browser may run it.
HARMLESS = {"Content-Security-Policy": "default-src 'none'; sandbox", "X-Content-Type-Options": "nosniff"}
log = structlog.get_logger("rollbook.call")


def make_door(door: Door) -> ASGIRouteHandler:
    """Return the handler of /apiv2/."""

    @asgi("/apiv2/", copy_scope=False, exception_handlers={Exception: answer_failure})
    async def api(scope: Scope, receive: Receive, send: Send) -> None:
        with door.reception.guest():
            reply = await door.answer(scope, receive, XmlFace)
            headers = reply.headers | HARMLESS
            await ASGIResponse(body=reply.body, media_type=CONTENT_TYPE, headers=headers)(scope, receive, send)

    return api


def answer_failure(_: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    """Answer a failure outside the gate, such as a full disk for the bodies (SU:9999)."""
    log.error("request failed", exc_info=error)
    body = show_answer("Failed", "", [Fault(FAILURE, FAILURE.text)])
    return Response(body, status_code=200, media_type=CONTENT_TYPE, headers=HARMLESS | CLOSE)
