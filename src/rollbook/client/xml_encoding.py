"""Calls as the vendor's XML, posted in the form field Package."""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

import httpx
from lxml import etree

from rollbook.client.encoding import Answered, Keys, Sent
from rollbook.client.values import as_text, plain
from rollbook.client.wire import Method, Plain

API = "/apiv2/"
FAILURE = "SU:9999"


class XmlEncoding:
    """XML for the API at an address; without a path, Rollbook's is added."""

    is_of_rollbook = False

    def __init__(self, url: str) -> None:
        given = httpx.URL(url)
        self.url = str(given if given.path.strip("/") else given.copy_with(path=API))
        path = httpx.URL(self.url).path.rstrip("/").removesuffix("/apiv2")
        self.index_url = str(given.copy_with(path=f"{path}/api/v1/"))

    def write(self, method: Method[Any, Any], body: Plain, keys: Keys) -> Sent:
        """Write a package."""
        root = etree.Element("SmarterU")
        for name, text in (("AccountAPI", keys.account_api), ("UserAPI", keys.user_api), ("Method", method.name)):
            etree.SubElement(root, name).text = text
        container = etree.SubElement(etree.SubElement(root, "Parameters"), method.container)
        content = plain(body, as_text)
        if method.kind == "batch":
            for row in content[method.element]:
                _fill(etree.SubElement(container, method.element), row, method.lists, "")
        else:
            _fill(container, content, method.lists, "")
        package = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        return Sent(self.url, headers, urlencode({"Package": package}).encode())

    def read(self, method: Method[Any, Any], response: httpx.Response) -> Answered:
        """Read an answer: Result, Info and Errors."""
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
        try:
            root = etree.fromstring(response.content, parser)
        except etree.XMLSyntaxError:
            raise ValueError("not XML") from None
        if root.findtext("Result") not in {"Success", "Failed"}:
            raise ValueError("not an answer of the API")
        answered = Answered(request_id=response.headers.get("X-Request-ID", ""))
        for error in root.iterfind("Errors/Error"):
            code, message = error.findtext("ErrorID") or "", error.findtext("ErrorMessage") or ""
            answered.is_away = answered.is_away or code == FAILURE
            row = error.get("block") or ("1" if _is_of_change(method, code) else None)
            if row is None:
                answered.fault = answered.fault or (code, message)
            else:
                answered.refused.append({"row": int(row), "code": code, "message": message})
        info = root.find("Info")
        if info is not None and len(info):
            answered.good = [*_good(method, info)]
        return answered


def _is_of_change(method: Method[Any, Any], code: str) -> bool:
    """Whether an error is about what a change is to change, rather than about the call."""
    return method.kind == "change" and code != method.denied and not code.startswith("SU:")


def _fill(element: etree._Element, content: Any, lists: Mapping[str, str], path: str) -> None:
    """Write a value into an element: an object as its tags, a list as its items."""
    if isinstance(content, Mapping):
        for name, value in content.items():
            inner = f"{path}/{name}" if path else name
            if isinstance(value, list) and not lists.get(inner):
                for each in value:
                    _fill(etree.SubElement(element, name), each, lists, inner)
            else:
                _fill(etree.SubElement(element, name), value, lists, inner)
    elif isinstance(content, list):
        for each in content:
            _fill(etree.SubElement(element, lists[path]), each, lists, path)
    else:
        element.text = content


def _good(method: Method[Any, Any], info: etree._Element) -> Iterator[tuple[int, Any]]:
    """Yield the rows of an Info, each with its number."""
    if method.kind == "batch":
        for block in info.iterfind(f"{method.element}s/{method.element}"):
            yield int(block.get("block") or 0), _read(block, method, "")
        return
    around = info.find(method.answer_container) if method.answer_container else info
    rows = [around] if not method.item else [] if around is None else around.iterfind(method.item)
    for number, row in enumerate(rows, 1):
        if row is not None:
            yield number, _read(row, method, "")


def _read(element: etree._Element, method: Method[Any, Any], path: str) -> dict[str, Any]:
    return {
        str(child.tag): _value(child, method, f"{path}/{child.tag}" if path else str(child.tag)) for child in element
    }


def _value(element: etree._Element, method: Method[Any, Any], path: str) -> Any:
    if path in method.answer_lists:
        return [_value(each, method, path + "/") for each in element if each.tag == method.answer_lists[path]]
    if len(element):
        return _read(element, method, path.rstrip("/"))
    text = element.text or None
    return f"{text.replace(' ', 'T')}Z" if text and path in method.moments else text
