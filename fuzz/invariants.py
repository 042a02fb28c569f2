"""What holds for every answer, whatever was sent."""

from collections import Counter

from lxml import etree

from fuzz.inputs import Input
from rollbook.contract.errors import SU_TABLE, Refused
from rollbook.contract.method import Batch
from rollbook.methods import METHODS, find_method
from rollbook.xml.envelope import Envelope, read_envelope
from rollbook.xml.forms import read_package

KEYS = ("0123456789ABCDEF0123456789ABCDEF", "olga-0123456789", "gita-0123456789", "lena-0123456789")
"""The keys of the demo's world."""

SHARED = {error.code for error in SU_TABLE} - {"SU:9999"}


class Broken(AssertionError):  # noqa: N818  # of a promise it is said that it is broken
    """An invariant does not hold."""


def demand(holds: object, sentence: str) -> None:
    """Fail with the sentence unless a condition holds; not an assert, which an option of Python would remove."""
    if not holds:
        raise Broken(sentence)


def package_of(given: Input) -> bytes:
    """Return the package of an input's body."""
    return read_package(given.headers.get("content-type", ""), given.body)


def open_input(given: Input) -> Envelope | None:
    """Parse the package of an input; None if the envelope refuses it."""
    try:
        return read_envelope(package_of(given))
    except Refused:
        return None


def check_answer(given: Input, answer: bytes) -> None:
    """Check that an answer is complete and well-formed, has only codes of its contract, and reveals no key."""
    root = etree.fromstring(answer)
    demand([part.tag for part in root] == ["Result", "Info", "Errors"], "Result, Info and Errors, in this order")
    codes = [code.text or "" for code in root.iterfind("Errors/Error/ErrorID")]
    demand(root.findtext("Result") in {"Success", "Failed"}, "Result is Success or Failed")
    demand((root.findtext("Result") == "Success") or codes, "what failed has an error")
    demand((root.findtext("Result") == "Success") or not len(root[1]), "what failed has nothing in Info")
    envelope = open_input(given)
    _check_codes(envelope, codes)
    if envelope is not None:
        _check_blocks(given, envelope, root)
    _check_keys(given, envelope, answer)


def _check_codes(envelope: Envelope | None, codes: list[str]) -> None:
    demand("SU:9999" not in codes, "no call fails for a reason of the server's: its log line says which")
    method = find_method(envelope.method) if envelope else None
    own = {error.code for error in method.errors()} if method else set()
    demand(SHARED | own >= {*codes}, f"a code is one of the contract's: {codes}")


def _check_blocks(given: Input, envelope: Envelope, answer: etree._Element) -> None:
    """Check that each block is answered once: recorded, or refused with one error; or the whole call with one."""
    method = find_method(envelope.method)
    recorded = [each.get("block") for each in answer.iterfind("Info/*/*[@block]")]
    refused = [each.get("block") for each in answer.iterfind("Errors/Error")]
    if method is None or not issubclass(method, Batch) or refused == [None]:
        demand({*recorded, *refused} <= {None}, "only a batch is answered by block")
        return
    count = len(envelope.parameters.findall(f"{method.container}/{method.element}"))
    answered = Counter([*recorded, *refused])
    every = Counter(str(number) for number in range(1, count + 1))
    if given.request().options.is_strict and refused:
        demand(not recorded and answered <= every, "a strict call is recorded wholly or not at all")
    else:
        demand(answered == every, "blocks answered are blocks given")


def _check_keys(given: Input, envelope: Envelope | None, answer: bytes) -> None:
    """Check that no key is in the answer, unless the caller sent it as something else than a key."""
    for key in KEYS:
        if key.encode() in answer and envelope is not None:
            elsewhere = etree.tostring(envelope.parameters, encoding="unicode") + envelope.method
            demand(key in elsewhere, "a key is answered that was not asked about")
        elif key.encode() in answer:
            demand(key.encode() in given.body, "a key is answered that was not sent")


def check_masked(envelope: Envelope) -> None:
    """Check that what is kept of a package is XML without its keys and passwords."""
    masked = envelope.masked()
    root = etree.fromstring(masked)
    demand(root.findtext("UserAPI") == "***", "the user's key is masked")
    demand([key for key in KEYS if key in envelope.credentials and key.encode() in masked] == [],
           "a key that was sent is kept nowhere in the package")  # fmt: skip
    secrets = [each for each in root.iter("*") if "password" in etree.QName(each).localname.casefold()]
    demand({each.text for each in secrets} <= {"***"}, "every password is masked")
    demand(not any(len(each) or each.attrib for each in secrets), "nothing is kept inside a password")


KNOWN_METHODS = tuple(METHODS.values())
"""All contracts, in the order of their names."""
