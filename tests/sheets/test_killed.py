"""A server that is killed while it records imports: they go on by the same door, and nothing twice."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import httpx

from rollbook.records.tables import enrollments, import_chunks, imports
from tests import cast
from tests.console.test_imports import facts, path_of, rows_sheet, send
from tests.console.visitors import OLGA, Visitor
from tests.raw import until
from tests.served import Served
from tests.sheets.imported import attended
from tests.sheets.test_over_http import post

PEOPLE, AT_ONCE = 60, 4
WORLD = "account: {name: Fina Shoes, timezone: US/Central}\ngroups: [{name: Sales}]\nusers:\n"
PERSON = "  - {{email: {}, given_name: P, surname: N, home_group: Sales}}\n"
BY_API, BY_PAGE = ([f"{door}{number}@finashoes.com" for number in range(PEOPLE)] for door in ("api", "page"))


def kill_in_the_middle(server: Served, begin: Callable[[], Any]) -> None:
    """Begin an import, and kill the server as soon as the first of its calls are on record; then start it again."""
    done = len(server.rows(enrollments))
    with ThreadPoolExecutor(1) as pool:
        pool.submit(suppressed, begin)
        until(lambda: len(server.rows(enrollments)) >= done + 2 * AT_ONCE)
        server.kill()
    assert len(server.rows(enrollments)) < done + PEOPLE
    assert [row["status"] for row in server.rows(imports)][-1] == "Recording"
    server.start()


def suppressed(begin: Callable[[], Any]) -> None:
    with suppress(httpx.TransportError):
        begin()


def test_imports_go_on_by_api_and_by_page_after_the_server_was_killed(database_url, tmp_path):
    sheets = [[attended(each) for each in people] for people in (BY_API, BY_PAGE)]
    with Served(database_url, tmp_path, environment={"ROLLBOOK_MAX_BLOCKS": str(AT_ONCE)}) as server:
        server.load(cast.FINA_SHOES)
        server.load(WORLD + "".join(PERSON.format(each) for each in (*BY_API, *BY_PAGE)))
        kill_in_the_middle(server, lambda: post(server, sheets[0]))
        with Visitor(server).sign_in(OLGA) as olga:
            page = path_of(send(olga, rows_sheet(*sheets[1])))
            kill_in_the_middle(server, lambda: olga.submit(page, {}, "record"))
            olga.submit(page, {})
            until(lambda: facts(olga.open(page))["Status"] == "Done")
        assert post(server, sheets[0]).json()["counts"]["recorded"] == PEOPLE
        enrolled = [row["user_id"] for row in server.rows(enrollments)]
        assert len(enrolled) == len({*enrolled}) == 2 * PEOPLE
        assert [row["counts"]["recorded"] for row in server.rows(imports)] == [PEOPLE, PEOPLE]
        assert len(server.rows(import_chunks)) == 2 * PEOPLE // AT_ONCE
