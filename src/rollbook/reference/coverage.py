"""The coverage: which of the vendor's methods Rollbook has, and how sure each part of them is."""

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from rollbook.contract.errors import Source
from rollbook.contract.method import Batch, Change, Method, Report
from rollbook.contract.rows import Either
from rollbook.reference.markdown import code, page, sources, table
from rollbook.reference.trees import nodes

KINDS: dict[type[Method], str] = {Batch: "many blocks", Change: "one change", Report: "report"}


class Missing(NamedTuple):
    """Methods of the vendor's that Rollbook has not: what they would need here, and what is known of them."""

    names: tuple[str, ...]
    needs: str
    known: str


PLANS = "Learning plans and which users have them, with certifications and how binding each is (`MandateLevel`)."
REQUIREMENTS = "Requirements, made of blocks, which are made of items; auto-enrolment follows from them."
CERTIFICATIONS = "Certifications, made of requirements, and which users have them."
ACTIONS = "Actions (`Credential`), and which users have them, with the dates of acceptance, warning and expiry."
MISSING = (
    Missing(
        ("listTeams",),
        "A team's status and dates, and permissions of the account (to manage and to view teams).",
        "The request; its page does not show the answer to us, nor codes.",
    ),
    Missing(
        ("getOrganization", "listOrganizations", "createOrganization"),
        "Organisations: a user's `Organization` is free text here. Permissions of the account to manage and view them.",
        "The requests, nearly the whole answer of getOrganization, and that a page has 1,000 entries; no codes.",
    ),
    Missing(
        ("getRole", "createRole", "updateRole"),
        PLANS,
        "The requests, and the answer of getRole; no codes.",
    ),
    Missing(("listRoles",), PLANS, "Its name, and that a page has 50 entries."),
    Missing(
        ("listRequirements", "getRequirement", "createRequirement", "updateRequirement"),
        REQUIREMENTS,
        "The requests, parts of the answers, the table of auto-enrolment, and that a page has 50 entries; no codes.",
    ),
    Missing(
        ("listCertifications", "getCertification", "createCertification", "updateCertification"),
        CERTIFICATIONS,
        "The requests, and a part of the answers; no codes.",
    ),
    Missing(
        ("listCredentials", "getCredential", "createCredential", "updateCredential"),
        ACTIONS,
        "The requests, and a part of the answers; no codes.",
    ),
    Missing(
        ("listCredentialCounts", "listUsersCounts"),
        ACTIONS,
        "The requests; neither answers nor codes.",
    ),
    Missing(
        ("getLearnerCredentialReport", "getLearnerCertificationReport", "getLearnerCertificationPivotReport"),
        "All of learning plans, certifications, requirements and actions.",
        "Parts of the requests; neither answers nor codes.",
    ),
)


def missing_names() -> list[str]:
    """Return the names of the vendor's methods that Rollbook has not."""
    return [name for each in MISSING for name in each.names]


def coverage_page(files: dict[str, type[Method]]) -> str:
    """Return the page on coverage; the methods are given by the names of their pages."""
    vendors = {file: method for file, method in files.items() if not method.is_ours()}
    ours = {file: method for file, method in files.items() if method.is_ours()}
    return page(_paragraphs(vendors, ours))


def _paragraphs(files: dict[str, type[Method]], ours: dict[str, type[Method]]) -> Iterator[str]:
    yield "# Coverage"
    yield (
        f"Of the vendor's API {len(files) + len(missing_names())} methods are known to us by name, and Rollbook has"
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
    rows = ((", ".join(map(code, each.names)), each.needs, each.known) for each in MISSING)
    yield table(["methods", "what they would need here", "what is known of them"], rows)
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
