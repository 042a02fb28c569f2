"""Who the commands are that speak to a server over HTTP: its address, and keys from the environment."""

import os
from typing import Annotated, Any, Literal

import httpx
import typer

from rollbook.client import Rollbook
from rollbook.server.errors import OperatorError

ACCOUNT_KEY, USER_KEY = "SMARTERU_ACCOUNT_API_KEY", "SMARTERU_USER_API_KEY"
NO_ANSWER = 2
TIMEOUT_SECONDS = 100
Url = Annotated[str, typer.Option(help="Address of the server.")]
HERE = "http://127.0.0.1:8080"


def read_keys() -> dict[str, str]:
    """Return the keys of the environment: both, or one of ours that finds the account by itself."""
    account, user = os.environ.get(ACCOUNT_KEY, ""), os.environ.get(USER_KEY, "")
    if user.startswith("rb_"):
        return {"key": user}
    if not (account and user):
        raise OperatorError(f"set {ACCOUNT_KEY} and {USER_KEY}, or {USER_KEY} alone to a key that begins with rb_")
    return {"account_api": account, "user_api": user}


def authorization(keys: dict[str, str]) -> dict[Literal["auth", "headers"], Any]:
    """Return what httpx is to send the keys by."""
    if "key" in keys:
        return {"headers": {"Authorization": f"Bearer {keys['key']}"}}
    return {"auth": (keys["account_api"], keys["user_api"])}


def make_http(url: str, **options: Any) -> httpx.Client:
    """Return an HTTP client for a server; the path of its XML API may be in the address."""
    try:
        given = httpx.URL(url)
    except httpx.InvalidURL:
        given = httpx.URL()
    if given.scheme not in {"http", "https"} or not given.host:
        raise OperatorError(f"{url!r} is not an address such as https://rollbook.example", NO_ANSWER)
    path = given.path.rstrip("/").removesuffix("/apiv2")
    return httpx.Client(base_url=given.copy_with(path=path or "/", query=None), timeout=TIMEOUT_SECONDS, **options)


def make_client(url: str, http: httpx.Client) -> Rollbook:
    """Return a typed client of the server."""
    return Rollbook(url, http=http, **read_keys())  # type: ignore[arg-type]  # all are texts


def said(response: httpx.Response) -> str:
    """Return why a request was refused, as problem details say it."""
    try:
        found = response.json()
        return f"{found['code']} {found['detail']}"
    except (ValueError, KeyError, TypeError):
        return f"HTTP {response.status_code} {response.reason_phrase}"
