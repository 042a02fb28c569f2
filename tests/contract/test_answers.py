"""Answers as data: a text comes back as it was sent."""

import pytest
from lxml import etree

from rollbook.xml.answers import show_tag


@pytest.mark.parametrize("text", ["a\rb", "a\r\nb", "a & <b>", "]]>", "\U0001f600"], ids=ascii)
def test_a_tag_is_read_back_as_the_text_that_was_written(text):
    assert etree.fromstring(show_tag("Organization", text)).text == text
