"""A wrong clock for any Python process that finds this on PYTHONPATH: `time.time` and `datetime.now` are off.

By how many seconds stands in the file that WRONG_CLOCK names; it is read each time, so the clock can be set while the
process runs. What C code asks the operating system is not shifted, nor are the monotonic clocks: nobody sets those.
"""

import datetime as dt
import os
import time
from pathlib import Path
from typing import Any, Self

FILE = Path(os.environ["WRONG_CLOCK"])
true_time = time.time
true_datetime = dt.datetime


def wrong_time() -> float:
    """The seconds since 1970, as the wrong clock has them."""
    return true_time() + int(FILE.read_text())


class IsDatetime(type):
    """Takes for one of ours whatever is a datetime: C code goes on making true ones."""

    def __instancecheck__(cls, value: object) -> bool:
        return isinstance(value, true_datetime)


class WrongDatetime(true_datetime, metaclass=IsDatetime):
    """The datetime whose now is wrong."""

    __slots__ = ()  # of the same size as true ones: compiled modules look

    @classmethod
    def now(cls, tz: dt.tzinfo | None = None) -> Self:
        """The time of day, as the wrong clock has it."""
        return cls.fromtimestamp(wrong_time(), tz)


module: Any = dt
time.time = wrong_time
module.datetime = WrongDatetime
