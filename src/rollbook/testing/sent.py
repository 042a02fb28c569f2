"""A call as a program sent it: which method, which rows, and the package without its secrets."""

import re
from dataclasses import dataclass
from typing import Any

import msgspec
from lxml import etree

from rollbook.api.face import PREFIX
from rollbook.api.message import read_credentials
from rollbook.contract.errors import Refused
from rollbook.contract.method import Batch, Method
from rollbook.methods import find_method
from rollbook.testing.http_server import Asked
from rollbook.xml.envelope import read_envelope
from rollbook.xml.forms import read_package

XML_PATHS = ("/apiv2", "/apiv2/")
SECRET_IN_XML = re.compile(r"<(\w*(?:AccountAPI|UserAPI|Password)\w*)>.*?</\1>", re.DOTALL | re.IGNORECASE)
SECRET_IN_JSON = re.compile(r'("\w*(?:AccountAPI|UserAPI|Password)\w*"\s*:\s*)"(?:[^"\\]|\\.)*"', re.IGNORECASE)
MASK = "***"


@dataclass(frozen=True, slots=True)
class Sent:
    """What was sent. `contract` is None where no method has the name; `keys` are what must never be shown."""

    face: str
    method: str
    contract: type[Method] | None
    rows: list[Any]
    package: str
    keys: tuple[str, ...]

    def without_keys(self, text: str) -> str:
        """Return a text without the keys of the call, and without any key that an answer shows."""
        for key in filter(None, self.keys):
            text = text.replace(key, MASK)
        return mask(text)


def mask(text: str) -> str:
    """Return XML or JSON with the values of keys and passwords masked."""
    return SECRET_IN_JSON.sub(rf'\1"{MASK}"', SECRET_IN_XML.sub(rf"<\1>{MASK}</\1>", text))


def read_sent(asked: Asked) -> Sent | None:
    """Return the call in a request; None for what is no call, such as a page of the console."""
    path = asked.target.partition("?")[0]
    if path in XML_PATHS:
        return _read_xml(asked)
    name = path.removeprefix(PREFIX)
    contract = find_method(name) if name != path and "/" not in name else None
    return _read_json(asked, name, contract) if contract is not None else None


def _read_xml(asked: Asked) -> Sent:
    try:
        package = read_package(asked.header("content-type"), asked.body)
        envelope = read_envelope(package)
    except Refused:
        return Sent("xml", "", None, [], mask(asked.body.decode(errors="replace")), ())
    contract = find_method(envelope.method)
    container = envelope.parameters[0]
    is_batch = contract is not None and issubclass(contract, Batch)
    rows = [as_plain(row) for row in (container if is_batch else [container])]
    name = contract.wire_name() if contract is not None else envelope.masked_method()
    keys = tuple(map(str, envelope.credentials))
    return Sent("xml", name, contract, rows, mask(package.decode(errors="replace")), keys)


def _read_json(asked: Asked, name: str, contract: type[Method]) -> Sent:
    try:
        keys = tuple(map(str, read_credentials(asked.header("authorization"))))
    except Refused:
        keys = ()
    try:
        body = msgspec.json.decode(asked.body)
    except msgspec.DecodeError:
        body = {}
    rows = [body] if body else []
    if issubclass(contract, Batch) and isinstance(body, dict):
        rows = list(body.get(contract.element) or [])
    package = mask(asked.body.decode(errors="replace")) or asked.target
    return Sent("json", contract.wire_name() or name, contract, rows, package, keys)


def as_plain(element: etree._Element) -> Any:
    """Return an element as a dict of its tags; tags that repeat are a list."""
    if not len(element):
        return (element.text or "").strip()
    found: dict[str, Any] = {}
    for child in element:
        name, value = etree.QName(child).localname, as_plain(child)
        if name in found:
            earlier = found[name]
            found[name] = [*earlier, value] if isinstance(earlier, list) else [earlier, value]
        else:
            found[name] = value
    return found
