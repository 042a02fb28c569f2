"""Sends a sheet to a running server, and watches a folder for sheets."""

import http.client
import mimetypes
import os
import ssl
import uuid
from base64 import b64encode
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec

from rollbook.server.errors import OperatorError
from rollbook.sheets.orders import FILE_REFUSED, Order

ACCOUNT_KEY, USER_KEY = "ACCOUNT_API", "USER_API"
API = "/api/v1/imports"
TIMEOUT_SECONDS = 3600
GIVEN = {200, 409, 422}


def send(url: str, order: Order) -> tuple[bytes, dict[str, Any]]:
    """Have a running server import a sheet; return its report, as sent and as read."""
    fields = [("as", order.method), *_fields(order)]
    body, kind = _form(fields, order.file.read_bytes(), order.name)
    status, answer = _request(url, "POST", API, body, kind)
    try:
        report: dict[str, Any] = msgspec.json.decode(answer)
    except msgspec.DecodeError:
        report = {}
    if status not in GIVEN or "outcome" not in report:
        said = report.get("detail") or f"HTTP {status}"
        raise OperatorError(f"the server refused the file: {said}", FILE_REFUSED)
    return answer, report


def fetch_result(url: str, number: str, target: Path) -> None:
    """Write the result of an import that a running server has."""
    form = target.suffix.lower().lstrip(".")
    status, answer = _request(url, "GET", f"{API}/{number}/result?format={form}", None, None)
    if status != 200:
        raise OperatorError(f"the server has no result of import {number}: HTTP {status}", FILE_REFUSED)
    target.write_bytes(answer)


def _fields(order: Order) -> Sequence[tuple[str, str]]:
    answers = order.answers
    plain = {
        "sheet": answers.sheet, "encoding": answers.encoding, "delimiter": answers.delimiter,
        "header_row": answers.header_row, "dates": answers.dates, "grades": answers.grades, "hidden": answers.hidden,
        "mapping": order.mapping, "stop_after": order.stop_after,
    }  # fmt: skip
    flags = {
        "dry_run": order.is_dry_run, "strict": order.is_strict, "once": order.is_once, "texts": order.with_texts,
    }  # fmt: skip
    fields = [(name, str(value)) for name, value in plain.items() if value is not None]
    fields += [(name, "true") for name, value in flags.items() if value]
    fields += [
        ("column", f"{tag[:1] if tag.startswith('-') else tag}={place}") for tag, place in answers.columns.items()
    ]
    fields += [("set", f"{tag}={text}") for tag, text in answers.set.items()]
    words = answers.values.items()
    return fields + [("value", f"{tag}:{text}={word}") for tag, known in words for text, word in known.items()]


def _form(fields: Sequence[tuple[str, str]], content: bytes, name: str) -> tuple[bytes, str]:
    """Return a multipart form, and its type."""
    boundary = uuid.uuid4().hex
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{each}"\r\n\r\n{text}\r\n' for each, text in fields
    ]
    safe = "".join(each if each.isprintable() and each not in '"\\' else "_" for each in name)
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{safe}"\r\n'
    head += f"Content-Type: {kind}\r\n\r\n"
    body = "".join(parts).encode() + head.encode() + content + f"\r\n--{boundary}--\r\n".encode()
    return body, f"multipart/form-data; boundary={boundary}"


def _request(url: str, verb: str, path: str, body: bytes | None, kind: str | None) -> tuple[int, bytes]:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise OperatorError("--url takes an address such as https://rollbook.example", FILE_REFUSED)
    headers = {"Authorization": _authorization(), **({"Content-Type": kind} if kind else {})}
    connection = (
        http.client.HTTPSConnection(
            parts.hostname, parts.port, timeout=TIMEOUT_SECONDS, context=ssl.create_default_context()
        )
        if parts.scheme == "https"
        else http.client.HTTPConnection(parts.hostname, parts.port, timeout=TIMEOUT_SECONDS)
    )
    try:
        connection.request(verb, path, body, headers)
        response = connection.getresponse()
        return response.status, response.read()
    except (OSError, http.client.HTTPException) as error:
        raise OperatorError(f"no answer from {parts.hostname}: {error or type(error).__name__}", FILE_REFUSED) from None
    finally:
        connection.close()


def _authorization() -> str:
    """Return the header that bears the keys in the environment: both, or a user's bearer key alone."""
    account, user = os.environ.get(ACCOUNT_KEY, ""), os.environ.get(USER_KEY, "")
    if not user:
        raise OperatorError(f"set {USER_KEY} and {ACCOUNT_KEY} to the keys of the user who imports", FILE_REFUSED)
    return f"Basic {b64encode(f'{account}:{user}'.encode()).decode()}" if account else f"Bearer {user}"
