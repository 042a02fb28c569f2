"""The line between a server and its workers: when the server stops or is killed, each worker notices and ends."""

import asyncio
import multiprocessing
import os
import signal
import threading

from rollbook.web.reception import LAST_SECONDS, Reception

FINISH_SECONDS = 30
LEAVE_SECONDS = LAST_SECONDS + 1


class Lifeline:
    """A pipe: every worker has the reading end, and only the server the other. Made before the workers are."""

    def __init__(self) -> None:
        self._of_worker, self._of_server = multiprocessing.Pipe(duplex=False)
        self._end: asyncio.Task[None] | None = None

    def cut(self) -> None:
        """Notify the workers that the server stops. If it is killed, the system closes its end and does the same."""
        self._of_server.close()

    def follow(self, reception: Reception) -> None:
        """End this worker when the line is cut. Must be called in its event loop."""
        self._of_server.close()  # this copy of the server's end would keep the line open
        loop = asyncio.get_running_loop()

        def end() -> None:
            loop.remove_reader(self._of_worker.fileno())
            self._end = loop.create_task(_end(reception))

        loop.add_reader(self._of_worker.fileno(), end)


async def _end(reception: Reception) -> None:
    """End this worker as soon as its running calls are finished, and in any case when their time is up.

    Granian waits for all connections, even those that are silent in the middle of a request or an answer. Once no call
    is in progress, they are not waited for.
    """
    last = threading.Timer(FINISH_SECONDS, os.kill, (os.getpid(), signal.SIGKILL))
    last.daemon = True
    last.start()
    reception.hurry()
    os.kill(os.getpid(), signal.SIGTERM)
    await asyncio.sleep(LEAVE_SECONDS)
    await reception.empty()
    os._exit(0)
