"""How quickly the console's pages come: `python -m benchmarks.console [NUMBER]` measures them, and calls beside them.

In an account with so many enrolments its owner and the manager of one group follow all links, to some addresses of
each kind. Each address is then read several times through HTTP, and once in this process to count its statements.
"""

import logging
import os
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import structlog

from benchmarks import account, crowd, history
from benchmarks.servers import QUIET, Caller, form_of
from benchmarks.tables import Lines, write_markdown
from rollbook.records.database.engine import Database
from tests.console.crawl import crawl, kind_of
from tests.console.inside import visiting
from tests.console.visitors import Visitor
from tests.noted import Statement
from tests.postgres import PostgreSQL
from tests.served import Served

NUMBER = 10_000_000
ROUNDS = 5
CALLS, READERS, REST = 200, 10, 1.0
"""Calls that are measured beside so many readers, each of whom opens a page and rests so many seconds."""
ROLES = {"owner": account.OWNER, "manager": account.MANAGER}
ALSO = {
    *(
        "/search?q=dana",
        "/search?q=someone77",
        "/people?Name.Value=dana",
        "/people?Page=20",
        "/sessions?Course=Fitting",
    ),
    *("/report?EnrollmentStatuses=Overdue", "/report?GroupNames=Group+7"),
    *("/report?LearningModuleNames=Course+7&EnrollmentStatuses=Completed", "/audit?Table=enrollments"),
    *("/calls?Codes=ESH%3A19", "/calls?Method=correctEnrollment", "/groups?Name=7", "/people?HomeGroup=Group+7"),
}
"""Addresses that a form leads to, and no link."""
MOST_MS, MOST_BYTES, MOST_STATEMENTS = 150, 100_000, 8
HEAD = ("role", "screen", "pages", "median ms", "p95 ms", "most kB", "most statements")
RESULTS = Path(__file__).parent / "results" / "pages.md"
PAGE = """# How quickly the console's pages come

Made by `make bench` on {day}, on {cores} cores, PostgreSQL, with {number:,} enrolments, {calls:,} calls and as many
changes in one account. Its owner and the manager of one group follow all links, to some addresses of each kind; each is
then read {rounds} times through HTTP. Other work on the machine shows in the times. A page may take {most_ms} ms, have
{most_kb} kB and ask the database {most_statements} times.

{pages}
{slow}

## Calls beside readers

{rest}

{beside}"""


@dataclass(slots=True)
class Measured:
    """What the pages of a screen took: seconds, bytes and statements."""

    addresses: set[str] = field(default_factory=set)
    took: list[float] = field(default_factory=list)
    quickest: dict[str, float] = field(default_factory=dict)
    size: int = 0
    statements: int = 0

    @property
    def p95(self) -> float:
        """What 95 of 100 readings took at most, in milliseconds."""
        return 1e3 * statistics.quantiles(self.took, n=20, method="inclusive")[-1]

    @property
    def median(self) -> float:
        """What half of the readings took at most, in milliseconds."""
        return 1e3 * statistics.median(self.took)


Screens = dict[tuple[str, str], Measured]


def is_a_page(address: str) -> bool:
    """Whether a link leads to a page, and to no file."""
    return "export=" not in address and not address.endswith(("/certificate", "/sign-out"))


def find_addresses(visitor: Visitor) -> list[str]:
    """Follow the links of a visitor; return all addresses of pages that opened."""
    found = [
        address for address, seen in crawl(visitor, leads_on=is_a_page) if seen.status == 200 and seen.tree is not None
    ]
    return found + sorted(each for each in ALSO - {*found} if visitor.open_address(f"/console{each}").status == 200)


def measure(served: Served) -> Screens:
    """Read all pages as each of the roles."""
    screens: Screens = {}
    for role, who in ROLES.items():
        with Visitor(served) as visitor:
            visitor.sign_in(who, account.NAME)
            addresses = find_addresses(visitor)
            for _ in range(ROUNDS):
                for address in addresses:
                    _read(visitor, address, screens.setdefault((role, _screen(address)), Measured()))
        with visiting(served.database, who, account.NAME) as (local, statements):
            for address in addresses:
                measured = screens[role, _screen(address)]
                measured.statements = max(measured.statements, _count(local, address, statements))
    return screens


def _screen(address: str) -> str:
    kind = kind_of(f"/console{address}")
    return "?" if kind is None else kind.path


def _read(visitor: Visitor, address: str, measured: Measured) -> None:
    started = time.perf_counter()
    answer = visitor.http.get(f"/console{address}")
    took = time.perf_counter() - started
    measured.addresses.add(address)
    measured.took.append(took)
    measured.quickest[address] = min(took, measured.quickest.get(address, took))
    measured.size = max(measured.size, len(answer.content))


