"""What holds for every method alike: no package makes it fail, and no one reaches the account next door."""

import copy
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from lxml import etree

from rollbook.calls.call import Limits
from rollbook.calls.gate import Gate
from rollbook.contract.method import Change, Method
from rollbook.methods import METHODS
from rollbook.records.database.engine import Database
from rollbook.records.keys.api_keys import hash_of
from rollbook.records.sql.find import find_api_keys
from rollbook.records.tables import calls, metadata
from rollbook.reference.samples import sample_package
from rollbook.web.request import HttpRequest
from rollbook.worlds.load import load
from rollbook.xml.face import arrive
from tests import cast
from tests.databases import BACKENDS, fresh_database

WRONG = [
    "",
    " ",
    "0",
    "-1",
    "9" * 19,
    "9" * 400,
    "x" * 5000,
    "29-Feb-2023",
    "true",
    "\u0130\U0001f600",
    "]]>",
    "%",
    "{tag}",
]
REPORT_PAGES = "report_pages"

Package = etree._Element


def answer(gate: Gate, package: str | bytes) -> etree._Element:
    """The gate's answer to a package, parsed."""
    body = package if isinstance(package, bytes) else package.encode()
    request = HttpRequest("POST", True, {"content-type": "text/xml"}, body, "", "every", datetime.now(UTC))  # noqa: FBT003  # is_secure
    return etree.fromstring(gate.answer(arrive(request)).body)


def codes(response: etree._Element) -> list[str]:
    """The codes of an answer."""
    return [code.text or "" for code in response.iterfind("Errors/Error/ErrorID")]


def parts(package: Package) -> list[etree._Element]:
    """The elements under Parameters, comments left out."""
    return [part for part in package.iterfind("Parameters//*") if isinstance(part.tag, str)]


def mistakes(package: Package) -> Iterator[tuple[str, bytes]]:
    """The package with each element missing, doubled, swapped, empty, too long, or of the wrong type."""
    for place in range(len(parts(package))):
        for mistake in ("missing", "doubled", "swapped", "strange", *WRONG):
            changed = copy.deepcopy(package)
            element = parts(changed)[place]
            parent, following = element.getparent(), element.getnext()
            assert parent is not None
            if mistake == "missing":
                parent.remove(element)
            elif mistake == "doubled":
                element.addnext(copy.deepcopy(element))
            elif mistake == "swapped":
                parent.append(element) if following is not None else parent.insert(0, element)
            elif mistake == "strange":
                etree.SubElement(element, "Stranger")
            elif len(element):
                continue
            else:
                element.text = mistake
            yield f"{element.tag} {mistake}", etree.tostring(changed)


@pytest.fixture(params=BACKENDS, scope="module")
def gate(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Gate, Database]]:
    """A gate before a real database with both accounts of the cast."""
    directory: Path = tmp_path_factory.mktemp("every")
    with fresh_database(request.param, directory) as url, closing(Database(url)) as database:
        load(database, [cast.FINA_SHOES, cast.NEXT_DOOR_SHOES])
        yield Gate(database, Limits()), database


@pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)
def test_a_mistake_anywhere_in_a_package_is_answered_and_never_a_failure(gate, method):
    asked, _ = gate
    package = etree.fromstring(sample_package(method), etree.XMLParser(remove_comments=True, remove_blank_text=True))
    for mistake, sent in mistakes(package):
        response = answer(asked, sent)
        found = codes(response)
        assert [part.tag for part in response] == ["Result", "Info", "Errors"], mistake
        assert response.findtext("Result") == "Success" or found, mistake
        assert "SU:9999" not in found, mistake
        if mistake.endswith("strange"):
            assert found == ["SU:13"], mistake


def rows_of(database: Database, account: int) -> dict[str, list[tuple[object, ...]]]:
    """All rows of an account, by table, without its calls and the marks of its report pages."""
    with database.reading() as connection:
        return {
            table.name: sorted((tuple(map(repr, row)) for row in connection.execute(table.select().where(
                table.c.account_id == account))), key=str)
            for table in metadata.sorted_tables
            if "account_id" in table.c and table is not calls and table.name != REPORT_PAGES
        }  # fmt: skip


def account_of(database: Database) -> int:
    """The account that the key of Fina Shoes opens; a sample may have given it another name."""
    with database.reading() as connection:
        (key,) = find_api_keys(connection, [hash_of(cast.FINA_KEY)])
    return int(key.account_id)


@pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)
def test_mallory_sees_and_changes_nothing_of_the_account_next_door(gate, method: type[Method]):
    asked, database = gate
    fina = account_of(database)
    before = rows_of(database, fina)
    sent = sample_package(method).replace(cast.FINA_KEY, cast.NEXT_DOOR_KEY)
    response = answer(asked, sent.replace(cast.OLGA.api_key, cast.MALLORY.api_key))
    said = etree.tostring(response.findall("Info")[0], encoding="unicode")
    theirs = {cast.DANA.email, cast.DANA.employee_id, cast.LENA.email, cast.GITA.email, "Dana", "Lena"}
    if not issubclass(method, Change):  # what Mallory makes in her own account may be called as she likes
        assert not [word for word in theirs if word in said]
    assert rows_of(database, fina) == before
    refused = answer(asked, sent)  # Olga's key is not valid for Mallory's account
    assert codes(refused) == ["SU:10"]
