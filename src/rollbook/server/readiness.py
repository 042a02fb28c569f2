"""Whether the server can take calls: the answer of /readyz, which comes in time even if the database hangs."""

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
    """Checks the database, one check at a time: while one hangs, no other is started."""

    def __init__(self, database: Database, nodes: Nodes) -> None:
        self._database = database
        self._nodes = nodes
        self._executor = ThreadPoolExecutor(1, thread_name_prefix="ready")
        self._check: Future[str] | None = None

    async def find_reason(self) -> str:
        """Return why the server cannot take calls now, or an empty text."""
        if self._check is None or self._check.done():
            self._check = self._executor.submit(self._check_database)
        answer = asyncio.wrap_future(self._check)
        done, _ = await asyncio.wait([answer], timeout=WAIT_SECONDS)
        return answer.result() if done else SILENT

    def warnings(self) -> str:
        """Return warnings about a server that can take calls.

        A lost node does not make it unready: other servers would do no better, and other accounts are served.
        """
        lost = [node for node, answers in self._nodes.answers().items() if not answers]
        return "".join(f"the node {node} does not answer: its accounts are not served\n" for node in lost)

    def close(self) -> None:
        """Start no more checks."""
        self._executor.shutdown(wait=False, cancel_futures=True)

    def _check_database(self) -> str:
        try:
            with self._database.reading() as connection:
                is_current = schema.is_current(connection)
        except Exception as error:  # noqa: BLE001  # whatever the error, the answer is "not ready"
            log.warning("not ready", reason=str(error))
            return SILENT
        return "" if is_current else "the schema is not this version's: run rollbook migrate\n"
