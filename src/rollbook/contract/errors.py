"""Errors as constants: a code, a text and a source; and the SU table that all methods share."""

import enum
from dataclasses import dataclass, replace
from typing import Self

Path = tuple[str | int, ...]
"""A place in what was sent: the names of tags, and for an entry of a list its number from 0."""


class Source(enum.StrEnum):
    """How sure a fact of the wire is."""

    SEED = "SEED"
    DOC = "DOC"
    REC = "REC"
    PHP = "PHP"
    OURS = "OURS"

    @property
    def meaning(self) -> str:
        """The source in words, for the reference."""
        return {
            "SEED": "printed on the method's own page",
            "DOC": "printed on another page of the vendor's help",
            "REC": "recorded from the vendor's server",
            "PHP": "seen in a published client that worked against the vendor's server",
            "OURS": "not known; our choice",
        }[self.value]


@dataclass(frozen=True, slots=True)
class Error:
    """A refusal the API can answer with.

    `text` may hold placeholders in braces (`{block}`, `{Email}` …). `source` says how code and text are known.
    `when` is the condition, where the reference cannot derive it from the contract.
    """

    code: str
    text: str
    source: Source
    when: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """An error as it is answered: the text filled in, and the block it is about (None: the whole call).

    `path` and `value` are the place in the block and the text that was sent there, if the error is about a place.
    """

    error: Error
    message: str
    block: int | None = None
    path: Path = ()
    value: str | None = None

    @property
    def code(self) -> str:
        """The error's code."""
        return self.error.code

    def of_call(self) -> "Fault":
        """Return the same error about the call as a whole."""
        return replace(self, block=None)


class Refused(Exception):  # noqa: N818  # a refusal is an answer, not a failure of the program
    """Ends a call: nothing is recorded, and the answer is this one error."""

    def __init__(self, error: Error, detail: str = "", *, path: Path = (), **values: object) -> None:
        message = error.text.format(**values) + (f" {detail}" if detail else "")
        super().__init__(message)
        self.fault = Fault(error, message, path=path)

    @classmethod
    def with_fault(cls, fault: Fault) -> Self:
        """Make the refusal that answers with a fault."""
        refusal = cls.__new__(cls)
        refusal.fault = fault
        return refusal


def _su(code: str, text: str, when: str, source: Source = Source.DOC) -> Error:
    return Error(f"SU:{code}", text, source, when)


NO_POST = _su("01", "No POST data detected.", "not a POST, an empty body, or plain HTTP where HTTPS is demanded")
NO_PACKAGE = _su("02", "Package parameter not found.", "the form has no Package field")
NOT_XML = _su(
    "03",
    "Package data is not properly formatted XML.",
    "the package is not well-formed, not in its declared encoding or in one that is not read, holds a DOCTYPE,"
    " or is larger than the limit",
)
TOO_LARGE = _su("03", NOT_XML.text, "the package is larger than the limit")
"""A part of SU:03, which an interface may answer with another status."""
NO_ROOT = _su("04", "SmarterU root tag not found in Package data.", "the root is not SmarterU")
NO_ACCOUNT_KEY = _su("05", "AccountAPI tag not found in Package data.", "AccountAPI is absent")
NO_USER_KEY = _su("06", "UserAPI tag not found in Package data.", "UserAPI is absent")
NO_METHOD = _su("07", "Method tag not found in Package data.", "Method is absent")
NO_PARAMETERS = _su("08", "Parameters tag not found in Package data.", "Parameters is absent")
EMPTY_PARAMETERS = _su("09", "Parameters tag contains no information.", "Parameters has no child element")
BAD_KEYS = _su(
    "10",
    "User and Account API keys are invalid",
    "the keys do not belong together, or one is unknown, empty or revoked, or its user or account is inactive",
    Source.REC,
)
UNKNOWN_METHOD = _su("11", "Requested method does not exist.", "no method has the name")
STRUCTURE = _su(
    "12",
    "Incorrect/Missing Structure/Parameters.",
    "the method's container, its first row or an element that must be there is missing, the call has too many blocks,"
    " a list has too many entries, a header is there and not understood, or an Idempotency-Key came again with"
    " different content or handling",
)
REUSED_KEY = _su("12", STRUCTURE.text, "an Idempotency-Key came again with different content or handling")
"""A part of SU:12, which an interface may answer with another status."""
MISPLACED = _su(
    "13",
    "Element {tag} was found where it should not exist.",
    "an element the method does not know at that place, one given twice, one inside a text,"
    " or both sides of an OR filled",
)
FAILURE = _su(
    "9999", "Unknown method call failure.", "the call failed for a reason of the server's; nothing is written"
)
UNAVAILABLE = _su("9999", FAILURE.text, "the database is away or too busy; the call may be sent again later")
"""A part of SU:9999, which an interface may answer with another status."""

SU_TABLE = (
    NO_POST,
    NO_PACKAGE,
    NOT_XML,
    NO_ROOT,
    NO_ACCOUNT_KEY,
    NO_USER_KEY,
    NO_METHOD,
    NO_PARAMETERS,
    EMPTY_PARAMETERS,
    BAD_KEYS,
    UNKNOWN_METHOD,
    STRUCTURE,
    MISPLACED,
    FAILURE,
)


def error_table(prefix: str, source: Source, table: str) -> dict[str, Error]:
    """Read a method's table as its page prints it, a line `number text` each; return the errors by number."""
    lines = (line.split(maxsplit=1) for line in table.splitlines() if line.strip())
    return {number: Error(f"{prefix}:{number}", text, source) for number, text in lines}
