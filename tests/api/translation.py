"""Packages of XML as the bodies of JSON that say the same, and the verdicts of both in one form."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from lxml import etree

from fuzz.contracts import Kind, children_of
from rollbook.contract.method import Batch, Method
from rollbook.contract.rows import Choice, Many, Part, Repeated
from rollbook.contract.tags import Tag
from rollbook.methods import find_method

Pairs = list[tuple[str, Any]]
"""An object whose names may repeat, as the tags of a package may."""
MADE_ID = re.compile(r"\d{17,}")
ISO = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d\.\d)(\d*?)0*Z")


class Untranslatable(Exception):  # noqa: N818  # not every mistake of XML has its like in JSON
    """The package says what no JSON can say."""


def method_of(package: etree._Element) -> type[Method]:
    """The method that a package calls."""
    method = find_method(package.findtext("Method") or "")
    assert method is not None
    return method


def body_of(package: etree._Element) -> bytes:
    """The body that says what the package says; raise Untranslatable where none does."""
    method = method_of(package)
    containers = _elements(package.find("Parameters"))
    if [part.tag for part in containers] != [method.container]:
        raise Untranslatable
    if not issubclass(method, Batch):
        return _show(_object(containers[0], method.row)).encode()
    rows = [_object(part, method.row) for part in _elements(containers[0]) if part.tag == method.element]
    strangers = [(part.tag, "") for part in _elements(containers[0]) if part.tag != method.element]
    return _show([(method.element, _List(rows)), *strangers]).encode()


class _List(list[Any]):
    """A list of JSON; a plain list is an object's pairs."""


def _elements(node: etree._Element | None) -> list[etree._Element]:
    return [] if node is None else [child for child in node if isinstance(child.tag, str)]


def _object(element: etree._Element, kind: Kind) -> Pairs:
    known = children_of(kind)
    pairs: Pairs = []
    repeated: dict[str, _List] = {}
    for child in _elements(element):
        tag = known.get(child.tag)
        if isinstance(tag, Repeated):
            if child.tag not in repeated:
                repeated[child.tag] = _List()
                pairs.append((child.tag, repeated[child.tag]))
            repeated[child.tag].append(_value(child, tag.of))
        else:
            pairs.append((child.tag, "" if tag is None else _value(child, tag)))
    return pairs


def _value(element: etree._Element, kind: Kind) -> Any:
    match kind:
        case Many():
            if any(child.tag != kind.item for child in _elements(element)):
                raise Untranslatable
            return _List(_entry(child, kind) for child in _elements(element))
        case Choice() | Part():
            return _object(element, kind)
        case Tag():
            strangers = _elements(element)
            return [(child.tag, "") for child in strangers] if strangers else element.text or ""
        case _:
            return _object(element, kind)


def _entry(element: etree._Element, many: Many) -> Any:
    if not isinstance(many.of, Tag) and many.of.plain and not _elements(element):
        return element.text or ""
    return _value(element, many.of)


def _show(value: Any) -> str:
    if isinstance(value, _List):
        return f"[{', '.join(map(_show, value))}]"
    if isinstance(value, list):
        return "{" + ", ".join(f"{json.dumps(name)}: {_show(each)}" for name, each in value) + "}"
    return json.dumps(value)


Verdict = tuple[str | None, dict[str | None, Any], list[str]]
"""Success or Failed; by block the code and the message, or what was recorded; and the texts of a report's rows."""


def verdict_of_xml(method: type[Method], answer: bytes) -> Verdict:
    """What an answer in XML says."""
    root = etree.fromstring(answer)
    blocks: dict[str | None, Any] = {}
    for error in root.iterfind("Errors/Error"):
        blocks[error.get("block")] = (error.findtext("ErrorID"), error.findtext("ErrorMessage"))
    texts: list[str] = []
    if issubclass(method, Batch):
        for block in root.iterfind("Info/*/*[@block]"):
            blocks[block.get("block")] = {child.tag: child.text or "" for child in block}
    else:
        texts = [text for leaf in root[1].iter() if not len(leaf) and (text := leaf.text)]
    return root.findtext("Result"), blocks, texts


def verdict_of_json(method: type[Method], answer: bytes) -> Verdict:
    """What an answer in JSON says."""
    root = json.loads(answer)
    blocks: dict[str | None, Any] = {}
    texts: list[str] = []
    if issubclass(method, Batch):
        for row in root["rows"]:
            error, answered = row.get("error"), row.get("answer")
            told = {name: value or "" for name, value in answered.items()} if answered is not None else None
            blocks[str(row["row"])] = told if told is not None else (error["code"], error["message"])
    else:
        found = [row.get("answer", row) for row in root["rows"] if "error" not in row]
        texts = [text for row in found for text in _leaves(row) if text]
    if "code" in root and not (issubclass(method, Batch) and root["rows"]):
        blocks[None] = (root["code"], root["detail"])
    return root["result"], blocks, texts


def without_made_ids(verdict: Verdict) -> Verdict:
    """A verdict without the ids that each call makes anew."""
    result, blocks, texts = verdict
    return result, blocks, [MADE_ID.sub("made", text) for text in texts]


def _leaves(value: Any) -> Iterator[str]:
    match value:
        case Mapping():
            for each in value.values():
                yield from _leaves(each)
        case list():
            for each in value:
                yield from _leaves(each)
        case None:
            pass
        case bool():
            yield "1" if value else "0"
        case _:
            yield ISO.sub(r"\1 \2\3", str(value))
