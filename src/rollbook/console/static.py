"""Files that all pages share: the stylesheet and the scripts, under names that change with their content."""

import hashlib
from dataclasses import dataclass
from importlib import resources
from typing import Final

PREFIX: Final = "/static/"
KINDS = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml"}
HEADERS = {
    "Cache-Control": "public, max-age=31536000, immutable",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@dataclass(frozen=True, slots=True)
class StaticFile:
    """A file with its media type, as it is sent."""

    body: bytes
    media_type: str
    headers: dict[str, str]


def _load() -> tuple[dict[str, str], dict[str, StaticFile]]:
    addresses, files = {}, {}
    for each in sorted(resources.files(__package__).joinpath("static").iterdir(), key=lambda file: file.name):
        name, _, kind = each.name.rpartition(".")
        if kind in KINDS:
            body = each.read_bytes()
            addresses[each.name] = f"/console{PREFIX}{name}.{hashlib.sha256(body).hexdigest()[:12]}.{kind}"
            files[addresses[each.name].removeprefix("/console")] = StaticFile(body, KINDS[kind], HEADERS)
    return addresses, files


_addresses, _files = _load()


def address(name: str) -> str:
    """Return the address of a file by its name in the package."""
    return _addresses[name]


def find(path: str) -> StaticFile | None:
    """Return the file at an address below /console."""
    return _files.get(path)
