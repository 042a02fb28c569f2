"""Explore: the contract is the form. Try any method, send it, and see it as package, as JSON and as curl."""

import inspect
import json
from collections.abc import Mapping, Sequence
from typing import Any

from rollbook.api.message import parse
from rollbook.console.face import MOST_VALUES, CallError, Deed
from rollbook.console.forms import Field, content_of, fields_of, filled, sent, with_errors
from rollbook.console.packages import as_curl, as_json, as_package, flat
from rollbook.console.responses import Page, not_found
from rollbook.console.routes import act, anyone, screen
from rollbook.console.tables import Column, Listing
from rollbook.console.visits import PREFIX, Visit
from rollbook.contract.answers import Values
from rollbook.contract.errors import Refused
from rollbook.contract.method import Batch, Method, Report
from rollbook.methods import METHODS
from rollbook.records.plans import about
from rollbook.reference.json_samples import sample_body

COLUMNS = (
    Column("Method", "name", "code", link=lambda row: f"{PREFIX}/explore/{row['name']}", is_head=True),
    Column("Kind", "kind"),
    Column("What it does", "about"),
)


@screen("/explore", lambda visit: bool(_usable(visit)))
def explore(visit: Visit) -> Page:
    """List the methods that the visitor may use."""
    rows = _usable(visit)
    return Page("explore.html", "Explore", {}, {"methods": Listing(f"{len(rows)} methods", COLUMNS, rows)})


def _usable(visit: Visit) -> Sequence[Values]:
    return [
        {"name": name, "kind": _kind(method), "about": _sentence(method)}
        for name, method in METHODS.items()
        if visit.may(name)
    ]


def _kind(method: type[Method]) -> str:
    return "report" if issubclass(method, Report) else "batch" if issubclass(method, Batch) else "change"


def _sentence(method: type[Method]) -> str:
    return inspect.cleandoc(method.__doc__ or "").partition("\n")[0]


@screen("/explore/<name>", anyone)
def form(visit: Visit, name: str) -> Page:
    """Show the form of a method: its fields, and the same as JSON."""
    method = _find(visit, name)
    fields = fields_of(method)
    if "Sample" in visit.query:
        row = sample_body(method)
        fields = filled(fields, flat(row[method.element][0] if issubclass(method, Batch) else row))
    return _page(visit, method, fields)


def _find(visit: Visit, name: str) -> type[Method]:
    if name not in METHODS or not visit.may(name):
        raise not_found()
    return METHODS[name]


@act("/explore/<name>", anyone)
def send(visit: Visit, name: str) -> Page:
    """Try or send the call. What is sent goes on record, as any other."""
    method = _find(visit, name)
    fields, content = sent(fields_of(method), visit.form), None
    try:
        content = _content(visit, method, fields)
    except Refused as refusal:
        visit.errors.append(CallError(refusal.fault.code, refusal.fault.message))
        return _page(visit, method, fields, text=visit.field("json"))
    is_trial, key = visit.field("do") == "try", visit.field("key") or None
    outcome = visit.do(Deed(name, content, is_trial, is_strict=bool(visit.field("strict")), key=key))
    fields, errors = with_errors(fields, outcome)
    visit.errors += errors
    return _page(visit, method, fields, content, visit.field("json"))


def _content(visit: Visit, method: type[Method], fields: Sequence[Field]) -> Any:
    """Return what is sent: the JSON where any was written, else what was filled in."""
    text = visit.field("json")
    return parse(text.encode(), MOST_VALUES) if text else content_of(fields, method)


def _page(visit: Visit, method: type[Method], fields: Sequence[Field], content: Any = None, text: str = "") -> Page:
    name = method.wire_name()
    shown: Mapping[str, Any] = {
        "method": name,
        "kind": _kind(method),
        "about": _sentence(method),
        "recorded": about(method),
        "fields": fields,
        "json": text,
        "sample": as_json(sample_body(method)),
        "package": None if content is None else _package(method, content),
        "sent": None if content is None else as_json(content),
        "curl": None if content is None else as_curl(visit.request, name, content),
        "answer": None if visit.answer is None else as_json(json.loads(visit.answer)),
        "strict": visit.field("strict"),
    }
    return Page("explore_method.html", name, shown)


def _package(method: type[Method], content: Any) -> str:
    try:
        return as_package(method, content)
    except Refused as refusal:
        return refusal.fault.message
