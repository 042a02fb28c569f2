"""What the most expensive packages cost: `python -m fuzz.bounds` prints processor time and memory, and the maxima."""

import json
import multiprocessing
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from lxml import etree
from rich.console import Console
from rich.progress import track
from rich.table import Table

from fuzz.figures import peak_memory
from fuzz.invariants import KEYS
from fuzz.json_inputs import JsonInput, json_headers, write_json
from fuzz.lists import LIMIT, longest_lists
from rollbook import worlds
from rollbook.api.face import MOST_VALUES, JsonFace
from rollbook.calls.call import Limits
from rollbook.calls.gate import Gate
from rollbook.records.database import schema
from rollbook.records.database.engine import Database
from rollbook.server.logs import set_up_logs
from rollbook.web.request import HttpRequest
from rollbook.worlds.load import load
from rollbook.xml.envelope import MOST_TAGS
from rollbook.xml.face import arrive

MEBIBYTE = 2**20
XML, FORM, JSON = "text/xml", "application/x-www-form-urlencoded", "application/json"
ROW = {
    "Group": {"GroupName": "Sales"},
    "LearningModuleID": "3860",
    "LearningModuleSessionID": "501",
    "EnrollmentStatus": "Completed",
    "Grade": "92",
    "EnrolledDate": "2024-03-01",
}
HEAD = f"<SmarterU><AccountAPI>{KEYS[0]}</AccountAPI><UserAPI>{KEYS[1]}</UserAPI><Method>enrollSessionHistory</Method>"
OPEN, CLOSE = f"{HEAD}<Parameters><LearningModuleEnrollment>", "</LearningModuleEnrollment></Parameters></SmarterU>"
BLOCK = (
    "<Enrollment><User><Email>{}</Email></User><Group><GroupName>Sales</GroupName></Group><LearningModuleID>3860"
    "</LearningModuleID><LearningModuleSessionID>501</LearningModuleSessionID><EnrollmentStatus>Completed"
    "</EnrollmentStatus><Grade>{}</Grade><EnrolledDate>2024-03-01</EnrolledDate></Enrollment>"
)

Body = Callable[[], bytes]


