"""The fuzzer's checks can fail, its packages follow the contracts, and it runs."""

import importlib.util
import os
import random
import subprocess
import sys
import zlib
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from lxml import etree

from fuzz.contracts import new_package
from fuzz.every import MUTATORS, TARGETS
from fuzz.inputs import Input, write_input
from fuzz.invariants import KEYS, KNOWN_METHODS, Broken, check_answer
from fuzz.targets import Desk, check_contract, fresh_desk
from fuzz.texts import CALLERS, good_texts
from rollbook.contract.tags import Tag
from rollbook.records.tables import calls
from tests import cast
from tests.fuzz.test_corpus import SEEDS
from tests.house.tree import ROOT
from tests.seed_calls import OLGA, session_package

GIVEN = Input({"content-type": "text/xml"}, session_package(OLGA, {}, {"Email": cast.LENA.email}).encode())
STRICT = GIVEN._replace(headers={**GIVEN.headers, "prefer": "handling=strict"})
ANSWER = (
    b'<SmarterU><Result>Success</Result><Info><Enrollments><Enrollment block="1"/></Enrollments></Info><Errors>'
    b'<Error block="2"><ErrorID>ESH:26</ErrorID><ErrorMessage>!</ErrorMessage></Error></Errors></SmarterU>'
)
DOCTORED = {
    "a block without an answer": (GIVEN, b'block="2"', b'block="1"'),
    "a failure of the server's": (GIVEN, b"ESH:26", b"SU:9999"),
    "a code of another method": (GIVEN, b"ESH:26", b"ESV:14"),
    "no result": (GIVEN, b"<Result>Success</Result>", b""),
    "failure with something in Info": (GIVEN, b">Success<", b">Failed<"),
    "half of a strict call": (STRICT, b"!", b"?"),
    "a key": (GIVEN, b"!", KEYS[1].encode()),
}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with fresh_desk(tmp_path_factory.mktemp("desk")) as opened:
        yield opened


def test_a_correct_answer_breaks_no_invariant():
    check_answer(GIVEN, ANSWER)


@pytest.mark.parametrize(("given", "old", "new"), DOCTORED.values(), ids=DOCTORED)
def test_an_answer_that_breaks_an_invariant_is_found(given, old, new):
    with pytest.raises(Broken):
        check_answer(given, ANSWER.replace(old, new))


class Careless(Desk):
    """A desk that keeps packages as a server would that masks nothing."""

    def answer(self, given: Input) -> bytes:
        answer = super().answer(given)
        with self.database.writing() as connection:
            connection.execute(calls.update().values(package=zlib.compress(given.body, 1)))
        return answer


def test_a_key_in_what_is_kept_of_a_call_is_found(desk):
    data = write_input(GIVEN)
    check_contract(desk, data)
    with pytest.raises(Broken, match="no key is kept"):
        check_contract(Careless(desk.database), data)
    desk.clear()


@pytest.mark.parametrize("method", KNOWN_METHODS, ids=lambda method: method.wire_name())
def test_a_package_that_is_made_from_a_contract_has_its_structure(method, desk):
    for seed in range(10):
        dice = random.Random(seed)  # noqa: S311  # not for secrets
        root = new_package(method, (KEYS[0], CALLERS[0]), 2, dice, partial(any_good, dice))
        answer = etree.fromstring(desk.answer(GIVEN._replace(body=etree.tostring(root))))
        codes = {code.text for code in answer.iterfind("Errors/Error/ErrorID")}
        assert codes.isdisjoint({"SU:11", "SU:12", "SU:13"}), etree.tostring(root)


@pytest.mark.parametrize("target", TARGETS)
def test_a_change_of_an_input_depends_on_nothing_but_its_seed(target):
    mutate, seeds = MUTATORS[target], [path.read_bytes() for path in SEEDS[target][:10]]

    def turn(data: bytes, size: int) -> bytes:
        return data[:size][::-1]

    def changed() -> list[bytes]:
        return [mutate(data, 10_000, seed, turn) for seed in range(20) for data in seeds]

    first = changed()
    assert changed() == first
    assert len({*first} - {*seeds}) >= len(seeds)
    assert max(map(len, first)) <= 10_000


@pytest.mark.skipif(importlib.util.find_spec("atheris") is None, reason="atheris is not to be had here")
def test_a_run_ends_with_a_table_and_keeps_its_work(tmp_path):
    run = fuzz(tmp_path, "--seconds", "1", "--target", "envelope")
    assert run.returncode == 0, run.stderr
    assert "envelope" in run.stdout
    work = tmp_path / "build" / "fuzz" / "envelope"
    assert (work / "corpus").is_dir()  # it may be empty: on a busy machine a second finds nothing new
    assert "INITED" in (work / "log").read_text()


def test_an_input_is_replayed_alone(tmp_path):
    seed = str(SEEDS["contracts"][0])
    assert "breaks nothing" in fuzz(tmp_path, "--target", "contracts", "--replay", seed).stdout
    assert "envelope and contracts" in fuzz(tmp_path, "--target", "nonsense").stderr


def any_good(dice: random.Random, tag: Tag[Any], path: str) -> str:
    """A text that the tag takes."""
    return dice.choice(good_texts(tag, path))


def fuzz(directory, *options):
    """Run the fuzzer's command with this directory as its own."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "fuzz", *options]
    return subprocess.run(command, cwd=directory, env=environment, capture_output=True, check=False, text=True)
