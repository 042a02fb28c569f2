"""Headers that change what a call does or how it is answered. One that is not understood refuses the call."""

import gzip
import re
from collections.abc import Iterator, Mapping

from rollbook.contract.errors import STRUCTURE, Refused

DRY_RUN, IDEMPOTENCY_KEY, PREFER = "rollbook-dry-run", "idempotency-key", "prefer"
OURS = "rollbook-"
LONGEST_IDEMPOTENCY_KEY = 255
FLAGS = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}
HANDLINGS = ({"strict"}, {"lenient"})
LISTED = re.compile(r'(?:"(?:\\.|[^"\\])*"|[^,])+')
"""One member of a list in a header; commas inside quotation marks do not end it."""

LEAST_PACKED = 512  # bytes; a smaller body hardly shrinks
PACKING_LEVEL = 3
WEIGHT = re.compile(r"q\s*=\s*(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)", re.ASCII | re.IGNORECASE)
GZIP, IDENTITY, ANY = ("gzip", "x-gzip"), "identity", "*"

Headers = Mapping[str, str]
"""Values by name, names in lower case; the values of a repeated header are joined with commas."""


def is_dry_run(headers: Headers) -> bool:
    """Whether the call is to be judged and answered, but not recorded."""
    return FLAGS.get(headers.get(DRY_RUN, "").strip().lower(), False)


def is_strict(headers: Headers) -> bool:
    """Whether the caller wants all blocks or none."""
    return _handlings(headers) == {"strict"}


def check_headers(headers: Headers, repeated: frozenset[str]) -> None:
    """Refuse a header of ours that is not understood (SU:12): what the caller asks for must not be ignored silently.

    Preferences other than `handling` are not ours, and are ignored as RFC 7240 says.
    """
    for name, value in headers.items():
        if name == DRY_RUN:
            if value.strip().lower() not in FLAGS:
                raise Refused(STRUCTURE, "Rollbook-Dry-Run takes true or false, 1 or 0, yes or no.")
        elif name.startswith(OURS):
            raise Refused(STRUCTURE, f"{name.title()} is not a header that is known here.")
    if PREFER in headers and (handlings := _handlings(headers)) and handlings not in HANDLINGS:
        raise Refused(STRUCTURE, "Prefer takes handling=strict or handling=lenient.")
    key = headers.get(IDEMPOTENCY_KEY)
    if key is None:
        return
    if IDEMPOTENCY_KEY in repeated:
        raise Refused(STRUCTURE, "Idempotency-Key was sent more than once.")
    if not 1 <= len(key.strip()) <= LONGEST_IDEMPOTENCY_KEY:
        raise Refused(STRUCTURE, f"Idempotency-Key has 1 to {LONGEST_IDEMPOTENCY_KEY} characters.")


def _handlings(headers: Headers) -> set[str]:
    """Return the values of `handling`, in lower case; there are several if the header contradicts itself."""
    preferences = (each.partition(";")[0].partition("=") for each in LISTED.findall(headers.get(PREFER, "")))
    return {value.strip(' \t"').lower() for name, _, value in preferences if name.strip().lower() == "handling"}


def pack(body: bytes, headers: Headers) -> tuple[bytes, dict[str, str]]:
    """Return an answer's body as its caller accepts it, gzipped or plain, and the headers that say so."""
    if len(body) < LEAST_PACKED:
        return body, {}
    varies = {"Vary": "Accept-Encoding"}
    if not accepts_gzip(headers.get("accept-encoding", "")):
        return body, varies
    return gzip.compress(body, PACKING_LEVEL, mtime=0), {**varies, "Content-Encoding": "gzip"}


def accepts_gzip(accepted: str) -> bool:
    """Whether an Accept-Encoding header names gzip, or refuses `identity` and accepts anything else.

    If both are accepted, the one with more weight is taken, and gzip if the weights are equal.
    """
    weights = dict(_weights(accepted))
    plain = weights.get(IDENTITY)
    named = [weights[name] for name in GZIP if name in weights]
    weight = max(named) if named else weights.get(ANY, 0) if plain == 0 else 0
    return weight > 0 and weight >= (plain or 0)


def _weights(accepted: str) -> Iterator[tuple[str, float]]:
    """Yield the codings of an Accept-Encoding header with their weights; a malformed weight counts as zero."""
    for each in accepted.lower().split(","):
        name, *parameters = (part.strip() for part in each.split(";"))
        weight = WEIGHT.fullmatch(parameters[0]) if parameters else None
        yield name, float(weight[1]) if weight else 0 if parameters else 1
