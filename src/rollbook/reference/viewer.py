"""The viewer: every method with its body, answer, statuses and codes on one page of HTML, without a script."""

import inspect
import json
from typing import Any

from rollbook.api.face import PREFIX
from rollbook.api.queries import parameters
from rollbook.api.statuses import status_of_error
from rollbook.contract.method import Batch, Change, Method, Report
from rollbook.contract.rows import Either
from rollbook.methods import METHODS
from rollbook.reference.error_entries import of_method
from rollbook.reference.html import escaped, html_page
from rollbook.reference.index import HEADERS
from rollbook.reference.json_samples import sample_body, sample_result
from rollbook.reference.openapi import ABOUT, MEANINGS
from rollbook.reference.trees import nodes

GROUPS: dict[type[Method], tuple[str, str]] = {
    Batch: ("Batches", "Many rows; each is recorded or refused for itself."),
    Change: ("Changes", "One thing is changed, wholly or not at all."),
    Report: ("Reports", "Nothing is changed. By POST with a body, or by GET with a flat query."),
}
KEYS = "account-key:user-key"


def viewer_page() -> str:
    """Return the page."""
    return html_page("Rollbook API", "".join([_head(), *map(_group, GROUPS), _headers(), _statuses()]))


def _head() -> str:
    return (
        f"<h1>Rollbook API</h1><p>{escaped(ABOUT)}</p>"
        f"<p class=quiet>Authorization: Bearer has a key that begins with rb_; Basic the account's key and the user's."
        f" <a href='{PREFIX}openapi.json'>OpenAPI 3.1</a> · <a href='{PREFIX}'>version and limits</a></p>"
    )


def _group(kind: type[Method]) -> str:
    title, about = GROUPS[kind]
    methods = "".join(_method(method) for method in METHODS.values() if issubclass(method, kind))
    return f"<h2>{title}</h2><p class=quiet>{escaped(about)}</p>{methods}"


def _method(method: type[Method]) -> str:
    name = method.wire_name()
    summary, _, more = inspect.cleandoc(method.__doc__ or "").partition("\n\n")
    verbs = "GET, POST" if issubclass(method, Report) else "POST"
    return (
        f"<details id='{name}'><summary><span class=verb>{verbs}</span><span class=name>{name}</span>"
        f"<span class=quiet>{escaped(' '.join(summary.split()))}</span></summary><div>"
        f"{f'<p>{escaped(more)}</p>' if more else ''}{_request(method)}{_query(method)}{_tags(method)}"
        f"<h3>Answer</h3>{_json(sample_result(method))}{_codes(method)}</div></details>"
    )


def _request(method: type[Method]) -> str:
    command = f"curl -u {KEYS} -H 'Content-Type: application/json' \\\n  {PREFIX}{method.wire_name()} -d @body.json"
    return f"<h3>Request</h3><pre>{escaped(command)}</pre>{_json(sample_body(method))}"


def _query(method: type[Method]) -> str:
    if not issubclass(method, Report):
        return ""
    names = ", ".join(f"<code>{escaped(name)}</code>" for name in parameters(method.row))
    return f"<p>By GET, as a query: {names}.</p>"


def _tags(method: type[Method]) -> str:
    rows = [
        (node.label if isinstance(node.tag, Either) else node.path, node.tag.about, node.tag.kind, node.given)
        for node in nodes(method.row)
    ]
    return f"<h3>Tags</h3>{_table(('tag', 'what it is', 'value', 'given'), rows)}"


def _codes(method: type[Method]) -> str:
    rows = [
        (error.code, str(status_of_error(method, error)), condition, error.text, error.source.value)
        for condition, error in of_method(method)
    ]
    return f"<h3>Refusals</h3>{_table(('code', 'status', 'refused when', 'text', 'source'), rows)}"


def _headers() -> str:
    return f"<h2>Headers</h2>{_table(('header', 'what it does'), [*HEADERS.items()])}"


def _statuses() -> str:
    return f"<h2>Statuses</h2>{_table(('status', 'when'), [(str(code), when) for code, when in MEANINGS.items()])}"


def _table(head: tuple[str, ...], rows: list[Any]) -> str:
    titles = "".join(f"<th>{escaped(title)}</th>" for title in head)
    lines = "".join(f"<tr>{''.join(f'<td>{_cell(cell)}</td>' for cell in row)}</tr>" for row in rows)
    return f"<div class=wide><table><tr>{titles}</tr>{lines}</table></div>"


def _cell(text: str) -> str:
    """Return a text as HTML; between backticks it is code."""
    parts = escaped(text).replace("*or*", "or").split("`")
    return "".join(f"<code>{part}</code>" if place % 2 else part for place, part in enumerate(parts))


def _json(value: Any) -> str:
    return f"<pre>{escaped(json.dumps(value, indent=2, ensure_ascii=False))}</pre>"
