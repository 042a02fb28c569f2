"""The calls that a server was sent, as a test looks at them and as the report of a failing one shows them."""

import gzip
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple, overload

import msgspec
from lxml import etree

from rollbook.contract.errors import MISPLACED
from rollbook.contract.method import Batch, Method, Report
from rollbook.contract.rows import Row
from rollbook.reference.error_entries import Entry, entries
from rollbook.reference.trees import nodes
from rollbook.testing.http_server import Reply
from rollbook.testing.sent import Sent
from rollbook.worlds.mistakes import hint

MOST_SHOWN = 20
"""Calls in the report of a test: the last ones."""


class Refusal(NamedTuple):
    """One error of an answer. `row` is None where it is about the whole call."""

    row: int | None
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Call:
    """One call. `answer` is the server's, also where a fault kept it back; `fault` says which one."""

    method: str
    face: str
    result: str
    recorded: int
    rows: list[Any]
    refusals: list[Refusal]
    package: str = field(repr=False)
    answer: str = field(repr=False)
    fault: str = ""

    @property
    def refused(self) -> int:
        """How many rows were refused."""
        return len({each.row for each in self.refusals})

    @property
    def codes(self) -> list[str]:
        """The codes of what was refused, in the order of the answer."""
        return [each.code for each in self.refusals]

    @property
    def shown(self) -> str:
        """The call in lines: the outcome, then each refusal with its rule in words."""
        head = f"{self.method or 'no method'} ({self.face}): {self.result or 'no answer'}, {self.recorded} recorded"
        head += f", {self.refused} refused" if self.refusals else ""
        head += f"; fault: {self.fault}" if self.fault else ""
        return "\n".join([head, *(f"    {_of_refusal(self.method, each)}" for each in self.refusals)])


class Calls(Sequence[Call]):
    """The calls since the test began, the latest last."""

    def __init__(self) -> None:
        self._calls: list[Call] = []

    @overload
    def __getitem__(self, index: int) -> Call: ...
    @overload
    def __getitem__(self, index: slice) -> list[Call]: ...
    def __getitem__(self, index: int | slice) -> Call | list[Call]:
        return self._calls[index]

    def __len__(self) -> int:
        return len(self._calls)

    def __iter__(self) -> Iterator[Call]:
        return iter([*self._calls])

    def of(self, method: str) -> list[Call]:
        """Return the calls of a method."""
        return [call for call in self if call.method == method]

    def add(self, call: Call) -> None:
        """Add a call."""
        self._calls.append(call)

    def clear(self) -> None:
        """Forget all calls."""
        self._calls.clear()

    @property
    def shown(self) -> str:
        """The last calls in lines."""
        left_out = len(self) - MOST_SHOWN
        before = [f"({left_out} earlier calls)"] if left_out > 0 else []
        return "\n".join([*before, *(call.shown for call in self[-MOST_SHOWN:])])


_entries = cache(entries)


def _of_refusal(method: str, refusal: Refusal) -> str:
    where = "" if refusal.row is None else f"row {refusal.row}: "
    rule: Entry | None = next(
        (each for each in _entries().get(refusal.code, ()) if each.method in {None, method}), None
    )
    return f"{where}{refusal.code} {refusal.message}" + (f" [refused when {rule.condition}]" if rule else "")


def read_call(sent: Sent, reply: Reply | None, fault: str) -> Call:
    """Return a call with its answer, None where it got none; nothing in it holds a key."""
    if reply is None:
        return Call(sent.method, sent.face, "", 0, sent.rows, [], sent.package, "", fault)
    packed = any(name.lower() == "content-encoding" for name, _ in reply.headers)
    body = gzip.decompress(reply.body) if packed else reply.body
    read = _read_xml if sent.face == "xml" else _read_json
    try:
        result, recorded, refusals = read(sent.contract, body)
    except (ValueError, KeyError, etree.XMLSyntaxError):
        result, recorded, refusals = "", 0, []
    refusals = [each._replace(message=sent.without_keys(_with_hint(sent.contract, each))) for each in refusals]
    shown = sent.without_keys(body.decode(errors="replace"))
    return Call(sent.method, sent.face, result, recorded, sent.rows, refusals, sent.package, shown, fault)


def _read_xml(contract: type[Method] | None, body: bytes) -> tuple[str, int, list[Refusal]]:
    root = etree.fromstring(body)
    refusals = [
        Refusal(int(block) if (block := error.get("block")) else None, error.findtext("ErrorID", ""), message)
        for error in root.iterfind("Errors/Error")
        if (message := error.findtext("ErrorMessage", "")) is not None
    ]
    result = root.findtext("Result", "")
    if contract is not None and issubclass(contract, Batch):
        return result, len(root.findall(f"Info/{contract.element}s/{contract.element}")), refusals
    is_change = contract is not None and not issubclass(contract, Report)
    return result, int(result == "Success" and is_change), refusals


def _read_json(contract: type[Method] | None, body: bytes) -> tuple[str, int, list[Refusal]]:
    del contract
    found = msgspec.json.decode(body)
    refused = [row for row in found["rows"] if row.get("outcome") == "refused"]
    refusals = [Refusal(row["row"], row["error"]["code"], row["error"]["message"]) for row in refused]
    if found["result"] == "Failed" and not refusals:
        refusals = [Refusal(None, found["code"], found["detail"])]
    return found["result"], found.get("recorded", 0), refusals


def _with_hint(contract: type[Method] | None, refusal: Refusal) -> str:
    """Return the message; about a tag that is not known, with the one that was probably meant."""
    if refusal.code != MISPLACED.code or contract is None:
        return refusal.message
    before, _, after = MISPLACED.text.partition("{tag}")
    word = refusal.message.removeprefix(before).partition(after)[0]
    return refusal.message + hint(word, _names_in(contract.row) - {word})


def _names_in(row: type[Row]) -> set[str]:
    return {node.name for node in nodes(row)}
