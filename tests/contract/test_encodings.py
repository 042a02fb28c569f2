"""Encodings: a package is read in five of them, measured as it is parsed, and refused in any other."""

import codecs
import encodings.aliases
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rollbook.contract.errors import Refused
from rollbook.contract.text import is_fit
from rollbook.xml.encodings import as_utf8
from rollbook.xml.envelope import MOST_TAGS, read_envelope

READ = {
    "UTF-8": ("utf-8", "utf-8-sig"),
    "utf8": ("utf-8",),
    "UTF-16": ("utf-16", "utf-16-le", "utf-16-be"),
    "UTF-16LE": ("utf-16", "utf-16-le"),
    "utf-16be": ("utf-16-be",),
    "US-ASCII": ("ascii",),
    "ASCII": ("ascii",),
    "ISO-8859-1": ("latin-1", "utf-8-sig", "utf-16"),
    "latin1": ("latin-1",),
    "Windows-1252": ("cp1252",),
}
"""Names that a package may declare, and codecs in which it may then come: a mark counts for more than a name."""

DECLARED_AND_SENT = [(name, codec) for name, names in READ.items() for codec in names]
KNOWN_TO_PYTHON = {*encodings.aliases.aliases.values()}


def package(text: str, declared: str = "") -> str:
    """A package whose method is the text."""
    head = f'<?xml version="1.0" encoding="{declared}"?>' if declared else ""
    parts = f"<AccountAPI>a</AccountAPI><UserAPI>u</UserAPI><Method>{text}</Method><Parameters><A/></Parameters>"
    return f"{head}<SmarterU>{parts}</SmarterU>"


def refusal_of(sent: bytes) -> str:
    with pytest.raises(Refused) as refusal:
        read_envelope(sent)
    assert refusal.value.fault.code == "SU:03"
    return refusal.value.fault.message


@pytest.mark.parametrize(("declared", "codec"), DECLARED_AND_SENT)
def test_a_package_may_come_in_five_encodings(declared, codec):
    text = "" if codec == "ascii" else "\u20ac" if codec == "cp1252" else "\xe9"
    sent = package(f"R{text}", declared).encode(codec)
    assert read_envelope(sent).method == f"R{text}"


@pytest.mark.parametrize(("declared", "codec"), DECLARED_AND_SENT)
def test_named_entities_are_read_in_each_encoding(declared, codec):
    assert read_envelope(package("Caf&eacute;&nbsp;<![CDATA[&eacute;]]>", declared).encode(codec)).method == (
        "Caf\xe9\xa0&eacute;"
    )


@pytest.mark.parametrize(("declared", "codec"), DECLARED_AND_SENT)
def test_tags_and_attributes_are_counted_in_each_encoding(declared, codec):
    text = package("x", declared)
    sent = text.encode(codec)
    marks = text.count("<") + text.count("=")
    read_envelope(sent, marks)
    with pytest.raises(Refused, match=f"may have {marks - 1} tags"):
        read_envelope(sent, marks - 1)


@pytest.mark.parametrize("codec", ["utf-16", "utf-8"])
def test_letters_whose_bytes_look_like_tags_are_not_counted_as_such(codec):
    text = package("\u3c3c\u3d3d" * 100, "UTF-16" if codec == "utf-16" else "UTF-8")
    assert read_envelope(text.encode(codec), 20).method == "\u3c3c\u3d3d" * 100


@pytest.mark.parametrize(
    "declared",
    ["UTF-7", "utf7", "UTF-32", "UCS-4", "ISO-10646-UCS-2", "EBCDIC-CP-US", "HZ", "ISO-2022-JP", "ISO-2022-KR", "x",
     "Shift_JIS", "ISO-8859-15", "windows-1250", "HTML", " ", "UTF-8 ", "unicode-1-1-utf-7", "UTF-16"],
)  # fmt: skip
def test_a_package_that_declares_another_encoding_is_refused(declared):
    assert "declares another encoding" in refusal_of(package("x", declared).encode())


@pytest.mark.parametrize("codec", sorted(KNOWN_TO_PYTHON - {"mbcs", "oem"}))
def test_in_no_encoding_are_there_more_tags_than_were_counted(codec):
    for sent in written(package("<a/>" * 20, codec), codec):
        try:
            envelope = read_envelope(sent, 25)
        except Refused:
            continue
        assert sum(1 for _ in envelope.root.iter()) <= 25


def written(text: str, codec: str) -> list[bytes]:
    """A text in an encoding of Python's; in UTF-7 with its tags as letters, which is how they pass a count of bytes."""
    try:
        sent = codecs.encode(text, codec)
    except (UnicodeError, LookupError, TypeError, ValueError):
        return []
    return [sent, sent.replace(b"<a/>", b"+ADw-a/+AD4-")] if isinstance(sent, bytes) else []


def test_tags_in_utf_7_do_not_pass_the_limit():
    sent = b'<?xml version="1.0" encoding="UTF-7"?>+ADw-S+AD4-' + b"+ADw-/+AD4-" * (MOST_TAGS + 1)
    assert "declares another encoding" in refusal_of(sent)


@pytest.mark.parametrize(
    "sent",
    [
        package("\xe9", "US-ASCII").encode(), package("x", "UTF-8").encode() + b"\xe9",
        package("\xe9").encode("latin-1"),
        package("\x81", "Windows-1252").encode("latin-1"), package("x", "UTF-16").encode("utf-16")[:-1],
        package("x").encode("utf-16-le"), package("x", "UTF-16").encode("utf-32"), package("x").encode("utf-32-be"),
        package("x", "UTF-16").encode("utf-16") + b"\x00\xd8", package("x").encode("cp037"),
    ],
    ids=ascii,
)  # fmt: skip
def test_a_package_that_is_not_in_the_encoding_it_declares_is_refused(sent):
    assert refusal_of(sent).startswith("Package data is not properly formatted XML.")


@given(st.text(st.characters(exclude_characters="<&>\r")).filter(is_fit), st.sampled_from(DECLARED_AND_SENT))
def test_a_text_is_the_same_in_each_encoding_that_has_its_letters(text, pair):
    declared, codec = pair
    sent = package(text, declared).encode(codec, "xmlcharrefreplace")
    assert read_envelope(sent).method == text.strip()


@given(st.binary())
def test_any_bytes_are_either_brought_to_utf_8_or_refused(sent):
    with suppress(Refused):
        as_utf8(sent)
