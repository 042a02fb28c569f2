"""Joins that are carried out as they are written."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler


class InTurn(sa.Join):
    """A join that looks up what is on the right for each row on the left.

    SQLite, which keeps no statistics, would as soon turn it around to have the rows in the order of an index, and read
    all that an account has. It takes a CROSS JOIN as it is written.
    """

    inherit_cache = True


@compiles(InTurn, "sqlite")
def _(join: InTurn, compiler: SQLCompiler, **options: Any) -> str:
    written: str = compiler.visit_join(join, **options)  # type: ignore[no-untyped-call]  # the library's
    left = compiler.process(join.left, **options)
    return f"{left} CROSS{written.removeprefix(left)}"
