"""Requests that the server itself makes to addresses that its users chose: only where the operator lets them go."""

import ipaddress
import socket
import ssl
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from importlib import metadata
from typing import NamedTuple

import anyio
import httpcore
import httpx
from anyio import CapacityLimiter, to_thread

LONGEST_URL = 500
LONGEST_ANSWER = 2**16
LOOKUPS = 64
WORDS = 200
Options = Iterable[httpcore.SOCKET_OPTION]
Headers = Sequence[tuple[bytes | str, bytes | str]]

LookUp = Callable[[str, int], Sequence[str]]
"""Finds the IP addresses of a host, given its port too."""


class BadAddressError(ValueError):
    """Why nothing is posted to an address."""


class Answer(NamedTuple):
    """What a receiver answered: its status, or None and the reason in words; and how long it took."""

    status: int | None
    words: str
    microseconds: int

    @property
    def is_good(self) -> bool:
        """Whether the receiver took what was posted. A redirect is not followed: it is a refusal."""
        return self.status is not None and httpx.codes.is_success(self.status)


def is_public(address: str) -> bool:
    """Whether an IP address is one of the internet, whatever it is wrapped in."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour
        if inner is not None:
            return is_public(str(inner))
        if found.is_site_local:
            return False
    return found.is_global and not (found.is_multicast or found.is_reserved)


def check_url(text: str, *, allows_private: bool) -> str:
    """Return an address as it is kept; raise BadAddressError with the reason why nothing may be posted there.

    Only what the address itself says is checked here. What its name leads to is checked at each connection.
    """
    try:
        url = httpx.URL(text)
    except httpx.InvalidURL:
        raise BadAddressError("This is not an address such as https://example.com/hook.") from None
    if url.scheme not in {"https", "http"} or not url.host or len(str(url)) > LONGEST_URL:
        raise BadAddressError(f"It has to begin with https:// and have at most {LONGEST_URL} characters.")
    if url.scheme == "http" and not allows_private:
        raise BadAddressError("It has to begin with https://.")
    if url.userinfo or url.fragment:
        raise BadAddressError("It may have no name, password or part after #: the signature says who sends.")
    if not (allows_private or _may_be_public(url.host)):
        raise BadAddressError("It is an address of a private network, and the operator allows none.")
    return str(url)


def _may_be_public(host: str) -> bool:
    """Whether a host is a public IP address, or a name: that is looked up when something is posted."""
    try:
        return is_public(host)
    except ValueError:
        return True


def look_up(host: str, port: int) -> Sequence[str]:
    """Return the IP addresses of a host."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(each[4][0]) for each in found))


class CheckedNetwork(httpcore.AsyncNetworkBackend):
    """Connects to an IP address that was checked, never to a name: it could lead elsewhere a moment later."""

    def __init__(self, look_up: LookUp, *, allows_private: bool) -> None:
        self._network = httpcore.AnyIOBackend()
        self._look_up, self._lookups = look_up, CapacityLimiter(LOOKUPS)
        self._allows_private = allows_private

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109  # the signature is httpcore's
        local_address: str | None = None,
        socket_options: Options | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to the first address of a host that takes a connection; none if one of them is not allowed."""
        addresses = await self._find(host, port)
        if not (self._allows_private or all(map(is_public, addresses))):
            raise BadAddressError("the name leads to a private network, and the operator allows none")
        for address in addresses[:-1]:
            with suppress(httpcore.ConnectError, httpcore.ConnectTimeout):
                patience = timeout and timeout / len(addresses)
                return await self._network.connect_tcp(address, port, patience, local_address, socket_options)
        return await self._network.connect_tcp(addresses[-1], port, timeout, local_address, socket_options)

    async def _find(self, host: str, port: int) -> Sequence[str]:
        try:
            return await to_thread.run_sync(self._look_up, host, port, abandon_on_cancel=True, limiter=self._lookups)
        except (socket.gaierror, UnicodeError):
            raise BadAddressError("the name is unknown") from None


class Outgoing:
    """Posts to addresses, each within so many seconds. Connections are kept for the next time."""

    def __init__(self, *, allows_private: bool, seconds: float, look_up: LookUp = look_up) -> None:
        self._seconds = seconds
        self._agent = f"Rollbook/{metadata.version('rollbook')}"
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=ssl.create_default_context(),
            max_connections=None,
            keepalive_expiry=60,
            network_backend=CheckedNetwork(look_up, allows_private=allows_private),
        )

    async def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Post a body; never raise for what a receiver does."""
        begun = time.monotonic()
        status, words = await self._post(url, body, [("User-Agent", self._agent), *headers.items()])
        return Answer(status, words[:WORDS], round((time.monotonic() - begun) * 1_000_000))

    async def _post(self, url: str, body: bytes, headers: Headers) -> tuple[int | None, str]:
        status = None
        try:
            with anyio.fail_after(self._seconds):
                times = {"connect": self._seconds}
                asked = self._pool.stream(
                    "POST", _as_core(url), headers=headers, content=body, extensions={"timeout": times}
                )
                async with asked as response:
                    status, read = response.status, 0
                    async for part in response.aiter_stream():
                        read += len(part)
                        if read > LONGEST_ANSWER:
                            break
        except (TimeoutError, httpcore.TimeoutException):
            return status, str(status or f"no answer in {self._seconds:g} seconds")
        except BadAddressError as error:
            return None, str(error)
        except (httpcore.NetworkError, httpcore.ProtocolError, OSError) as error:
            return status, str(status or f"no connection: {error}")
        return status, str(status)

    async def close(self) -> None:
        """Close all connections."""
        await self._pool.aclose()


def _as_core(url: str) -> httpcore.URL:
    """Return an address as httpcore takes it, its name in the letters of the DNS."""
    parsed = httpx.URL(url)
    return httpcore.URL(
        scheme=parsed.raw_scheme, host=parsed.raw_host, port=parsed.port, target=parsed.raw_path or b"/"
    )
