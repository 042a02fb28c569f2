"""Ports: the names by which contracts refer to what reads and writes. Each is declared next to its code."""

from collections.abc import Callable, Iterator
from typing import Generic, NamedTuple, TypeVar

T = TypeVar("T")


class Port(NamedTuple, Generic[T]):
    """What a contract names: the code of that name, and in words what it answers with or puts on record."""

    code: T
    about: str


class Ports(Generic[T]):
    """All ports of one kind. As a decorator it adds one."""

    def __init__(self) -> None:
        self._by_name: dict[str, Port[T]] = {}

    def __call__(self, name: str, about: str) -> Callable[[T], T]:
        """Register what is decorated under a name."""

        def add(code: T) -> T:
            assert name not in self._by_name, name  # noqa: S101  # a mistake in the code, seen when it is loaded
            self._by_name[name] = Port(code, about)
            return code

        return add

    def __getitem__(self, name: str) -> Port[T]:
        return self._by_name[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_name)
