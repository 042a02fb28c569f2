"""API keys: made to look like the vendor's, kept as hashes."""

import re

from lxml import etree

from rollbook.records.keys.api_keys import hash_of, new_account_key, new_user_key


def test_an_account_key_is_32_hex_digits_in_upper_case():
    assert re.fullmatch("[0-9A-F]{32}", new_account_key())


def test_a_user_key_has_40_characters_that_xml_leaves_alone():
    key = new_user_key()
    assert len(key) == 40
    assert etree.fromstring(f"<key>{key}</key>").text == key


def test_no_key_is_made_twice():
    assert len({new_user_key() for _ in range(1000)} | {new_account_key() for _ in range(1000)}) == 2000


def test_a_hash_has_32_bytes_and_tells_keys_apart():
    assert len(hash_of("olga-0123456789")) == 32
    assert hash_of("olga-0123456789") == hash_of("olga-0123456789")
    assert hash_of("olga-0123456789") != hash_of("Olga-0123456789")


def test_any_text_a_package_can_carry_has_a_hash():
    assert len(hash_of("")) == len(hash_of("ключ\ud800")) == 32
