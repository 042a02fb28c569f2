"""The console's door: finds out who visits and what they may open, and has a screen answer, in a thread of its own."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from http import HTTPStatus
from tempfile import SpooledTemporaryFile
from urllib.parse import parse_qs, parse_qsl, quote

import structlog
from anyio import CapacityLimiter, to_thread
from litestar import asgi
from litestar.handlers import ASGIRouteHandler
from litestar.response.base import ASGIResponse
from litestar.types import Receive, Scope, Send

from rollbook.calls.headers import pack
from rollbook.console import static
from rollbook.console.exports import FORMATS, export
from rollbook.console.render import render_ended, render_page
from rollbook.console.responses import Ended, File, Page, Redirect, Response, not_found
from rollbook.console.routes import Route, find_route, load_screens
from rollbook.console.security import cookie, headers_of, is_form_token, is_from_here, read_cookie
from rollbook.console.visits import PREFIX, Desk, Guest, Visit
from rollbook.records.keys.sign_ins import SEEN_EVERY, SignIn, find_sign_in, note_visit
from rollbook.records.read.visitors import read_reach
from rollbook.web.multipart import MOST_FIELDS, SentFile, is_multipart, read_multipart
from rollbook.web.reception import Reception
from rollbook.web.request import HttpRequest, read_request

THREADS = 4
IN_MEMORY = 2**18
READING = frozenset({"GET", "HEAD"})
OUTSIDE = "This form did not come from a page of this server. Open the page again, and send it from there."
OLD = "This form is from an earlier sign-in. Open the page again, and send it from there."
HTML = "text/html; charset=utf-8"
log = structlog.get_logger("rollbook.console")


class Console:
    """Answers requests below /console."""

    def __init__(self, desk: Desk, reception: Reception, *, behind_proxy: bool, allows_plain: bool) -> None:
        load_screens()
        self._desk, self._reception = desk, reception
        self._behind_proxy, self._allows_plain = behind_proxy, allows_plain
        self._threads = CapacityLimiter(THREADS)

    def handler(self) -> ASGIRouteHandler:
        """Return the handler of /console."""

        @asgi(PREFIX, is_mount=True, copy_scope=True)
        async def console(scope: Scope, receive: Receive, send: Send) -> None:
            with self._reception.guest():
                request = await self._read(scope, receive)
                response = await to_thread.run_sync(self._answer, request, limiter=self._threads)
                await self._send(request, response, scope, receive, send)

        return console

    async def _read(self, scope: Scope, receive: Receive) -> HttpRequest:
        received_at = datetime.now(UTC)
        with SpooledTemporaryFile(IN_MEMORY) as body:
            await self._reception.receive(receive, body)
            request = read_request(scope, self._reception.read(body), received_at, behind_proxy=self._behind_proxy)
        return replace(request, path=PREFIX + request.path.removeprefix(PREFIX).rstrip("/"))

    def _answer(self, request: HttpRequest) -> "Answered":
        """Answer a request, whatever happens."""
        file = static.find(request.path.removeprefix(PREFIX))
        if file is not None:
            return Answered(file.body, file.media_type, HTTPStatus.OK, file.headers)
        try:
            return self._show(request)
        except Ended as ended:
            return _html(request, render_ended(self._desk, request, ended), ended.status)
        except Exception as error:
            log.exception("page failed", request_id=request.id, path=request.path, exc_info=error)
            failed = Ended(HTTPStatus.INTERNAL_SERVER_ERROR, "Something went wrong", FAILED.format(request.id))
            return _html(request, render_ended(self._desk, request, failed), failed.status)

    def _show(self, request: HttpRequest) -> "Answered":
        if not (request.is_secure or self._allows_plain):
            raise Ended(HTTPStatus.FORBIDDEN, "Not encrypted", "Open this page over https.")
        is_form = request.method not in READING
        if is_form and request.method != "POST":
            raise Ended(HTTPStatus.METHOD_NOT_ALLOWED, "Not possible", "Pages take GET and POST.")
        if is_form and not is_from_here(request):
            raise Ended(HTTPStatus.FORBIDDEN, "Not sent from here", OUTSIDE)
        if request.body is None:
            raise Ended(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "Too large", "What was sent is larger than is taken.")
        token = read_cookie(request)
        with self._desk.database.reading() as connection:
            sign_in = find_sign_in(connection, token, request.received_at) if token is not None else None
            reach = read_reach(connection, sign_in.account, sign_in.user) if sign_in is not None else None
        sent = (self._desk, request, query_of(request), *form_of(request))
        found = find_route(request.path.removeprefix(PREFIX) or "/")
        if found is not None and found[0].may_open is None:
            return self._to_answer(request, _show_route(*found, Guest(*sent)), None)
        if token is None or sign_in is None or reach is None:
            return self._to_answer(request, _to_sign_in(request), None)
        self._note(sign_in, request.received_at)
        visit = Visit(*sent, token, sign_in, reach)
        try:
            if found is None or found[0].may_open is None or not found[0].may_open(visit):
                raise not_found()
            if is_form and not is_form_token(visit.token, visit.field("csrf")):
                raise Ended(HTTPStatus.FORBIDDEN, "Not sent from here", OLD)
            return self._to_answer(request, _show_route(*found, visit), visit)
        finally:
            visit.close()

    def _note(self, sign_in: SignIn, now: datetime) -> None:
        if now - sign_in.seen_at > SEEN_EVERY:
            with self._desk.database.writing() as connection:
                note_visit(connection, sign_in, now)

    def _to_answer(self, request: HttpRequest, response: Response, visit: Visit | None) -> "Answered":
        match response:
            case Page():
                form = visit.query.get("export") if visit is not None and not visit.errors else None
                if visit is not None and form in FORMATS and response.listings:
                    return self._to_answer(request, _export(visit, response, form), None)
                return _html(request, render_page(self._desk, request, visit, response), response.status)
            case Redirect(address, token, begun):
                headers = {"Location": address}
                if token is not None or begun is not None:
                    headers["Set-Cookie"] = begun.cookie(request) if begun is not None else cookie(request, token or "")
                return Answered(b"", HTML, HTTPStatus.SEE_OTHER, headers_of(request) | headers)
            case File():
                kind = "inline" if response.is_shown else "attachment"
                name = quote(response.name)
                headers = {"Content-Disposition": f"{kind}; filename*=UTF-8''{name}"}
                return Answered(iter(response.parts), response.media_type, HTTPStatus.OK, headers_of(request) | headers)

    async def _send(
        self, request: HttpRequest, answered: "Answered", scope: Scope, receive: Receive, send: Send
    ) -> None:
        """Send a page at once, and a file part by part as it is made."""
        headers = {**answered.headers, "content-type": answered.media_type}  # a media_type would get a second charset
        if isinstance(answered.body, bytes):
            body = b"" if request.method == "HEAD" else answered.body
            response = ASGIResponse(body=body, status_code=answered.status, headers=headers)
            await response(scope, receive, send)
            return
        listed = [(name.lower().encode(), value.encode("latin-1")) for name, value in headers.items()]
        await send({"type": "http.response.start", "status": answered.status, "headers": listed})
        while part := await to_thread.run_sync(next, answered.body, b"", limiter=self._threads):
            await send({"type": "http.response.body", "body": part, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})


FAILED = "The page could not be made; nothing was written. The log has it under the request {}."


class Answered:
    """An answer as it is sent: a body, or an iterator of its parts."""

    def __init__(
        self, body: bytes | Iterator[bytes], media_type: str, status: HTTPStatus, headers: dict[str, str]
    ) -> None:
        self.body, self.media_type, self.status, self.headers = body, media_type, status, headers


def _html(request: HttpRequest, text: str, status: HTTPStatus) -> Answered:
    body, packing = pack(text.encode(), request.headers)
    return Answered(body, HTML, status, {**headers_of(request), **packing, "X-Request-ID": request.id})


def _show_route(route: Route, parameters: Mapping[str, str], guest: Guest) -> Response:
    """Have the screen at the address answer."""
    show = route.show.get("GET" if guest.request.method in READING else "POST")
    if show is None:
        raise Ended(HTTPStatus.METHOD_NOT_ALLOWED, "Not possible", "This address takes no such request.")
    return show(guest, **parameters)


def _export(visit: Visit, page: Page, form: str) -> File:
    """Return one of the page's tables as a file: the one that the address names, else the first."""
    name = visit.query.get("table", next(iter(page.listings)))
    if name not in page.listings:
        raise not_found()
    file = export(name, page.listings[name], form, visit.sign_in.zone)
    return replace(file, parts=_closing(visit, file.parts))


