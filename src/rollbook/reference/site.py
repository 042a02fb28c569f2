"""What the server says of itself under /api/v1/: an index, the OpenAPI document, a viewer of it, and each code."""

from functools import cache
from importlib.metadata import version
from typing import Any

import msgspec

from rollbook.api.events import MOST_EVENTS
from rollbook.api.face import MOST_VALUES, PREFIX, VALUES_A_ROW
from rollbook.api.pages import HTML, Page, prefers_html
from rollbook.api.queries import MOST_PARAMETERS
from rollbook.calls.call import Limits
from rollbook.calls.headers import LONGEST_IDEMPOTENCY_KEY
from rollbook.calls.steps import IDEMPOTENCY
from rollbook.contract.errors import Source
from rollbook.contract.method import Batch, Change, Method, Report
from rollbook.contract.rows import LONGEST_LIST
from rollbook.contract.tags import Whole
from rollbook.methods import METHODS
from rollbook.reference.error_entries import Entry, entries
from rollbook.reference.html import POLICY, escaped, html_page
from rollbook.reference.openapi import document
from rollbook.reference.viewer import viewer_page

ERRORS = "errors/"
KINDS: dict[type[Method], str] = {Batch: "batch", Change: "change", Report: "report"}


class Site:
    """The pages of a server with these limits, each made when it is first asked for."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._entries = cache(entries)
        self._openapi = cache(lambda: msgspec.json.encode(document(limits)))
        self._viewer = cache(lambda: viewer_page().encode())
        self._index = cache(lambda: msgspec.json.encode(index(limits)))

    def find(self, name: str, accepted: str) -> Page | None:
        """Return the page at a name under /api/v1/; None where there is none."""
        match name:
            case "":
                return Page(self._index())
            case "openapi.json":
                return Page(self._openapi())
            case "docs":
                return Page(self._viewer(), HTML, POLICY)
        return self._error(name.removeprefix(ERRORS), accepted) if name.startswith(ERRORS) else None

    def _error(self, code: str, accepted: str) -> Page | None:
        found = self._entries().get(code.upper())
        if found is None:
            return None
        if prefers_html(accepted):
            return Page(_error_page(code.upper(), found).encode(), HTML, POLICY)
        document = {"code": code.upper(), "conditions": [entry._asdict() for entry in found]}
        return Page(msgspec.json.encode(document))


def index(limits: Limits) -> dict[str, Any]:
    """Return what a program may want to know before it calls: from the very values that the steps enforce."""
    return {
        "version": version("rollbook"),
        "docs": f"{PREFIX}docs",
        "openapi": f"{PREFIX}openapi.json",
        "limits": {
            "body_bytes": limits.package_bytes,
            "body_values": max(MOST_VALUES, VALUES_A_ROW * limits.blocks),
            "rows": limits.blocks,
            "list_entries": LONGEST_LIST,
            "query_parameters": MOST_PARAMETERS,
            "events": MOST_EVENTS,
            "idempotency_key_characters": LONGEST_IDEMPOTENCY_KEY,
            "idempotency_seconds": int(IDEMPOTENCY.total_seconds()),
        },
        "methods": [_method(method, limits) for method in METHODS.values()],
    }


def _method(method: type[Method], limits: Limits) -> dict[str, Any]:
    kind = next(word for kind, word in KINDS.items() if issubclass(method, kind))
    document: dict[str, Any] = {"name": method.wire_name(), "kind": kind}
    if issubclass(method, Batch):
        document["most_rows"] = min(limits.blocks, method.most_blocks)
    size = method.row.tags.get("PageSize")
    if isinstance(size, Whole):
        document |= {"page_size": size.default, "most_page_size": size.most}
    return document


def _error_page(code: str, found: list[Entry]) -> str:
    rows = "".join(
        f"<tr><td>{escaped(entry.method or 'all methods')}</td><td>{escaped(entry.condition)}</td>"
        f"<td>{escaped(entry.text)}</td><td>{entry.source}</td></tr>"
        for entry in found
    )
    meanings = {Source(entry.source).value: Source(entry.source).meaning for entry in found}
    legend = "".join(f"<p><b>{word}</b>: {escaped(meaning)}.</p>" for word, meaning in meanings.items())
    return html_page(
        code,
        f"<h1>{escaped(code)}</h1><table><tr><th>method</th><th>refused when</th><th>text</th><th>source</th></tr>"
        f"{rows}</table>{legend}<p><a href='{PREFIX}docs'>All methods</a></p>",
    )
