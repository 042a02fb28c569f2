"""A console in this process, visited by somebody who is signed in, with the statements that its pages send."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from types import SimpleNamespace
from typing import Any, cast

import sqlalchemy as sa
from litestar import Litestar
from litestar.testing import TestClient

from rollbook.calls.call import Limits
from rollbook.calls.gate import Gate
from rollbook.records.database.engine import Database
from rollbook.records.patience import Patience
from rollbook.server.console import make_console
from rollbook.server.settings import Settings
from rollbook.web.reception import Reception
from tests.console.visitors import FINA, Visitor
from tests.noted import Statement

HERE = "http://testserver.local"


@contextmanager
def visiting(database: Database, who: str, account: str = FINA) -> Iterator[tuple[Visitor, list[Statement]]]:
    """Sign somebody in to a console on the database; give them with the list of statements about rows, as it grows."""
    settings = Settings(database_url=database.url.render_as_string(hide_password=False))
    limits = Limits(settings.max_package_bytes, settings.max_blocks, insecure_http=True, slow_seconds=60)
    parts = (Gate(database, limits), Reception(2**20, 60), Patience(60, 60))
    console = make_console(settings, "insecure", *parts)
    with (
        closing(console),
        _noted() as statements,
        TestClient(Litestar(console.handlers, logging_config=None), base_url=HERE) as client,
    ):
        client.follow_redirects = True
        visitor = Visitor(cast("Any", SimpleNamespace(url=HERE, database=database)))
        visitor.http = cast("Any", client)
        visitor.sign_in(who, account)
        statements.clear()
        yield visitor, statements


@contextmanager
def _noted() -> Iterator[list[Statement]]:
    """Collect the statements about rows that any engine of this process sends."""
    statements: list[Statement] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if Statement(statement).is_of_rows:
            statements.append(Statement(statement, parameters))

    sa.event.listen(sa.Engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", note)
