"""Which server a client speaks to, in which encoding, with which keys."""

from typing import Literal

from rollbook.client.encoding import Encoding, Keys
from rollbook.client.exchange import Exchange, Retries
from rollbook.client.json_encoding import JsonEncoding
from rollbook.client.xml_encoding import XmlEncoding

EncodingName = Literal["json", "xml"]
TIMEOUT_SECONDS = 100
"""As long as a call of a thousand rows may take on a busy server."""


def make_exchange(url: str, keys: Keys, encoding: EncodingName, retries: Retries | None) -> Exchange:
    """Return the exchange with a server; raise ValueError for keys that the encoding cannot carry."""
    if keys.key and (keys.account_api or keys.user_api):
        raise ValueError("give either key, or account_api and user_api")
    if not keys.key and not (keys.account_api and keys.user_api):
        raise ValueError("account_api and user_api are needed, or a key")
    if keys.key and encoding == "xml":
        raise ValueError("XML has no place for a key of its own; give account_api and user_api")
    spoken: Encoding = XmlEncoding(url) if encoding == "xml" else JsonEncoding(url)
    return Exchange(spoken, keys, retries or Retries())
