"""A sign-in that began here, goes on at a provider, and comes back: what holds the two ends together."""

import base64
import hmac
import json
import secrets
from dataclasses import dataclass
from hashlib import sha256
from http.cookies import CookieError, SimpleCookie
from typing import Protocol, Self

from rollbook.web.request import HttpRequest

SECURE_COOKIE, PLAIN_COOKIE = "__Host-rollbook-begun", "rollbook-begun"
SECONDS = 600
"""How long a sign-in may take at the provider."""
SECRET_BYTES = 32
LONGEST_WISH = 1000


class Unproven(Exception):  # noqa: N818  # an outcome, not a failure of ours
    """The provider did not prove who the visitor is. The reason is for the log."""


class ProviderDown(Exception):  # noqa: N818  # as above
    """The provider does not answer, or not as a provider does. The reason is for the log."""


@dataclass(frozen=True, slots=True)
class Begun:
    """A sign-in that was begun in a browser. All that binds its two ends together is made of the cookie's secret.

    So the server keeps nothing, each worker can end what another began, and who has not begun here cannot end here.
    """

    secret: str

    @classmethod
    def new(cls) -> Self:
        """Begin."""
        return cls(secrets.token_urlsafe(SECRET_BYTES))

    @property
    def nonce(self) -> str:
        """The word that the provider puts into the id token."""
        return self._seal("nonce")

    @property
    def verifier(self) -> str:
        """The secret of PKCE, by which the provider knows that the code comes from whom it was made for."""
        return self._seal("verifier")

    def state(self, wanted: str, account: str) -> str:
        """Return what the visitor carries to the provider and back: where they want to be, and in which account."""
        wish = json.dumps([wanted if len(wanted) <= LONGEST_WISH else "", account])
        packed = base64.urlsafe_b64encode(wish.encode()).decode()
        return f"{self._seal(packed)}.{packed}"

    def read_state(self, state: str) -> tuple[str, str]:
        """Return the wanted page and the account; raise Unproven for a state that was not made by this beginning."""
        seal, _, packed = state.partition(".")
        if not hmac.compare_digest(self._seal(packed).encode(), seal.encode("utf-8", "replace")):
            raise Unproven("the state is not that of a sign-in that was begun in this browser")
        wanted, account = json.loads(base64.urlsafe_b64decode(packed))
        return wanted, account

    def cookie(self, request: HttpRequest) -> str:
        """Return the header that keeps the beginning in the browser."""
        secure = "; Secure" if request.is_secure else ""
        return f"{_name(request)}={self.secret}; Path=/; Max-Age={SECONDS}; HttpOnly; SameSite=Lax{secure}"

    def _seal(self, text: str) -> str:
        return hmac.new(self.secret.encode(), text.encode("utf-8", "replace"), sha256).hexdigest()


def read_begun(request: HttpRequest) -> Begun:
    """Return what was begun in this browser; raise Unproven where nothing was, or too long ago."""
    try:
        cookies = SimpleCookie(request.headers.get("cookie", ""))
    except CookieError:
        cookies = SimpleCookie()
    morsel = cookies.get(_name(request))
    if morsel is None or not morsel.value:
        raise Unproven("no sign-in was begun in this browser")
    return Begun(morsel.value)


def _name(request: HttpRequest) -> str:
    return SECURE_COOKIE if request.is_secure else PLAIN_COOKIE


class Provider(Protocol):
    """Knows who people are, on behalf of this server."""

    account: str
    """The account whose people sign in by it; "" for all accounts."""
    by_email: bool
    """Whether it knows people by e-mail address, or by employee id."""

    def way_there(self, begun: Begun, state: str, back: str) -> str:
        """Return the address at which the visitor says who they are; raise ProviderDown."""

    def who_came(self, begun: Begun, code: str, back: str) -> str:
        """Return the e-mail address or employee id of who came back with a code; raise Unproven, ProviderDown."""
