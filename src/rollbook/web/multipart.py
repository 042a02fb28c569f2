"""Forms with a file, as browsers and programs send them."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import multipart

KIND = "multipart/form-data"
MOST_FIELDS = 20_000
MOST_HEADERS = 16


class SentFile(NamedTuple):
    """A file of a form: how its sender calls it, and its bytes. Nothing is opened by the name."""

    name: str
    content: bytes


class MalformedError(ValueError):
    """What was sent is no form."""


def is_multipart(content_type: str) -> bool:
    """Whether a body of this type is such a form."""
    kind, _ = multipart.parse_options_header(content_type)
    return bool(kind == KIND)


def read_multipart(
    content_type: str, body: bytes, most_fields: int = MOST_FIELDS
) -> tuple[dict[str, list[str]], SentFile | None]:
    """Return all values of each field, and the file of the field `file`; raise MalformedError for what is no form."""
    _, options = multipart.parse_options_header(content_type)
    fields: dict[str, list[str]] = {}
    file = None
    try:
        for segment, content in _parts(body, options.get("boundary", ""), most_fields):
            if segment.name == "file":
                file = SentFile(segment.filename or "sheet", content) if segment.filename or content else None
            else:
                fields.setdefault(segment.name, []).append(content.decode())
    except (multipart.MultipartError, ValueError) as error:
        raise MalformedError from error
    return fields, file


def _parts(body: bytes, boundary: str, most_fields: int) -> Iterator[tuple[Any, bytes]]:
    segment, content = None, bytearray()
    with multipart.PushMultipartParser(
        boundary, max_segment_count=most_fields, max_header_count=MOST_HEADERS
    ) as parser:
        for event in [*parser.parse(body), *parser.parse(b"")]:
            if isinstance(event, multipart.MultipartSegment):
                segment, content = event, bytearray()
            elif event:
                content += event
            elif segment is not None:
                yield segment, bytes(content)
                segment = None
