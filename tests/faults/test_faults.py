"""Faults, each once on each database it concerns: nothing is lost, nothing half there, and the server recovers."""

from collections.abc import Iterator

import pytest

from tests.databases import own_postgresql
from tests.faults.faults import FAULTS
from tests.faults.round import run_rounds
from tests.faults.scene import NotHereError
from tests.postgres import PostgreSQL

pytestmark = [pytest.mark.served, pytest.mark.faults]

CASES = [pytest.param(fault, backend, id=f"{fault}, {backend}") for fault in FAULTS for backend in fault.backends]


@pytest.fixture(scope="module")
def postgresql() -> Iterator[PostgreSQL]:
    """A PostgreSQL server that the tests of this file alone may kill."""
    with own_postgresql() as server:
        yield server


@pytest.mark.parametrize(("fault", "backend"), CASES)
def test_nothing_acknowledged_is_lost_nothing_is_half_there_and_all_is_well_again(fault, backend, postgresql, tmp_path):
    try:
        [round_] = run_rounds(fault, backend, 1, tmp_path, postgresql)
    except NotHereError as reason:
        pytest.skip(str(reason))
    assert round_.acknowledged
