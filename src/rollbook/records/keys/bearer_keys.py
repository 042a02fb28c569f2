"""Bearer keys: `rb_`, 30 random letters and 6 of a checksum. One finds its user and account by itself."""

import secrets
import string
import zlib

PREFIX = "rb_"
LETTERS = string.digits + string.ascii_uppercase + string.ascii_lowercase
RANDOM, CHECKSUM = 30, 6  # 178 bits; 62^6 is more than 2^32


def new_bearer_key() -> str:
    """A key of 39 characters. Source: OURS."""
    body = "".join(secrets.choice(LETTERS) for _ in range(RANDOM))
    return f"{PREFIX}{body}{_checksum(body)}"


def is_bearer_key(text: str) -> bool:
    """Whether a text is a key of this form, with the right checksum; a mistyped one needs no look at the records."""
    body, checksum = text[len(PREFIX) : -CHECKSUM], text[-CHECKSUM:]
    is_whole = text.startswith(PREFIX) and len(body) == RANDOM and set(text[len(PREFIX) :]) <= set(LETTERS)
    return is_whole and checksum == _checksum(body)


def _checksum(body: str) -> str:
    """Return CRC-32 in base 62."""
    number, letters = zlib.crc32(body.encode()), ""
    for _ in range(CHECKSUM):
        number, digit = divmod(number, len(LETTERS))
        letters = LETTERS[digit] + letters
    return letters