def _closing(visit: Visit, parts: object) -> Iterator[bytes]:
    """Yield the parts, and give the connection back at the end."""
    try:
        yield from parts  # type: ignore[misc]  # the parts of a file
    finally:
        visit.close()


def _to_sign_in(request: HttpRequest) -> Redirect:
    """Lead to the sign-in page, and from there back to where the visitor wanted to be."""
    wanted = request.path + (f"?{request.query}" if request.query else "")
    back = "" if request.method != "GET" or wanted == PREFIX else f"?to={quote(wanted)}"
    return Redirect(f"{PREFIX}/sign-in{back}")


def query_of(request: HttpRequest) -> dict[str, str]:
    """Return the last value of each name in the address."""
    return dict(parse_qsl(request.query, keep_blank_values=True))


def form_of(request: HttpRequest) -> tuple[dict[str, list[str]], SentFile | None]:
    """Return all values of each field of a form that was sent, and the file that came with it."""
    if request.method in READING or not request.body:
        return {}, None
    content_type = request.headers.get("content-type", "")
    try:
        if is_multipart(content_type):
            return read_multipart(content_type, request.body)
        return parse_qs(request.body.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS), None
    except ValueError:
        raise Ended(HTTPStatus.BAD_REQUEST, "Not readable", "The form could not be read.") from None
