"""Stands before a server: notes each call, and lets it meet its fault."""

import asyncio
from dataclasses import replace

import httpx

from rollbook.contract.method import Batch
from rollbook.testing import broken
from rollbook.testing.calls import Calls, read_call
from rollbook.testing.faults import Fault, Faults
from rollbook.testing.http_server import Asked, Reply
from rollbook.testing.sent import Sent, read_sent

OF_CONNECTION = frozenset({"connection", "keep-alive", "transfer-encoding", "content-length"})


class Gateway:
    """Answers requests from the server `behind` it."""

    behind: httpx.AsyncClient

    def __init__(self) -> None:
        self.calls, self.faults = Calls(), Faults()

    async def answer(self, asked: Asked) -> Reply:
        """Answer a request; what is no call goes straight through."""
        sent = read_sent(asked)
        if sent is None:
            return await self._forward(asked)
        fault = self.faults.meet(sent.method)
        if fault is None:
            reply = await self._forward(asked)
            self.calls.add(read_call(sent, reply, ""))
            return reply
        answered, reply = await self._meet(fault, asked, sent)
        self.calls.add(read_call(sent, answered, str(fault.kind)))
        return reply

    async def _meet(self, fault: Fault, asked: Asked, sent: Sent) -> tuple[Reply | None, Reply]:
        """Return what the server answered, None if it was not asked, and what is sent in its place."""
        match fault.kind:
            case "drop":
                return None, Reply(0, sends=0)
            case "html_502":
                reply = broken.html_502()
            case "su_9999" | "su_10":
                reply = broken.refuse_call(sent, broken.OF_ALL[fault.kind])
            case "refuse":
                reply = await self._refuse(fault, asked, sent)
            case "slow":
                reply = await self._forward(asked)
                await asyncio.sleep(fault.seconds)
            case "truncate":
                answered = await self._forward(asked)
                return answered, replace(answered, sends=len(answered.body) // 2)
            case "lose_answer":
                return await self._forward(asked), Reply(0, sends=0)
        return reply, reply

    async def _refuse(self, fault: Fault, asked: Asked, sent: Sent) -> Reply:
        try:
            error = broken.error_of(sent, fault.code)
        except LookupError as problem:
            return Reply(500, [("content-type", "text/plain")], str(problem).encode())
        is_batch = sent.contract is not None and issubclass(sent.contract, Batch)
        if fault.row is None or not is_batch or len(sent.rows) < 2:
            return broken.refuse_rows(sent, error)
        reply = await self._forward(broken.without_row(asked, sent, fault.row), is_plain=True)
        return broken.with_refusal(reply, sent, error, fault.row)

    async def _forward(self, asked: Asked, *, is_plain: bool = False) -> Reply:
        """Have the server answer. What is to be changed must come unpacked."""
        dropped = OF_CONNECTION | ({"accept-encoding"} if is_plain else frozenset())
        headers = [each for each in asked.headers if each[0] not in dropped]
        headers += [("accept-encoding", "identity")] if is_plain else []
        request = self.behind.build_request(asked.method, asked.target, headers=headers, content=asked.body)
        for name in {*request.headers} - {name for name, _ in headers} - {"content-length", "host"}:
            del request.headers[name]  # httpx would add headers that the program did not send
        response = await self.behind.send(request, stream=True)
        try:
            body = b"".join([piece async for piece in response.aiter_raw()])
        finally:
            await response.aclose()
        kept = [(name, value) for name, value in response.headers.multi_items() if name not in OF_CONNECTION]
        return Reply(response.status_code, kept, body)
