"""The samples of the reference work as printed, and so does the first request of the README."""

import re
from datetime import UTC, datetime

import pytest
from lxml import etree

from rollbook.contract.method import Batch, Report
from rollbook.methods import METHODS
from rollbook.reference.coverage import missing_names
from rollbook.reference.samples import sample_answer, sample_package
from rollbook.reference.trees import nodes
from rollbook.server.demo.opening import demo_world
from rollbook.server.samples import SESSION_HISTORY
from rollbook.worlds import DEMO
from tests.house.tree import ROOT
from tests.sampled import SAMPLED, with_ids

README = (ROOT / "README.md").read_text(encoding="utf-8")
REQUEST = re.compile(r"--data-urlencode 'Package=\n(.*?)'\n```\n\n```xml\n(.*?)\n```", re.DOTALL)


def canonical(xml: str) -> str:
    """The XML without what parsers do not report: indentation, the declaration, CDATA."""
    tree = etree.fromstring(xml.encode(), etree.XMLParser(remove_blank_text=True))
    etree.indent(tree)
    return etree.tostring(tree, method="c14n").decode()


def tags_in(answer: etree._Element) -> list[str]:
    """The tags of an answer, each once: a list may have more entries than its page shows."""
    return list(dict.fromkeys(each.tag for each in answer.iterfind("Info/*/*")))


@pytest.mark.parametrize("world", [SAMPLED, demo_world(datetime.now(UTC))], ids=["cast", "demo"])
@pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)
def test_the_sample_of_each_method_is_answered_as_its_page_says(server, method, world):
    server.load(world)
    package, page = with_ids(server, sample_package(method)), sample_answer(method)
    is_batch, has_made_id = issubclass(method, Batch), "AccountUserLearningModuleRelID" in page
    answer = server.call(package)
    assert (answer.result, answer.errors) == ("Success", [])
    printed = tags_in(etree.fromstring(page.encode()))
    found = tags_in(answer.tree)
    assert found == printed or (issubclass(method, Report) and found == [])  # a page may filter all out
    if is_batch and not has_made_id:
        assert canonical(answer.text) == canonical(page)


@pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)
def test_every_tag_is_described(method):
    assert [node.path for node in nodes(method.row) if not node.tag.about] == []


def test_the_first_request_of_the_readme_is_answered_as_it_says_and_once_only(server):
    server.load(DEMO)
    ((package, answer),) = REQUEST.findall(README)
    assert canonical(server.call(package).text) == canonical(answer)
    assert [code for _, code, _ in server.call(package).errors] == ["ESH:26"]


def test_the_first_request_of_the_readme_is_the_one_that_the_demo_prints():
    ((package, _),) = REQUEST.findall(README)
    method, parameters = SESSION_HISTORY
    tree = etree.fromstring(package, etree.XMLParser(remove_blank_text=True))
    assert tree.findtext("Method") == method
    assert [etree.tostring(each).decode() for each in tree.iterfind("Parameters/*")] == [parameters]


VENDORS = 51
"""How many of the vendor's methods are known by name. Source: DOC (their pages)."""


def test_each_method_of_the_vendor_s_is_there_or_is_listed_as_missing():
    ours = [name for name, method in METHODS.items() if not method.is_ours()]
    named = [name.lower() for name in (*ours, *missing_names())]
    assert len(set(named)) == len(named) == VENDORS
    assert not {name.lower() for name in missing_names()} & {name.lower() for name in METHODS}
    page = (ROOT / "docs" / "methods" / "coverage.md").read_text(encoding="utf-8")
    assert (
        f"Of the vendor's API {VENDORS} methods are known to us by name, and Rollbook has {len(ours)} of them" in page
    )
    assert [name for name in missing_names() if f"`{name}`" not in page] == []
