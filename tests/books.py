"""Whether the books balance: what calls say they have recorded is on record, and nothing else."""

from collections import Counter

import sqlalchemy as sa

from rollbook.records.engine import Database
from rollbook.records.find import snapshot
from rollbook.records.tables import calls, enrollments, subscription_enrollments


def check_books(database: Database) -> dict[str, int]:
    """Check that every row belongs to a call that counted it; return what each call has recorded, by request id."""
    rows = sa.union_all(*(sa.select(table.c.call_id) for table in (enrollments, subscription_enrollments)))
    told = sa.select(calls.c.id, calls.c.request_id, calls.c.recorded, calls.c.result)
    with snapshot(database) as connection:
        written = Counter(connection.execute(rows).scalars())
        entries = connection.execute(told).all()
    assert written == {call.id: call.recorded for call in entries if call.recorded}
    assert all((call.result == "Success") == bool(call.recorded) for call in entries)
    assert len({call.request_id for call in entries}) == len(entries)
    return {call.request_id: call.recorded for call in entries}
