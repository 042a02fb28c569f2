"""The fuzzer's seed corpus, replayed: it covers envelope and contracts, with inputs that once broke something."""

from pathlib import Path

import pytest

from fuzz.every import SHEETS, TARGETS, seeds_of
from fuzz.inputs import read_input
from fuzz.invariants import KNOWN_METHODS, check_answer, open_input
from fuzz.sheets import check_sheet
from fuzz.targets import Desk
from rollbook import worlds
from rollbook.records.database.engine import Database
from rollbook.worlds.load import load
from tests.house.tree import ROOT

SEEDS = {target: seeds_of(target) for target in TARGETS}
CORPORA = ("envelope", "contracts", "json")
MOST_SEEDS = 300
MOST_BYTES = 10**6


@pytest.mark.parametrize("target", CORPORA)
def test_no_seed_breaks_an_invariant(database: Database, target):
    load(database, [worlds.DEMO])
    desk = Desk(database)
    for seed in SEEDS[target]:
        try:
            TARGETS[target](desk, seed.read_bytes())
        except AssertionError as broken:
            broken.add_note(f"replay it: python -m fuzz --target {target} --replay {seed.relative_to(ROOT)}")
            raise


@pytest.mark.parametrize("target", SHEETS)
def test_no_sample_sheet_breaks_an_invariant(target):
    assert SEEDS[target]
    for seed in SEEDS[target]:
        check_sheet(None, seed.read_bytes())


def test_every_seed_is_answered_over_http_with_status_200(server):
    server.load(worlds.DEMO)
    for seed in [*SEEDS["envelope"], *SEEDS["contracts"][::5]]:
        given = read_input(seed.read_bytes())
        headers = {name: value.encode("latin-1") for name, value in given.headers.items()}
        answer = server.http.post("/apiv2/", content=given.body, headers=headers)
        assert answer.status_code == 200, seed
        if given.body:
            check_answer(given, answer.content)


def test_the_corpus_is_small_and_calls_every_method():
    seeds = [seed for target in CORPORA for seed in SEEDS[target]]
    assert len(seeds) <= MOST_SEEDS
    assert sum(map(size_of, seeds)) <= MOST_BYTES
    opened = [open_input(read_input(seed.read_bytes())) for seed in SEEDS["contracts"]]
    called = {envelope.method.strip().lower() for envelope in opened if envelope is not None}
    assert {method.wire_name().lower() for method in KNOWN_METHODS} <= called


def size_of(path: Path) -> int:
    return path.stat().st_size
