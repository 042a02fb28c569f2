"""Passwords: hashed with argon2id at the parameters of OWASP, one at a time, and compared as they are typed."""

from concurrent.futures import ThreadPoolExecutor

import argon2
import pytest

from rollbook.calls.call import Limits
from rollbook.calls.gate import Gate
from rollbook.methods import METHODS
from rollbook.records.keys import passwords
from rollbook.records.keys.passwords import hash_password, verify_password, weakness_of
from rollbook.reference.samples import sample_package
from rollbook.worlds import load
from tests.calls.test_every_method import answer
from tests.sampled import SAMPLED
from tests.seed_calls import OLGA, session_package

PASSWORD = "grandmother's yellow bicycle"  # of nobody


@pytest.fixture(scope="module")
def kept() -> str:
    return hash_password(PASSWORD)


def test_a_hash_is_argon2id_with_19_mebibytes_two_passes_and_one_lane(kept):
    read = argon2.extract_parameters(kept)
    assert (read.type, read.memory_cost, read.time_cost, read.parallelism) == (argon2.Type.ID, 19 * 1024, 2, 1)
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_two_hashes_of_one_password_differ(kept):
    assert hash_password(PASSWORD) != kept


@pytest.mark.parametrize("text", [PASSWORD, f" {PASSWORD}\t"])
def test_the_password_is_verified_with_or_without_blanks_around_it(kept, text):
    assert verify_password(kept, text)


def test_a_password_is_the_same_however_its_accents_are_composed():
    assert verify_password(hash_password("cafe\u0301 noir noir"), "caf\u00e9 noir noir")


@pytest.mark.parametrize("text", ["", PASSWORD.upper(), PASSWORD[:-1], f"{PASSWORD}!"])
def test_another_password_is_not(kept, text):
    assert not verify_password(kept, text)


@pytest.mark.parametrize("damaged", [None, "", "x", "$argon2id$v=19$m=19456,t=2,p=1$AAAA"])
def test_who_has_no_hash_or_a_damaged_one_has_no_password(damaged):
    assert not verify_password(damaged, PASSWORD)


def test_the_password_of_the_hash_for_nobody_opens_nothing():
    assert not verify_password(None, "the password of a user who is not there")


def test_a_name_that_nobody_has_is_hashed_as_one_that_somebody_has(kept):
    of_nobody = argon2.extract_parameters(passwords._hash_of_nobody())
    assert of_nobody == argon2.extract_parameters(kept)


def test_one_hash_is_made_at_a_time():
    with ThreadPoolExecutor(1) as other:
        with passwords._one_at_a_time:
            waiting = other.submit(hash_password, PASSWORD)
            for _ in range(4):
                passwords._hasher.hash(PASSWORD)  # in this time the other one would be ready, too
            assert not waiting.done()
        assert verify_password(waiting.result(), PASSWORD)


def test_other_calls_are_recorded_while_one_waits_to_hash_its_password(database):
    load(database, [SAMPLED])
    gate = Gate(database, Limits())
    with ThreadPoolExecutor(1) as other:
        with passwords._one_at_a_time:
            waiting = other.submit(answer, gate, sample_package(METHODS["updateUser"]))
            answers = [answer(gate, session_package(OLGA, {})).findtext("Result") for _ in range(4)]
            assert answers == ["Success", *["Failed"] * 3]
            assert not waiting.done()
        assert waiting.result().findtext("Result") == "Success"


@pytest.mark.parametrize(
    "text", ["short one", f"{'x' * 11} ", "a" * 20, "abababababab", "Password1234", "x y z" * 60, "qwertyuiop12"]
)
def test_a_weak_password_is_named_as_weak(text):
    assert weakness_of(text) is not None


def test_a_good_password_is_not():
    assert weakness_of(PASSWORD) is None
