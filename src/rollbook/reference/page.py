"""The page of one method, as a list of sections."""

import inspect
import sys
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from rollbook.contract.errors import MISPLACED, STRUCTURE
from rollbook.contract.method import Batch, Change, Method, Report
from rollbook.contract.rules import Allow
from rollbook.contract.tags import Tag
from rollbook.records.plans import about
from rollbook.reference.markdown import cells_of, code, codes, listed, page, permissions, sources, table, xml
from rollbook.reference.samples import sample_answer, sample_package
from rollbook.reference.trees import Node, nodes
from rollbook.reference.verdicts import verdicts


def method_page(method: type[Method]) -> str:
    """Return the page of a method."""
    return page(paragraph for section in SECTIONS for paragraph in section(method))


def _head(method: type[Method]) -> Iterator[str]:
    yield f"# {method.wire_name()}"
    yield inspect.cleandoc(method.__doc__ or "")
    if method.aliases:
        yield f"It also answers to {listed(codes(method.aliases))}."


def _access(method: type[Method]) -> Iterator[str]:
    who = "Owners of the account" if method.owners_only else "Administrators and owners of the account"
    if method.access:
        within = next((rule.within for rule in method.rules if isinstance(rule, Allow)), "")
        where = WHERE.get(within, "in a group")
        who += f", and users who hold {listed(permissions(method.access))} {where}"
    if method.supervisors:
        who += ", and supervisors, for the users whom they supervise"
    refused, text, source = cells_of(method.denied)
    yield "## Who may call it"
    yield f"{who}. A caller who may do so nowhere has the whole call refused: {refused} “{text}” ({source})."


def _package(method: type[Method]) -> Iterator[str]:
    holds = ""
    if issubclass(method, Batch):
        most = "many" if method.most_blocks == sys.maxsize else f"up to {method.most_blocks:,}"
        holds = f"{code(method.container)} holds one {code(method.element)} or {most}. "
    yield "## The package"
    yield (
        f"{holds}How it is sent, the headers that may go with it and the errors that all methods share are in"
        " [the index](README.md). The keys are those of `make demo`, where this package works as it is."
    )
    yield xml(sample_package(method))


def _tags(method: type[Method]) -> Iterator[str]:
    yield f"## The tags of {code(_element(method))}"
    yield table(["tag", "what it is", "value", "given", "refused with"], (_tag_row(node) for node in nodes(method.row)))
    yield (
        "An element that is not in this list, one given twice, or both sides of an *or* filled refuses the whole call"
        f" (`{MISPLACED.code}`); so does a missing one where the last column names `{STRUCTURE.code}`. Values are"
        " trimmed; an element with nothing in it counts as not given."
    )


def _tag_row(node: Node) -> tuple[str, ...]:
    return node.label, node.tag.about, node.tag.kind, node.given, _errors(node.tag)


def _element(method: type[Method]) -> str:
    return method.element if issubclass(method, Batch) else method.container


def _errors(tag: Tag[Any]) -> str:
    missing = [(STRUCTURE, "missing")] if tag.needed else []
    if tag.absent is not None and tag.absent == tag.error and not missing:
        return code(tag.absent.code)
    reasons = (*missing, (tag.absent, "empty" if missing else "not given"), (tag.error, "malformed"))
    return ", ".join(f"{code(error.code)} {reason}" for error, reason in reasons if error is not None)


def _judgement(method: type[Method]) -> Iterator[str]:
    refused, first, number_of = JUDGED[_kind(method)]
    yield f"## How {refused} is judged"
    yield f"From top to bottom: {first} In a text, {number_of}, other names in braces for what was sent."
    rows = ((str(number), each.condition, *cells_of(each.error)) for number, each in enumerate(verdicts(method), 1))
    yield table(["#", f"{refused} is refused when", "code", "text", "source"], rows)
    if issubclass(method, Report):
        yield f"What meets none of these is answered with {about(method)}."
    elif issubclass(method, Batch | Change):
        yield f"For {refused} that meets none of these there is then on record: {about(method)}."


def _answer(method: type[Method]) -> Iterator[str]:
    yield "## The answer"
    yield "To the package above, when all is good."
    yield xml(sample_answer(method))
    if issubclass(method, Batch):
        yield (
            "`block` counts the blocks of the request from 1. `Result` is `Success` as soon as one block is recorded."
            ' So look into `Errors` whatever it says: each refused block is there as `<Error block="…">`.'
        )


def _sources(_: type[Method]) -> Iterator[str]:
    yield sources()


def _kind(method: type[Method]) -> type[Method]:
    return next(kind for kind in JUDGED if issubclass(method, kind))


SECTIONS: tuple[Callable[[type[Method]], Iterator[str]], ...] = (
    _head,
    _access,
    _package,
    _tags,
    _judgement,
    _answer,
    _sources,
)
"""Each gives the paragraphs of one part of the page."""

ENTRY = "`{item}` is the number of an entry in its list"
WHERE = {"group": "in the group that is named", "home_group": "in the user's home group"}
"""Where a permission must be held, by what the contract allows within."""
JUDGED: Mapping[type[Method], tuple[str, str, str]] = {
    Batch: (
        "a block",
        "a block is answered with the first error it meets, and costs the others nothing.",
        "`{block}` is the number of the block",
    ),
    Change: ("a call", "the first error answers for the whole call, and nothing is changed.", ENTRY),
    Report: ("a call", "the first error answers for the whole call.", ENTRY),
}
"""What of each kind of method is judged, what an error does to it, and what its texts count."""
