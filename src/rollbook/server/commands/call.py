"""`rollbook call`: sends a package and prints the answer."""

import http.client
import re
import ssl
import sys
from pathlib import Path
from typing import Annotated
from urllib.parse import SplitResult, urlencode, urlsplit

import typer
from lxml import etree
from rich.syntax import Syntax

from rollbook.server.commands.call_json import json_address, json_headers, read_json_answer
from rollbook.server.commands.consoles import ERR, out
from rollbook.server.errors import OperatorError

API = "/apiv2/"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
STATUS = {"Success": 0, "Failed": 1}
NO_ANSWER = 2
TIMEOUT_SECONDS = 100
SHOWN_HEADERS = ("X-Request-ID", "Rollbook-Dry-Run", "Idempotency-Replayed")
KEY = re.compile(rb"<(AccountAPI|UserAPI)>\s*(?:<!\[CDATA\[)?(.{8,}?)(?:\]\]>)?\s*</\1>", re.DOTALL)


def call(  # noqa: PLR0913  # each is an option of the command
    *,
    package: Annotated[
        Path, typer.Argument(metavar="PACKAGE.xml", help="File of the package, or - for standard input.")
    ],
    method: Annotated[
        str,
        typer.Option(metavar="NAME", help="Send the file as JSON to this method, with the keys of the environment."),
    ] = "",
    url: Annotated[str, typer.Option(help="Address of the server; without a path, /apiv2/ is added.")] = (
        "http://127.0.0.1:8080/apiv2/"
    ),
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Judge and answer, but record nothing.")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="All blocks or none.")] = False,
    idempotency_key: Annotated[
        str | None, typer.Option(help="A name for this call: sent again, it is done once and answered as before.")
    ] = None,
    header: Annotated[list[str] | None, typer.Option(help="Another header, as 'Name: value'. Repeatable.")] = None,
    cacert: Annotated[Path | None, typer.Option(help="Certificates to trust instead of the system's, PEM.")] = None,
) -> None:
    """Send a package and print the answer.

    With --method the file is the body in JSON, and the keys are in SMARTERU_ACCOUNT_API_KEY and SMARTERU_USER_API_KEY.
    Exit status: 0 for Success, 1 for Failed, 2 if there was no answer.
    """
    if idempotency_key is not None and not idempotency_key.strip():
        raise OperatorError("--idempotency-key is empty: name the call, or leave the option out", NO_ANSWER)
    headers = dict(_read_header(each) for each in header or ())
    headers |= {"Rollbook-Dry-Run": "true"} if dry_run else {}
    headers |= {"Prefer": "handling=strict"} if strict else {}
    headers |= {"Idempotency-Key": idempotency_key} if idempotency_key is not None else {}
    content = _read_package(package)
    kind, sent = (json_headers(), content) if method else (FORM, urlencode({"Package": content}).encode())
    try:
        address = _read_url(url)
        address = json_address(address, method) if method else address
        response, body = _post(address, sent, {**kind, **headers}, cacert)
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise OperatorError(f"no answer from {_show_url(url)}: {error or type(error).__name__}", NO_ANSWER) from None
    if method:
        text, result = read_json_answer(response, body)
        _show(response, text, "json")
        raise typer.Exit(STATUS[result])
    answer = _read_answer(response, _mask(body, content))
    _show(response, etree.tostring(answer, encoding="unicode"), "xml")
    raise typer.Exit(STATUS[answer.findtext("Result") or ""])


def _read_package(file: Path) -> bytes:
    try:
        return sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except OSError as error:
        raise OperatorError(f"cannot read {file}: {error.strerror}", NO_ANSWER) from None


def _read_header(text: str) -> tuple[str, str]:
    name, colon, value = text.partition(":")
    if not colon or not name.strip():
        raise OperatorError("--header takes 'Name: value', but one has no name or no colon", NO_ANSWER)
    return name.strip(), value.strip()


def _read_url(text: str) -> SplitResult:
    url = urlsplit(text)
    if url.scheme not in {"http", "https"} or not url.hostname:
        shown = _show_url(text)
        raise OperatorError(f"{shown!r} is not an address such as https://rollbook.example/apiv2/", NO_ANSWER)
    return url if url.path.strip("/") else url._replace(path=API)


def _show_url(text: str) -> str:
    """Return an address without what may be secret: the part before the host, and the query."""
    shown, _, _ = text.partition("?")
    scheme, slashes, rest = shown.rpartition("://")
    return f"{scheme}{slashes}{rest.rpartition('@')[2]}"


def _post(
    url: SplitResult, body: bytes, headers: dict[str, str], cacert: Path | None
) -> tuple[http.client.HTTPResponse, bytes]:
    """Post a body. Use no proxy and follow no redirect."""
    host = url.hostname or ""
    if url.scheme == "https":
        trust = ssl.create_default_context(cafile=cacert)
        connection: http.client.HTTPConnection = http.client.HTTPSConnection(
            host, url.port, timeout=TIMEOUT_SECONDS, context=trust
        )
    else:
        connection = http.client.HTTPConnection(host, url.port, timeout=TIMEOUT_SECONDS)
    target = f"{url.path}?{url.query}" if url.query else url.path
    try:
        connection.request("POST", target, body, headers)
        response = connection.getresponse()
        return response, response.read()
    finally:
        connection.close()


def _mask(body: bytes, package: bytes) -> bytes:
    """Mask the package's keys in an answer that repeats them, from whatever server."""
    for _, key in KEY.findall(package):
        body = body.replace(key, b"***")
    return body


def _read_answer(response: http.client.HTTPResponse, body: bytes) -> etree._Element:
    """Return the answer, indented; CDATA is kept."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, strip_cdata=False, remove_blank_text=True
    )
    try:
        tree = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError):
        tree = None
    if tree is None or tree.findtext("Result") not in STATUS:
        kind = response.headers.get("Content-Type", "no content type")
        raise OperatorError(
            f"the server does not answer as the API does: HTTP {response.status} {response.reason}, {kind}", NO_ANSWER
        )
    etree.indent(tree)
    return tree


def _show(response: http.client.HTTPResponse, text: str, language: str) -> None:
    """Print the answer, and the headers that say more about it."""
    console = out()
    if console.is_terminal:
        coloured = Syntax("", language, theme="ansi_dark", background_color="default").highlight(text)
        console.print(coloured, soft_wrap=True, end="")
    else:
        typer.echo(text)
    for name in SHOWN_HEADERS:
        if name in response.headers:
            ERR.print(f"{name}: {response.headers[name]}", style="dim", markup=False, soft_wrap=True)