def filled(part: str) -> bytes:
    """Repeat a part until the package is as large as the limit."""
    return (OPEN + part * ((LIMIT - len(OPEN) - len(CLOSE)) // len(part.encode())) + CLOSE).encode()


def dense(part: str, most: int = MOST_TAGS) -> bytes:
    """Repeat an element as often as a package may have tags and attributes."""
    marks = part.count("<") + part.count("=")
    return (OPEN + part * ((most - OPEN.count("<") - CLOSE.count("<")) // marks) + CLOSE).encode()


def in_utf_7() -> bytes:
    """As many elements as there is room for, none of which looks like a tag when bytes are counted."""
    head, element = b'<?xml version="1.0" encoding="UTF-7"?>+ADw-SmarterU+AD4-', b"+ADw_/>b"
    return head + element * ((LIMIT - len(head)) // len(element))


def declared(encoding: str, codec: str, package: bytes) -> bytes:
    """A package in an encoding that it declares, as large as the limit."""
    head = f'<?xml version="1.0" encoding="{encoding}"?>'
    return (head + package.decode()).encode(codec)


def euros() -> bytes:
    """A package of letters that have one byte in Windows-1252, and three in UTF-8."""
    return declared("Windows-1252", "cp1252", dense("<a>" + "\u20ac" * 4_000 + "</a>", 2 * LIMIT // 4_020))


def attributes() -> bytes:
    """As many attributes as there is room for."""
    many = " ".join(f'a{number:x}=""' for number in range(1_300_000))
    return f"<SmarterU {many}/>".encode()[:LIMIT]


def blocks(count: int, grade: str) -> bytes:
    """A full call whose blocks carry long texts."""
    return (OPEN + "".join(BLOCK.format(f"u{n}@example.com", grade) for n in range(count)) + CLOSE).encode()


DEAREST: Mapping[str, tuple[str, Body]] = {
    "one block": (XML, lambda: blocks(1, "92")),
    "1,000 blocks": (XML, lambda: blocks(1_000, "92")),
    "1,000 blocks with grades of 16,000 digits": (XML, lambda: blocks(1_000, "9" * 16_000)),
    "empty elements": (XML, lambda: filled("<a/>")),
    "a million empty elements, the most there may be": (XML, lambda: dense("<a/>")),
    "empty elements, 2 MiB of them": (XML, lambda: dense("<a/>", 2**19)),
    "a million elements with texts between them": (XML, lambda: dense("<a/>four")),
    "a million empty blocks": (XML, lambda: dense("<Enrollment/>")),
    "half a million elements with attributes": (XML, lambda: dense('<a b="four"/>')),
    "attributes": (XML, attributes),
    "elements in UTF-7": (XML, in_utf_7),
    "a million empty elements in UTF-16": (XML, lambda: declared("UTF-16", "utf-16", dense("<a/>", MOST_TAGS - 3))),
    "16 MiB of Windows-1252 that grow to 40": (XML, euros),
    "1,000 blocks with grades of 8,000 combining marks": (XML, lambda: blocks(1_000, "\u0301\u0316" * 4_000)),
    "comments": (XML, lambda: filled("<!---->")),
    "references to characters": (XML, lambda: filled("&#1234;")),
    "HTML's named entities": (XML, lambda: filled("&eacute;")),
    "CDATA sections": (XML, lambda: filled("<![CDATA[]]>")),
    "namespaces": (XML, lambda: filled('<a xmlns:b="c"/>')),
    "a form, all of it percent-encoded": (FORM, lambda: b"Package=%" + filled("<a/>").hex("%").encode()),
    "a form of ampersands": (FORM, lambda: b"&" * 3 * LIMIT),
    "a form of per cent signs": (FORM, lambda: b"Package=" + b"%" * 3 * LIMIT),
}  # fmt: skip
"""Packages as large as the limit, of what is most expensive to parse; by name, with their content types."""

LISTS: Mapping[str, tuple[str, Body]] = {name: (XML, package) for name, package in longest_lists()}
"""The longest list of every contract, each of equal members."""


class Cost(NamedTuple):
    """What a body of `sent` bytes cost: processor seconds, bytes of extra memory, and its first error or Success."""

    sent: int
    seconds: float
    memory: int
    result: str


def answer_alone(gate: Gate, kind: str, body: bytes) -> Cost:
    """Have a body answered in a process of its own, so that no memory of another counts."""
    here, there = multiprocessing.Pipe()
    process = multiprocessing.get_context("fork").Process(target=_answer, args=(gate, kind, body, there))
    process.start()
    seconds, memory, result = here.recv()
    process.join()
    return Cost(len(body), seconds, memory, result)


def _answer(gate: Gate, kind: str, body: bytes, result: Connection) -> None:
    if kind == JSON:
        request = JsonInput("POST", "enrollSessionHistory", "", json_headers(), body).request()
    else:
        request = HttpRequest("POST", True, {"content-type": kind}, body, "", "bounds", datetime.now(UTC))  # noqa: FBT003  # is_secure
    with peak_memory() as memory:
        started = time.process_time()
        answer = gate.answer(request.arrival(JsonFace(request, Limits())) if kind == JSON else arrive(request))
        seconds = time.process_time() - started
    result.send((seconds, memory.beyond, first_code(kind, answer.body)))


def first_code(kind: str, answer: bytes) -> str:
    """Return the first error's code in an answer, or Success."""
    if kind == JSON:
        return str(json.loads(answer).get("code", "Success"))
    error = etree.fromstring(answer, etree.XMLParser(huge_tree=True)).find("Errors/Error/ErrorID")
    return "Success" if error is None else str(error.text)


def rows(count: int) -> bytes:
    """A full call in JSON."""
    return write_json({"Enrollment": [{**ROW, "User": {"Email": f"u{n}@example.com"}} for n in range(count)]})


def values(text: bytes, most: int = MOST_VALUES) -> bytes:
    """As many rows of one text as a body in JSON may have values, or fewer."""
    return b'{"Enrollment":[' + b",".join([text] * (most - 16)) + b"]}"


JSON_BODIES: Mapping[str, tuple[str, Body]] = {
    "1,000 rows in JSON": (JSON, lambda: rows(1_000)),
    "half a million empty rows in JSON": (JSON, lambda: values(b"{}", MOST_VALUES // 2)),
    "a million numbers in JSON": (JSON, lambda: values(b"12345678901234")),
    "five million empty rows in JSON": (JSON, lambda: values(b"{}", LIMIT // 3)),
}
"""Bodies of the JSON face, as large as the limit."""


def main() -> None:
    """Measure each, and print a table."""
    set_up_logs("error")
    table = Table("a package of", "MiB sent", "seconds", "MiB of memory", "answer")
    costs = []
    with TemporaryDirectory() as directory:
        url = f"sqlite:///{Path(directory) / 'rollbook.db'}"
        database = Database(url)
        schema.migrate(database)
        load(database, [worlds.DEMO])
        database.close()
        for name, (kind, body) in track({**DEAREST, **JSON_BODIES, **LISTS}.items(), "Measuring"):
            cost = answer_alone(Gate(Database(url), Limits()), kind, body())
            costs.append(cost)
            sent, memory = cost.sent / MEBIBYTE, cost.memory / MEBIBYTE
            table.add_row(name, f"{sent:.2f}", f"{cost.seconds:.2f}", f"{memory:.1f}", cost.result)
    most = max(cost.memory for cost in costs) / MEBIBYTE
    table.add_section()
    table.add_row("the most", "", f"{max(cost.seconds for cost in costs):.2f}", f"{most:.1f}", "")
    Console(width=120).print(table)


if __name__ == "__main__":
    main()
