"""The line between a server and its workers: when the server stops, or is gone, each worker knows, and ends."""

import asyncio
import multiprocessing
import os
import signal
import threading

from rollbook.xml.reception import LAST_SECONDS, Reception

FINISH_SECONDS = 30
LEAVE_SECONDS = LAST_SECONDS + 1


class Lifeline:
    """A pipe that every worker has the one end of, and the server alone the other. Made before the workers."""

    def __init__(self) -> None:
        self._of_worker, self._of_server = multiprocessing.Pipe(duplex=False)
        self._end: asyncio.Task[None] | None = None

    def cut(self) -> None:
        """Let the workers know that the server stops. So does one that is killed: the system closes its end."""
        self._of_server.close()

    def follow(self, reception: Reception) -> None:
        """In a worker, whose loop runs: end it when the line is cut."""
        self._of_server.close()  # this copy of the server's end would keep the line up
        loop = asyncio.get_running_loop()

        def end() -> None:
            loop.remove_reader(self._of_worker.fileno())
            self._end = loop.create_task(_end(reception))

        loop.add_reader(self._of_worker.fileno(), end)


async def _end(reception: Reception) -> None:
    """End this worker as soon as the calls that run are finished, and whatever happens when their time is over.

    Granian waits for all connections, those that are silent in the middle of a request or an answer too. When there is
    no call any more, they are not waited for.
    """
    last = threading.Timer(FINISH_SECONDS, os.kill, (os.getpid(), signal.SIGKILL))
    last.daemon = True
    last.start()
    reception.hurry()
    os.kill(os.getpid(), signal.SIGTERM)
    await asyncio.sleep(LEAVE_SECONDS)
    await reception.empty()
    os._exit(0)
