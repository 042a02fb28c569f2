"""What the generated methods of AsyncRollbook are made of; this is the async half."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from typing import Any, Generic

import httpx

from rollbook.client.answers import BatchResult, ChangeResult
from rollbook.client.encoding import Answered
from rollbook.client.exchange import Exchange, Look, Pause, Step, Steps, T, convert
from rollbook.client.paging import following, rows_of
from rollbook.client.wire import A, C, Handling, Method, Plain


class AsyncCalls:
    """Makes calls, waits for their answers."""

    _exchange: Exchange
    _http: httpx.AsyncClient

    async def _run(self, steps: Steps[T]) -> T:
        """Take the steps of a call until it has a result."""
        try:
            step = next(steps)
            while True:
                try:
                    response = await self._take(step)
                except httpx.TransportError as error:
                    step = steps.throw(error)
                else:
                    step = steps.send(response)
        except StopIteration as end:
            result: T = end.value
            return result

    async def _take(self, step: Step) -> httpx.Response | None:
        match step:
            case Pause():
                await asyncio.sleep(step.seconds)
                return None
            case Look():
                return await self._http.get(step.url)
            case _:
                return await self._http.post(step.url, content=step.content, headers=step.headers)

    async def _batch(self, method: Method[A, C], rows: Iterable[Any], how: Handling) -> BatchResult[A, C]:
        return await self._run(self._exchange.batch(method, list(rows), how))

    async def _change(self, method: Method[A, C], body: Plain, how: Handling) -> ChangeResult[A, C]:
        return await self._run(self._exchange.change(method, body, how))

    async def _ask(self, method: Method[A, Any], body: Plain) -> Answered:
        return await self._run(self._exchange.report(method, body))

    async def _one(self, method: Method[A, Any], body: Plain) -> A:
        return convert(method, (await self._ask(method, body)).good[0][1])

    async def _list(self, method: Method[A, Any], body: Plain) -> list[A]:
        return rows_of(method, await self._ask(method, body))

    def _pages(self, method: Method[A, Any], body: Plain) -> "AsyncPages[A]":
        return AsyncPages(self._ask, method, body)


class AsyncPages(Generic[A]):
    """A report of many rows. Iterate over it to have each; a page is asked for when its first row is."""

    def __init__(
        self, ask: Callable[[Method[A, Any], Plain], Awaitable[Answered]], method: Method[A, Any], body: Plain
    ) -> None:
        self._ask, self._method, self._body = ask, method, body

    async def __aiter__(self) -> AsyncIterator[A]:
        """Yield every row, from the first page asked for to the last."""
        async for page in self.by_page():
            for row in page:
                yield row

    async def by_page(self) -> AsyncIterator[list[A]]:
        """Yield the rows of each page."""
        body: Plain | None = self._body
        while body is not None:
            answered = await self._ask(self._method, body)
            rows = rows_of(self._method, answered)
            yield rows
            body = following(self._method, body, answered, len(rows))
