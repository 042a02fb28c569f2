"""The envelope: a package is parsed, or refused for the first thing that is wrong; an answer is always complete."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from rollbook.contract.errors import STRUCTURE, Fault, Refused
from rollbook.contract.text import is_fit
from rollbook.xml.answers import cdata, show_answer
from rollbook.xml.envelope import MASK, read_envelope
from tests.answers import canonical

FIT_TEXT = st.text(st.characters(codec="utf-8")).filter(is_fit)

PARTS = {
    "AccountAPI": "<AccountAPI>ACC</AccountAPI>",
    "UserAPI": "<UserAPI>use*r!key</UserAPI>",
    "Method": "<Method>enrollSessionHistory </Method>",
    "Parameters": "<Parameters><A/></Parameters>",
}

BOMB = b"<!DOCTYPE SmarterU [%s]>" % b"".join(
    b'<!ENTITY x%d "%s">' % (number, b"&x%d;" % (number - 1) * 9) for number in range(1, 30)
)


def package(parts: dict[str, str] = PARTS, root: str = "SmarterU") -> bytes:
    return f"<{root}>{''.join(parts.values())}</{root}>".encode()


def without(*names: str) -> dict[str, str]:
    return {name: part for name, part in PARTS.items() if name not in names}


def refusal_of(given_package: bytes) -> Fault:
    with pytest.raises(Refused) as refusal:
        read_envelope(given_package)
    return refusal.value.fault


def text_of(xml: bytes) -> str | None:
    return read_envelope(package(PARTS | {"Parameters": "<Parameters><A>%s</A></Parameters>"}) % xml).parameters[0].text


def test_a_package_is_parsed_and_its_texts_are_trimmed():
    envelope = read_envelope(b'<?xml version="1.0" encoding="UTF-8"?>\n' + package())
    assert (envelope.credentials.account_key, envelope.credentials.user_key, envelope.method) == (
        "ACC",
        "use*r!key",
        "enrollSessionHistory",
    )
    assert envelope.parameters[0].tag == "A"


def test_the_four_parts_may_come_in_any_order_and_in_cdata():
    turned = dict(reversed(PARTS.items())) | {"UserAPI": "<UserAPI>\n<![CDATA[ k ]]></UserAPI>"}
    assert read_envelope(package(turned)).credentials.user_key == "k"


@pytest.mark.parametrize(
    "broken",
    [
        b"", b" ", b"SmarterU", b"<SmarterU>", b"<SmarterU/><SmarterU/>", b"<SmarterU>\xe9</SmarterU>", b"\xff\xfe<",
        b"<SmarterU>\0</SmarterU>", b"<SmarterU>&#0;</SmarterU>", b"<SmarterU>&#xD800;</SmarterU>", package() + b"\0",
        b"<SmarterU>&unknown;</SmarterU>", b"<SmarterU>R&D</SmarterU>", b'<?xml version="1.0" encoding="x"?><a/>',
        b"\n<?xml version='1.0'?><SmarterU/>", b"<SmarterU><a></SmarterU></a>", b"<![CDATA[<SmarterU/>]]>",
    ],
)  # fmt: skip
def test_what_is_not_xml_is_refused(broken):
    assert refusal_of(broken).code == "SU:03"


@pytest.mark.parametrize(
    "doctype",
    [
        b"<!DOCTYPE SmarterU>",
        b'<!DOCTYPE SmarterU SYSTEM "file:///etc/passwd">',
        b'<!DOCTYPE SmarterU PUBLIC "-//W3C//DTD XHTML 1.0//EN" "http://127.0.0.1:9/x.dtd">',
        b'<!DOCTYPE SmarterU [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        BOMB,
    ],
    ids=["bare", "system", "public", "external entity", "bomb"],
)
def test_a_doctype_is_refused_whatever_it_declares(doctype):
    assert refusal_of(doctype + package()).code == "SU:03"


def test_elements_nested_without_end_are_refused():
    nested = b"<b>" * 100_000 + b"</b>" * 100_000
    assert refusal_of(package(PARTS | {"Parameters": "<Parameters>%s</Parameters>"}) % nested).code == "SU:03"


@pytest.mark.parametrize(
    ("missing", "code"),
    [("AccountAPI", "SU:05"), ("UserAPI", "SU:06"), ("Method", "SU:07"), ("Parameters", "SU:08")],
)
def test_a_part_that_is_missing_is_named_by_its_code(missing, code):
    assert refusal_of(package(without(missing))).code == code


@pytest.mark.parametrize(
    "empty", ["<Parameters/>", "<Parameters> text </Parameters>", "<Parameters><!-- --></Parameters>"]
)
def test_parameters_without_an_element_are_refused(empty):
    assert refusal_of(package(PARTS | {"Parameters": empty})).code == "SU:09"


@pytest.mark.parametrize("root", ["smarteru", "Package", "x:SmarterU xmlns:x='urn:x'"])
def test_another_root_is_refused(root):
    opened, closed = f"<{root}>".encode(), f"</{root.split()[0]}>".encode()
    assert refusal_of(opened + closed).code == "SU:04"


@given(st.sets(st.sampled_from(list(PARTS)), min_size=1), st.booleans())
def test_of_several_things_that_are_wrong_the_first_of_the_table_is_answered(missing, wrong_root):
    codes = dict(zip(PARTS, ["SU:05", "SU:06", "SU:07", "SU:08"], strict=True))
    expected = "SU:04" if wrong_root else min(codes[name] for name in missing)
    assert refusal_of(package(without(*missing), "Other" if wrong_root else "SmarterU")).code == expected


def test_a_fifth_part_is_refused():
    with pytest.raises(Refused, match="Element Extra was found"):
        read_envelope(package(PARTS | {"Extra": "<Extra/>"})).check_structure()


@pytest.mark.parametrize("name", PARTS)
def test_a_part_that_is_given_twice_is_refused(name):
    with pytest.raises(Refused, match=f"Element {name} was found"):
        read_envelope(package(PARTS | {"again": PARTS[name]})).check_structure()


@pytest.mark.parametrize("name", ["AccountAPI", "UserAPI", "Method"])
@pytest.mark.parametrize("stranger", ["<b/>", "<b>x</b>", "<x:b xmlns:x='urn:x'/>", "<Method/>"])
@pytest.mark.parametrize("cut", [0, 2, 3])
def test_an_element_in_a_part_that_holds_text_is_refused_though_the_text_is_read(name, stranger, cut):
    opening, text, closing = PARTS[name].partition(">")[0] + ">", PARTS[name].split(">")[1].split("<")[0], f"</{name}>"
    envelope = read_envelope(package(PARTS | {name: f"{opening}{text[:cut]}{stranger}{text[cut:]}{closing}"}))
    assert (envelope.credentials.account_key, envelope.credentials.user_key, envelope.method) == (
        "ACC",
        "use*r!key",
        "enrollSessionHistory",
    )
    with pytest.raises(Refused, match=f"Element {'Method' if 'Method' in stranger else 'b'} was found"):
        envelope.check_structure()


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        (b"Caf&eacute; &mdash; &iexcl;hola!", "Café — ¡hola!"),
        (b"&nbsp;&hearts;&Eacute;&AElig;", "\u00a0♥ÉÆ"),
        (b"R&amp;D &lt;b&gt; &quot;x&quot; &apos;", 'R&D <b> "x" \''),
        (b"&#233;&#xE9;", "éé"),
        (b"<![CDATA[&eacute; <b>]]>", "&eacute; <b>"),
        (b"a<![CDATA[b]]>c<!-- &eacute; -->d<?e f?>g", "abcdg"),
        ("Zo\u00eb \U0001f45f".encode(), "Zo\u00eb \U0001f45f"),
    ],
)
def test_text_is_read_however_it_is_written(sent, read):
    assert text_of(sent) == read


def test_keys_are_masked_wherever_they_are():
    spread = "<Parameters><A x='ACC'>use*r!key</A><UserAPI><b>use*r!key</b></UserAPI></Parameters>"
    masked = read_envelope(package(PARTS | {"Parameters": spread})).masked()
    assert b"ACC" not in masked
    assert b"use*r!key" not in masked
    assert masked.count(MASK.encode()) == 5


def test_a_key_that_xml_has_to_escape_is_masked_too():
    keys = {"AccountAPI": "<AccountAPI>R&amp;D&lt;1</AccountAPI>", "Method": "<Method>R&amp;D&lt;1</Method>"}
    assert b"R&amp;D" not in read_envelope(package(PARTS | keys)).masked()


@pytest.mark.parametrize(
    "secret",
    [
        "<Password>open sesame</Password>", "<password>open sesame</password>", "<PASSWORD>open sesame</PASSWORD>",
        "<x:PassWord xmlns:x='urn:x'>open sesame</x:PassWord>", "<NewPassword>open sesame</NewPassword>",
        "<pa\u017fsword>open sesame</pa\u017fsword>", "<Password>open <b>ses</b>ame</Password>",
        "<Password><![CDATA[open]]> <b><Password>x</Password></b>sesame</Password>", "<b Password='open sesame'/>",
        "<b xmlns:x='urn:x' x:oldpassword='open sesame'/>", "<Password sesame='sesame'>x<!-- sesame --></Password>",
        "<userapi>sesame-0123456789</userapi>", "<x:ACCOUNTAPI xmlns:x='urn:x'>sesame</x:ACCOUNTAPI>",
        "<b UserAPI='sesame-0123456789'/>",
    ],
)  # fmt: skip
def test_a_secret_is_masked_however_its_tag_is_spelt_because_refused_packages_are_kept_too(secret):
    spread = PARTS | {"Parameters": f"<Parameters><A>before{secret}after</A></Parameters>"}
    masked = read_envelope(package(spread)).masked()
    assert b"sesame" not in masked
    assert re.search(rb"<A>before<.*after</A></Parameters>", masked)


def test_a_key_that_an_attribute_has_to_escape_is_masked_too():
    keys = {
        "UserAPI": '<UserAPI>use"r&lt;key</UserAPI>',
        "Parameters": "<Parameters><A x='use\"r&lt;key'/></Parameters>",
    }
    masked = read_envelope(package(PARTS | keys)).masked()
    assert masked.count(MASK.encode()) == 3


def test_a_key_that_is_sent_as_the_methods_name_is_masked_there():
    envelope = read_envelope(package(PARTS | {"Method": "<Method>get use*r!key</Method>"}))
    assert envelope.masked_method() == "get ***"


def test_masking_leaves_the_rest_of_the_package_as_it_was():
    parts = PARTS | {"AccountAPI": "<AccountAPI>***</AccountAPI>", "UserAPI": "<UserAPI>***</UserAPI>"}
    assert read_envelope(package()).masked() == package(parts)


@given(FIT_TEXT)
def test_cdata_carries_every_text(text):
    assert (etree.fromstring(f"<a>{cdata(text)}</a>".encode()).text or "") == text


@given(FIT_TEXT, st.none() | st.integers(1, 1000))
def test_an_answer_carries_every_message(text, block):
    root = etree.fromstring(show_answer("Failed", "", [Fault(STRUCTURE, text, block)]))
    assert [child.tag for child in root] == ["Result", "Info", "Errors"]
    assert (root.findtext("Errors/Error/ErrorMessage") or "") == text
    assert [error.get("block") for error in root.iterfind("Errors/Error")] == [block and str(block)]


def test_an_answer_begins_with_the_declaration_and_ends_with_the_root():
    answer = show_answer("Success", "", [])
    assert answer.startswith(b'<?xml version="1.0" encoding="UTF-8"?>\n<SmarterU>')
    assert answer.endswith(b"</SmarterU>")


def test_a_failed_answer_has_an_empty_info_and_a_good_one_empty_errors():
    assert canonical(show_answer("Failed", "", []).decode()) == (
        "<SmarterU><Result>Failed</Result><Info></Info><Errors></Errors></SmarterU>"
    )
    assert canonical(show_answer("Success", "<x/>", []).decode()) == (
        "<SmarterU><Result>Success</Result><Info><x></x></Info><Errors></Errors></SmarterU>"
    )
