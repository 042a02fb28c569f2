"""`rollbook backup` and `rollbook restore`: complete copies under load, nothing lost, and every mistake reported."""

import itertools
import os
import shlex
import shutil
import sqlite3
import stat
import subprocess
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from rollbook.records.database import schema
from rollbook.records.database.engine import Database
from rollbook.records.tables import accounts, group_variants, subscription_enrollments
from rollbook.worlds.load import load
from tests import cast
from tests.commands import run, start
from tests.consistency import check_consistency, check_database
from tests.databases import fresh_database
from tests.postgres import program
from tests.seed_calls import OLGA, enroll_in_variants
from tests.served import Served

NEWEST = schema.needed_version()
CALLERS = 2
BACKUPS = 3
ENOUGH = 5
"""How many calls are answered before each backup, so that each backup has something new to hold."""
CREDITS = 1_000_000
WORLD = cast.FINA_SHOES.replace("requires_credits: true, credits: 2", f"requires_credits: true, credits: {CREDITS}")
BLOCKS = [
    {"Email": each.email, "SubscriptionVariantID": cast.CREDITS_VARIANT} for each in (cast.DANA, cast.LENA, cast.MIRO)
]


class Load:
    """Callers who never pause; `acknowledged` holds the request ids of the calls that were answered."""

    def __init__(self, server: Served) -> None:
        self._server = server
        self._numbers = itertools.count()
        self._ended = threading.Event()
        self._answered = threading.Semaphore(0)
        self.acknowledged: list[str] = []

    def work(self) -> None:
        while not self._ended.is_set():
            name = f"call-{next(self._numbers)}"
            answer = enroll_in_variants(self._server, OLGA, *BLOCKS, headers={"X-Request-ID": name})
            if len(answer.recorded) == len(BLOCKS):
                self.acknowledged.append(name)
                self._answered.release()

    def wait_for(self, calls: int) -> set[str]:
        """Wait until this many more calls are answered; return the ids of all that were."""
        for _ in range(calls):
            assert self._answered.acquire(timeout=60), self._server.log
        return set(self.acknowledged)

    def end(self) -> None:
        self._ended.set()


@contextmanager
def under_load(server: Served) -> Iterator[Load]:
    load = Load(server)
    threads = [threading.Thread(target=load.work) for _ in range(CALLERS)]
    for each in threads:
        each.start()
    try:
        yield load
    finally:
        load.end()
        for each in threads:
            each.join()


def check_copy(url: str, acknowledged: set[str]) -> None:
    """Check that a copy is sound and has the calls, each with all of its rows and the credits that they took."""
    with closing(Database(url)) as database:
        recorded = check_consistency(database)
        check_database(database)
        with database.reading() as connection:
            rows = connection.execute(sa.select(sa.func.count()).select_from(subscription_enrollments)).scalar_one()
            credit = group_variants.c.variant_id == cast.CREDITS_VARIANT
            left = connection.execute(sa.select(group_variants.c.credits).where(credit)).scalar_one()
    assert acknowledged <= set(recorded)
    assert set(recorded.values()) == {len(BLOCKS)}
    assert rows == CREDITS - left == len(BLOCKS) * len(recorded)


def check_serves(url: str, directory: Path) -> None:
    """Check that a server on the database records a call."""
    with Served(url, directory) as served:
        assert len(enroll_in_variants(served, OLGA, *BLOCKS).recorded) == len(BLOCKS)


@pytest.mark.timeout(300)
def test_backups_made_while_callers_write_are_whole_and_what_is_restored_from_one_serves(tmp_path):
    files = [tmp_path / f"backup-{number}.db" for number in range(BACKUPS)]
    with fresh_database("sqlite", tmp_path) as url, Served(url, tmp_path) as served:
        served.load(WORLD)
        before = []
        with under_load(served) as load:
            for file in files:
                before.append(load.wait_for(ENOUGH))
                done = start("backup", file, database_url=url)
                assert (done.returncode, done.stderr) == (0, "")
            last = load.wait_for(ENOUGH)
        assert len(last) >= ENOUGH * (BACKUPS + 1)
    for file, acknowledged in zip(files, before, strict=True):
        check_copy(f"sqlite:///{file}", acknowledged)
    restored = f"sqlite:///{tmp_path}/restored.db"
    assert run("restore", files[-1], database_url=restored).exit_code == 0
    check_copy(restored, before[-1])
    check_serves(restored, tmp_path)


