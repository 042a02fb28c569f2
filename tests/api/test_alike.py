"""XML and JSON are two faces of one call: whatever is sent, good or bad, both judge it the same."""

import copy
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from lxml import etree

from fuzz.inputs import NOW
from rollbook.api.face import JsonFace
from rollbook.calls.call import Limits
from rollbook.calls.gate import Gate
from rollbook.contract.method import Batch, Change, Method
from rollbook.methods import METHODS
from rollbook.records.database.engine import Database
from rollbook.reference.samples import sample_package
from rollbook.web.request import HttpRequest
from rollbook.worlds.load import load
from rollbook.xml.face import XmlFace
from tests import cast
from tests.api.json_calls import ask, authorization
from tests.api.translation import Untranslatable, body_of, method_of, verdict_of_json, verdict_of_xml, without_made_ids
from tests.calls.test_every_method import mistakes
from tests.databases import BACKENDS, fresh_database
from tests.packages import packages
from tests.seed_calls import OLGA

NO_COMMENTS = etree.XMLParser(remove_comments=True, remove_blank_text=True)
DRY = {"rollbook-dry-run": "true"}


@pytest.fixture(params=BACKENDS, scope="module")
def gate(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gate]:
    """A gate before a real database with both accounts of the cast."""
    directory: Path = tmp_path_factory.mktemp("alike")
    with fresh_database(request.param, directory) as url, closing(Database(url)) as database:
        load(database, [cast.FINA_SHOES, cast.NEXT_DOOR_SHOES])
        yield Gate(database, Limits())


def in_xml(gate: Gate, package: etree._Element) -> bytes:
    """What a dry run of the package is answered."""
    headers = {"content-type": "text/xml", **DRY}
    request = HttpRequest("POST", True, headers, etree.tostring(package), "", "alike", NOW)  # noqa: FBT003  # is_secure
    return gate.answer(request.arrival(XmlFace(request, Limits()))).body


def in_json(gate: Gate, package: etree._Element) -> bytes:
    """What a dry run of the same as JSON is answered."""
    keys = (package.findtext("AccountAPI") or "", package.findtext("UserAPI") or "")
    headers = {name.lower(): value for name, value in authorization(keys).items()}
    headers |= {"content-type": "application/json", **DRY}
    path = f"/api/v1/{package.findtext('Method')}"
    request = HttpRequest("POST", True, headers, body_of(package), "", "alike", NOW, path=path)  # noqa: FBT003  # is_secure
    return gate.answer(request.arrival(JsonFace(request, Limits()))).body


def check_alike(gate: Gate, package: etree._Element, mistake: str = "") -> None:
    """Check that both faces give the same verdict."""
    method = method_of(package)
    told = verdict_of_json(method, in_json(gate, package)), verdict_of_xml(method, in_xml(gate, package))
    first, second = map(without_made_ids, told) if issubclass(method, Change) else told
    assert first == second, mistake


@pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)
def test_every_mistake_in_a_sample_is_judged_the_same(gate: Gate, method: type[Method]):
    package = etree.fromstring(sample_package(method), NO_COMMENTS)
    compared = 0
    for mistake, sent in mistakes(package):
        try:
            check_alike(gate, etree.fromstring(sent), mistake)
            compared += 1
        except Untranslatable:
            continue
    assert compared > 10


@pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)
def test_every_side_of_a_choice_is_judged_the_same(gate: Gate, method: type[Method]):
    """The samples have the other sides in comments."""
    package = etree.fromstring(sample_package(method), etree.XMLParser(remove_blank_text=True))
    for place, comment in enumerate(package.iter(etree.Comment)):
        changed = copy.deepcopy(package)
        there = [*changed.iter(etree.Comment)][place]
        around = there.getparent()
        assert around is not None
        other = etree.fromstring((comment.text or "").split(maxsplit=1)[1])
        around.replace(there, other)
        check_alike(gate, etree.fromstring(etree.tostring(changed), NO_COMMENTS), other.tag)


@given(package=packages())
def test_a_generated_package_is_judged_the_same(gate: Gate, package):
    check_alike(gate, package)


@pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)
def test_a_sample_that_is_written_answers_the_same_over_http(server, method: type[Method]):
    package = etree.fromstring(sample_package(method), NO_COMMENTS)
    told = []
    for face in ("xml", "json"):
        server.empty()
        server.load(cast.FINA_SHOES, cast.NEXT_DOOR_SHOES)
        if face == "xml":
            told.append(verdict_of_xml(method, server.call(etree.tostring(package).decode()).response.content))
        else:
            headers = {**authorization(OLGA), "Content-Type": "application/json"}
            answer = server.http.post(f"/api/v1/{method.wire_name()}", content=body_of(package), headers=headers)
            told.append(verdict_of_json(method, answer.content))
    first, second = told
    assert first[:1] == second[:1]
    assert first[1].keys() == second[1].keys()
    if issubclass(method, Batch):
        assert {block: [*answer] for block, answer in first[1].items()} == {
            block: [*answer] for block, answer in second[1].items()
        }


def test_numbers_and_flags_are_taken_as_their_texts(server):
    server.load(cast.FINA_SHOES)
    row = {"User": {"Email": cast.DANA.email}, "Group": {"GroupName": "Sales"}, "LearningModuleID": 3860}
    row |= {
        "LearningModuleSessionID": 501,
        "EnrollmentStatus": "Completed",
        "Grade": 92.50,
        "EnrolledDate": "2024-03-01",
    }
    assert ask(server, "enrollSessionHistory", {"Enrollment": [row]}).json()["recorded"] == 1
