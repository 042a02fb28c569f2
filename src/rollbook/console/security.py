"""What keeps the console safe in a browser: cookie, tokens in forms, where a form came from, and headers."""

import hmac
import secrets
from hashlib import sha256
from http.cookies import CookieError, SimpleCookie
from urllib.parse import urlsplit

from rollbook.records.keys.sign_ins import LONGEST, SignInToken
from rollbook.web.request import HttpRequest

SECURE_COOKIE, PLAIN_COOKIE = "__Host-rollbook", "rollbook"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
HSTS = {"Strict-Transport-Security": "max-age=31536000"}
NONCE = 16


def headers_of(request: HttpRequest) -> dict[str, str]:
    """Return the headers that every page has."""
    return HEADERS | HSTS if request.is_secure else dict(HEADERS)


def read_cookie(request: HttpRequest) -> SignInToken | None:
    """Return the token of the visitor's cookie."""
    try:
        cookies = SimpleCookie(request.headers.get("cookie", ""))
    except CookieError:
        return None
    morsel = cookies.get(_name(request))
    return SignInToken(morsel.value) if morsel is not None and morsel.value else None


def cookie(request: HttpRequest, token: str) -> str:
    """Return the header that sets the cookie; an empty token removes it."""
    secure = "; Secure" if request.is_secure else ""
    age = int(LONGEST.total_seconds()) if token else 0
    return f"{_name(request)}={token}; Path=/; Max-Age={age}; HttpOnly; SameSite=Lax{secure}"


def _name(request: HttpRequest) -> str:
    return SECURE_COOKIE if request.is_secure else PLAIN_COOKIE


def form_token(token: SignInToken) -> str:
    """Make the token of a form: bound to the sign-in, and another one on each page, so that none can be guessed."""
    nonce = secrets.token_hex(NONCE)
    return f"{nonce}.{_seal(token, nonce)}"


def is_form_token(token: SignInToken, sent: str) -> bool:
    """Whether a form came from a page of this sign-in."""
    nonce, _, seal = sent.partition(".")
    return hmac.compare_digest(_seal(token, nonce).encode(), seal.encode("utf-8", "replace"))


def _seal(token: SignInToken, nonce: str) -> str:
    return hmac.new(token.token.encode(), nonce.encode("utf-8", "replace"), sha256).hexdigest()


def is_from_here(request: HttpRequest) -> bool:
    """Whether a browser says that a form was sent from a page of this server."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = urlsplit(request.headers.get("origin", ""))
    scheme = "https" if request.is_secure else "http"
    return bool(origin.netloc) and (origin.scheme, origin.netloc) == (scheme, request.headers.get("host", ""))
