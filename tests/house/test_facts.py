"""Facts: what a page of the reference says is what the code enforces; the value is sent, and the value plus one."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, NamedTuple

import pytest
from lxml import etree

from rollbook.contract.errors import Refused
from rollbook.contract.judge import read_block
from rollbook.contract.method import Batch, Method
from rollbook.contract.rows import Choice, Many, Part, Repeated
from rollbook.contract.rules import Find
from rollbook.contract.structure import find_rows, gather_rows
from rollbook.contract.tags import Tag, Unreadable
from rollbook.methods import METHODS
from rollbook.reference.pages import pages
from rollbook.reference.samples import sample_package
from rollbook.reference.trees import Node, nodes
from rollbook.reference.verdicts import verdicts
from rollbook.xml.envelope import read_envelope

PAGES = pages()
UNLIMITED = 10**6


class Fact(NamedTuple):
    """A tag of a method, and what its page says of the tag: the value, and whether it must be given."""

    node: Node
    value: str
    given: str


def page_of(method: type[Method]) -> str:
    return PAGES[f"{method.__module__.rpartition('.')[2]}.md"]


def facts(method: type[Method]) -> Iterator[Fact]:
    """Every tag, with the cells of its line on the page; containers and choices have no value of their own."""
    table = page_of(method).partition("| tag | what it is |")[2].partition("\n\n")[0]
    lines = [line.strip("| ").split(" | ") for line in table.splitlines()[2:]]
    listed = list(nodes(method.row))
    assert len(lines) == len(listed)
    for node, (_, _, value, given, *_) in zip(listed, lines, strict=True):
        yield Fact(node, value, given)


def reads(tag: Tag[Any], text: Any) -> bool:
    """Whether the tag takes the text, or refuses it with another error than its own."""
    try:
        tag.value(text)
    except Unreadable as unreadable:
        return unreadable.error not in {tag.error, tag.absent}
    return True


def single(method: type[Method]) -> Iterator[Fact]:
    """The facts about tags that hold one value."""
    for fact in facts(method):
        if not isinstance(fact.node.tag, Choice | Part | Many):
            tag = fact.node.tag.of if isinstance(fact.node.tag, Repeated) else fact.node.tag
            yield fact._replace(node=fact.node._replace(tag=tag))


every_method = pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)


@every_method
def test_a_text_may_be_as_long_as_the_page_says_and_no_longer(method):
    for fact in single(method):
        if longest := re.match(r"text, at most ([\d,]+) characters", fact.value):
            most = int(longest[1].replace(",", ""))
            taken = (reads(fact.node.tag, "x" * most), reads(fact.node.tag, "x" * (most + 1)))
            assert taken == (True, False), fact.node.path


@every_method
def test_a_number_may_be_as_small_and_as_large_as_the_page_says(method):
    for fact in single(method):
        if bounds := re.match(r"whole number, (\d+) to ([\d^-]+)", fact.value):
            least, most = int(bounds[1]), 2**63 - 1 if "^" in bounds[2] else int(bounds[2])
            taken = [reads(fact.node.tag, str(number)) for number in (least - 1, least, most, most + 1)]
            assert taken == [False, True, True, False], fact.node.path


@every_method
def test_exactly_the_words_are_taken_that_the_page_lists(method):
    for fact in single(method):
        if fact.value.startswith("one of ") and fact.node.tag.error is not None:
            listed, _, case = fact.value.removeprefix("one of ").partition(", in any case")
            del case
            words = listed.partition(";")[0].split(", ")
            assert [word for word in words if not reads(fact.node.tag, word)] == []
            varied = [word.swapcase() for word in words if word.swapcase() != word]
            assert {reads(fact.node.tag, word) for word in varied} <= {", in any case" in fact.value}
            assert not reads(fact.node.tag, f"{words[0]}x")


@every_method
def test_what_is_required_is_refused_when_it_is_missing_and_what_has_a_default_gets_it(method):
    for fact in single(method):
        tag = fact.node.tag
        assert reads(tag, None) == (fact.given != "required"), fact.node.path
        assert reads(tag, "") == (fact.given != "required" and "never empty" not in fact.value), fact.node.path
        if default := re.match(r"optional; `(.*)` by default", fact.given):
            assert tag.value(None) == tag.value(default[1]), fact.node.path


@every_method
def test_a_list_may_have_as_many_entries_as_the_page_says_and_no_more(method):
    for fact in facts(method):
        if (most := re.match(r"container of up to ([\d,]+) (\w+)", fact.value)) and isinstance(fact.node.tag, Many):
            name, number = most[2], int(most[1].replace(",", ""))
            full = etree.fromstring(f"<List>{f'<{name}/>' * number}</List>")
            assert len(fact.node.tag.gather(full)) == number
            full.append(etree.Element(name))
            with pytest.raises(Refused, match="may have"):
                fact.node.tag.gather(full)


@every_method
def test_a_call_may_have_as_many_blocks_as_the_page_says_and_no_more(method):
    if not issubclass(method, Batch):
        return
    parameters = read_envelope(sample_package(method).encode()).parameters
    (container,) = (child for child in parameters if child.tag == method.container)
    most = re.search(rf"one `{method.element}` or up to ([\d,]+)", page_of(method))
    limit = int(most[1].replace(",", "")) if most else 1000
    container.extend(etree.Element(method.element) for _ in range(limit - 1))
    assert len(find_rows(method, parameters, UNLIMITED if most else limit)) == limit
    container.append(etree.Element(method.element))
    with pytest.raises(Refused, match="blocks"):
        find_rows(method, parameters, UNLIMITED if most else limit)


@every_method
def test_every_sample_on_a_page_is_a_good_value(method):
    parameters = read_envelope(sample_package(method).encode()).parameters
    texts = gather_rows(method, parameters, find_rows(method, parameters, 1))
    assert read_block(method.row, 1, texts[0]).refusal is None


@every_method
def test_what_a_page_says_of_a_lookup_follows_from_no_order(method):
    """Which of two finds comes first in a rule changes nothing about the question, so it changes no sentence."""
    turned = tuple(replace(rule, of=rule.of[::-1]) if isinstance(rule, Find) else rule for rule in method.rules)
    other = type(method.__name__, (method,), {"rules": turned, "__module__": method.__module__})
    assert list(verdicts(other)) == list(verdicts(method))


@every_method
def test_no_condition_on_a_page_is_written_in_names_of_the_code(method):
    conditions = [re.sub(r"`[^`]*`", "", verdict.condition) for verdict in verdicts(method)]
    assert [condition for condition in conditions if "_" in condition] == []


@every_method
def test_two_conditions_of_one_code_both_show(method):
    lines = [line.split(" | ") for line in page_of(method).splitlines() if re.match(r"\| \d+ \|", line)]
    assert [(line[1], line[2].strip("`")) for line in lines] == [
        (verdict.condition.replace("|", "\\|"), verdict.error.code) for verdict in verdicts(method)
    ]


def test_a_page_of_a_method_that_deletes_speaks_of_no_recording():
    page = page_of(METHODS["unenrollLearningModules"])
    assert "another call recorded the same" not in page
    assert "another call removed the enrolment" in page or "another call took the enrolment back" in page
