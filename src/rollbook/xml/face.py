"""The XML face: reads the package in an HTTP request, and writes the result as the vendor's server does."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from rollbook.calls import headers
from rollbook.calls.call import Limits
from rollbook.calls.request import Arrival, Options, Result
from rollbook.contract import errors
from rollbook.contract.errors import Refused
from rollbook.contract.method import Method
from rollbook.xml.answers import show_result
from rollbook.xml.envelope import MOST_TAGS, Envelope, read_envelope
from rollbook.xml.forms import read_package

TAGS_A_BLOCK = 100


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """What was sent over HTTP. `body` is None when it was larger than a package may be; header names are lower case.

    `repeated` names the headers that were sent more than once.
    """

    method: str
    is_secure: bool
    headers: Mapping[str, str]
    body: bytes | None
    remote_address: str
    id: str
    received_at: datetime
    repeated: frozenset[str] = frozenset()

    def arrival(self, limits: Limits | None = None) -> Arrival:
        """Return the request as the calls know it."""
        face = XmlFace(self, limits or Limits())
        return Arrival(self.id, self.received_at, self.remote_address, face, self.options)

    @property
    def options(self) -> Options:
        """How the call is to be done. A dry run writes nothing, so it needs no key."""
        is_dry_run = headers.is_dry_run(self.headers)
        key = None if is_dry_run else self.headers.get(headers.IDEMPOTENCY_KEY) or None
        return Options(headers.is_strict(self.headers), is_dry_run, key)


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

    def show(self, method: type[Method] | None, result: Result) -> bytes:
        """Write the answer, always as Result, Info and Errors."""
        return show_result(method, result)

    def _open_package(self) -> bytes:
        """Return the package (SU:01, SU:02; SU:03 for one that is too large)."""
        request, limit = self._request, self._limits.package_bytes
        if request.method != "POST" or not (request.is_secure or self._limits.insecure_http) or request.body == b"":
            raise Refused(errors.NO_POST)
        package = None if request.body is None else read_package(request.headers.get("content-type", ""), request.body)
        if package is None or len(package) > limit:
            raise Refused(errors.NOT_XML, f"A package may have {limit} bytes; this one is larger.")
        return package
