"""The sender of webhooks: posts what happens in an account to the addresses that its administrators gave, signed.

It reads the same events as `GET /api/v1/events`, for each address from where it has come to. So nothing is written when
a call ends, no call waits for a receiver, and what was not delivered when a server died is still to come.
"""

import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import TypeVar

import anyio
import msgspec
import sqlalchemy as sa
import structlog
from anyio import CapacityLimiter, to_thread
from litestar import Litestar

from rollbook.api.events import show_event
from rollbook.client.webhooks import secret_text, signed
from rollbook.records.database.engine import Database
from rollbook.records.database.ids import least_id_at
from rollbook.records.nodes import Nodes
from rollbook.records.patience import Patience
from rollbook.records.read.events import Event, find_events
from rollbook.records.read.webhooks import find_accounts_with_webhooks, find_asked_again
from rollbook.records.write.webhooks import Lease, Sent, find_due, take_lease, write_sent
from rollbook.server.settings import Settings
from rollbook.web.outgoing import Outgoing

LOOK_SECONDS = 1
ACCOUNTS_SECONDS = 3
AT_ONCE = 100
THREADS = 2
SPARE_SECONDS = 10
log = structlog.get_logger("rollbook.webhooks")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Portion:
    """What is posted to an address under one lease: what somebody asked for again, and what comes after its last."""

    lease: Lease
    again: Sequence[Event]
    new: Sequence[Event]


class Webhooks:
    """Posts events while the application runs, with threads and connections of its own.

    Each address has a task: none waits for another. Who takes an address's lease posts to it, in one of the workers of
    all servers; a lease ends by itself when that worker dies.
    """

    def __init__(self, settings: Settings, patience: Patience, nodes: Nodes) -> None:
        self._database = Database(settings.database_url, pool_size=THREADS, patience=patience)
        self._threads = CapacityLimiter(THREADS)
        self._nodes = nodes
        self._settle = timedelta(seconds=settings.events_settle_seconds)
        self._seconds = settings.webhook_seconds
        self._lease = timedelta(seconds=2 * self._seconds + SPARE_SECONDS)
        self._outgoing = Outgoing(allows_private=settings.webhooks == "all", seconds=self._seconds)
        self._accounts: Sequence[int] = ()
        self._looked = -float(ACCOUNTS_SECONDS)
        self._troubled: set[int] = set()

    @asynccontextmanager
    async def running(self, _: Litestar) -> AsyncIterator[None]:
        """Run until the block ends."""
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(self._send)
            yield
            tasks.cancel_scope.cancel()
        await self._outgoing.close()
        self._database.close()

    async def _send(self) -> None:
        async with anyio.create_task_group() as tasks:
            while True:
                for account in await self._in_thread(self._find_accounts):
                    for portion in await self._in_thread(self._find_portions, account):
                        tasks.start_soon(self._deliver, portion)
                await anyio.sleep(LOOK_SECONDS)

    async def _in_thread(self, work: Callable[..., T], *given: object) -> T:
        return await to_thread.run_sync(work, *given, limiter=self._threads)

    def _find_accounts(self) -> Sequence[int]:
        """Return the accounts with addresses. On Citus every node is asked for them, so it is done less often."""
        if time.monotonic() - self._looked >= ACCOUNTS_SECONDS:
            with self._noting(0), self._database.reading() as connection:
                self._accounts = find_accounts_with_webhooks(connection)
            self._looked = time.monotonic()
        return self._accounts

    def _find_portions(self, account: int) -> list[Portion]:
        """Return what is to be posted for an account now, as far as this worker has got the lease."""
        with self._noting(account):
            with self._database.reading() as connection:
                self._nodes.check(connection, account)
                now = datetime.now(UTC)
                due = find_due(connection, account, now)
                again = {row.id: find_asked_again(connection, account, row.id, AT_ONCE) for row in due}
                new = {row.id: self._find_new(connection, account, row.after_id, now) for row in due}
            leases = [
                self._take_lease(account, row.id, row.after_id, now) for row in due if again[row.id] or new[row.id]
            ]
            return [Portion(lease, again[lease.webhook], new[lease.webhook]) for lease in leases if lease is not None]
        return []

    def _find_new(self, connection: sa.Connection, account: int, after: int, now: datetime) -> Sequence[Event]:
        before = least_id_at(now - self._settle) if self._settle else None
        return find_events(connection, account, after=after, limit=AT_ONCE, before=before)

    def _take_lease(self, account: int, webhook: int, after: int, now: datetime) -> Lease | None:
        with self._database.writing() as connection:
            return take_lease(connection, account, webhook, after, now, self._lease)

    @contextmanager
    def _noting(self, account: int) -> Iterator[None]:
        """Log what the database refuses, once until it goes well again; the other accounts go on."""
        try:
            yield
            self._troubled.discard(account)
        except Exception as error:  # noqa: BLE001  # the sender goes on, whatever error the database raises here
            if account not in self._troubled:
                reason = str(getattr(error, "orig", error)).partition("\n")[0]
                log.warning("events cannot be sent", account=account or "all", reason=reason)
            self._troubled.add(account)

    async def _deliver(self, portion: Portion) -> None:
        """Post events in their order, to the first that is not taken, and note what became of them."""
        lease, sent, over = portion.lease, list[Sent](), time.monotonic() + self._seconds
        events = [*((event, True) for event in portion.again), *((event, False) for event in portion.new)]
        try:
            for event, is_again in events:
                sent.append(await self._post(lease, event, is_again=is_again))
                if time.monotonic() > over or not (sent[-1].is_good or is_again):
                    break
        finally:
            with anyio.CancelScope(shield=True):
                await self._in_thread(self._conclude, lease, sent)

    async def _post(self, lease: Lease, event: Event, *, is_again: bool) -> Sent:
        body, now = msgspec.json.encode(show_event(event)), datetime.now(UTC)
        secret, *earlier = map(secret_text, lease.secrets)
        headers = signed(secret, str(event.id), body, *earlier)
        answer = await self._outgoing.post(lease.url, body, {"Content-Type": "application/json", **headers})
        is_gone = answer.status == HTTPStatus.GONE
        return Sent(event.id, answer.is_good, answer.words, answer.microseconds, now, is_again, is_gone)

    def _conclude(self, lease: Lease, sent: Sequence[Sent]) -> None:
        with self._noting(lease.account), self._database.writing() as connection:
            write_sent(connection, lease, sent, datetime.now(UTC))
        for each in sent:
            if not each.is_good:
                where = {"account": lease.account, "webhook": lease.webhook, "event_id": str(each.event)}
                log.warning("event not delivered", **where, answer=each.answer)
