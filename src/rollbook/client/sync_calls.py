"""What the generated methods of Rollbook are made of; this is the sync half."""

import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Generic

import httpx

from rollbook.client.answers import BatchResult, ChangeResult
from rollbook.client.encoding import Answered
from rollbook.client.exchange import Exchange, Look, Pause, Step, Steps, T, convert
from rollbook.client.paging import following, rows_of
from rollbook.client.wire import A, C, Handling, Method, Plain


class Calls:
    """Makes calls, waits for their answers."""

    _exchange: Exchange
    _http: httpx.Client

    def _run(self, steps: Steps[T]) -> T:
        """Take the steps of a call until it has a result."""
        try:
            step = next(steps)
            while True:
                try:
                    response = self._take(step)
                except httpx.TransportError as error:
                    step = steps.throw(error)
                else:
                    step = steps.send(response)
        except StopIteration as end:
            result: T = end.value
            return result

    def _take(self, step: Step) -> httpx.Response | None:
        match step:
            case Pause():
                time.sleep(step.seconds)
                return None
            case Look():
                return self._http.get(step.url)
            case _:
                return self._http.post(step.url, content=step.content, headers=step.headers)

    def _batch(self, method: Method[A, C], rows: Iterable[Any], how: Handling) -> BatchResult[A, C]:
        return self._run(self._exchange.batch(method, list(rows), how))

    def _change(self, method: Method[A, C], body: Plain, how: Handling) -> ChangeResult[A, C]:
        return self._run(self._exchange.change(method, body, how))

    def _ask(self, method: Method[A, Any], body: Plain) -> Answered:
        return self._run(self._exchange.report(method, body))

    def _one(self, method: Method[A, Any], body: Plain) -> A:
        return convert(method, self._ask(method, body).good[0][1])

    def _list(self, method: Method[A, Any], body: Plain) -> list[A]:
        return rows_of(method, self._ask(method, body))

    def _pages(self, method: Method[A, Any], body: Plain) -> "Pages[A]":
        return Pages(self._ask, method, body)


class Pages(Generic[A]):
    """A report of many rows. Iterate over it to have each; a page is asked for when its first row is."""

    def __init__(self, ask: Callable[[Method[A, Any], Plain], Answered], method: Method[A, Any], body: Plain) -> None:
        self._ask, self._method, self._body = ask, method, body

    def __iter__(self) -> Iterator[A]:
        """Yield every row, from the first page asked for to the last."""
        for page in self.by_page():
            yield from page

    def by_page(self) -> Iterator[list[A]]:
        """Yield the rows of each page."""
        body: Plain | None = self._body
        while body is not None:
            answered = self._ask(self._method, body)
            rows = rows_of(self._method, answered)
            yield rows
            body = following(self._method, body, answered, len(rows))
