"""The JSON face: an HTTP request to /api/v1/<method>, and its answer with the status that fits."""

from typing import Any, ClassVar

import msgspec

from rollbook.api.answers import Head, show_kept, show_result
from rollbook.api.message import JsonMessage, parse, read_credentials
from rollbook.api.queries import content_of
from rollbook.api.statuses import NOT_JSON, NOT_SECURE, TOO_LARGE
from rollbook.calls import headers
from rollbook.calls.call import Limits
from rollbook.calls.request import Result, Shown
from rollbook.contract.errors import BAD_KEYS, Refused
from rollbook.contract.method import Method, Report
from rollbook.contract.text import UNFIT
from rollbook.methods import find_method
from rollbook.web.request import HttpRequest

PREFIX = "/api/v1/"
READING = frozenset({"GET", "HEAD"})
"""What asks and changes nothing."""
MOST_VALUES = 2**20
VALUES_A_ROW = 100


def name_in(path: str) -> str:
    """Return what stands behind the prefix in a path; a router may have taken the prefix away."""
    return UNFIT.sub("\N{REPLACEMENT CHARACTER}", path.removeprefix(PREFIX).strip("/ "))


def _asked(name: str, query: str) -> dict[str, Any]:
    """Return what a query asks of a report; of no other method there is anything to ask."""
    method = find_method(name)
    return content_of(method, query) if method is not None and issubclass(method, Report) else {}


class JsonFace:
    """One request to /api/v1/."""

    name: ClassVar[str] = "json"

    def __init__(self, request: HttpRequest, limits: Limits) -> None:
        self._request = request
        self._limits = limits
        self.size = 0

    def open(self) -> JsonMessage:
        """Take the request apart (SU:01, SU:03, SU:10). Who brings no keys has nothing read."""
        request, limits = self._request, self._limits
        if not (request.is_secure or limits.insecure_http):
            raise Refused(NOT_SECURE)
        if "authorization" not in request.headers:
            raise Refused(BAD_KEYS)
        credentials = read_credentials(request.headers["authorization"])
        name = name_in(request.path)
        if request.method in READING:
            content = _asked(name, request.query)
            return JsonMessage(credentials, name, msgspec.json.encode(content), content)
        body = self._body()
        self.size = len(body)
        content = parse(body, max(MOST_VALUES, VALUES_A_ROW * limits.blocks))
        return JsonMessage(credentials, name, body, content)

    def _body(self) -> bytes:
        request, limit = self._request, self._limits.package_bytes
        if request.body is None or len(request.body) > limit:
            raise Refused(TOO_LARGE, f"A body may have {limit} bytes; this one is larger.")
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != "application/json":  # a page of another site could make a browser send other types
            raise Refused(NOT_JSON, "Content-Type must be application/json.")
        return request.body

    def check_options(self) -> None:
        """Refuse headers that are there and not understood (SU:12)."""
        headers.check_headers(self._request.headers, self._request.repeated)

    def show(self, method: type[Method] | None, result: Result, call: int | None) -> Shown:
        """Write the answer, with its status."""
        head = Head(self._request.id, call, is_dry_run=self._request.options.is_dry_run)
        return show_result(head, method, result)

    def show_again(self, body: bytes) -> Shown:
        """Return an answer that was kept, with the status that it had."""
        return show_kept(body)
