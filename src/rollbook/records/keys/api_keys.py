"""API keys: how they are made, and the only form in which they are kept."""

import hashlib
import secrets

USER_KEY_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789*$!^"


def new_account_key() -> str:
    """An account key as the vendor's look: 32 upper-case hex digits. Source: REC."""
    return secrets.token_hex(16).upper()


def new_user_key() -> str:
    """A user key as the vendor's look: 40 characters that XML leaves alone. Source: REC."""
    return "".join(secrets.choice(USER_KEY_LETTERS) for _ in range(40))


def hash_of(api_key: str) -> bytes:
    """The 32 bytes kept of a key. The keys made here are too long to guess, so one round of SHA-256 is enough."""
    return hashlib.sha256(api_key.encode("utf-8", "surrogatepass")).digest()
