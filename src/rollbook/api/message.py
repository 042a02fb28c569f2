"""A call as JSON: the keys in a header, the method in the address, the parameters in the body or in the query."""

import binascii
import json
from base64 import b64decode
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import msgspec

from rollbook.api.nodes import Doubled, JsonNode, parameters_of
from rollbook.api.statuses import NOT_JSON
from rollbook.contract.errors import BAD_KEYS, Refused
from rollbook.contract.nodes import Node
from rollbook.methods import find_method
from rollbook.records.keys.callers import BearerKey, Credentials, KeyPair

MASK = "***"
SECRETS = ("accountapi", "userapi", "password")
BASIC, BEARER = "basic", "bearer"


@dataclass(slots=True)
class JsonMessage:
    """A call taken apart. `sent` is what was sent as JSON, `content` the same parsed, with numbers as their text."""

    credentials: Credentials
    method: str
    sent: bytes
    content: Any

    @property
    def parameters(self) -> Node:
        """What the method's container stands in; refuse what has not the contract's shape (SU:12, SU:13)."""
        method = find_method(self.method)
        return JsonNode("Parameters", "", None) if method is None else parameters_of(method, self.content)

    @property
    def digest(self) -> bytes:
        """The SHA-256 of what was sent. No package of XML has the same.

        Where a password may be in it, the caller's keys are too: else who has the record, which shows all but the
        password, could try passwords until one has this digest.
        """
        parts = [b"json", self.method.encode(), self.sent]
        if not self._is_plain:
            parts += [key.encode("utf-8", "surrogatepass") for key in map(str, self.credentials)]
        return sha256(b"\0".join(parts)).digest()

    def check_structure(self) -> None:
        """Do nothing: there is nothing around the parameters."""

    def masked_method(self) -> str:
        """Return the method's name as it was sent; a key may have been put there."""
        return self.without_keys(self.method.encode()).decode()

    def masked(self) -> bytes:
        """Return what was sent, with keys and passwords masked wherever they stand in it.

        As it was sent, where it is plain to see that no such name is in it.
        """
        if self._is_plain:
            return self.without_keys(self.sent)
        try:
            return self.without_keys(msgspec.json.encode(json.loads(self.sent, object_pairs_hook=_mask)))
        except (RecursionError, ValueError):
            return msgspec.json.encode(MASK)  # nested deeper than any contract, or with text that is none

    @property
    def _is_plain(self) -> bool:
        """Whether it is plain to see that no name of a key or a password is in what was sent."""
        return b"\\" not in self.sent and not _is_secret(self.sent.decode())

    def without_keys(self, answer: bytes) -> bytes:
        """Mask both keys in JSON; an answer has them when they were sent as somebody's name."""
        for key in self.credentials:
            if key:
                for written in (msgspec.json.encode(key), json.dumps(key).encode()):
                    answer = answer.replace(written[1:-1], MASK.encode())
        return answer


def _is_secret(name: str) -> bool:
    """Whether a member of this name holds a key or a password, in any case."""
    folded = name.casefold()
    return any(word in folded for word in SECRETS)


def _mask(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    return {name: MASK if _is_secret(name) else value for name, value in pairs}


def parse(body: bytes, most_values: int) -> Any:
    """Parse JSON, with numbers as the text that was sent; refuse what is none (SU:03)."""
    if body.count(b",") + body.count(b"[") + body.count(b"{") > most_values:
        raise Refused(NOT_JSON, f"A body may have {most_values} values; this one has more.")
    try:
        text = body.decode("utf-8-sig")
        return json.loads(
            text, object_pairs_hook=_as_object, parse_int=str, parse_float=str, parse_constant=_refuse_constant
        )
    except (ValueError, RecursionError):
        raise Refused(NOT_JSON) from None


def _as_object(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    doubled = Doubled(found)
    [(doubled.name, _)] = Counter(name for name, _ in pairs).most_common(1)
    return doubled


def _refuse_constant(name: str) -> None:
    """Refuse NaN and Infinity, which Python takes for JSON."""
    raise ValueError(name)


def read_credentials(authorization: str) -> Credentials:
    """Return the keys of an Authorization header; refuse one that has none (SU:10)."""
    scheme, _, given = authorization.partition(" ")
    if scheme.lower() == BEARER:
        return BearerKey(given.strip())
    if scheme.lower() != BASIC:
        raise Refused(BAD_KEYS)
    try:
        account_key, colon, user_key = b64decode(given.strip(), validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        raise Refused(BAD_KEYS) from None
    if not colon:
        raise Refused(BAD_KEYS)
    return KeyPair(account_key, user_key)
