"""`rollbook verify` on databases that were there before what it compares."""

import sqlalchemy as sa

from rollbook.records import tables
from rollbook.records.database.schema import migrate
from rollbook.worlds.load import load
from tests import cast
from tests.consistency import check_database
from tests.damage import damage, fill

BEFORE_LOADS = (
    "DROP TABLE loads",
    "ALTER TABLE group_variants DROP COLUMN given",
    "ALTER TABLE users DROP COLUMN password_own",
    "DROP INDEX ix_users_owners",
    "UPDATE alembic_version SET version_num = '0016'",
)


def test_a_database_from_before_loads_were_on_record_is_sound_once_migrated(database):
    load(fill(database), [cast.FINA_SHOES.replace("credits: 2", "credits: 50")], reset_credits=True)
    damage(database, *BEFORE_LOADS)
    migrate(database)
    check_database(database)
    with database.reading() as connection:
        noted = connection.execute(sa.select(tables.loads.c.account_id, tables.loads.c.counts)).all()
        accounts = connection.execute(sa.select(tables.accounts.c.id)).scalars().all()
        last = connection.scalar(sa.select(sa.func.max(tables.changes.c.id)))
        newest = connection.scalar(sa.select(sa.func.max(tables.loads.c.id)))
    assert sorted(noted) == [(account, {}) for account in sorted(accounts)]
    assert newest == last + 1
