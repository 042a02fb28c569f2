"""The mutator of JSON survives whatever was sent."""

from fuzz.__main__ import LONGEST_INPUT
from fuzz.json_inputs import JsonInput, json_headers, write_json_input
from fuzz.json_mutator import mutate_json

DEEP = 880
SEEDS = 25


def test_a_body_as_deep_as_can_be_read_is_changed_or_replaced():
    body = b"[" * DEEP + b"]" * DEEP
    given = write_json_input(JsonInput("POST", "getAccount", "", json_headers(), body))
    assert all(mutate_json(given, LONGEST_INPUT, seed, lambda data, _: data) for seed in range(SEEDS))
