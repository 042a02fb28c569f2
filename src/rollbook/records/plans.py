"""Plans: what a method needs of the records, composed at its first call for a dialect, and kept."""

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from rollbook.contract.method import Batch, Change, Method, Report
from rollbook.contract.rows import Row
from rollbook.contract.rules import Rule
from rollbook.records import read, write
from rollbook.records.plan.resolve import Resolver
from rollbook.records.read.context import Reader, reader
from rollbook.records.write.blocks import BlockWriter, Changer, changer, writer

T = TypeVar("T")

for room in (read, write):
    for module in pkgutil.iter_modules(room.__path__):
        importlib.import_module(f"{room.__name__}.{module.name}")  # loaded, each makes its ports known


@dataclass(frozen=True, slots=True)
class Plan(Generic[T]):
    """How a method is carried out on one dialect: `port` reads or writes, a resolver finds what rows refer to."""

    dialect: str
    port: T
    resolvers: dict[type[Row], Resolver] = field(default_factory=dict)

    def resolver(self, row: type[Row], rules: tuple[Rule, ...]) -> Resolver:
        """Return the one SELECT for the rows in the method's container, or in one of its lists."""
        if row not in self.resolvers:
            self.resolvers[row] = Resolver(row, rules, self.dialect)
        return self.resolvers[row]


def plan_of_batch(method: type[Batch], dialect: str) -> Plan[BlockWriter]:
    """Return how a batch is resolved and written."""
    return _plan(method, dialect, lambda: writer[method.write].code(dialect))


def plan_of_change(method: type[Change], dialect: str) -> Plan[Changer]:
    """Return how a change is resolved and written."""
    return _plan(method, dialect, lambda: changer[method.write].code(dialect))


def plan_of_report(method: type[Report], dialect: str) -> Plan[Reader]:
    """Return how a report is resolved and read."""
    return _plan(method, dialect, lambda: reader[method.read].code)


def _plan(method: type[Method], dialect: str, make: Callable[[], T]) -> Plan[T]:
    if (method, dialect) not in _plans:
        _plans[method, dialect] = Plan(dialect, make())
    return _plans[method, dialect]


_plans: dict[tuple[type[Method], str], Plan[Any]] = {}


def about(method: type[Method]) -> str:
    """Return in words what a good call of the method puts on record, or is answered with."""
    if issubclass(method, Report):
        return reader[method.read].about
    assert issubclass(method, Batch | Change)  # noqa: S101  # there is no other kind of method
    return writer[method.write].about if issubclass(method, Batch) else changer[method.write].about
