"""The page about architecture tells the way of a call as it is, and its words are few."""

import re
import sys
import threading
from pathlib import Path
from types import FrameType

import anyio
import httpx
from litestar import Litestar

from rollbook.calls.call import Limits
from rollbook.calls.gate import Gate
from rollbook.calls.turns import Turns
from rollbook.records.database.engine import Database
from rollbook.web.door import Door, Transport
from rollbook.web.reception import Reception
from rollbook.worlds.load import load
from rollbook.xml.door import make_door
from tests import cast
from tests.databases import fresh_database
from tests.house.tree import ROOT
from tests.seed_calls import OLGA, session_package

PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
MOST_HOPS, MOST_WORDS = 30, 25


def rows_behind(heading: str) -> list[list[str]]:
    """The rows of the first table behind a heading, without its head."""
    _, _, section = PAGE.partition(f"## {heading}\n")
    lines = re.findall(r"^\|(.*)\|$", section.partition("\n## ")[0], re.MULTILINE)
    return [[cell.strip().strip("`") for cell in line.split("|")] for line in lines[2:]]


def called_by(database: Database) -> list[str]:
    """The functions of ours that a call goes through, from the HTTP body on, each when it is first called."""
    called: dict[str, None] = {}

    def note(frame: FrameType, event: str, _: object) -> None:
        module = frame.f_globals.get("__name__", "")
        if event == "call" and module.startswith("rollbook."):
            called[f"{module.removeprefix('rollbook.')}.{frame.f_code.co_qualname}"] = None

    limits = Limits(insecure_http=True)
    door = Door(Gate(database, limits), limits, Transport(), Reception(2**20, 60), Turns(16))
    app = Litestar([make_door(door)], openapi_config=None, logging_config=None)

    async def call() -> httpx.Response:
        transport = httpx.ASGITransport(app)  # type: ignore[arg-type]  # the two libraries type ASGI differently
        async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
            return await client.post("/apiv2/", data={"Package": session_package(OLGA, {})})

    sys.setprofile(note)
    threading.setprofile(note)
    try:
        response = anyio.run(call)
    finally:
        sys.setprofile(None)
        threading.setprofile(None)
    assert "<Result>Success</Result>" in response.text
    return list(called)


def test_the_way_of_a_call_is_the_one_that_a_call_goes(tmp_path: Path):
    hops = [hop for _, hop, _ in rows_behind("The way of a call")]
    with fresh_database("sqlite", tmp_path) as url:
        database = Database(url)
        load(database, [cast.FINA_SHOES])
        called = called_by(database)
        database.close()
    assert [hop for hop in called if hop in hops] == hops
    assert len(hops) <= MOST_HOPS


def test_the_steps_on_the_way_are_all_the_steps(tmp_path: Path):
    hops = {hop for _, hop, _ in rows_behind("The way of a call")}
    with fresh_database("sqlite", tmp_path) as url:
        database = Database(url)
        load(database, [cast.FINA_SHOES])
        called = called_by(database)
        database.close()
    steps = {name for name in called if re.fullmatch(r"calls\.steps\.[a-z_]+", name)}
    assert steps - hops == {"calls.steps.kind_of", "calls.steps.check_strict", "calls.steps.free_idempotency_key"}


def test_the_glossary_is_short_and_in_order():
    words = [word for word, _ in rows_behind("Words")]
    assert len(words) <= MOST_WORDS
    assert words == sorted(words)
