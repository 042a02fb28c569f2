"""Hostile packages: whatever is in them, the answer is as documented, nothing is written, and the server survives."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from rollbook.records.tables import calls
from tests import cast
from tests.raw import FORM, MEBIBYTE, MULTIPART, XML, form, memory_of, multipart, post, refusal_of, send, unharmed
from tests.seed_calls import OLGA, session_block, session_package
from tests.served import Served

GOOD = session_package(OLGA, {}).encode()
EMAIL = cast.DANA.email.encode()
BOUND = 80 * MEBIBYTE
"""What one hostile package may add to the server's memory while it is refused."""


@pytest.fixture
def target(server: Served) -> Iterator[Served]:
    """A server that must be unharmed at the end of the test."""
    with unharmed(server):
        yield server


def with_doctype(subset: bytes, email: bytes = EMAIL) -> bytes:
    return b"<!DOCTYPE SmarterU " + subset + b">" + GOOD.replace(EMAIL, email)


LAUGHS = b'<!ENTITY l0 "lol">' + b"".join(b'<!ENTITY l%d "%b">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 30))
DEFAULTS = b"<!ATTLIST Email " + b" ".join(b'a%d CDATA "x"' % number for number in range(10_000)) + b">"

DOCTYPES = {
    "bare": with_doctype(b""),
    "of XHTML": with_doctype(b'PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://127.0.0.1:9/xhtml1-strict.dtd"'),
    "billion laughs": with_doctype(b"[" + LAUGHS + b"]", b"&l29;"),
    "quadratic blowup": with_doctype(b'[<!ENTITY a "' + b"a" * 50_000 + b'">]', b"&a;" * 50_000),
    "endless entity": with_doctype(b'[<!ENTITY a "&b;"><!ENTITY b "&a;">]', b"&a;"),
    "parameter entities": with_doctype(b"[<!ENTITY % a \"<!ENTITY b 'x'>\"> %a;]", b"&b;"),
    "default attributes": with_doctype(b"[" + DEFAULTS + b"]", EMAIL + b"</Email>" + b"<Email/>" * 10_000 + b"<Email>"),
    "in UTF-16": with_doctype(b"").decode().encode("utf-16"),
    "unfinished": with_doctype(b"[<!ENTITY"),
}


@pytest.mark.parametrize("package", DOCTYPES.values(), ids=DOCTYPES)
def test_a_doctype_of_any_kind_is_refused_before_it_costs_anything(target, package):
    with memory_of(target) as memory:
        assert refusal_of(send(target, post(package))) == "SU:03"
    assert memory.growth < BOUND


def entities(address: str) -> list[bytes]:
    """Every way in which XML may refer to an address."""
    at = address.encode()
    return [
        with_doctype(b'[<!ENTITY x SYSTEM "%b">]' % at, b"&x;"),
        with_doctype(b'[<!ENTITY %% x SYSTEM "%b"> %%x;]' % at),
        with_doctype(b'SYSTEM "%b"' % at, b"&x;"),
        with_doctype(b'PUBLIC "x" "%b"' % at, b"&x;"),
    ]


def test_files_are_not_read(target, tmp_path: Path):
    secret = tmp_path / "secret"
    secret.write_text("open sesame")
    for package in entities(secret.as_uri()):
        answer = send(target, post(package))
        assert refusal_of(answer) == "SU:03"
        assert "sesame" not in answer.text


def test_no_address_in_a_package_is_connected_to(target):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0)
        address = f"http://127.0.0.1:{listener.getsockname()[1]}/x"
        for package in entities(address):
            assert refusal_of(send(target, post(package))) == "SU:03"
        included = f'<x:include xmlns:x="http://www.w3.org/2001/XInclude" href="{address}"/>'.encode()
        styled = f'<?xml-stylesheet href="{address}"?>'.encode() + GOOD.replace(EMAIL, b"nobody@example.com")
        assert refusal_of(send(target, post(GOOD.replace(EMAIL, included)))) == "SU:13"
        assert refusal_of(send(target, post(styled))) == "ESH:21"
        with pytest.raises(BlockingIOError):
            listener.accept()


def with_email(email: bytes) -> bytes:
    return GOOD.replace(EMAIL, email)


def declared(encoding: str, package: bytes = GOOD) -> bytes:
    return f'<?xml version="1.0" encoding="{encoding}"?>'.encode() + package


