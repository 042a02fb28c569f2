"""What a test says to the API and what it reads in the answer."""

from dataclasses import dataclass
from functools import cached_property

import httpx
from lxml import etree


def package(method: str, parameters: str, keys: tuple[str, str]) -> str:
    """The package of a call: `parameters` is XML, `keys` the account's key and the user's."""
    account_key, user_key = keys
    return (
        f"<SmarterU><AccountAPI>{account_key}</AccountAPI><UserAPI>{user_key}</UserAPI>"
        f"<Method>{method}</Method><Parameters>{parameters}</Parameters></SmarterU>"
    )


def canonical(xml: str) -> str:
    """XML in the one form that equal documents share, without the blanks between elements."""
    root = etree.fromstring(xml.strip().encode())
    for element in root.iter():
        element.text = element.text and element.text.strip()
        element.tail = None
    text: str = etree.canonicalize(root)
    return text


@dataclass(frozen=True)
class Answer:
    """An answer of the API, read the way a client reads it."""

    response: httpx.Response

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def headers(self) -> httpx.Headers:
        return self.response.headers

    @property
    def text(self) -> str:
        return self.response.text

    @cached_property
    def tree(self) -> etree._Element:
        return etree.fromstring(self.response.content)

    @property
    def result(self) -> str | None:
        """`Success` or `Failed`."""
        return self.tree.findtext("Result")

    @property
    def recorded(self) -> list[tuple[int, dict[str, str]]]:
        """The blocks that were recorded, each with what its element says, by tag."""
        blocks = [each for each in self.tree.iterfind("Info/*/*") if each.get("block")]
        return [(int(each.attrib["block"]), {child.tag: child.text or "" for child in each}) for each in blocks]

    @property
    def errors(self) -> list[tuple[int | None, str | None, str | None]]:
        """The errors: block (None for the whole call), code and text."""
        return [
            (
                int(each.attrib["block"]) if "block" in each.attrib else None,
                each.findtext("ErrorID"),
                each.findtext("ErrorMessage"),
            )
            for each in self.tree.iterfind("Errors/Error")
        ]
