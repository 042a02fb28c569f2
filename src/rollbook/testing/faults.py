"""Faults on demand: what goes wrong with a call, and with which one."""

from dataclasses import dataclass
from threading import Lock
from typing import Literal

Kind = Literal["drop", "slow", "truncate", "html_502", "su_9999", "su_10", "refuse", "lose_answer"]


@dataclass(slots=True)
class Fault:
    """One fault that is armed: it meets the `call`-th call, of a method if one is named. `seen` counts such calls."""

    kind: Kind
    method: str | None
    call: int
    code: str = ""
    row: int | None = None
    seconds: float = 0
    seen: int = 0

    def __str__(self) -> str:
        wanted = f"call {self.call}" + (f" of {self.method}" if self.method else "")
        return f"{self.kind}{f' {self.code}' if self.code else ''} at {wanted} ({self.seen} seen)"


class Faults:
    """The faults of a server. Each is met once, and a test that leaves one unmet fails."""

    def __init__(self) -> None:
        self._armed: list[Fault] = []
        self._lock = Lock()

    def drop(self, method: str | None = None, call: int = 1) -> None:
        """Close the connection instead of taking the call: it is not recorded."""
        self._arm(Fault("drop", method, call))

    def slow(self, seconds: float, method: str | None = None, call: int = 1) -> None:
        """Keep the answer back for a while; the call is recorded meanwhile."""
        self._arm(Fault("slow", method, call, seconds=seconds))

    def truncate(self, method: str | None = None, call: int = 1) -> None:
        """Record the call, send half of the answer, and close the connection."""
        self._arm(Fault("truncate", method, call))

    def html_502(self, method: str | None = None, call: int = 1) -> None:
        """Answer as a proxy does whose server is away: with a page in HTML. The call is not recorded."""
        self._arm(Fault("html_502", method, call))

    def su_9999(self, method: str | None = None, call: int = 1) -> None:
        """Answer that the call failed and may be sent again later: SU:9999, by JSON with status 503."""
        self._arm(Fault("su_9999", method, call))

    def su_10(self, method: str | None = None, call: int = 1) -> None:
        """Answer that the keys are invalid, as they are once somebody revoked them: SU:10."""
        self._arm(Fault("su_10", method, call))

    def refuse(self, code: str, method: str | None = None, call: int = 1, row: int | None = None) -> None:
        """Refuse a call with a code of its method: the row of this number, or all; the other rows are recorded."""
        self._arm(Fault("refuse", method, call, code=code, row=row))

    def lose_answer(self, method: str | None = None, call: int = 1) -> None:
        """Record the call, but close the connection before the answer is sent. May the program send it again?"""
        self._arm(Fault("lose_answer", method, call))

    @property
    def unmet(self) -> list[Fault]:
        """The faults that no call has met yet."""
        return [*self._armed]

    def disarm(self) -> None:
        """Forget all faults."""
        self._armed.clear()

    def meet(self, method: str) -> Fault | None:
        """Count a call; return the fault that it meets."""
        with self._lock:
            met = None
            for fault in [*self._armed]:
                if fault.method in {None, method}:
                    fault.seen += 1
                    if met is None and fault.seen >= fault.call:
                        met = fault
            if met is not None:
                self._armed.remove(met)
            return met

    def _arm(self, fault: Fault) -> None:
        self._armed.append(fault)
