"""The coverage: which of the vendor's methods Rollbook has, and how sure each part of them is."""

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from rollbook.contract.errors import Source
from rollbook.contract.method import Batch, Change, Method, Report
from rollbook.contract.rows import Either
from rollbook.reference.markdown import page, sources, table
from rollbook.reference.trees import nodes

KINDS: dict[type[Method], str] = {Batch: "many blocks", Change: "one change", Report: "report"}


class Missing(NamedTuple):
    """A method of the vendor's that Rollbook has not: why, and what is known of it."""

    name: str
    reason: str
    known: str


MISSING = (
    Missing(
        "getUserSupervisees",
        "supervisors are on record, but neither request nor answer is known",
        "That it sorts by `Asc` or `Desc`, and that a page has 1,000 users, which is also the most.",
    ),
    Missing(
        "listOrganizations",
        "an organisation is free text here: there is no list of them",
        "That a page has 1,000 entries.",
    ),
    Missing("listRequirements", "there are no requirements here", "That a page has 50 entries."),
    Missing(
        "listRoles", "it is not known what a user's `Roles` contain: they are empty here", "That a page has 50 entries."
    ),
    Missing(
        "requestExternalAuthorization",
        "it logs a user in to the vendor's site, and there is no login here",
        "The request, from the vendor's page, and an answer, recorded; not its codes.",
    ),
)


def coverage_page(files: dict[str, type[Method]]) -> str:
    """Return the page on coverage; the methods are given by the names of their pages."""
    vendors = {file: method for file, method in files.items() if not method.is_ours()}
    ours = {file: method for file, method in files.items() if method.is_ours()}
    return page(_paragraphs(vendors, ours))


def _paragraphs(files: dict[str, type[Method]], ours: dict[str, type[Method]]) -> Iterator[str]:
    yield "# Coverage"
    yield (
        f"Of the vendor's API {len(files) + len(MISSING)} methods are known to us by name, and Rollbook has"
        f" {len(files)} of them. There may be others of which we do not know."
    )
    yield "## Methods that Rollbook has"
    yield (
        "With the number of tags that the package may hold, and of codes by their [source](#sources). The codes that"
        " all methods share are not counted: [the index](README.md#errors-that-all-methods-share) has them. A code that"
        " is answered with a text of the vendor's and with one of ours counts under both."
    )
    head = ["method", "kind", "tags", *(source.value for source in Source)]
    yield table(head, (_row(method, file) for file, method in files.items()))
    yield "## How sure each part is"
    yield (
        "Of many a page only a part is known. A rule, an answer or a code that is *ours* may differ from the vendor's;"
        " what we chose, and why, is in [Decisions](../decisions.md)."
    )
    yield table(["method", "how sure"], ((_link(method, file), method.known) for file, method in files.items()))
    yield "## Methods that Rollbook has not"
    yield "A call of one is refused with `SU:11`, like that of any unknown name."
    yield table(["method", "why not", "what is known of it"], MISSING)
    yield "## Methods of our own"
    yield "The vendor's API has none of these; everything about them is ours."
    yield table(head, (_row(method, file) for file, method in ours.items()))
    yield sources()


def _row(method: type[Method], file: str) -> tuple[str, ...]:
    kind = next(words for kind, words in KINDS.items() if issubclass(method, kind))
    tags = sum(not isinstance(node.tag, Either) for node in nodes(method.row))
    codes = Counter(source for _, source in {(error.code, error.source) for error in method.errors()})
    return _link(method, file), kind, str(tags), *(str(codes[source]) for source in Source)


def _link(method: type[Method], file: str) -> str:
    return f"[{method.wire_name()}]({file})"
