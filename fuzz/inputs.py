"""What the fuzzer feeds in: some header lines, an empty line, and a body, so that a crashing input can be read."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import NamedTuple

from rollbook.web.request import HttpRequest

HEADERS = ("content-type", "prefer", "rollbook-dry-run", "idempotency-key")
"""The headers that the API reads."""

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
"""When every input arrives: a crash is the same on another day."""

UNSENDABLE = re.compile(r"[\x00-\x1f\x7f]")


class Input(NamedTuple):
    """A request as the fuzzer has it; the names of its headers are lower case."""

    headers: Mapping[str, str]
    body: bytes

    @property
    def is_dry_run(self) -> bool:
        """Whether it asks for a dry run."""
        return self.request().options.is_dry_run

    def request(self) -> HttpRequest:
        """The request as the gate takes it."""
        return HttpRequest(
            method="POST",
            is_secure=True,
            headers=self.headers,
            body=self.body,
            remote_address="127.0.0.1",
            id="fuzz",
            received_at=NOW,
        )


def read_input(data: bytes) -> Input:
    """Parse an input; any bytes are one. Headers that the API does not read are left out."""
    head, _, body = data.partition(b"\n\n")
    lines = (line.partition(":") for line in head.decode("latin-1").split("\n"))
    sent = {name.strip().lower(): UNSENDABLE.sub("", value).strip() for name, _, value in lines}
    return Input({name: sent[name] for name in HEADERS if name in sent}, body)


def write_input(given: Input) -> bytes:
    """Write an input as bytes."""
    head = "\n".join(f"{name}: {value}" for name, value in given.headers.items())
    return head.encode("latin-1", "replace") + b"\n\n" + given.body
