"""The same call, in every form in which clients send it."""

from collections.abc import Mapping
from urllib.parse import quote, quote_plus

import pytest

from rollbook.records import tables
from tests import cast
from tests.methods.mistakes import recorded_numbers
from tests.scenery import extended
from tests.seed_calls import OLGA, record_sessions, session_package

URLENCODED = "application/x-www-form-urlencoded"
GOOD = session_package(OLGA, {"Email": None, "EmployeeID": "R&D + 100 %"})
DRESSED = "<Group><GroupName>Sales</GroupName></Group>"
GROUPS = """
  - {name: "Café — ¡hola! R&D", members: [{user: dana.brown@finashoes.com}], learning_modules: [3860]}
"""
USERS = """
  - {employee_id: "R&D + 100 %", given_name: Rita, surname: Doe, home_group: Sales}
"""


@pytest.fixture
def fina(server):
    """The server with a user and a group whose names are hard to send."""
    server.load(extended(cast.FINA_SHOES, users=USERS, groups=GROUPS))
    return server


def part(name: str, content: str, more: str = "") -> str:
    return f'--b\r\nContent-Disposition: form-data; name="{name}"{more}\r\n\r\n{content}\r\n'


BODIES: Mapping[str, tuple[str, str]] = {
    "blanks as +": (URLENCODED, "Package=" + quote_plus(GOOD)),
    "blanks as %20": (URLENCODED, "Package=" + quote(GOOD, safe="")),
    "* and ! left as they are": (URLENCODED, "Package=" + quote_plus(GOOD, safe="*!")),
    "small hex digits": (URLENCODED, "Package=" + quote_plus(GOOD).replace("%3C", "%3c").replace("%3E", "%3e")),
    "everything encoded": (URLENCODED, "%50ackage=" + "".join(f"%{byte:02X}" for byte in GOOD.encode())),
    "with a charset": (f"{URLENCODED}; charset=UTF-8", "Package=" + quote_plus(GOOD)),
    "in capitals": ("APPLICATION/X-WWW-FORM-URLENCODED", "Package=" + quote_plus(GOOD)),
    "between other fields": (URLENCODED, f"a=1&b&Package={quote_plus(GOOD)}&c=&d=%3Cx"),
    "with a line end after it": (URLENCODED, f"Package={quote_plus(GOOD)}%0D%0A"),
    "of no kind": ("", "Package=" + quote_plus(GOOD)),
    "multipart": ("multipart/form-data; boundary=b", part("Package", GOOD) + "--b--\r\n"),
    "multipart with a file's name": (
        'multipart/form-data; boundary="b"',
        part("Package", GOOD, '; filename="p.xml"\r\nContent-Type: text/xml') + "--b--\r\n",
    ),
    "multipart between others": (
        "multipart/form-data; boundary=b",
        part("a", "1") + part("Package", GOOD) + part("c", "<x>") + "--b--\r\n",
    ),
    "application/xml": ("application/xml", GOOD),
    "text/xml": ("text/xml; charset=utf-8", GOOD),
    "XML with a declaration": ("text/xml", f'<?xml version="1.0" encoding="UTF-8"?>\n{GOOD}'),
    "indented as the Ruby client does": (
        URLENCODED,
        "Package=" + quote_plus('<?xml version="1.0" encoding="UTF-8"?>\n' + GOOD.replace("><", ">\n        <")),
    ),
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_a_package_is_read_in_every_form(fina, body):
    kind, content = body
    answer = fina.post(content.encode(), {"Content-Type": kind} if kind else {})
    assert answer.recorded == [(1, {"User": "R&D + 100 %", "LearningModuleID": "3860"})]


def test_without_a_content_type_a_form_is_read(fina):
    request = fina.http.build_request("POST", "/apiv2/", content=b"Package=" + quote_plus(GOOD).encode())
    assert "content-type" not in request.headers
    assert b"<Result>Success</Result>" in fina.http.send(request).content


def test_xml_may_come_in_another_encoding_that_it_declares(fina):
    text = '<?xml version="1.0" encoding="{}"?>' + session_package(OLGA, {"GroupName": "Café — ¡hola! R&D"})
    for name in ("UTF-16", "windows-1252"):
        answer = fina.post(text.format(name).encode(name), {"Content-Type": "text/xml"})
        assert answer.result == "Success"
        with fina.database.writing() as connection:
            connection.execute(tables.enrollments.delete())


@pytest.mark.parametrize(
    "name",
    [
        "Caf&eacute; &mdash; &iexcl;hola! R&amp;D",
        "Caf&#233; &#x2014; &#161;hola! R&#38;D",
        "<![CDATA[Café — ¡hola! R&D]]>",
        "\n  Café <![CDATA[—]]> ¡hola!&nbsp;R<!-- and -->&amp;D",
        "CAF&Eacute; &mdash; ¡HOLA! r&amp;d",
    ],
)
def test_text_is_read_however_its_letters_are_written(fina, name):
    package = session_package(OLGA, {}).replace(DRESSED, f"<Group><GroupName>{name}</GroupName></Group>")
    assert fina.call(package).result == "Success"


def test_an_unknown_entity_is_not_xml(fina):
    package = session_package(OLGA, {}).replace(DRESSED, "<Group><GroupName>Caf&eakute;</GroupName></Group>")
    assert fina.call(package).errors[0][1] == "SU:03"


@pytest.mark.parametrize("name", ["enrollSessionHistory ", "\n EnrollSessionHistory", "ENROLLSESSIONHISTORY"])
def test_a_method_is_named_without_regard_to_case_and_blanks(fina, name):
    package = session_package(OLGA, {}).replace(">enrollSessionHistory<", f">{name}<")
    assert recorded_numbers(fina.call(package)) == [1]


def test_keys_and_numbers_may_be_in_cdata_and_between_blanks(fina):
    package = session_package(OLGA, {})
    for text in (*OLGA, "3860", "501", "Completed", "92", "01-Mar-2024"):
        package = package.replace(f">{text}<", f">\n\t<![CDATA[{text} ]]> <")
    assert recorded_numbers(fina.call(package)) == [1]


def test_every_character_that_xml_carries_comes_back_in_the_answer(fina):
    sent = "]]>&<'\"\u0085\u00a0é\u2028\U0001f45f\ufffd"
    ((_, _, message),) = record_sessions(fina, OLGA, {"Email": None, "EmployeeID": sent}).errors
    assert message == f"Enrollment 1 - The employee id '{sent}' is not a valid user."


def test_the_first_of_two_packages_counts(fina):
    other = quote_plus(session_package(OLGA, {}))
    answer = fina.post(f"Package={quote_plus(GOOD)}&Package={other}".encode(), {"Content-Type": URLENCODED})
    assert answer.recorded[0][1]["User"] == "R&D + 100 %"
