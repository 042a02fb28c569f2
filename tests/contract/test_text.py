"""Text: the forms in which names are compared, and what XML can carry."""

import sys
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import etree

from rollbook.contract.text import LONG_RUN, email_key, is_fit, name_key, normal


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Dana.Brown@FinaShoes.com", "dana.brown@finashoes.com"),
        ("STRASSE@fina.com", "straße@fina.com"),
        ("ΣΊΣΥΦΟΣ@fina.gr", "σίσυφος@fina.gr"),
        ("ДАНА@fina.com", "дана@fina.com"),
        (" dana@fina.com ", "dana@fina.com"),
    ],
)
def test_addresses_are_compared_without_case_in_every_script(one, other):
    assert email_key(one) == email_key(other)


def test_different_letters_stay_different():
    assert email_key("dana@fina.com") != email_key("dána@fina.com")


@pytest.mark.parametrize(
    "name", ["Sales  Floor", " sales floor ", "SALES\tFLOOR", "Sales\n   floor", "sales\u00a0floor"]
)
def test_a_name_is_compared_without_case_and_with_its_blanks_folded(name):
    assert name_key(name) == "sales floor"


def test_a_blank_is_never_folded_to_nothing():
    assert name_key("Sales Floor") != name_key("SalesFloor")


@given(st.text())
def test_a_key_of_a_key_is_the_key_itself(text):
    assert name_key(name_key(text)) == name_key(text)
    assert email_key(email_key(text)) == email_key(text)


@given(st.text(min_size=1))
@example("\ud800")
@example("\ufffe")
@example("\x0b")
@example("\U0010ffff")
@example("\x85\u2028")
def test_a_text_is_fit_just_when_xml_can_carry_it(text):
    carried = text
    try:
        element = etree.Element("Text")
        element.text = text
        carried = etree.fromstring(etree.tostring(element, encoding="utf-8")).text
        can_carry = True
    except (ValueError, etree.XMLSyntaxError):
        can_carry = False
    assert is_fit(text) == can_carry
    assert carried == text or not can_carry


MARKS = "\u0301\u0316\u0344\u0345\u0f73\u0f72\u05b0\u0591\u3099\U0001d165\U0001e94a"
MARKED = st.text(st.sampled_from(MARKS + "ae\xe9\u1e17\u1100\u1161\uac00 "), max_size=3 * LONG_RUN)


@given(MARKED | st.text())
def test_the_normal_form_is_unicodes_nfc_however_many_marks_there_are(text):
    assert normal(text) == unicodedata.normalize("NFC", text)


@given(MARKED | st.text())
def test_all_forms_of_a_text_have_one_key(text):
    forms = [unicodedata.normalize(form, text) for form in ("NFC", "NFD")]
    for key in (email_key, name_key):
        assert {key(form) for form in forms} == {key(text)}
        assert normal(key(text)) == key(text)


def test_every_letter_and_its_capital_have_one_key_in_either_form():
    letters = [chr(number) for number in range(sys.maxunicode + 1) if not 0xD800 <= number <= 0xDFFF]
    for letter in letters:
        assert email_key(unicodedata.normalize("NFD", letter)) == email_key(letter)
    assert email_key("\u0390") == email_key("\u0399\u0308\u0301") == email_key("\u03aa\u0301")


def test_marks_behind_the_first_planes_are_known_to_no_unicode_of_ours():
    assert not [number for number in range(0x20000, sys.maxunicode) if unicodedata.combining(chr(number))]


@pytest.mark.parametrize(
    "marks", ["\u0301\u0316", "\u0f73", "\u0344\u0316", "\u0f73\u0301"], ids=["plain", "one", "double", "mixed"]
)
def test_a_text_of_nothing_but_marks_is_brought_to_the_normal_form_in_no_time(marks):
    """Sorted by the library, these would take hours."""
    text = "a" + marks * 500_000
    assert len(normal(text)) > 500_000
    assert email_key(text)
