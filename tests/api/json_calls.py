"""What a test says to the JSON face, and what it reads in the answer."""

import json
from base64 import b64encode
from collections.abc import Mapping
from typing import Any

import httpx

from tests import cast
from tests.confidential import known
from tests.seed_calls import OLGA, SESSION, Changes, Keys
from tests.served import Served

JSON, PROBLEM = "application/json", "application/problem+json"


def authorization(keys: Keys) -> dict[str, str]:
    """The header that bears both keys."""
    known.update(each for each in keys if len(each) > 4)
    return {"Authorization": f"Basic {b64encode(':'.join(keys).encode()).decode()}"}


def ask(
    server: Served, method: str, body: Any, keys: Keys = OLGA, headers: Mapping[str, str] | None = None
) -> httpx.Response:
    """Call a method with a body that is encoded as JSON."""
    sent = {**authorization(keys), "Content-Type": JSON, **(headers or {})}
    return server.http.post(f"/api/v1/{method}", content=json.dumps(body), headers=sent)


def session_row(changes: Changes | None = None) -> dict[str, Any]:
    """A row of enrollSessionHistory: Dana completed the session with 92 per cent; None leaves a tag out."""
    sent = {name: value for name, value in {**SESSION, **(changes or {})}.items() if value is not None}
    user = {name: sent.pop(name) for name in ("Email", "EmployeeID") if name in sent}
    group = {name: sent.pop(name) for name in ("GroupName", "GroupID") if name in sent}
    return {"User": user, "Group": group, **sent}


def record_sessions(
    server: Served, *rows: Changes, keys: Keys = OLGA, headers: Mapping[str, str] | None = None
) -> httpx.Response:
    """Call enrollSessionHistory with a row for each of the changes."""
    return ask(server, "enrollSessionHistory", {"Enrollment": [session_row(row) for row in rows]}, keys, headers)


def errors(answer: httpx.Response) -> list[tuple[int, str]]:
    """The rows that were refused, each with its code."""
    return [(row["row"], row["error"]["code"]) for row in answer.json()["rows"] if row["outcome"] == "refused"]


def recorded(answer: httpx.Response) -> list[int]:
    """The rows that were recorded."""
    return [row["row"] for row in answer.json()["rows"] if row["outcome"] == "recorded"]


NOBODY: Changes = {"Email": "nobody@finashoes.com"}
MINIMAL_GROUP = {"Name": "Night shift", "GroupID": "night", "Status": "Active", "Users": [], "LearningModules": []}
DANA = {"Email": cast.DANA.email}
