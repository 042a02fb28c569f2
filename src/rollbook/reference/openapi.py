"""The OpenAPI document: every method as JSON, made from the contracts.

Schemas state structure only. A value that is malformed costs its row, not the request, so no schema forbids it.
"""

import inspect
import json
from importlib.metadata import version
from pathlib import Path
from typing import Any

from rollbook.api.events import DEFAULT_LIMIT, MOST_EVENTS
from rollbook.api.events import NAME as EVENTS
from rollbook.api.face import PREFIX
from rollbook.api.queries import MOST_PARAMETERS, parameters
from rollbook.api.statuses import OK, statuses_of
from rollbook.calls.call import Limits
from rollbook.contract.method import Batch, Method, Report
from rollbook.contract.rows import Many, Repeated
from rollbook.contract.tags import Tag
from rollbook.methods import METHODS
from rollbook.reference.index import HEADERS
from rollbook.reference.json_samples import sample_body, sample_result
from rollbook.reference.schemas import ANSWERS, array, body_schema, described, row_of_answer

Json = dict[str, Any]
TOO_LONG = 414
"""Answered by the HTTP server itself, without a body."""
TITLE = "Rollbook"
ABOUT = (
    "Every method of the API as JSON. A call is judged and recorded as the same call in XML is. Schemas state structure"
    " only: a malformed value costs its row, not the request."
)
MEANINGS = {
    200: "At least one row is recorded (in a dry run: would be), or what was asked about is found.",
    400: "The body is not JSON, or has another structure (SU:03, SU:12, SU:13).",
    401: "The keys open nothing (SU:10).",
    403: "The caller may not.",
    404: "There is no such thing, or no such method (SU:11).",
    409: "The change meets an equal one.",
    414: "The query is too long; a body has no such limit.",
    413: "The body is too large (SU:03).",
    422: "Everything was refused, or the Idempotency-Key was used for another request.",
    500: "A failure of the server's (SU:9999).",
    503: "The database is away or too busy (SU:9999). Retry-After says when to send it again.",
}
ABOUT_EVENTS = (
    "For administrators, owners and auditors. An event is served once it is some seconds old (the operator says how"
    " many), so that none that was committed late is passed over. Polling leaves no record."
)
EXAMPLES = {"Idempotency-Key": "import-2024-03", "Prefer": "handling=strict", "Rollbook-Dry-Run": "true"}
SECURITY: Json = {
    "keys": {
        "type": "http",
        "scheme": "basic",
        "description": "The account's key as the name, the user's key as the password.",
    },
    "bearer": {"type": "http", "scheme": "bearer", "description": "A user's key that begins with rb_."},
}


def document(limits: Limits | None = None) -> Json:
    """Return the document for a server with these limits."""
    limits = limits or Limits()
    return {
        "openapi": "3.1.0",
        "info": {
            "title": TITLE,
            "version": version("rollbook"),
            "description": ABOUT,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "security": [{name: []} for name in SECURITY],
        "paths": {
            **{f"{PREFIX}{name}": _path(method, limits) for name, method in METHODS.items()},
            f"{PREFIX}{EVENTS}": {"get": _events()},
        },
        "components": {
            "schemas": ANSWERS,
            "securitySchemes": SECURITY,
            "parameters": {_header_name(name): _header(name, does) for name, does in HEADERS.items()},
            "responses": {str(status): _refusal(status) for status in MEANINGS if status != OK},
        },
    }


def _header_name(header: str) -> str:
    return header.partition(":")[0]


def _header(header: str, does: str) -> Json:
    name = _header_name(header)
    schema = {"type": "string", **({"examples": [EXAMPLES[name]]} if name in EXAMPLES else {})}
    return {"name": name, "in": "header", "required": False, "description": does, "schema": schema}


def _refusal(status: int) -> Json:
    if status == TOO_LONG:
        return {"description": MEANINGS[status]}
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {"description": MEANINGS[status], "content": content}


def _path(method: type[Method], limits: Limits) -> Json:
    summary, _, more = inspect.cleandoc(method.__doc__ or "").partition("\n\n")
    about: Json = {"summary": " ".join(summary.split()), **({"description": more} if more else {})}
    kind = "Reports" if issubclass(method, Report) else "Batches" if issubclass(method, Batch) else "Changes"
    shared: Json = {**about, "tags": [kind]}
    headers = [{"$ref": f"#/components/parameters/{_header_name(name)}"} for name in HEADERS]
    name = method.wire_name()
    content = {"schema": body_schema(method, limits), "example": sample_body(method)}
    post = {
        "operationId": name,
        **shared,
        "responses": _responses(method, by_query=False),
        "parameters": headers,
        "requestBody": {"required": True, "content": {"application/json": content}},
    }
    if not issubclass(method, Report):
        return {"post": post}
    asked = [_parameter(name, tag) for name, (_, tag) in parameters(method.row).items()]
    get = {"operationId": f"{name}ByQuery", **shared, "responses": _responses(method, by_query=True)}
    return {"get": {**get, "parameters": [*asked, *headers]}, "post": post}


def _events() -> Json:
    refusals = {str(status): {"$ref": f"#/components/responses/{status}"} for status in (400, 401, 403, 500, 503)}
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Events"}}}
    after = {"type": "string", "pattern": "^[0-9]{1,18}$", "default": "0"}
    limit = {"type": "integer", "minimum": 1, "maximum": MOST_EVENTS, "default": DEFAULT_LIMIT}
    return {
        "operationId": "events",
        "tags": ["Events"],
        "summary": "Follow what calls of the account changed, in the order in which they ended.",
        "description": ABOUT_EVENTS,
        "parameters": [
            {"name": "after", "in": "query", "description": "The `next` of the answer before.", "schema": after},
            {"name": "limit", "in": "query", "description": "How many events at most.", "schema": limit},
        ],
        "responses": {"200": {"description": "The next events.", "content": content}, **refusals},
    }


def _parameter(name: str, tag: Tag[Any]) -> Json:
    is_list = isinstance(tag, Many | Repeated)
    schema = (
        array({"type": "string"}, min(tag.most, MOST_PARAMETERS))
        if isinstance(tag, Many | Repeated)
        else {"type": "string"}
    )
    parameter = {"name": name, "in": "query", "required": False, "description": described(tag), "schema": schema}
    return {**parameter, **({"style": "form", "explode": True} if is_list else {})}


def _responses(method: type[Method], *, by_query: bool) -> Json:
    statuses = [status for status in statuses_of(method) if status != OK]
    statuses += [TOO_LONG] if by_query else []
    answer = {"schema": row_of_answer(method), "example": sample_result(method)}
    good = {"description": MEANINGS[OK], "content": {"application/json": answer}}
    return {str(OK): good, **{str(status): {"$ref": f"#/components/responses/{status}"} for status in statuses}}


def as_json(described: Json) -> str:
    """Return the document as the file has it."""
    return json.dumps(described, indent=1, ensure_ascii=False) + "\n"


def write_openapi(file: Path) -> None:
    """Write the document."""
    file.write_text(as_json(document()), encoding="utf-8")