NOT_XML = {
    "nothing but a blank": b" ",
    "100,000 nested elements": b"<SmarterU>" + b"<a>" * 100_000 + b"</a>" * 100_000 + b"</SmarterU>",
    "more text in a tag than libxml2 takes": with_email(b"x" * 12_000_000),
    "a tag's name of 60,000 letters": GOOD.replace(b"<Group>", b"<" + b"a" * 60_000 + b"/><Group>"),
    "16 MiB of attributes": b"<SmarterU " + b" ".join(b"a%x=''" % number for number in range(1_400_000)) + b"/>",
    "16 MiB of the shortest elements": b"<SmarterU>" + b"<a/>" * 4_000_000 + b"</SmarterU>",
    "12 MiB of attributes in elements": b"<SmarterU>" + b"<a b=''/>" * 1_300_000 + b"</SmarterU>",
    "a million CDATA sections that never end": with_email(b"&a;" + b"<![CDATA[" * 1_000_000),
    "a million comments that never end": with_email(b"&a;" + b"<!--" * 1_000_000),
    "NUL": with_email(b"da\0na@example.com"),
    "NUL as a reference": with_email(b"da&#0;na@example.com"),
    "NUL at the end": GOOD + b"\0",
    "a control character": with_email(b"da\x01na@example.com"),
    "a control character as a reference": with_email(b"da&#1;na@example.com"),
    "a control character of XML 1.1": b'<?xml version="1.1"?>' + with_email(b"da&#1;na@example.com"),
    "no character": with_email("da\uffffna@example.com".encode()),
    "a lone surrogate": with_email(b"da\xed\xa0\x80na@example.com"),
    "a lone surrogate as a reference": with_email(b"da&#xD800;na@example.com"),
    "two surrogates as references": with_email(b"da&#xD83D;&#xDE00;na@example.com"),
    "no UTF-8": with_email(b"da\xffna@example.com"),
    "overlong UTF-8": with_email(b"da\xc0\xafna@example.com"),
    "UTF-16 that is declared only": declared("UTF-16"),
    "UTF-16 without a mark": GOOD.decode().encode("utf-16-le"),
    "half of UTF-16": GOOD.decode().encode("utf-16")[:-1],
    "ASCII that is declared only": declared("US-ASCII", with_email("dané@example.com".encode())),
    "an unknown encoding": declared("Klingon"),
    "UTF-7": declared("UTF-7"),
    "16 MiB of elements in UTF-7": declared("UTF-7", b"<SmarterU>" + b"+ADw_/>b" * 2_000_000 + b"</SmarterU>"),
    "12 MiB of elements in UTF-16": ("<SmarterU>" + "<a/>" * 1_500_000 + "</SmarterU>").encode("utf-16"),
    "the end of CDATA in a value": with_email(b"da]]>na@example.com"),
    "an undeclared prefix": GOOD.replace(b"Email>", b"x:Email>"),
    "an attribute twice": GOOD.replace(b"<Email>", b"<Email a='1' a='2'>"),
    "half a package": GOOD[: len(GOOD) // 2],
    "two packages": GOOD + GOOD,
    "a package with an end": GOOD + b"!",
}


@pytest.mark.parametrize("package", NOT_XML.values(), ids=NOT_XML)
def test_what_is_not_xml_is_refused(target, package):
    with memory_of(target) as memory:
        assert refusal_of(send(target, post(package))) == "SU:03"
    assert memory.growth < BOUND


@pytest.mark.parametrize("sent", [b"%ED%A0%80", b"%00", b"%FF", b"%01"])
def test_what_xml_cannot_carry_is_refused_when_percent_encoded(target, sent):
    body = form(GOOD).replace(form(EMAIL).removeprefix(b"Package="), b"dana" + sent + b"%40example.com")
    assert refusal_of(send(target, post(body, kind=FORM))) == "SU:03"


STRANGE = {
    "another root's namespace": (GOOD.replace(b"<SmarterU>", b"<SmarterU xmlns='urn:x'>"), "SU:04"),
    "a prefixed root": (b"<x:SmarterU xmlns:x='urn:x'/>", "SU:04"),
    "a prefixed tag": (GOOD.replace(b"<User>", b"<User xmlns:x='urn:x'>").replace(b"Email>", b"x:Email>"), "SU:13"),
    "a tag of another namespace": (GOOD.replace(b"<Email>", b"<Email xmlns='urn:x'>"), "SU:13"),
    "a tag in another case": (GOOD.replace(b"Email>", b"EMAIL>"), "SU:13"),
    "a tag's name of 40,000 letters": (GOOD.replace(b"<Group>", b"<" + b"a" * 40_000 + b"/><Group>"), "SU:13"),
    "a tag in another alphabet": (GOOD.replace(b"<Group>", "<Gruppé/><Group>".encode()), "SU:13"),
    "a tag twice": (GOOD.replace(b"<Group>", b"<Group/><Group>"), "SU:13"),
    "a key twice": (GOOD.replace(b"<Method>", b"<UserAPI/><Method>"), "SU:13"),
    "the parameters twice": (GOOD.replace(b"</SmarterU>", b"<Parameters/></SmarterU>"), "SU:13"),
    "a tag in a value": (with_email(b"<b>dana</b>"), "SU:13"),
    "200 tags in a value": (with_email(b"<a>" * 200 + b"</a>" * 200), "SU:13"),
    "a tag in the method's name": (GOOD.replace(b"<Method>", b"<Method><b/>"), "SU:13"),
    "a tag after the account's key": (GOOD.replace(b"</AccountAPI>", b"<b/></AccountAPI>"), "SU:13"),
    "a tag in the user's key": (GOOD.replace(b"<UserAPI>", b"<UserAPI><b>x</b>"), "SU:13"),
    "a tag in an unknown method's name": (GOOD.replace(b"<Method>", b"<Method>x<b/>"), "SU:11"),
    "a tag in an unknown key": (GOOD.replace(b"<UserAPI>", b"<UserAPI>x<b/>"), "SU:10"),
    "8 MiB of method": (GOOD.replace(b"<Method>", b"<Method>" + b"x" * 8 * MEBIBYTE), "SU:11"),
    "8 MiB of key": (GOOD.replace(b"<UserAPI>", b"<UserAPI>" + b"x" * 8 * MEBIBYTE), "SU:10"),
    "8 MiB of e-mail": (with_email(b"x@" + b"x." * 4 * MEBIBYTE), "ESH:01"),
    "8 MiB of digits": (GOOD.replace(b">3860<", b">" + b"9" * 8 * MEBIBYTE + b"<"), "ESH:05"),
    "digits of another script": (GOOD.replace(b">3860<", ">٣٨٦٠<".encode()), "ESH:05"),
    "placeholders": (GOOD.replace(b">Sales<", b">{block}{0}{Email.__class__}%s%(x)s<"), "ESH:23"),
    "SQL": (GOOD.replace(b">Sales<", b">Sales'; DROP TABLE enrollments; --<"), "ESH:23"),
}  # fmt: skip


@pytest.mark.parametrize(("package", "code"), STRANGE.values(), ids=STRANGE)
def test_strange_tags_and_values_get_their_code(target, package, code):
    assert refusal_of(send(target, post(package))) == code


PART = b'name="Package"\r\n\r\n'

BODIES = {
    "half a multipart": (MULTIPART, multipart(PART + GOOD[:100], end=b""), "SU:02"),
    "a multipart without its end": (MULTIPART, multipart(PART + GOOD, end=b"--b"), "SU:02"),
    "a multipart without a boundary": ("multipart/form-data", multipart(PART + GOOD), "SU:02"),
    "a multipart with an empty boundary": ("multipart/form-data; boundary=", multipart(PART + GOOD), "SU:02"),
    "a multipart with another boundary": ("multipart/form-data; boundary=c", multipart(PART + GOOD), "SU:02"),
    "a multipart of 100,000 parts": (MULTIPART, multipart(*[b'name="a"\r\n\r\n'] * 100_000, PART + GOOD), "SU:02"),
    "a part with endless headers": (MULTIPART, multipart(PART[:-2] + b"a: b\r\n" * 100_000), "SU:02"),
    "40 MiB of ampersands": (FORM, b"&" * 40 * MEBIBYTE, "SU:02"),
    "40 MiB of per cent": (FORM, b"Package=" + b"%" * 40 * MEBIBYTE, "SU:03"),
    "garbage in percent-encoding": (FORM, b"Package=%%%zz%4%u1234%", "SU:03"),
    "an empty package": (FORM, b"Package=", "SU:03"),
    "a package of another name": (FORM, b"package=" + GOOD, "SU:02"),
    "two packages, the first of them bad": (FORM, b"Package=x&" + form(GOOD), "SU:03"),
    "JSON": ("application/json", b"{}", "SU:02"),
    "no kind at all": ("", b"\x00\xff", "SU:02"),
    "a kind from outer space": ("\xff\xfe;boundary=\xff", b"\x00\xff", "SU:02"),
}


@pytest.mark.parametrize(("kind", "body", "code"), BODIES.values(), ids=BODIES)
def test_strange_bodies_get_their_code(target, kind, body, code):
    with memory_of(target) as memory:
        assert refusal_of(send(target, post(body, kind=kind))) == code
    assert memory.growth < 3 * BOUND  # the largest body has three times the bytes of the largest package


ATTRIBUTES = b" ".join(b"a%d=''" % number for number in range(100_000))
NOISE = b"<!-- x --><?x y?><"

READABLE = {
    "UTF-16": (XML, GOOD.decode().encode("utf-16")),
    "UTF-16 in a form": (FORM, form(GOOD.decode().encode("utf-16"))),
    "UTF-16 without a mark, declared": (XML, declared("UTF-16").decode().encode("utf-16-be")),
    "UTF-16 with a named entity": (XML, GOOD.replace(b"<Group>", b"&eacute;<Group>").decode().encode("utf-16")),
    "UTF-16, called another": (f"{XML}; charset=us-ascii", GOOD.decode().encode("utf-16")),
    "Latin-1": (XML, declared("ISO-8859-1", GOOD.replace(b"<Group>", b"\xe9t\xe9<Group>"))),
    "100,000 attributes": (XML, GOOD.replace(b"<Email>", b"<Email " + ATTRIBUTES + b">")),
    "comments and instructions inside a value": (
        XML,
        with_email(b"<!-- x -->dana<?x y?>.br<![CDATA[own@fina]]>shoes.com"),
    ),
    "comments and instructions between tags": (XML, NOISE.join(GOOD.split(b"<"))),
    "text between tags": (XML, GOOD.replace(b"<Group>", b"and<Group>").replace(b"<Parameters>", b"<Parameters>so")),
    "a declared prefix": (XML, GOOD.replace(b"<SmarterU>", b"<SmarterU xmlns:x='urn:x' x:y='z'>")),
    "two packages, the second of them bad": (FORM, form(GOOD) + b"&Package=x"),
    "a file": (MULTIPART, multipart(b'name="Package"; filename="../a.xml"\r\nContent-Type: text/plain\r\n\r\n' + GOOD)),
    "no percent-encoding": (FORM, b"Package=" + GOOD.replace(b"<Group>", b"100%<Group>")),
}


@pytest.mark.parametrize(("kind", "body"), READABLE.values(), ids=READABLE)
def test_a_good_package_is_read_however_it_is_written(server, kind, body):
    server.load(cast.FINA_SHOES)
    answer = send(server, post(body, kind=kind))
    assert answer.recorded == [(1, {"User": cast.DANA.email, "LearningModuleID": str(cast.COURSE)})]


ODD_TEXTS = [
    "a]]>b", "]]]]>>", "<![CDATA[x]]>", "&amp;<b>&#1;", "{block} {User} %s", "a\tb\nc", "a\rb\r\nc", "'\"\\", "--><!--",
    "\u202eabc\u200b", "e\u0301", "\U0001f600", "\u0130I\u0131i", "a\x85\u2028b", "\ufeffx",
]  # fmt: skip
HIRED = """
account: {name: Fina Shoes, timezone: US/Central}
users: [{employee_id: "%s", home_group: Sales}]
groups: [{name: Sales, group_id: sales}]
"""


@pytest.mark.parametrize("text", ODD_TEXTS, ids=ascii)
def test_an_identifier_comes_back_as_the_text_that_was_sent(server, text):
    referred, escaped = "".join(f"&#{ord(each)};" for each in text), "".join(f"\\U{ord(each):08x}" for each in text)
    block = session_block({"Email": None, "EmployeeID": "HERE"}).replace("HERE", referred)
    package = session_package(OLGA).replace("<LearningModuleEnrollment>", "<LearningModuleEnrollment>" + block).encode()
    server.load(cast.FINA_SHOES)
    unknown = send(server, post(package))
    assert unknown.errors == [(1, "ESH:22", f"Enrollment 1 - The employee id '{text}' is not a valid user.")]
    server.load(HIRED % escaped)
    [(_, echo)] = send(server, post(package)).recorded
    assert echo["User"] == text


def test_a_key_in_a_strange_place_is_masked_in_what_is_kept(target):
    package = GOOD.replace(b"<Group>", f"<!-- {OLGA[1]} --><Group x='{OLGA[1]}'><x>{OLGA[1]}</x>".encode())
    assert refusal_of(send(target, post(package))) == "SU:13"
    [call] = target.rows(calls)
    assert call["package"]
    assert OLGA[1].encode() not in call["package"]
