"""Facts: what a page of the reference says is what the code enforces. The value is sent, and the value plus one."""

import re
from collections.abc import Callable, Iterator
from copy import copy
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, NamedTuple

import pytest
from lxml import etree

from rollbook.contract.errors import Refused
from rollbook.contract.judge import read_block
from rollbook.contract.method import Batch, Method
from rollbook.contract.rows import Choice, Either, Many, Part, Repeated, Row, gather_row
from rollbook.contract.rules import Find
from rollbook.contract.structure import find_rows, gather_rows
from rollbook.contract.tags import Tag, Unreadable
from rollbook.methods import METHODS
from rollbook.reference.pages import pages
from rollbook.reference.samples import sample, sample_package
from rollbook.reference.trees import Node, nodes
from rollbook.reference.verdicts import verdicts
from rollbook.vocabulary.timezones import DISPLAY_VALUES
from rollbook.xml.envelope import read_envelope

PAGES = pages()
UNLIMITED = 10**6
NOON, FROM_1900 = "; without one it is noon", "; from 1900 on"


class Fact(NamedTuple):
    """A tag of a method, and what its page says of it: the value, whether it must be given, the codes."""

    node: Node
    value: str
    given: str
    codes: str


def page_of(method: type[Method]) -> str:
    return PAGES[f"{method.__module__.rpartition('.')[2]}.md"]


def facts(method: type[Method]) -> Iterator[Fact]:
    """Every tag, with the cells of its line on the page."""
    table = page_of(method).partition("| tag | what it is |")[2].partition("\n\n")[0]
    lines = [re.split(r" \| ?", line.removeprefix("| ").removesuffix("|")) for line in table.splitlines()[2:]]
    listed = list(nodes(method.row))
    assert len(lines) == len(listed)
    for node, (_, _, value, given, codes, *_) in zip(listed, lines, strict=True):
        yield Fact(node, value, given, codes)


def reads(tag: Tag[Any], text: Any) -> bool:
    """Whether the tag takes what was gathered."""
    try:
        tag.value(text)
    except Unreadable:
        return False
    return True


def fits(tag: Tag[Any], content: etree._Element) -> bool:
    """Whether the structure of the elements in a row with this one tag is taken."""
    row = type("Row", (Row,), {tag.name: tag})
    try:
        gather_row(row, content)
    except Refused:
        return False
    return True


def number(text: str) -> int:
    return 2**63 - 1 if text == "2^63-1" else int(text.replace(",", ""))


def elements(name: str, count: int) -> str:
    return f"<{name}/>" * count


def is_text(tag: Tag[Any]) -> None:
    assert reads(tag, "x" * 100_000)


def is_text_up_to(tag: Tag[Any], most: str) -> None:
    assert (reads(tag, "x" * number(most)), reads(tag, "x" * (number(most) + 1))) == (True, False)


def is_text_between(tag: Tag[Any], least: str, most: str) -> None:
    assert not reads(tag, "x" * (number(least) - 1))
    assert reads(tag, "x" * number(least))
    is_text_up_to(tag, most)


def is_email(tag: Tag[Any], most: str) -> None:
    domain = "@finashoes.com"
    name = "x" * (number(most) - len(domain))
    assert (reads(tag, name + domain), reads(tag, f"x{name}{domain}")) == (True, False)
    assert not reads(tag, name)


def is_whole(tag: Tag[Any], least: str, most: str) -> None:
    least_number, most_number = number(least), number(most)
    sent = (least_number - 1, least_number, most_number, most_number + 1)
    assert [reads(tag, str(each)) for each in sent] == [False, True, True, False]


def is_flag(tag: Tag[Any]) -> None:
    assert [tag.value(word) for word in ("1", "0", "true", "false")] == [True, False, True, False]
    assert not any(reads(tag, word) for word in ("2", "yes", "-1"))


def is_one_of(tag: Tag[Any], words: str, any_case: str | None) -> None:
    listed = words.split(", ")
    assert [word for word in listed if not reads(tag, word)] == []
    varied = [word.swapcase() for word in listed if word.swapcase() != word]
    assert {reads(tag, word) for word in varied} <= {any_case is not None}
    assert not any(reads(tag, f"{word}x") for word in listed)


def is_date(tag: Tag[Any], forms: str, more: str) -> None:
    """Each form is written with one day; the forms differ in which text stands for it."""
    assert more in {"", NOON + FROM_1900}
    day = datetime(2024, 3, 5, 12 if NOON in more else 0, tzinfo=UTC)
    written = (("yyyy", "2024"), ("yy", "24"), ("mmm", "Mar"), ("mm", "03"), ("dd", "05"))
    for form in re.split(", | or ", forms):
        text = form
        for letters, digits in written:
            text = text.replace(letters, digits)
        assert tag.key(tag.value(text)) == day, form
        for clock, seconds in (("07:08", 0), ("07:08:09", 9), ("07:08:09Z", 9), ("07:08:09.0", 9)):
            assert tag.value(f"{text} {clock}") == datetime(2024, 3, 5, 7, 8, seconds, tzinfo=UTC), form
    assert not any(reads(tag, text) for text in ("5.3.2024", "2024-03", "05-Mar-2024 7", "31-Feb-2024"))
    if FROM_1900 in more:
        assert (reads(tag, "31-Dec-1899"), reads(tag, "01-Jan-1900")) == (False, True)


def is_clock(tag: Tag[Any]) -> None:
    assert [f"{tag.value(text):%H:%M}" for text in ("09:30", "23:59", "9:30 PM", "12:00 AM")] == [
        *("09:30", "23:59", "21:30", "00:00")
    ]
    assert not any(reads(tag, text) for text in ("24:00", "13:00 PM", "9", "09:60"))


