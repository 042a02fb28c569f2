"""Every method through every client: sync and async, by JSON and by XML, with equal results."""

from typing import Any

import pytest

from rollbook.client import BatchResult, ChangeResult
from rollbook.contract.method import Change, Method
from rollbook.methods import METHODS
from tests import cast
from tests.client.asking import WAYS, ask, assigned
from tests.sampled import SAMPLED

SEES_ITSELF = {"listCalls"}
"""Reports that list the calls before them."""


def made_up(found: Any) -> Any:
    """A result of a dry run without the ids that were made for it."""
    if isinstance(found, ChangeResult) and found.answer is not None:
        return {name: value is None for name, value in found.answer.__rich_repr__()}
    return found


@pytest.mark.parametrize("contract", METHODS.values(), ids=METHODS)
def test_a_sample_has_equal_results_in_every_way(server, contract: type[Method]):
    server.load(SAMPLED, cast.NEXT_DOOR_SHOES)
    ids = assigned(server, contract)
    first, *others = [ask(server, contract, way, ids) for way in WAYS]
    for number, other in enumerate(others, 1):
        if contract.wire_name() in SEES_ITSELF:
            assert other[number:] == first
        elif issubclass(contract, Change):
            assert made_up(other) == made_up(first)
        else:
            assert other == first
    if isinstance(first, BatchResult | ChangeResult):
        assert first.ok
