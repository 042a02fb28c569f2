"""Ids made by the process: ordered, never twice the same, within what the wire can carry."""

import itertools
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from rollbook.records.database.ids import Ids, id_of

THREADS = 8
TAKES = 200
FORKS = """
import os
from rollbook.records.database.ids import COUNT_BITS, NODE_BITS, new_ids
for _ in range(4):
    if os.fork() == 0:
        print(new_ids()[0] >> COUNT_BITS & (1 << NODE_BITS) - 1, flush=True)
        os._exit(0)
    os.wait()
"""


def test_ids_fit_the_wire_even_in_fifty_years():
    fifty_years = round(50 * 365.25 * 86_400 * 1000)
    ids = Ids()
    ids._last = fifty_years << 10  # as if the process had borrowed that far ahead
    (last,) = ids.take()
    assert 1 <= last < 2**63


@given(counts=st.lists(st.integers(min_value=1, max_value=3000), min_size=1, max_size=10))
def test_each_id_is_greater_than_the_one_before(counts):
    ids = Ids()
    taken = [each for count in counts for each in ids.take(count)]
    assert len(taken) == sum(counts)
    assert all(before < after for before, after in itertools.pairwise(taken))


def test_threads_never_take_the_same_id():
    ids = Ids()
    with ThreadPoolExecutor(THREADS) as pool:
        taken = [each for some in pool.map(ids.take, range(1, TAKES + 1)) for each in some]
    assert len(set(taken)) == len(taken) == sum(range(1, TAKES + 1))


def test_ids_of_two_processes_are_ordered_by_time():
    (earlier,) = Ids().take()
    started = time.time_ns() // 1_000_000
    while time.time_ns() // 1_000_000 == started:
        pass
    (later,) = Ids().take()
    assert earlier < later


def test_two_processes_in_one_millisecond_are_told_apart():
    here, there = Ids(), Ids()
    here._node, there._node = 1, 2
    assert not set(here.take(2000)) & set(there.take(2000))


def test_a_forked_process_draws_bits_of_its_own():
    """The server imports before it forks its workers: for two of them the same bits would mean the same ids."""
    done = subprocess.run([sys.executable, "-c", FORKS], capture_output=True, text=True, check=True)
    assert len(set(done.stdout.split())) > 1


def test_none_are_taken_when_none_are_asked_for():
    assert Ids().take(0) == []


def test_an_id_made_of_values_is_the_same_in_every_version_of_the_program():
    then = datetime(2024, 3, 1, tzinfo=UTC)
    assert id_of(7, 3861, then, None) == 1_516_586_672_667_386_921


@given(st.lists(st.tuples(st.integers(), st.none() | st.datetimes()), max_size=20))
def test_ids_made_of_values_differ_where_the_values_do_and_fit_the_wire(rows):
    ids = {id_of(*row) for row in rows}
    assert len(ids) == len(set(rows))
    assert all(0 < number < 2**63 for number in ids)
