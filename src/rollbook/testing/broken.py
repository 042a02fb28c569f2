"""Answers that the server did not give: refusals on demand, and those of a proxy whose server is away."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

import msgspec
from lxml import etree

from rollbook.api.answers import JSON, PROBLEM, Head, show_problem, show_result
from rollbook.calls.request import Result
from rollbook.contract.errors import BAD_KEYS, UNAVAILABLE, Error, Fault
from rollbook.contract.method import Batch
from rollbook.testing.http_server import Asked, Reply
from rollbook.testing.sent import Sent
from rollbook.xml.answers import show_answer
from rollbook.xml.forms import read_package

BAD_GATEWAY = b"<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>\n"
OF_ALL = {"su_9999": UNAVAILABLE, "su_10": BAD_KEYS}


def html_502() -> Reply:
    """Answer as a proxy does."""
    return Reply(502, [("content-type", "text/html")], BAD_GATEWAY)


def refuse_call(sent: Sent, error: Error) -> Reply:
    """Refuse a call as a whole."""
    fault = Fault(error, error.text)
    if sent.face == "xml":
        return _xml(show_answer("Failed", "", [fault]))
    shown = show_problem("", fault)
    return Reply(shown.status or 500, [("content-type", PROBLEM)], shown.body)


def error_of(sent: Sent, code: str) -> Error:
    """Return the error of the call's method with a code; raise LookupError where it has none."""
    errors = sent.contract.errors() if sent.contract is not None else []
    found = next((error for error in errors if error.code == code), None)
    if found is None:
        raise LookupError(f"{sent.method} has no code {code}: " + ", ".join(error.code for error in errors))
    return found


def refuse_rows(sent: Sent, error: Error) -> Reply:
    """Refuse every row of a call, or the change that it is."""
    method = sent.contract
    assert method is not None  # noqa: S101  # a call of no method has no code of its own
    if not issubclass(method, Batch):
        faults: Sequence[Fault] = [Fault(error, _message(error, 1))]
    else:
        faults = [Fault(error, _message(error, row), row) for row in range(1, len(sent.rows) + 1)]
    if sent.face == "xml":
        return _xml(show_answer("Failed", "", faults))
    shown = show_result(Head("", None, is_dry_run=False), method, Result(faults=faults))
    return Reply(shown.status or 422, [("content-type", PROBLEM)], shown.body)


class _Quoted(dict[str, Any]):
    """What a message may quote; what is not known here stays in braces."""

    def __missing__(self, name: str) -> str:
        return f"{{{name}}}"


def _message(error: Error, row: int) -> str:
    return error.text.format_map(_Quoted(block=row))


def _xml(body: bytes) -> Reply:
    return Reply(200, [("content-type", "text/html; charset=utf-8")], body)


def without_row(asked: Asked, sent: Sent, row: int) -> Asked:
    """Return a request without one of its rows."""
    assert sent.contract is not None  # noqa: S101  # only rows of known batches are taken out
    assert issubclass(sent.contract, Batch)  # noqa: S101  # as above
    headers = [each for each in asked.headers if each[0] not in {"content-type", "content-length"}]
    if sent.face == "json":
        content = msgspec.json.decode(asked.body)
        del content[sent.contract.element][row - 1]
        return Asked(asked.method, asked.target, [*headers, ("content-type", JSON)], msgspec.json.encode(content))
    root = etree.fromstring(read_package(asked.header("content-type"), asked.body))
    container = root.find(f"Parameters/{sent.contract.container}")
    assert container is not None  # noqa: S101  # it has rows
    container.remove(container[row - 1])
    form = urlencode({"Package": etree.tostring(root)}).encode()
    return Asked(asked.method, asked.target, [*headers, ("content-type", "application/x-www-form-urlencoded")], form)


def _number_on(number: int, row: int) -> int:
    """Return the number of a row of the answer in what the program sent."""
    return number + (number >= row)


def with_refusal(reply: Reply, sent: Sent, error: Error, row: int) -> Reply:
    """Return an answer with one more refused row; those behind it are numbered on."""
    message = _message(error, row)
    if sent.face == "xml":
        root = etree.fromstring(reply.body)
        for element in root.iterfind(".//*[@block]"):
            element.set("block", str(_number_on(int(element.get("block") or 0), row)))
        errors = root.find("Errors")
        assert errors is not None  # noqa: S101  # an answer without them is none
        added = etree.SubElement(errors, "Error", block=str(row))
        etree.SubElement(added, "ErrorID").text, etree.SubElement(added, "ErrorMessage").text = error.code, message
        errors[:] = sorted(errors, key=lambda each: int(each.get("block") or 0))
        return _xml(etree.tostring(root, encoding="UTF-8", xml_declaration=True))
    answer = msgspec.json.decode(reply.body)
    for each in answer["rows"]:
        each["row"] = _number_on(each["row"], row)
    made = {"code": error.code, "source": error.source.value, "message": message, "pointer": None, "value": None}
    refused = {"row": row, "outcome": "refused", "error": {**made, "type": f"/api/v1/errors/{error.code}"}}
    answer["rows"] = sorted([*answer["rows"], refused], key=lambda each: each["row"])
    answer["refused"] += 1
    return Reply(reply.status, reply.headers, msgspec.json.encode(answer))