@pytest.mark.postgresql
@pytest.mark.timeout(300)
def test_the_commands_printed_for_postgresql_dump_while_callers_write_and_restore_a_database_that_serves(tmp_path):
    file = tmp_path / "rollbook.dump"
    with fresh_database("postgresql", tmp_path) as url, Served(url, tmp_path) as served:
        served.load(WORLD)
        with under_load(served) as load:
            acknowledged = load.wait_for(ENOUGH)
            run_printed(start("backup", file, database_url=url).stderr)
            load.wait_for(ENOUGH)
    with fresh_database("postgresql", tmp_path, empty=True) as url:
        run_printed(start("restore", file, database_url=url).stderr)
        check_copy(url, acknowledged)
        check_serves(url, tmp_path)


def run_printed(message: str) -> None:
    """Run the PostgreSQL command at the end of an error message."""
    name, *arguments = shlex.split(message[message.index(": pg_") + 2 :])
    subprocess.run([program(name), *arguments], check=True)


@pytest.mark.parametrize(
    ("command", "printed"),
    [
        ("backup", "pg_dump --dbname=postgresql://olga@host/rollbook --format=custom --file=there.dump"),
        (
            "restore",
            "--dbname=postgresql://olga@host/rollbook --exit-on-error --single-transaction --no-owner there.dump",
        ),
    ],
)
def test_on_postgresql_the_command_to_use_is_printed_without_the_password(command, printed):
    done = run(command, "there.dump", database_url="postgresql://olga:secret@host/rollbook?password=secret")
    assert done.exit_code == 1
    assert printed in done.stderr
    assert "secret" not in done.stderr


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    """An SQLite database with one account."""
    with fresh_database("sqlite", tmp_path) as made:
        with closing(Database(made)) as database:
            load(database, [cast.NEXT_DOOR_SHOES])
        yield made


@pytest.fixture
def backup(url: str, tmp_path: Path) -> Path:
    """A backup of the database, which has had another account since."""
    file = tmp_path / "backup.db"
    assert run("backup", file, database_url=url).exit_code == 0
    with closing(Database(url)) as database:
        load(database, [cast.FINA_SHOES])
    return file


