"""Signatures of events, as Standard Webhooks prescribe them: made by who sends, checked by who receives."""

import base64
import binascii
import hmac
import time
from collections.abc import Mapping
from hashlib import sha256

PREFIX, VERSION = "whsec_", "v1"
TOLERANCE_SECONDS = 300


class BadSignature(ValueError):  # noqa: N818  # a name of the API
    """The event was not signed with the secret, or long ago: do not believe it."""


def secret_text(key: bytes) -> str:
    """Return a secret as both sides write it."""
    return f"{PREFIX}{base64.b64encode(key).decode()}"


def sign(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    """Return the signature of an event; raise ValueError for a secret that is none (whsec_ and base64)."""
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except binascii.Error:
        raise ValueError(f"a secret is {PREFIX} and base64") from None
    digest = hmac.digest(key, f"{message_id}.{timestamp}.".encode() + body, sha256)
    return f"{VERSION},{base64.b64encode(digest).decode()}"


def signed(secret: str, message_id: str, body: bytes, *earlier: str) -> dict[str, str]:
    """Return the headers that an event is sent with now; while a secret is exchanged it is signed with both."""
    timestamp = int(time.time())
    signatures = " ".join(sign(each, message_id, timestamp, body) for each in (secret, *earlier))
    return {"webhook-id": message_id, "webhook-timestamp": str(timestamp), "webhook-signature": signatures}


def verify(secret: str, headers: Mapping[str, str], body: bytes, tolerance: float = TOLERANCE_SECONDS) -> None:
    """Check the signature of an event that came; raise BadSignature where it does not hold.

    While a secret is exchanged the header has several signatures; one is enough. Remember the `webhook-id` of what you
    took: an event may come more than once.
    """
    given = {name.lower(): value for name, value in headers.items()}
    message_id, moment = given.get("webhook-id", ""), given.get("webhook-timestamp", "")
    if not moment.isdigit() or abs(time.time() - int(moment)) > tolerance:
        raise BadSignature("webhook-timestamp is missing, or too far from now")
    wanted = sign(secret, message_id, int(moment), body)
    if not any(hmac.compare_digest(wanted, each) for each in given.get("webhook-signature", "").split()):
        raise BadSignature("no signature is that of the secret")
