"""The envelope of a package: keys, method and parameters."""

import html.entities
import re
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from xml.sax.saxutils import escape

from lxml import etree

from rollbook.contract.errors import (
    EMPTY_PARAMETERS,
    MISPLACED,
    NO_ACCOUNT_KEY,
    NO_METHOD,
    NO_PARAMETERS,
    NO_ROOT,
    NO_USER_KEY,
    NOT_XML,
    Refused,
)
from rollbook.records.keys.callers import KeyPair
from rollbook.xml.encodings import as_utf8

# Parsed, a tag or an attribute takes some hundred bytes of memory: 16 MiB of the shortest would take more than 500.
MOST_TAGS = 2**20
MASK = "***"
SECRETS = ("accountapi", "userapi", "password")
# Comments and CDATA are matched only to be skipped; the rest are references to HTML's named entities. An unclosed one
# extends to the end: otherwise a package with a million openings would be searched a million times.
NAMED_ENTITY = re.compile(rb"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)|&([A-Za-z][A-Za-z0-9]{1,31});", re.DOTALL)
CODE_POINTS = {
    name.encode(): b"&#%d;" % code
    for name, code in html.entities.name2codepoint.items()
    if name not in {"amp", "lt", "gt", "quot"}
}
NEEDED = (
    ("AccountAPI", NO_ACCOUNT_KEY),
    ("UserAPI", NO_USER_KEY),
    ("Method", NO_METHOD),
    ("Parameters", NO_PARAMETERS),
)


@dataclass(slots=True)
class Envelope:
    """A parsed package: both keys, the method's name (trimmed), and the Parameters element.

    `digest` is the SHA-256 of the package as it was sent.
    """

    root: etree._Element
    credentials: KeyPair
    method: str
    parameters: etree._Element
    digest: bytes

    def check_structure(self) -> None:
        """Refuse a fifth element, one of the four sent twice, and an element inside one that holds text."""
        known = {name for name, _ in NEEDED}
        for child in self.root:
            if child.tag not in known:
                raise Refused(MISPLACED, tag=etree.QName(child).localname)
            known.remove(str(child.tag))
            if child is not self.parameters and len(child):
                raise Refused(MISPLACED, tag=etree.QName(child[0]).localname)

    def masked(self) -> bytes:
        """Return the package with keys and passwords masked, wherever they are in it."""
        is_secret = lru_cache(1024)(_is_secret)  # a package has few names and many elements; the names may be long
        for element in self.root.iter("*"):
            if is_secret(element.tag):
                tail = element.tail
                element.clear()
                element.text, element.tail = MASK, tail
            for name in filter(is_secret, element.keys()):
                element.set(name, MASK)
        return self.without_keys(etree.tostring(self.root, encoding="utf-8"))

    def masked_method(self) -> str:
        """Return the method's name as it was sent; a key sent in its place is masked."""
        return self.without_keys(self.method.encode()).decode()

    def without_keys(self, xml: bytes) -> bytes:
        """Mask both keys in XML; an answer contains one that was sent as someone's name."""
        for api_key in self.credentials:
            for written in (api_key, escape(api_key), escape(api_key, {'"': "&quot;"})):
                xml = xml.replace(written.encode(), MASK.encode())
        return xml


def _is_secret(name: str | bytes | bytearray | etree.QName) -> bool:
    """Whether an element or attribute of this name holds a key or a password, in any case and namespace.

    Misspelt names count, because a package that is refused for one is recorded too.
    """
    local_name = str(name).rpartition("}")[2].casefold()
    return any(word in local_name for word in SECRETS)


def _parse(package: bytes) -> etree._Element:
    """Parse without network, DTD or entities; what exceeds libxml2's own limits (depth, size) is not XML to us."""
    if b"&" in package:
        package = NAMED_ENTITY.sub(_as_character_reference, package)
    parser = etree.XMLParser(
        encoding="utf-8",  # whatever is declared: the package must be read as it was measured
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
        huge_tree=False,
    )
    try:
        root = etree.fromstring(package, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError):
        raise Refused(NOT_XML) from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise Refused(NOT_XML)
    return root


def _as_character_reference(found: re.Match[bytes]) -> bytes:
    """Return a named HTML entity as a character reference, though no DTD declares it. Source: PHP."""
    name = found[1]
    return found[0] if name is None else CODE_POINTS.get(name, found[0])


def read_envelope(package: bytes, most_tags: int = MOST_TAGS) -> Envelope:
    """Parse a package, or refuse it with SU:03 to SU:09, in that order."""
    digest = sha256(package).digest()
    package = as_utf8(package)
    if package.count(b"<") + package.count(b"=") > most_tags:
        raise Refused(NOT_XML, f"A package may have {most_tags} tags and attributes; this one has more.")
    root = _parse(package)
    if root.tag != "SmarterU":
        raise Refused(NO_ROOT)
    parts = {}
    for name, error in NEEDED:
        part = root.find(name)
        if part is None:
            raise Refused(error)
        parts[name] = part
    if not len(parts["Parameters"]):
        raise Refused(EMPTY_PARAMETERS)
    account_key, user_key, method = (_own_text(parts[name]) for name in ("AccountAPI", "UserAPI", "Method"))
    return Envelope(root, KeyPair(account_key, user_key), method, parts["Parameters"], digest)


def _own_text(element: etree._Element) -> str:
    """Return an element's own text, trimmed. Its child elements are refused later, once the caller is known."""
    return "".join([element.text or "", *(child.tail or "" for child in element)]).strip()
