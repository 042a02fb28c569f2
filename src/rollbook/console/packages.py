"""The same call in other words: as a package of XML, as JSON, and as a line to paste into a terminal."""

import json
from collections.abc import Mapping
from shlex import quote
from typing import Any

from lxml import etree

from rollbook.api.face import PREFIX
from rollbook.api.nodes import parameters_of
from rollbook.contract.method import Batch, Method
from rollbook.contract.nodes import Node
from rollbook.contract.rows import Choice, Many, Part, Repeated, Row
from rollbook.contract.tags import Tag
from rollbook.web.request import HttpRequest

KEYS = (("AccountAPI", "…"), ("UserAPI", "…"))


def as_package(method: type[Method], content: Any) -> str:
    """Return a call's content as the package that asks the same."""
    root = etree.Element("SmarterU")
    for name, text in (*KEYS, ("Method", method.wire_name())):
        etree.SubElement(root, name).text = text
    _append(root, parameters_of(method, content))
    etree.indent(root)
    return etree.tostring(root, encoding="unicode")


def _append(parent: etree._Element, node: Node) -> None:
    element = etree.SubElement(parent, str(node.tag))
    element.text = node.text or None
    for child in node:
        _append(element, child)


def as_json(content: Any) -> str:
    """Return a call's content as JSON, indented."""
    return json.dumps(content, ensure_ascii=False, indent=2)


def as_curl(request: HttpRequest, method: str, content: Any) -> str:
    """Return the line that sends a call from a terminal; the key is to be put into ROLLBOOK_KEY."""
    scheme = "https" if request.is_secure else "http"
    host = request.headers.get("host", "localhost")
    body = quote(json.dumps(content, ensure_ascii=False))
    headers = "-H \"Authorization: Bearer $ROLLBOOK_KEY\" -H 'Content-Type: application/json'"
    return f"curl {headers} -d {body} {scheme}://{host}{PREFIX}{method}"


def pretty(body: bytes) -> str:
    """Return a kept package or answer with line breaks, whether it is JSON or XML; else as it is."""
    text = body.decode("utf-8", "replace")
    try:
        return as_json(json.loads(text))
    except ValueError:
        pass
    try:
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_blank_text=True)
        tree = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError):
        return text
    etree.indent(tree)
    return etree.tostring(tree, encoding="unicode")


def flat(content: Any, around: str = "") -> Mapping[str, str]:
    """Return the single values of a row by their path with dots."""
    if isinstance(content, Mapping):
        found: dict[str, str] = {}
        for name, value in content.items():
            found |= flat(value, f"{around}.{name}" if around else str(name))
        return found
    if isinstance(content, list):
        is_plain = not any(isinstance(each, dict | list) for each in content)
        return {around: "\n".join(map(str, content))} if is_plain else {}
    return {} if content is None else {around: str(content)}


def row_of(method: type[Method], package: bytes, number: int) -> dict[str, Any] | None:
    """Return one row of a kept call, from 1, as JSON has it; None where the package is gone or has no such row."""
    try:
        content = json.loads(package)
    except ValueError:
        return _row_of_xml(method, package, number)
    rows = content.get(method.element, ()) if issubclass(method, Batch) and isinstance(content, dict) else [content]
    return rows[number - 1] if number <= len(rows) else None


def _row_of_xml(method: type[Method], package: bytes, number: int) -> dict[str, Any] | None:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    try:
        root = etree.fromstring(package, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    path = f"Parameters/{method.container}" + (f"/{method.element}" if issubclass(method, Batch) else "")
    rows = root.findall(path)
    return _of_row(method.row, rows[number - 1]) if number <= len(rows) else None


def _of_row(row: type[Row], element: etree._Element) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for child in element:
        tag = row.elements.get(str(child.tag))
        if isinstance(tag, Repeated):
            found.setdefault(str(child.tag), []).append(_text(child))
        else:
            found[str(child.tag)] = _of_tag(tag, child)
    return found


def _of_tag(tag: Tag[Any] | None, element: etree._Element) -> Any:
    match tag:
        case Choice():
            return {str(child.tag): _of_tag(tag.sides.get(str(child.tag)), child) for child in element}
        case Part():
            return _of_row(tag.row, element)
        case Many():
            return [_text(child) if isinstance(tag.of, Tag) else _of_row(tag.of, child) for child in element]
        case _:
            return _text(element)


def _text(element: etree._Element) -> str:
    return (element.text or "").strip()
