"""Sends the demo's calls through the gate, in this process, as if they had come over HTTP at their time."""

import json
from base64 import b64encode
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote
from xml.sax.saxutils import escape

from rollbook.api.face import PREFIX, JsonFace
from rollbook.calls.call import Limits
from rollbook.calls.gate import Gate
from rollbook.methods import find_method
from rollbook.records.database.engine import Database
from rollbook.server.demo import people
from rollbook.server.samples import PACKAGE
from rollbook.web.request import HttpRequest
from rollbook.xml.face import XmlFace

ADDRESSES = {people.HR: "192.0.2.20", people.HENRIK: "192.0.2.31"}
OFFICE = "198.51.100.7"


class Sender:
    """Sends calls, each by someone at a time. `keys` are the UserAPI keys by e-mail address."""

    def __init__(self, database: Database, account_key: str, keys: Mapping[str, str]) -> None:
        self.keys = dict(keys)
        self._account_key = account_key
        self._limits = Limits()
        self._gate = Gate(database, self._limits)
        self._sent = 0

    def xml(self, who: str, at: datetime, method: str, content: Mapping[str, Any]) -> None:
        """Send a package. `content` is what is in the method's container; a list stands for the same tag many times."""
        found = find_method(method)
        parameters = _element(found.container if found is not None else "Unknown", content)
        package = PACKAGE.format(
            account_key=self._account_key, user_key=self.keys[who], method=method, parameters=parameters
        )
        headers = {"content-type": "application/x-www-form-urlencoded"}
        request = self._request(who, at, "/apiv2/", headers, f"Package={quote(package)}")
        self._gate.answer(request.arrival(XmlFace(request, self._limits)))

    def json(self, who: str, at: datetime, method: str, content: Mapping[str, Any], *, is_strict: bool = False) -> Any:
        """Send a request to the JSON face; return the answer."""
        keys = b64encode(f"{self._account_key}:{self.keys[who]}".encode()).decode()
        headers = {"authorization": f"Basic {keys}", "content-type": "application/json"}
        strict = {"prefer": "handling=strict"} if is_strict else {}
        request = self._request(who, at, PREFIX + method, headers | strict, json.dumps(content))
        return json.loads(self._gate.answer(request.arrival(JsonFace(request, self._limits))).body)

    def _request(self, who: str, at: datetime, path: str, headers: Mapping[str, str], body: str) -> HttpRequest:
        self._sent += 1
        return HttpRequest(
            method="POST",
            is_secure=True,
            headers=headers,
            body=body.encode(),
            remote_address=ADDRESSES.get(who, OFFICE),
            id=f"demo-{self._sent}",
            received_at=at,
            path=path,
        )


def _element(tag: str, value: Any) -> str:
    if isinstance(value, list):
        return "".join(_element(tag, each) for each in value)
    inner = "".join(_element(*each) for each in value.items()) if isinstance(value, Mapping) else escape(str(value))
    return f"<{tag}>{inner}</{tag}>"
