"""From a source (a file, or a text) to a world with its lines and mistakes."""

from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from zoneinfo import ZoneInfo

from rollbook.records.database.progress import Progress, silent
from rollbook.vocabulary.timezones import known_zones
from rollbook.worlds.entries import Reader
from rollbook.worlds.mistakes import Page
from rollbook.worlds.model import World
from rollbook.worlds.nodes import MappingNode, Scalar, read_nodes

Source = Path | str
"""A Path is a file to read; a str is YAML itself."""


def read_worlds(sources: Iterable[Source], progress: Progress) -> list[tuple[Page, World | None]]:
    """Read each source; None means a world that cannot be read at all, and its page says why.

    A text is called `text 1`, `text 2` … by its place among the sources.
    """
    read = []
    for number, source in enumerate(sources, 1):
        page = Page(f"text {number}" if isinstance(source, str) else str(source))
        content = source.encode() if isinstance(source, str) else _content_of(source, page)
        page.digest = sha256(content).digest()
        text = source if isinstance(source, str) else _text_of(content, page)
        read.append((page, read_world(text, page, progress) if text is not None else None))
    return read


def read_world(text: str, page: Page, progress: Progress = silent) -> World | None:
    """Read one world; mistakes are noted on the page."""
    root = read_nodes(text.removeprefix("\ufeff"), page, progress)
    if root is None:
        return None
    if not isinstance(root, MappingNode):
        page.wrong(root.line, "is not a world: a world is a mapping that begins with `account:`")
        return None
    reader = Reader(page, _zone_of(root))
    world = reader.entry(World, root)
    if world is not None:
        world.every = reader.every
    return world


def _content_of(path: Path, page: Page) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        page.wrong(0, f"cannot be read: {error.strerror}")
        return b""


def _text_of(content: bytes, page: Page) -> str | None:
    if page.mistakes:
        return None
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        page.wrong(line, f"holds the byte 0x{content[error.start]:02X}, which is not UTF-8: save the file as UTF-8")
        return None


def _zone_of(root: MappingNode) -> ZoneInfo:
    """Look ahead for the account's time zone, which local times are read in; its mistakes are noted later."""
    account = root.fields.get("account")
    given = account.fields.get("timezone") if isinstance(account, MappingNode) else None
    return ZoneInfo(given.text if isinstance(given, Scalar) and given.text in known_zones() else "UTC")
