"""The mutator sends what may reveal a mistake of ours: long lists, all encodings, headers of every kind."""

from collections.abc import Iterator

import pytest

from fuzz.__main__ import LONGEST_INPUT
from fuzz.inputs import Input, read_input
from fuzz.invariants import open_input
from fuzz.mutator import ENCODINGS, mutate_package
from rollbook.methods import METHODS

SEEDS = 5_000


def unchanged(data: bytes, max_size: int) -> bytes:
    return data[:max_size]


@pytest.fixture(scope="module")
def inputs() -> list[Input]:
    """What the fuzzer makes from an empty input."""
    return [read_input(mutate_package(b"", LONGEST_INPUT, seed, unchanged)) for seed in range(SEEDS)]


def lengths(inputs: list[Input]) -> Iterator[tuple[str, int]]:
    """The longest list in each package, with its method."""
    for given in inputs:
        envelope = open_input(given)
        if envelope is not None:
            yield envelope.method, max(len(element) for element in envelope.parameters.iter())


def test_methods_are_called_with_lists_of_more_than_a_thousand(inputs):
    long = {method for method, length in lengths(inputs) if length > 1_000}
    assert "getLearnerReport" in long
    assert len(long & {method.wire_name() for method in METHODS.values()}) >= 5


def test_packages_come_in_every_encoding_that_the_parser_knows(inputs):
    declared = {name for name, _ in ENCODINGS for given in inputs if f'encoding="{name}"'.encode() in given.body}
    assert declared >= {"UTF-8", "US-ASCII", "UTF-7", "windows-1252", "Shift_JIS"}
    assert any(given.body.startswith((b"\xff\xfe", b"\xfe\xff")) for given in inputs)


def test_an_input_is_the_same_for_the_same_seed():
    once, again = (mutate_package(b"", LONGEST_INPUT, SEEDS, unchanged) for _ in range(2))
    assert once == again
