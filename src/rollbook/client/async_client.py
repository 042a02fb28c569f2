"""The client of programs that do other things meanwhile: the same methods, to be awaited."""

from typing import Self

import httpx

from rollbook.client.async_calls import AsyncPages
from rollbook.client.connection import TIMEOUT_SECONDS, EncodingName, make_exchange
from rollbook.client.encoding import Keys
from rollbook.client.exchange import Retries
from rollbook.client.methods import EveryAsyncMethod

__all__ = ["AsyncPages", "AsyncRollbook"]


class AsyncRollbook(EveryAsyncMethod):
    """A client of one account, for one event loop.

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
        http: httpx.AsyncClient | None = None,
    ) -> None:
        self._exchange = make_exchange(url, Keys(account_api, user_api, key), encoding, retries)
        self._owns_http = http is None
        self._http = http or httpx.AsyncClient(timeout=timeout)

    async def aclose(self) -> None:
        """Close the connections; those of an `http` that was given stay open."""
        if self._owns_http:
            await self._http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()
