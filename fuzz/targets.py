"""What is fuzzed: each target sends an input through the real gate to a real database, and checks the invariants."""

import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import unquote_to_bytes

from lxml import etree

from fuzz.inputs import Input, read_input
from fuzz.invariants import KEYS, check_answer, check_masked, demand, open_input, package_of
from rollbook import worlds
from rollbook.calls.call import Limits
from rollbook.calls.gate import Gate
from rollbook.records.database import schema
from rollbook.records.database.engine import Database
from rollbook.records.tables import calls, changes
from rollbook.worlds.load import load
from rollbook.xml.encodings import as_utf8
from rollbook.xml.face import arrive
from rollbook.xml.forms import BROKEN_ESCAPE, MOST_BROKEN, decode_percent


class Desk:
    """A gate with a database that holds the demo's world."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.gate = Gate(database, Limits())

    def answer(self, given: Input) -> bytes:
        """Have a request answered, without HTTP."""
        return self.gate.answer(arrive(given.request())).body

    def kept(self) -> list[bytes]:
        """Everything that the call records hold of what was sent, answered and refused, as it was before packing."""
        with self.database.reading() as connection:
            return [zlib.decompress(kept) for row in connection.execute(_kept) for kept in row if kept]

    def clear(self) -> None:
        """Delete the calls and what they noted; this class restores nothing else."""
        with self.database.writing() as connection:
            connection.execute(changes.delete())
            connection.execute(calls.delete())


_kept = calls.select().with_only_columns(calls.c.package, calls.c.answer, calls.c.refusals)


class FreshDesk(Desk):
    """A desk whose SQLite database `clear` restores, so that an input does the same every time."""

    def __init__(self, database: Database, file: sqlite3.Connection, template: sqlite3.Connection) -> None:
        super().__init__(database)
        self._file, self._template = file, template
        self._file.backup(self._template)

    def clear(self) -> None:
        """Restore the database."""
        self._template.backup(self._file)


@contextmanager
def fresh_desk(directory: Path) -> Iterator[FreshDesk]:
    """Make a SQLite database with the demo's world in the directory, and a desk for it."""
    path = directory / "rollbook.db"
    with closing(Database(f"sqlite:///{path}")) as database:
        schema.migrate(database)
        load(database, [worlds.DEMO])
        with closing(sqlite3.connect(path)) as file, closing(sqlite3.connect(":memory:")) as template:
            yield FreshDesk(database, file, template)


def check_envelope(desk: Desk, data: bytes) -> None:
    """Bodies in all forms of request: percent-encoding means what Python says, and the answer is complete."""
    given = read_input(data)
    if len(BROKEN_ESCAPE.findall(given.body)) <= MOST_BROKEN:
        demand(decode_percent(given.body) == unquote_to_bytes(given.body.replace(b"+", b" ")), "percent-encoding")
    envelope = open_input(given)
    if envelope is not None:
        tags = as_utf8(package_of(given)).count(b"<")
        demand(sum(1 for _ in envelope.root.iter()) <= tags, "there are no more elements than were counted")
    if envelope is not None and envelope.credentials.account_key and envelope.credentials.user_key:
        check_masked(envelope)
    check_contract(desk, data)


def check_contract(desk: Desk, data: bytes) -> None:
    """Packages of all methods: the answer is complete and the same in a dry run, and no key is kept."""
    given = read_input(data)
    answer = desk.answer(given)
    check_answer(given, answer)
    if given.request().options.is_dry_run:
        demand(desk.kept() == [], "a dry run leaves no record")
        real = given._replace(headers={**given.headers, "rollbook-dry-run": "false"})
        real_answer = desk.answer(real)
        demand(verdict(answer) == verdict(real_answer), "a dry run foretells the real call's verdict")
    kept, envelope = desk.kept(), open_input(given)
    sent = {envelope.credentials.account_key, envelope.credentials.user_key} & {*KEYS} if envelope else set()
    demand([key for key in sent if key.encode() in b"".join(kept)] == [], "no key is kept")
    if kept:
        desk.clear()


def verdict(answer: bytes) -> tuple[object, ...]:
    """Return what an answer says without the ids that it made: result, blocks recorded, errors."""
    root = etree.fromstring(answer)
    recorded = [each.get("block") for each in root.iterfind("Info/*/*[@block]")]
    errors = [(each.get("block"), *each.itertext()) for each in root.iterfind("Errors/Error")]
    return root.findtext("Result"), recorded, errors
