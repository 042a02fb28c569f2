"""What the fuzzer feeds into the JSON face: a request line, header lines, an empty line and a body, all readable."""

import json
import re
from base64 import b64encode
from collections.abc import Mapping
from typing import Any, NamedTuple

from fuzz.inputs import HEADERS, NOW, UNSENDABLE
from fuzz.invariants import KEYS
from rollbook.api.face import PREFIX
from rollbook.web.request import HttpRequest

LINE = re.compile(r"(GET|POST) ([^ ?]*)\??([^ ]*)")
OF_JSON = ("authorization", *HEADERS)
"""The headers that the JSON face reads. `Basic` may be followed by both keys as they are, to be read and changed."""


class JsonInput(NamedTuple):
    """A request to /api/v1/; the names of its headers are lower case."""

    verb: str
    name: str
    query: str
    headers: Mapping[str, str]
    body: bytes

    def request(self) -> HttpRequest:
        """The request as the gate takes it."""
        sent = dict(self.headers)
        if ":" in (plain := sent.get("authorization", "")):
            sent["authorization"] = f"Basic {b64encode(plain.removeprefix('Basic ').encode('latin-1')).decode()}"
        return HttpRequest(
            method=self.verb,
            is_secure=True,
            headers=sent,
            body=self.body,
            remote_address="127.0.0.1",
            id="fuzz",
            received_at=NOW,
            path=PREFIX + self.name,
            query=self.query,
        )


def read_json_input(data: bytes) -> JsonInput:
    """Parse an input; any bytes are one."""
    head, _, body = data.partition(b"\n\n")
    first, *lines = head.decode("latin-1").split("\n")
    found = LINE.fullmatch(first)
    verb, name, query = found.groups() if found else ("POST", first, "")
    parts = (line.partition(":") for line in lines)
    sent = {name.strip().lower(): UNSENDABLE.sub("", value).strip() for name, _, value in parts}
    return JsonInput(verb, name, query, {each: sent[each] for each in OF_JSON if each in sent}, body)


def write_json_input(given: JsonInput) -> bytes:
    """Write an input as bytes."""
    first = f"{given.verb} {given.name}" + (f"?{given.query}" if given.query else "")
    head = "\n".join([first, *(f"{name}: {value}" for name, value in given.headers.items())])
    return head.encode("latin-1", "replace") + b"\n\n" + given.body


def json_headers(user_key: str = KEYS[1]) -> dict[str, str]:
    """Return the headers of a good call."""
    return {"authorization": f"Basic {KEYS[0]}:{user_key}", "content-type": "application/json"}


def write_json(content: Any) -> bytes:
    """Write a body; what XML could not carry is escaped."""
    return json.dumps(content, ensure_ascii=True).encode()
