"""A small provider of OpenID Connect on a port of its own: people are at once who the test says they are."""

import base64
import hashlib
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

CLIENT, SECRET = "rollbook", "a secret: with + and %"


class SmallProvider:
    """Answers as a provider does. What a test changes in `claims` or `about` is what goes wrong."""

    def __init__(self) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"provider": self}))
        self.issuer = f"http://127.0.0.1:{self._server.server_port}"
        self.key = self.signing_key = RSAKey.generate_key(2048, {"kid": "first", "alg": "RS256", "use": "sig"})
        self.codes: dict[str, dict[str, str]] = {}
        self.claims: dict[str, Any] = {}
        self.about: dict[str, Any] = {}
        self.redeemed: list[dict[str, str]] = []

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def answer(self, path: str, sent: dict[str, str], authorization: str) -> tuple[int, dict[str, Any] | str]:
        match path:
            case "/.well-known/openid-configuration":
                return 200, self._about() | self.about
            case "/keys":
                return 200, dict(KeySet([self.key]).as_dict(private=False))
            case "/authorize":
                code = f"code-{len(self.codes)}"
                self.codes[code] = sent
                return 303, f"{sent['redirect_uri']}?{urlencode({'code': code, 'state': sent['state']})}"
            case "/token":
                return self._redeem(sent, authorization)
        return 404, {}

    def _about(self) -> dict[str, Any]:
        places = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
        return {"issuer": self.issuer} | {name: f"{self.issuer}/{path}" for name, path in places.items()}

    def _redeem(self, sent: dict[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        asked = self.codes.pop(sent["code"], None)
        own = urlencode({"": CLIENT})[1:] + ":" + urlencode({"": SECRET})[1:]
        challenge = base64.urlsafe_b64encode(hashlib.sha256(sent["code_verifier"].encode()).digest()).rstrip(b"=")
        is_proven = authorization == "Basic " + base64.b64encode(own.encode()).decode()
        if asked is None or not is_proven or challenge.decode() != asked["code_challenge"]:
            return 400, {"error": "invalid_grant"}
        if sent["redirect_uri"] != asked["redirect_uri"] or asked["code_challenge_method"] != "S256":
            return 400, {"error": "invalid_grant"}
        self.redeemed.append(sent)
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT, "sub": "1", "iat": now, "exp": now + 300, "nonce": asked["nonce"]}
        header = {"alg": "RS256", "kid": self.signing_key.kid}
        token = jwt.encode(header, {**claims, **self.claims}, self.signing_key)
        return 200, {"access_token": "none", "token_type": "Bearer", "id_token": token}


class _Handler(BaseHTTPRequestHandler):
    provider: SmallProvider

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        self._answer(parts.path, dict(parse_qsl(parts.query)))

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self._answer(self.path, {name: values[-1] for name, values in parse_qs(body).items()})

    def _answer(self, path: str, sent: dict[str, str]) -> None:
        status, found = self.provider.answer(path, sent, self.headers.get("Authorization", ""))
        body = json.dumps(found).encode()
        self.send_response(status)
        if isinstance(found, str):
            self.send_header("Location", found)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""
