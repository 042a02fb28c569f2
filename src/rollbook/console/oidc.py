"""OpenID Connect: the authorization code flow with PKCE, and an id token that is verified.

Needs the extra `oidc`, and is loaded only where an operator has configured a provider.
"""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from rollbook.console.providers import Begun, ProviderDown, Unproven

SECONDS, FRESH, LEEWAY = 5.0, 3600.0, 60
MOST_BYTES = 2**20
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519")
"""Signatures with a key of which the provider alone has the secret part; never `none`, never a shared secret."""
LOCAL = frozenset({"127.0.0.1", "::1", "localhost"})
EMAIL = "email"


def is_safe(address: str) -> bool:
    """Whether nobody can read along on the way to an address: https, or this very machine."""
    parts = urlsplit(address)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOCAL)


@dataclass(frozen=True, slots=True)
class Known:
    """What the provider says of itself, when it was asked, and its keys."""

    about: Mapping[str, Any]
    keys: KeySet
    asked_at: float


class OidcProvider:
    """A provider of OpenID Connect. `claim` names what of the id token says who somebody is."""

    def __init__(self, issuer: str, client: str, secret: str, claim: str, account: str) -> None:
        self._issuer, self._client, self._secret, self._claim = issuer, client, secret, claim
        self.account, self.by_email = account, claim == EMAIL
        self._known: Known | None = None

    def way_there(self, begun: Begun, state: str, back: str) -> str:
        """Return the address at which the visitor says who they are."""
        known = self._ask()
        sent = {
            "redirect_uri": back,
            "scope": "openid email profile",
            "state": state,
            "nonce": begun.nonce,
            "code_challenge": create_s256_code_challenge(begun.verifier),
            "code_challenge_method": "S256",
        }
        return str(prepare_grant_uri(_endpoint(known.about, "authorization_endpoint"), self._client, "code", **sent))

    def who_came(self, begun: Begun, code: str, back: str) -> str:
        """Return the e-mail address or employee id in the id token that the provider gives for the code."""
        known = self._ask()
        given = self._redeem(known, code, begun.verifier, back)
        token = given.get("id_token")
        if not isinstance(token, str):
            raise Unproven("the provider gave no id token")
        claims = self._verify(known, token, begun.nonce, given.get("access_token"))
        if self.by_email and claims.get("email_verified") not in {True, "true"}:
            raise Unproven("the provider has not verified the e-mail address")
        who = claims.get(self._claim)
        if not isinstance(who, str | int) or isinstance(who, bool) or not str(who).strip():
            raise Unproven(f"the id token has no {self._claim}")
        return str(who)

    def _ask(self, *, again: bool = False) -> Known:
        """Return what the provider says of itself: asked once an hour, or again for a key that is new."""
        known = self._known
        if known is None or again or time.monotonic() - known.asked_at > FRESH:
            about = _get(f"{self._issuer.rstrip('/')}/.well-known/openid-configuration")
            if about.get("issuer") != self._issuer:
                raise ProviderDown(f"the provider calls itself {about.get('issuer')!r}, not {self._issuer!r}")
            try:
                keys = KeySet.import_key_set(_get(_endpoint(about, "jwks_uri")))  # type: ignore[arg-type]  # checked
            except (JoseError, KeyError, TypeError, ValueError) as error:
                raise ProviderDown(f"the provider's keys cannot be read: {error}") from error
            known = self._known = Known(about, keys, time.monotonic())
        return known

    def _redeem(self, known: Known, code: str, verifier: str, back: str) -> Mapping[str, Any]:
        """Give the code, and get the tokens."""
        sent = {"grant_type": "authorization_code", "code": code, "redirect_uri": back, "code_verifier": verifier}
        ways = known.about.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        by_header = bool(self._secret) and "client_secret_basic" in ways
        if not by_header:
            sent["client_id"] = self._client
            sent |= {"client_secret": self._secret} if self._secret else {}
        # RFC 6749, 2.3.1: both parts are encoded as in a form before they are put together
        own = (_encoded(self._client), _encoded(self._secret)) if by_header else None
        return _send(httpx.Request("POST", _endpoint(known.about, "token_endpoint"), data=sent), own)

    def _verify(self, known: Known, token: str, nonce: str, access_token: object) -> Mapping[str, Any]:
        """Return the claims of an id token; raise Unproven unless all is as OpenID Connect Core, 3.1.3.7 asks."""
        try:
            try:
                found = jwt.decode(token, known.keys, algorithms=ALGORITHMS)
            except (JoseError, ValueError):
                found = jwt.decode(token, self._ask(again=True).keys, algorithms=ALGORITHMS)
            options = {
                "iss": {"essential": True, "value": self._issuer},
                "aud": {"essential": True, "value": self._client},
            }
            params = {"nonce": nonce, "client_id": self._client, "access_token": access_token}
            claims = CodeIDToken(found.claims, found.header, options, params)
            claims.validate(leeway=LEEWAY)
        except (JoseError, ValueError) as error:
            raise Unproven(f"the id token is not valid: {error}") from error
        return found.claims


def _encoded(text: str) -> str:
    return str(httpx.QueryParams({"": text}))[1:]


def _endpoint(about: Mapping[str, Any], name: str) -> str:
    address = about.get(name)
    if not isinstance(address, str) or not is_safe(address):
        raise ProviderDown(f"the provider names no {name} over https")
    return address


def _get(address: str) -> Mapping[str, Any]:
    return _send(httpx.Request("GET", address), None)


def _send(request: httpx.Request, own: tuple[str, str] | None) -> Mapping[str, Any]:
    """Return the JSON object that the provider answers; never follow it elsewhere, nor read without end."""
    request.headers["Accept"] = "application/json"
    try:
        with httpx.Client(timeout=SECONDS) as client:
            response = client.send(request, auth=own, stream=True)
            body = b""
            for part in response.iter_bytes():
                body += part
                if len(body) > MOST_BYTES:
                    raise ProviderDown(f"{request.url.copy_with(query=None)} answered with too much")
    except httpx.HTTPError as error:
        raise ProviderDown(f"{request.url.copy_with(query=None)}: {error}") from error
    if httpx.codes.BAD_REQUEST <= response.status_code < httpx.codes.INTERNAL_SERVER_ERROR and request.method == "POST":
        raise Unproven(f"the provider refused the code with {response.status_code}")
    try:
        found = json.loads(body)
    except ValueError:
        found = None
    if response.status_code != httpx.codes.OK or not isinstance(found, dict):
        raise ProviderDown(f"{request.url.copy_with(query=None)} answered {response.status_code}")
    return found
