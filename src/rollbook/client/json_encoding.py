"""Calls as JSON, as Rollbook takes them at /api/v1/."""

from base64 import b64encode
from typing import Any

import httpx
import msgspec

from rollbook.client.encoding import Answered, Keys, Sent
from rollbook.client.values import as_json, plain
from rollbook.client.wire import Method, Plain

PREFIX = "/api/v1/"
AWAY = 503


class JsonEncoding:
    """JSON for the server at an address; its path may be that of the XML API."""

    is_of_rollbook = True

    def __init__(self, url: str) -> None:
        path = httpx.URL(url).path.rstrip("/").removesuffix("/apiv2")
        self.index_url = str(httpx.URL(url).copy_with(path=f"{path}{PREFIX}"))

    def write(self, method: Method[Any, Any], body: Plain, keys: Keys) -> Sent:
        """Write a request, with the keys in its head."""
        basic = b64encode(f"{keys.account_api}:{keys.user_api}".encode()).decode()
        headers = {
            "Content-Type": "application/json",
            "Authorization": f"Bearer {keys.key}" if keys.key else f"Basic {basic}",
        }
        return Sent(f"{self.index_url}{method.name}", headers, msgspec.json.encode(plain(body, as_json)))

    def read(self, method: Method[Any, Any], response: httpx.Response) -> Answered:
        """Read an answer: rows, or problem details."""
        found = msgspec.json.decode(response.content)
        if not isinstance(found, dict) or found.get("result") not in {"Success", "Failed"}:
            raise ValueError("not an answer of the API")  # of no other kind than other nonsense
        answered = Answered(
            next=found.get("next"),
            call_id=found.get("call_id"),
            request_id=found["request_id"],
            is_away=response.status_code == AWAY,
        )
        if method.kind == "report":
            answered.good = [*enumerate(found["rows"], 1)]
        for row in found["rows"] if method.kind != "report" else ():
            if row["outcome"] == "recorded":
                answered.good.append((row["row"], row["answer"]))
            else:
                answered.refused.append({"row": row["row"], **row["error"]})
        if found["result"] == "Failed" and not answered.refused:
            answered.fault = (found["code"], found["detail"])
        return answered
