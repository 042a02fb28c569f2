"""Text: the forms in which names are compared, and what XML can carry."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import etree

from rollbook.wire.text import email_key, is_fit, name_key


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
