"""Lists as long as a contract allows: each is answered, by as many statements as a list of one; a longer one is not."""

import itertools
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from lxml import etree

from rollbook.contract.method import Method
from rollbook.contract.rows import LONGEST_LIST
from rollbook.methods import METHODS
from rollbook.methods.update_group import UpdateGroup
from rollbook.methods.update_user import UpdateUser
from rollbook.records.database.engine import Database
from rollbook.records.sql.find import MOST_AT_ONCE
from rollbook.worlds.load import load
from tests import cast
from tests.calls.test_statements import answer_of
from tests.databases import one_each
from tests.long_lists import List, furnish, lists_of, long_package
from tests.long_lists import Path as ListPath
from tests.noted import Statement, noted, plan_of
from tests.seed_calls import OLGA

LISTS = [(method, path, listed) for method in METHODS.values() for path, listed in lists_of(method.row)]
MORE = LONGEST_LIST // MOST_AT_ONCE + 1
"""How many more statements a long list may take: its names are looked up in up to this many parts."""
WALKED_THROUGH = re.compile(r"^( +)->  .*\n(?:\1 .*\n)*\1->  Function Scan on arrays", re.MULTILINE)
"""In a plan: the values table on the inner side of a loop, where it is scanned for each row of the outer side."""
numbers = itertools.count()
every_list = pytest.mark.parametrize(
    ("method", "path", "listed"), LISTS, ids=[f"{method.wire_name()} {'/'.join(path)}" for method, path, _ in LISTS]
)


@pytest.fixture(scope="module")
def large_on(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Database]]:
    """Make the one large account of a backend, or return it again."""

    def make(running: ExitStack, url: str, _: Path) -> Database:
        database = Database(url)
        running.callback(database.close)
        load(database, [cast.FINA_SHOES])
        with database.reading() as connection:
            connection.exec_driver_sql("ANALYZE")
        furnish(database, LONGEST_LIST)
        return database

    yield from one_each(tmp_path_factory, make)


@pytest.fixture
def large(backend: str, large_on: Callable[[str], Database]) -> Database:
    """An account with as many users, groups, courses and so on as a list may name; the planner believes it is small."""
    return large_on(backend)


def ask(database: Database, method: type[Method], path: ListPath, size: int) -> tuple[list[str], list[Statement]]:
    """The errors of the call whose list at the path has so many entries, and its statements."""
    sent = long_package(method, OLGA, path, size, fresh=f"fresh-{next(numbers)}")
    with noted(database) as statements:
        answer = etree.fromstring(answer_of(database, sent).body)
    return [f"{each[0].text} {each[1].text}" for each in answer.iterfind("Errors/Error")], statements


@every_list
def test_a_list_may_be_as_long_as_its_contract_says(large, method, path, listed: List):
    _, of_one = ask(large, method, path, 1)
    errors, of_all = ask(large, method, path, listed.most)
    assert errors == []
    assert len(of_all) <= len(of_one) + MORE


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
@pytest.mark.parametrize(("method", "path", "listed"), [each for each in LISTS if each[0] in (UpdateGroup, UpdateUser)])
def test_a_list_is_not_scanned_for_each_row_on_record(large, method, path, listed: List):
    for _ in ("new", "on record"):
        errors, statements = ask(large, method, path, listed.most)
        assert errors == []
        plans = [
            plan_of(large, each) for each in statements if each.is_of_rows and not each.statement.startswith("INSERT")
        ]
        assert [plan for plan in plans if WALKED_THROUGH.search(plan)] == []


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
@every_list
def test_a_list_may_not_be_longer(large, method, path, listed: List):
    (error,), _ = ask(large, method, path, listed.most + 1)
    assert error.startswith("SU:12 ")
    assert f" may have {listed.most} " in error
    assert error.endswith(f"; this one has {listed.most + 1}.")