def _count(visitor: Visitor, address: str, statements: list[Statement]) -> int:
    statements.clear()
    visitor.open_address(f"/console{address}")
    return len(statements)


def measure_beside(served: Served) -> Lines:
    """Make calls with nobody reading, and with readers beside; each reader opens a page, and then rests."""
    caller, session = Caller(served), iter(range(crowd.SESSIONS - 1, 0, -1))

    def p95() -> tuple[float, float]:
        bodies = [form_of(crowd.session_package(1, next(session))) for _ in range(CALLS)]
        took = [caller.call(body, b"<Enrollments") for body in bodies]
        return 1e3 * statistics.median(took), 1e3 * statistics.quantiles(took, n=20)[-1]

    alone = p95()
    with reading(served) as opened:
        caller = Caller(served)  # the first connection was idle meanwhile
        beside, pages_read = p95(), len(opened)
    again = p95()
    return [
        ("calls of 1 block", "median ms", "p95 ms"),
        ("nobody reads", *_texts(alone)),
        (f"{READERS} read, {pages_read} pages meanwhile", *_texts(beside)),
        ("nobody reads any more", *_texts(again)),
    ]


def _texts(values: Sequence[float]) -> list[str]:
    return [f"{each:.1f}" for each in values]


@contextmanager
def reading(served: Served) -> Iterator[list[str]]:
    """Let readers open pages until the end of the block; give the list of what they have opened."""
    opened: list[str] = []
    over = threading.Event()
    with ExitStack() as stack:
        visitor = stack.enter_context(Visitor(served)).sign_in(account.OWNER, account.NAME)
        addresses = find_addresses(visitor)

        def read(first: int) -> None:
            place = first
            while not over.wait(REST):
                address = addresses[place % len(addresses)]
                visitor.http.get(f"/console{address}")
                opened.append(address)
                place += READERS

        readers = [threading.Thread(target=read, args=(number,)) for number in range(READERS)]
        for each in readers:
            each.start()
        try:
            yield opened
        finally:
            over.set()
            for each in readers:
                each.join()


def lines_of(screens: Screens) -> Lines:
    """Set what was measured as lines of a table, with its head."""
    return [HEAD, *_rows(screens)]


def _rows(screens: Screens) -> Iterator[tuple[str, ...]]:
    for (role, screen), each in sorted(screens.items()):
        numbers = (f"{each.median:.0f}", f"{each.p95:.0f}", f"{each.size / 1e3:.0f}", str(each.statements))
        yield role, f"`{screen}`", str(len(each.addresses)), *numbers


def slow_pages(screens: Screens) -> Iterator[str]:
    """Name the addresses that take longer than they may at their quickest."""
    for (role, _), each in sorted(screens.items()):
        for address, took in each.quickest.items():
            if 1e3 * took > MOST_MS:
                yield f"- `{address}` as {role}: {1e3 * took:.0f} ms at its quickest"


def page_of(number: int, screens: Screens, beside: Lines) -> str:
    """Write the page of results."""
    slow = "\n".join(slow_pages(screens))
    return PAGE.format(
        day=datetime.now(UTC).date(),
        cores=os.cpu_count(),
        number=number,
        calls=number // 10,
        rounds=ROUNDS,
        most_ms=MOST_MS,
        most_kb=MOST_BYTES // 1000,
        most_statements=MOST_STATEMENTS,
        pages=write_markdown(lines_of(screens)),
        slow=f"Slower than that:\n\n{slow}" if slow else "No page is slower than that at its quickest.",
        rest=f"Calls with one block, {CALLS} of each, one after the other; readers open a page and rest {REST:g} s.",
        beside=write_markdown(beside),
    )


def measure_all(number: int) -> str:
    """Fill a database with so many enrolments, measure its pages, and calls beside them; return the page of results."""
    with ExitStack() as stack:
        postgresql = PostgreSQL.create()
        stack.callback(postgresql.remove)
        postgresql.start()
        stack.callback(postgresql.stop)
        with closing(Database(postgresql.url())) as database:
            history.fill(database, number)
            account.furnish(database, number)
        directory = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        served = stack.enter_context(Served(postgresql.url(), directory, environment=QUIET))
        return page_of(number, measure(served), measure_beside(served))


def main() -> None:
    """Measure, and write it down."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    RESULTS.write_text(measure_all(int(sys.argv[1]) if len(sys.argv) > 1 else NUMBER))


if __name__ == "__main__":
    main()
