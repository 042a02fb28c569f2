"""The index: all methods, and what they share."""

import inspect
from collections.abc import Iterator

from rollbook.calls.call import Limits
from rollbook.calls.headers import LONGEST_IDEMPOTENCY_KEY
from rollbook.calls.steps import IDEMPOTENCY
from rollbook.contract.errors import SU_TABLE
from rollbook.contract.method import Method
from rollbook.reference.markdown import code, page, sources, table

CALL = """\
`POST /apiv2/` with the package in the form field `Package` (urlencoded or multipart), or as the whole body of type
`application/xml` or `text/xml`. Both keys go into every package. The answer is XML with HTTP status 200, and
always holds `Result`, `Info` and `Errors`, in this order.

**A data error costs its block; a structural error refuses the call.** A value that is missing, malformed, unknown or
against a rule is answered for its block alone, and the other blocks are recorded. A wrong container, or an element that
has no business where it is, means that the calling program is wrong: nothing is recorded.

What an answer reports as recorded was on disk before the answer was sent.

Every method takes [JSON](../json.md) too."""

HOURS = IDEMPOTENCY.total_seconds() / 3600
HEADERS = {
    "Idempotency-Key: …": "Makes a repeated request safe. The same key from the same user within"
    f" {HOURS:g} hours gets the first answer again, byte for byte, with `Idempotency-Replayed: true`; the same key with"
    f" different content, or another `handling`, is refused (`SU:12`). 1 to {LONGEST_IDEMPOTENCY_KEY} characters.",
    "Prefer: handling=strict": "All blocks or none: one refused block refuses the call, and nothing is written."
    " `handling=lenient` is the default; other preferences are ignored.",
    "Rollbook-Dry-Run: true": "The whole judgement and its answer, nothing written. The answer carries the header too."
    " `1` and `yes` are taken as well, and `false`, `0` and `no` for a call that writes.",
    "X-Request-ID: …": "On every answer, in the log and in the call record. A caller may bring his own: 1 to 64"
    " letters, digits, `.`, `_` or `-`.",
}


def index_page(files: dict[str, type[Method]]) -> str:
    """Return the index of the methods, which are given by the names of their pages."""
    return page(_paragraphs(files))


def _paragraphs(files: dict[str, type[Method]]) -> Iterator[str]:
    yield "# Methods"
    yield (
        "A page for each says what it takes, how it judges and what it answers. [Coverage](coverage.md) says how sure"
        " each part is, and which of the vendor's methods are not here."
    )
    yield "## The vendor's methods"
    yield _methods({name: method for name, method in files.items() if not method.is_ours()})
    yield "## Methods of our own"
    yield (
        "The vendor's API has none of these, and clients made for it need none. They do what else a world file or the"
        " database itself would be needed for, under the same rules: keys, headers, errors, call records."
    )
    yield _methods({name: method for name, method in files.items() if method.is_ours()})
    yield "## A call"
    yield CALL
    yield _limits()
    yield "## Headers beyond the vendor's"
    yield (
        "A client that knows none of them is answered as ever. One of the first three that is there and not understood"
        " refuses the call (`SU:12`), as does any other header whose name begins with `Rollbook-`."
    )
    yield table(["header", "what it does"], ((code(header), does) for header, does in HEADERS.items()))
    yield "## Errors that all methods share"
    yield (
        "In the order in which a call is judged; each refuses the call as a whole. `SU:03` and `SU:12` may carry one"
        " more sentence, which says what was wrong."
    )
    rows = ((code(error.code), error.when, error.text, error.source.value) for error in SU_TABLE)
    yield table(["code", "condition", "text", "source"], rows)
    yield sources()


def _methods(files: dict[str, type[Method]]) -> str:
    rows = ((f"[{method.wire_name()}]({name})", _summary(method)) for name, method in files.items())
    return table(["method", "what it does"], rows)


def _summary(method: type[Method]) -> str:
    """Return the first paragraph of the docstring on one line, as a cell of a table must be."""
    paragraph, _, _ = inspect.cleandoc(method.__doc__ or "").partition("\n\n")
    return " ".join(paragraph.split())


def _limits() -> str:
    defaults = Limits()
    return (
        f"A package may have {defaults.package_bytes / 2**20:g} MiB and {defaults.blocks:,} blocks, unless the"
        " operator [says otherwise](../operate/running.md#settings)."
    )
