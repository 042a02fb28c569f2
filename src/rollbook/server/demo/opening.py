"""Opens the demo's account: puts the company on record as it was a fortnight ago, then makes its calls."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from rollbook import worlds
from rollbook.records.database.engine import Database
from rollbook.records.database.progress import Progress, silent
from rollbook.records.sql.find import find_account
from rollbook.server.demo import people
from rollbook.server.demo.company import MOVED_IN, Company
from rollbook.server.demo.fortnight import Fortnight
from rollbook.server.demo.sending import Sender
from rollbook.server.demo.world import world_of
from rollbook.server.logs import quiet_logs
from rollbook.worlds.model import Account, World
from rollbook.worlds.read import read_worlds


def demo_world(now: datetime) -> str:
    """Return the text of the demo's world as it is now, before the calls."""
    return world_of(_company(now))


def read_demo(now: datetime) -> World:
    """Return the demo's world as it is now, before the calls."""
    return _read(demo_world(now))


def open_account(database: Database, now: datetime, progress: Progress) -> None:
    """Make the account, unless the database has it from an earlier demo: then it stays as it was left."""
    company = _company(now)
    read = worlds.read_all([world_of(company)], silent)
    [(world, _)] = read.worlds
    account: Account = world.account
    with database.reading() as connection:
        if find_account(connection, account.name) is not None:
            return
    moved_in = datetime.combine(company.today + timedelta(days=MOVED_IN), time(12), UTC)
    worlds.write_all(database, replace(read, read_at=moved_in), progress, reset_credits=False)
    sender = Sender(database, account.api_key or "", people.KEYS)
    with quiet_logs("critical"):
        Fortnight(company, sender, ZoneInfo(account.timezone), now).play(progress)


def _company(now: datetime) -> Company:
    zone = ZoneInfo(_read(worlds.DEMO.read_text(encoding="utf-8")).account.timezone)
    return Company(now.astimezone(zone).date())


def _read(text: str) -> World:
    [(_, world)] = read_worlds([text], silent)
    assert world is not None  # noqa: S101  # it is our own
    return world
