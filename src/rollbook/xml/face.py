"""The XML face: reads the package in an HTTP request, and writes the result as the vendor's server does."""

from typing import ClassVar

from rollbook.calls import headers
from rollbook.calls.call import Limits
from rollbook.calls.request import Arrival, Result, Shown
from rollbook.contract import errors
from rollbook.contract.errors import Refused
from rollbook.contract.method import Method
from rollbook.web.request import HttpRequest
from rollbook.xml.answers import show_result
from rollbook.xml.envelope import MOST_TAGS, Envelope, read_envelope
from rollbook.xml.forms import read_package

TAGS_A_BLOCK = 100


class XmlFace:
    """One request to /apiv2/."""

    name: ClassVar[str] = "xml"

    def __init__(self, request: HttpRequest, limits: Limits) -> None:
        self._request = request
        self._limits = limits
        self.size = 0

    def open(self) -> Envelope:
        """Find the package in the body, and parse it (SU:01 to SU:09)."""
        package = self._open_package()
        self.size = len(package)
        return read_envelope(package, max(MOST_TAGS, TAGS_A_BLOCK * self._limits.blocks))

    def check_options(self) -> None:
        """Refuse headers of ours that are not understood (SU:12)."""
        headers.check_headers(self._request.headers, self._request.repeated)

    def show(self, method: type[Method] | None, result: Result, call: int | None) -> Shown:
        """Write the answer, always as Result, Info and Errors; it does not name the call."""
        del call
        return Shown(show_result(method, result))

    def show_again(self, body: bytes) -> Shown:
        """Return an answer from a call record."""
        return Shown(body)

    def _open_package(self) -> bytes:
        """Return the package (SU:01, SU:02; SU:03 for one that is too large)."""
        request, limit = self._request, self._limits.package_bytes
        if request.method != "POST" or not (request.is_secure or self._limits.insecure_http) or request.body == b"":
            raise Refused(errors.NO_POST)
        package = None if request.body is None else read_package(request.headers.get("content-type", ""), request.body)
        if package is None or len(package) > limit:
            raise Refused(errors.TOO_LARGE, f"A package may have {limit} bytes; this one is larger.")
        return package


def arrive(request: HttpRequest, limits: Limits | None = None) -> Arrival:
    """Return a request to /apiv2/ as an arrival."""
    return request.arrival(XmlFace(request, limits or Limits()))
