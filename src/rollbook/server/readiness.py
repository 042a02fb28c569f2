"""Whether the server can take calls: the answer of /readyz, which waits for nothing that hangs."""

import asyncio
from concurrent.futures import Future, ThreadPoolExecutor

import structlog

from rollbook.records.database import schema
from rollbook.records.database.engine import Database
from rollbook.records.nodes import Nodes

WAIT_SECONDS = 3
SILENT = "the database does not answer\n"
log = structlog.get_logger("rollbook.server")


class Readiness:
    """Asks the database, one question at a time: while one hangs, no other is asked."""

    def __init__(self, database: Database, nodes: Nodes) -> None:
        self._database = database
        self._nodes = nodes
        self._aside = ThreadPoolExecutor(1, thread_name_prefix="ready")
        self._asked: Future[str] | None = None

    async def find_reason(self) -> str:
        """Return why the server cannot take calls now, or nothing."""
        if self._asked is None or self._asked.done():
            self._asked = self._aside.submit(self._ask)
        answer = asyncio.wrap_future(self._asked)
        done, _ = await asyncio.wait([answer], timeout=WAIT_SECONDS)
        return answer.result() if done else SILENT

    def remark(self) -> str:
        """Return what is to be said of a server that can take calls.

        That a node is lost does not make it unready: other servers would be no better, and other accounts are served.
        """
        lost = [node for node, answers in self._nodes.answers().items() if not answers]
        return "".join(f"the node {node} does not answer: its accounts are not served\n" for node in lost)

    def close(self) -> None:
        """Ask no more."""
        self._aside.shutdown(wait=False, cancel_futures=True)

    def _ask(self) -> str:
        try:
            with self._database.reading() as connection:
                is_current = schema.is_current(connection)
        except Exception as error:  # noqa: BLE001  # whatever the database says, the answer is "not ready"
            log.warning("not ready", reason=str(error))
            return SILENT
        return "" if is_current else "the schema is not this version's: run rollbook migrate\n"