def file_of(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///"))


def names(url: str) -> list[str]:
    """The accounts of a database."""
    with closing(Database(url)) as database, database.reading() as connection:
        return list(connection.execute(sa.select(accounts.c.name).order_by(accounts.c.name)).scalars())


BEFORE, SINCE = ["Next Door Shoes"], ["Fina Shoes", "Next Door Shoes"]


def refused(*arguments: object, url: str) -> str:
    """The one line that a refused command prints."""
    done = run(*arguments, database_url=url)
    assert done.exit_code == 1
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    return done.stderr


def change(file: Path, statement: str) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute(statement)
    connection.close()


def damage(file: Path) -> None:
    """Make the pages after the first ones unreadable."""
    with file.open("r+b") as opened:
        opened.seek(40 * 4096)
        opened.write(b"\xff" * 4096 * 4)


def listing(directory: Path) -> set[str]:
    return {each.name for each in directory.iterdir()}


def test_a_backup_is_its_owners_alone_and_a_single_file(backup, tmp_path):
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    assert listing(tmp_path) == {"backup.db", "rollbook.db"}


def test_a_backup_reports_size_and_schema(url, tmp_path):
    done = run("backup", tmp_path / "b.db", database_url=url)
    size = f"{(tmp_path / 'b.db').stat().st_size:,}"
    assert done.stdout == f"{tmp_path}/b.db is a backup of {file_of(url)}: {size} bytes, schema {NEWEST}.\n"


def test_an_existing_file_is_replaced_only_by_force(url, backup):
    before = backup.read_bytes()
    assert "exists already: give another name, or --force" in refused("backup", backup, url=url)
    assert backup.read_bytes() == before
    assert run("backup", backup, "--force", database_url=url).exit_code == 0
    assert names(f"sqlite:///{backup}") == SINCE


@pytest.mark.parametrize("suffix", ["", "-wal", "-shm", "-journal"])
def test_the_database_itself_is_never_overwritten(url, suffix):
    message = refused("backup", f"{file_of(url)}{suffix}", "--force", url=url)
    assert "is the database itself" in message
    assert names(url) == BEFORE


def test_a_database_in_use_is_not_replaced_by_a_backup_of_another(url, tmp_path):
    other = tmp_path / "other.db"
    with sqlite3.connect(other) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE notes (id INTEGER)")
        assert "is in use as a database" in refused("backup", other, "--force", url=url)
    connection.close()


def test_a_place_that_cannot_be_written_to_is_reported(url, tmp_path):
    assert "is not a file" in refused("backup", tmp_path, "--force", url=url)
    message = refused("backup", tmp_path / "gone" / "b.db", url=url)
    assert "there is no backup: cannot write" in message
    assert "No such file or directory" in message


def test_a_database_that_does_not_exist_is_not_created_by_a_backup(tmp_path):
    message = refused("backup", tmp_path / "b.db", url=f"sqlite:///{tmp_path}/rollbook.db")
    assert f"there is no database {tmp_path}/rollbook.db" in message
    assert listing(tmp_path) == set()


def test_of_a_damaged_database_there_is_no_backup_and_an_earlier_one_stays(url, backup, tmp_path):
    before = backup.read_bytes()
    damage(file_of(url))
    assert "there is no backup" in refused("backup", backup, "--force", url=url)
    assert "there is no backup" in refused("backup", tmp_path / "b.db", url=url)
    assert backup.read_bytes() == before
    assert listing(tmp_path) == {"backup.db", "rollbook.db"}


def test_a_database_of_another_program_is_not_backed_up(tmp_path):
    change(tmp_path / "notes.db", "CREATE TABLE notes (id INTEGER)")
    message = refused("backup", tmp_path / "b.db", url=f"sqlite:///{tmp_path}/notes.db")
    assert "is not a database of Rollbook's" in message


def test_a_backup_becomes_the_database_and_the_old_one_is_kept(url, backup):
    assert "exists already: --force replaces it" in refused("restore", backup, url=url)
    assert names(url) == SINCE
    before = backup.read_bytes()
    done = run("restore", backup, "--force", database_url=url)
    assert done.exit_code == 0
    assert f"{file_of(url)} is now a copy of {backup}, with the schema {NEWEST}." in done.stdout
    [kept] = [line.split()[-1].rstrip(".") for line in done.stdout.splitlines() if "is kept as" in line]
    assert names(url) == BEFORE
    assert names(f"sqlite:///{kept}") == SINCE
    assert backup.read_bytes() == before


def test_a_restored_database_has_the_owner_and_mode_of_the_old_one(url, backup):
    file = file_of(url)
    file.chmod(0o640)
    if os.geteuid() == 0:
        os.chown(file, 1234, 1234)
    before = file.stat()
    run("restore", backup, "--force", database_url=url)
    after = file.stat()
    assert (after.st_mode, after.st_uid, after.st_gid) == (before.st_mode, before.st_uid, before.st_gid)


def test_a_log_left_by_a_crash_is_kept_with_the_old_database_and_not_applied_to_the_new(url, backup, tmp_path):
    crashed = tmp_path / "crashed"
    crashed.mkdir()
    with closing(Database(url)) as open_still:
        load(open_still, ["account: {name: Last Shoes, timezone: US/Central}"])
        for each in ("rollbook.db", "rollbook.db-wal", "rollbook.db-shm"):
            shutil.copy(tmp_path / each, crashed / each)
    there = f"sqlite:///{crashed}/rollbook.db"
    done = run("restore", backup, "--force", database_url=there)
    kept = done.stdout.split()[-1].rstrip(".")
    assert names(there) == BEFORE
    assert names(f"sqlite:///{kept}") == sorted([*SINCE, "Last Shoes"])


def test_a_log_without_its_database_is_not_applied_to_the_new_one_either(backup, tmp_path):
    (tmp_path / "new.db-wal").write_bytes(b"what is left")
    there = f"sqlite:///{tmp_path}/new.db"
    assert "new.db-wal exists already" in refused("restore", backup, url=there)
    done = run("restore", backup, "--force", database_url=there)
    kept = Path(done.stdout.split()[-1].rstrip("."))
    assert kept.with_name(f"{kept.name}-wal").read_bytes() == b"what is left"
    assert names(there) == BEFORE


def test_a_damaged_database_can_be_replaced(url, backup):
    file_of(url).write_bytes(b"nothing of a database" * 4096)
    assert run("restore", backup, "--force", database_url=url).exit_code == 0
    assert names(url) == BEFORE


def test_a_database_that_a_server_has_open_is_not_replaced(url, backup, tmp_path):
    with Served(url, tmp_path) as served:
        message = refused("restore", backup, "--force", url=url)
        assert "is open in another process: stop the server first" in message
        served.stop()
    assert names(url) == SINCE
    assert run("restore", backup, "--force", database_url=url).exit_code == 0


def test_a_backup_of_an_older_schema_is_restored_and_then_migrated(tmp_path):
    older = tmp_path / "older.db"
    with closing(Database(f"sqlite:///{older}")) as database:
        schema.migrate(database, "0001")
    there = f"sqlite:///{tmp_path}/new.db"
    done = run("restore", older, database_url=there)
    assert "with the schema 0001." in done.stdout
    assert f"`rollbook serve` or `rollbook migrate` brings it to {NEWEST}." in done.stdout
    assert run("migrate", database_url=there).exit_code == 0
    assert run("verify", database_url=there).exit_code == 0


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("UPDATE alembic_version SET version_num = '9999'", "has the schema 9999, of another Rollbook, perhaps newer"),
        ("DELETE FROM alembic_version", "has the schema nothing"),
        ("DROP TABLE alembic_version", "is not a database of Rollbook's"),
        ("DELETE FROM accounts", "is damaged: row"),
    ],
)
def test_a_backup_with_something_wrong_is_refused(backup, tmp_path, statement, reason):
    change(backup, statement)
    assert reason in refused("restore", backup, url=f"sqlite:///{tmp_path}/new.db")
    assert listing(tmp_path) == {"backup.db", "rollbook.db"}


def test_a_damaged_backup_is_refused_and_the_database_stays(url, backup, tmp_path):
    damage(backup)
    message = refused("restore", backup, "--force", url=url)
    assert "nothing is restored" in message
    assert names(url) == SINCE
    assert listing(tmp_path) == {"backup.db", "rollbook.db"}


def test_a_file_that_is_not_a_backup_is_refused(url, tmp_path):
    (tmp_path / "notes.txt").write_text("Shoes. " * 1000)
    assert "is not a database of Rollbook's" in refused("restore", tmp_path / "notes.txt", "--force", url=url)
    assert "there is no file" in refused("restore", tmp_path / "gone.db", "--force", url=url)
    assert "is the database itself" in refused("restore", file_of(url), "--force", url=url)
    assert names(url) == BEFORE


def test_a_directory_that_does_not_exist_is_reported(backup, tmp_path):
    message = refused("restore", backup, url=f"sqlite:///{tmp_path}/gone/rollbook.db")
    assert f"there is no directory {tmp_path}/gone" in message
