"""Secrets that find their account by themselves: the account's id, a dot, and 256 random bits."""

import secrets
from typing import NamedTuple

from rollbook.contract.values import read_id
from rollbook.records.keys.api_keys import hash_of


class Token(NamedTuple):
    """A token taken apart: its account, and the hash under which it is kept there."""

    account: int
    hash: bytes


def new_token(account: int) -> str:
    """Make a token of an account. Source: OURS."""
    return f"{account}.{secrets.token_urlsafe(32)}"


def read_token(text: str) -> Token | None:
    """Take a token apart; None where it is of another form."""
    account, dot, _ = text.partition(".")
    try:
        return Token(read_id(account), hash_of(text)) if dot and text.isascii() else None
    except ValueError:
        return None
