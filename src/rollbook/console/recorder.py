"""Records imports beside the pages: an import goes on while its sender looks at other pages, or at none."""

from collections.abc import Callable
from threading import Lock, Thread

import structlog

from rollbook.sheets.importing import Interrupted, Progress

AT_ONCE_SECONDS = 2.0
"""So long a page waits for an import to end before it shows how far it is: most have ended by then."""
LAST_SECONDS = 8.0
log = structlog.get_logger("rollbook.imports")
Work = Callable[[Progress], str | None]
"""Records an import; returns why it stopped, if it did."""


class Recorder:
    """The imports that this process is recording, each in a thread, and how far each has come."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._threads: dict[int, Thread] = {}
        self._progress: dict[int, tuple[int, int]] = {}
        self._problems: dict[int, str] = {}
        self._is_closed = False

    def record(self, number: int, work: Work) -> None:
        """Begin to record an import unless that is under way here, and wait a moment for it to end."""
        with self._lock:
            if number not in self._threads and not self._is_closed:
                self._problems.pop(number, None)
                self._threads[number] = Thread(target=self._work, args=(number, work), daemon=True)
                self._threads[number].start()
            thread = self._threads.get(number)
        if thread is not None:
            thread.join(AT_ONCE_SECONDS)

    def progress(self, number: int) -> tuple[int, int] | None:
        """Return how many rows of how many are done; None where the import is not under way here."""
        return self._progress.get(number, (0, 0)) if number in self._threads else None

    def problem(self, number: int) -> str | None:
        """Return why an import stopped here, if it did."""
        return self._problems.get(number)

    def close(self) -> None:
        """Have all imports stop after the call that they are making; each can go on later."""
        with self._lock:
            self._is_closed = True
        for thread in [*self._threads.values()]:
            thread.join(LAST_SECONDS)

    def _work(self, number: int, work: Work) -> None:
        def note(done: int, total: int, _: str) -> None:
            self._progress[number] = (done, total)
            if self._is_closed:
                raise Interrupted("the server was stopped")

        try:
            problem = work(note)
        except Exception:
            log.exception("import failed", import_id=number)
            problem = "The import stopped: the log of the server says why."
        with self._lock:
            if problem is not None:
                self._problems[number] = problem
            self._progress.pop(number, None)
            del self._threads[number]
