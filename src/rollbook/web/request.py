"""An HTTP request as the faces get it."""

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from litestar.enums import ScopeType
from litestar.types import Scope

from rollbook.calls import headers
from rollbook.calls.request import Arrival, Face, Options

REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """What was sent over HTTP. `body` is None if it was larger than a package may be; header names are in lower case.

    `repeated` names the headers that were sent more than once. `path` is decoded, `query` is as it was sent.
    """

    method: str
    is_secure: bool
    headers: Mapping[str, str]
    body: bytes | None
    remote_address: str
    id: str
    received_at: datetime
    repeated: frozenset[str] = frozenset()
    path: str = ""
    query: str = ""

    @property
    def options(self) -> Options:
        """How the call is to be done. A dry run writes nothing, so it needs no key."""
        is_dry_run = headers.is_dry_run(self.headers)
        key = None if is_dry_run else self.headers.get(headers.IDEMPOTENCY_KEY) or None
        return Options(headers.is_strict(self.headers), is_dry_run, key)

    def arrival(self, face: Face) -> Arrival:
        """Return the request as an arrival at a face."""
        return Arrival(self.id, self.received_at, self.remote_address, face, self.options)


def read_request(scope: Scope, body: bytes | None, received_at: datetime, *, behind_proxy: bool) -> HttpRequest:
    """Read a request. Behind a proxy, its forwarded headers give the caller's scheme and address."""
    assert scope["type"] == ScopeType.HTTP  # noqa: S101  # for the type checker: the server takes no websockets
    sent: dict[str, list[str]] = {}
    for name, value in scope["headers"]:
        sent.setdefault(name.decode("latin-1").lower(), []).append(value.decode("latin-1"))
    headers = {name: ", ".join(values) for name, values in sent.items()}
    scheme, address = scope["scheme"], scope["client"][0] if scope["client"] else ""
    if behind_proxy:
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
        path=scope["path"],
        query=scope["query_string"].decode("latin-1"),
    )
