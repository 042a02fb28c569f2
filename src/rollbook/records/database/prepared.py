"""Statements that PostgreSQL prepares: planned once on a connection, where one plan is right whatever the values are.

A statement says itself that it may be prepared: it finds each row by a whole key. All others are planned for their
values each time. But in tables of a few rows every index is as good as another, and a plan that was made there goes on
with the wrong one when they have grown. So plans are kept for some seconds, and then made anew.
"""

from typing import TypeVar

import sqlalchemy as sa

OPTION = "rollbook_prepared"
PLANS_SECONDS = 10.0
"""How long plans are kept. Made for empty tables, they may for so long read what came in meanwhile."""
MAY_PREPARE, DISTRIBUTED = "rollbook_may_prepare", "rollbook_distributed"
Statement = TypeVar("Statement", bound=sa.Executable)


def prepared(statement: Statement) -> Statement:
    """Return the statement as one that is prepared where that can be done."""
    return statement.execution_options(**{OPTION: True})


def may_prepare(connection: sa.Connection) -> bool:
    """Whether statements can be prepared on this connection.

    Not on Citus, which finds the node of an account in a plan for the values. Nor behind a pooler, whose clients share
    connections: a name may there be another client's statement. A pooler is known by the process number, which it
    makes up.
    """
    return bool(connection.info.get(MAY_PREPARE))


def is_distributed(connection: sa.Connection) -> bool:
    """Whether the database is spread over the nodes of Citus, or may be."""
    return bool(connection.info.get(DISTRIBUTED))
