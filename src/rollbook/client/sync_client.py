"""The client of programs that wait for each answer."""

from typing import Self

import httpx

from rollbook.client.connection import TIMEOUT_SECONDS, EncodingName, make_exchange
from rollbook.client.encoding import Keys
from rollbook.client.exchange import Retries
from rollbook.client.methods import EveryMethod
from rollbook.client.sync_calls import Pages

__all__ = ["Pages", "Rollbook"]


class Rollbook(EveryMethod):
    """A client of one account, for as many threads as you like.

    `url` is that of a server, or of its XML API. The keys are the account's and a user's, or by JSON a `key` that finds
    the account by itself. `encoding="xml"` speaks to everything that has the vendor's API.
    """

    def __init__(  # noqa: PLR0913  # each is a choice of its own
        self,
        url: str,
        *,
        account_api: str = "",
        user_api: str = "",
        key: str = "",
        encoding: EncodingName = "json",
        retries: Retries | None = None,
        timeout: float = TIMEOUT_SECONDS,
        http: httpx.Client | None = None,
    ) -> None:
        self._exchange = make_exchange(url, Keys(account_api, user_api, key), encoding, retries)
        self._owns_http = http is None
        self._http = http or httpx.Client(timeout=timeout)

    def close(self) -> None:
        """Close the connections; those of an `http` that was given stay open."""
        if self._owns_http:
            self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
