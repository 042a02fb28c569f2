"""What `rollbook call` does differently for JSON."""

import http.client
from base64 import b64encode
from urllib.parse import SplitResult, quote

import msgspec

from rollbook.server.commands.access import NO_ANSWER, read_keys
from rollbook.server.errors import OperatorError


def json_address(url: SplitResult, method: str) -> SplitResult:
    """Return the address of a method; that of the XML API may be given."""
    around = url.path.rstrip("/").removesuffix("/apiv2")
    return url._replace(path=f"{around}/api/v1/{quote(method, safe='')}")


def json_headers() -> dict[str, str]:
    """Return the headers of a call in JSON, with the keys of the environment."""
    keys = read_keys()
    basic = b64encode(f"{keys.get('account_api', '')}:{keys.get('user_api', '')}".encode()).decode()
    given = f"Bearer {keys['key']}" if "key" in keys else f"Basic {basic}"
    return {"Content-Type": "application/json", "Authorization": given}


def read_json_answer(response: http.client.HTTPResponse, body: bytes) -> tuple[str, str]:
    """Return an answer as it is printed, without the caller's keys, and its result."""
    try:
        found = msgspec.json.decode(body)
        text, result = msgspec.json.format(body, indent=2).decode(), found["result"]
    except (msgspec.DecodeError, KeyError, TypeError):
        kind = response.headers.get("Content-Type", "no content type")
        said = f"the server does not answer as the API does: HTTP {response.status} {response.reason}, {kind}"
        raise OperatorError(said, NO_ANSWER) from None
    for key in read_keys().values():
        text = text.replace(key, "***")
    return text, result