def is_iana_zone(tag: Tag[Any], sample: str) -> None:
    assert [reads(tag, name) for name in (sample, "Europe/Paris", "Nowhere/Land", "../zone")] == [
        True,
        True,
        False,
        False,
    ]


def is_zone(tag: Tag[Any]) -> None:
    assert {tag.value(name.swapcase()) for name in DISPLAY_VALUES} == {*DISPLAY_VALUES}
    assert not reads(tag, "Nowhere/At all")


def is_separated(tag: Any, most: str, each: str) -> None:
    texts = [",".join(["x"] * count) for count in (number(most), number(most) + 1)]
    assert [fits(tag, etree.fromstring(f"<R><{tag.name}>{text}</{tag.name}></R>")) for text in texts] == [True, False]
    of = copy(tag.of)
    of.error = tag.error
    compare(of, each)


def is_repeated(tag: Any, each: str, most: str) -> None:
    packages = [f"<R>{elements(tag.name, count)}</R>" for count in (number(most), number(most) + 1)]
    assert [fits(tag, etree.fromstring(package)) for package in packages] == [True, False]
    compare(tag.of, each)


def is_list(tag: Any, most: str, item: str) -> None:
    """Empty entries may lack what each of them needs, so that they are counted, not read."""
    full = etree.fromstring(f"<List>{elements(item, number(most))}</List>")
    with_one_more = etree.fromstring(f"<List>{elements(item, number(most) + 1)}</List>")
    assert len(tag.gather(full)) == number(most)
    with pytest.raises(Refused, match="may have"):
        tag.gather(with_one_more)
    with pytest.raises(Refused, match="should not exist"):
        tag.gather(etree.fromstring(f"<List>{elements(f'{item}x', 1)}</List>"))


def is_container(tag: Any) -> None:
    assert not fits(tag, etree.fromstring(f"<R><{tag.name}><Unheard/></{tag.name}></R>"))


def is_choice(tag: Any) -> None:
    """Of the sides no two may be filled; those with rows in them are tested with what their samples need."""
    filled = [
        f"<{name}>{sample(side)}</{name}>" for name, side in tag.sides.items() if not isinstance(side, Part | Many)
    ]
    around = "" if isinstance(tag, Either) else tag.name
    written = [
        f"<R><{around}>{both}</{around}></R>" if around else f"<R>{both}</R>" for both in map("".join, _pairs(filled))
    ]
    assert [text for text in written if fits(tag, etree.fromstring(text))] == []


def _pairs(texts: list[str]) -> Iterator[tuple[str, str]]:
    return ((one, other) for place, one in enumerate(texts) for other in texts[place + 1 :])


FORMS: dict[str, Callable[..., None]] = {
    r"text": is_text,
    r"text, at most ([\d,]+) characters": is_text_up_to,
    r"text, ([\d,]+) to ([\d,]+) characters; only a hash of it is kept": is_text_between,
    r"e-mail address, at most ([\d,]+) characters": is_email,
    r"whole number, ([\d,]+) to ([\d,]+|2\^63-1)(?:, never empty)?": is_whole,
    r"1 or 0 \(true and false are accepted too\)": is_flag,
    r"one of several tags": is_choice,
    r"one of (.*?)(, in any case)?": is_one_of,
    r"date: (.*), a UTC time hh:mm\[:ss\[\.f\]\]\[Z\] may follow(.*)": is_date,
    r"time: hh:mm, or h:mm with AM or PM": is_clock,
    r"provided name of the vendor's list of time zones, in any case": is_zone,
    r"IANA name of a time zone, such as (.*)": is_iana_zone,
    r"list of up to ([\d,]+) values with commas between them, each (.*)": is_separated,
    r"(.*); up to ([\d,]+) times": is_repeated,
    r"container of up to ([\d,]+) (\w+)": is_list,
    r"container": is_container,
}
"""Every form in which a page says what values a tag takes, and what compares it with the tag. The first that fits."""


def compare(tag: Tag[Any], value: str) -> None:
    """Compare a tag with what the page says; a form that is new needs a comparison of its own."""
    for form, is_so in FORMS.items():
        if found := re.fullmatch(form, value):
            is_so(tag, *found.groups())
            return
    pytest.fail(f"no test compares {value!r} with the code")


every_method = pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)


@every_method
def test_every_tag_takes_the_values_that_the_page_names_and_no_others(method):
    for fact in facts(method):
        compare(fact.node.tag, fact.value)


@every_method
def test_what_the_page_calls_required_is_refused_when_missing_or_empty_and_nothing_else_is(method):
    for fact in facts(method):
        tag, given = fact.node.tag, fact.given
        if given == "*or*" or given.startswith("up to "):
            continue
        assert given.partition(";")[0] in {"required", "required, may be empty", "optional"}, fact.node.path
        assert reads(tag, None) == (given != "required"), fact.node.path
        if not isinstance(tag, Choice | Part | Many | Repeated):
            assert reads(tag, "") == (given != "required" and "never empty" not in fact.value), fact.node.path
        assert fits(tag, etree.Element("Row")) == ("`SU:12` missing" not in fact.codes), fact.node.path


@every_method
def test_a_tag_without_a_value_is_read_as_the_default_that_the_page_names(method):
    for fact in facts(method):
        tag, default = fact.node.tag, re.fullmatch(r"optional; `(.*)` by default", fact.given)
        if not isinstance(tag, Choice | Part | Many | Repeated) and reads(tag, None):
            assert tag.value(None) == (tag.value(default[1]) if default else None), fact.node.path


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
