"""Logs: one JSON object per line on standard error, ours and the libraries' alike."""

import logging
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

import structlog
from structlog.typing import Processor

AS_JSON: Sequence[Processor] = (structlog.processors.format_exc_info, structlog.processors.JSONRenderer())
ANNOTATE: Sequence[Processor] = (
    structlog.contextvars.merge_contextvars,
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
)


class Line(structlog.PrintLogger):
    """Prints a line, and ignores a failure to: a full disk or a broken pipe must not cost a call its answer."""

    def msg(self, message: str) -> None:
        """Print the line if it can be printed."""
        with suppress(OSError):
            super().msg(message)

    debug = info = warning = error = critical = msg


def set_up_logs(level: str, render: Sequence[Processor] = AS_JSON) -> None:
    """Log to standard error from this level up; `render` turns each event into a line."""
    structlog.configure(
        processors=[*ANNOTATE, *render],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=lambda *_: Line(sys.stderr),
        cache_logger_on_first_use=True,
    )
    libraries = logging.StreamHandler(sys.stderr)
    libraries.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=ANNOTATE, processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *render]
        )
    )
    logging.basicConfig(
        level=max(logging.WARNING, logging.getLevelNamesMapping()[level.upper()]), handlers=[libraries], force=True
    )


@contextmanager
def quiet_logs(level: str) -> Iterator[None]:
    """Log from this level up alone, on standard error; then as before."""
    was_set_up, before = structlog.is_configured(), structlog.get_config()
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    try:
        yield
    finally:
        if was_set_up:
            structlog.configure(**before)
        else:
            structlog.reset_defaults()
