"""Sample packages and answers. The server's own code reads and writes them: no page shows what is refused."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from lxml import etree

from rollbook.calls.request import Result
from rollbook.contract.answers import show_text
from rollbook.contract.judge import Block, read_block
from rollbook.contract.method import Batch, Change, Method, Report
from rollbook.contract.rows import Choice, Either, Many, Part, Repeated, Row
from rollbook.contract.structure import find_rows, gather_rows
from rollbook.contract.tags import Clock, Date, Flag, Id, Moment, OneOf, Tag, Whole
from rollbook.xml.answers import show_result
from rollbook.xml.envelope import read_envelope

ACCOUNT_KEY, USER_KEY = "0123456789ABCDEF0123456789ABCDEF", "olga-0123456789"
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'


def sample_package(method: type[Method]) -> str:
    """Return a good package: lists have one entry, and comments name the other sides of a choice."""
    root = etree.Element("SmarterU")
    for name, text in (("AccountAPI", ACCOUNT_KEY), ("UserAPI", USER_KEY), ("Method", method.wire_name())):
        etree.SubElement(root, name).text = text
    container = etree.SubElement(etree.SubElement(root, "Parameters"), method.container)
    _fill_row(etree.SubElement(container, method.element) if issubclass(method, Batch) else container, method.row)
    etree.indent(root)
    return etree.tostring(root, encoding="unicode")


def _fill_row(element: etree._Element, row: type[Row]) -> None:
    for name, tag in row.tags.items():
        if isinstance(tag, Either):
            _fill_choice(element, tag)
        else:
            child = etree.SubElement(element, name)
            _fill(child, tag)
            if tag.sample is None:
                _comment_out(child, "also")


def _fill(element: etree._Element, tag: Tag[Any]) -> None:
    match tag:
        case Choice():
            _fill_choice(element, tag)
        case Part():
            _fill_row(element, tag.row)
        case Many():
            entry = etree.SubElement(element, tag.item)
            _fill(entry, tag.of) if isinstance(tag.of, Tag) else _fill_row(entry, tag.of)
        case Repeated():
            _fill(element, tag.of)
        case _:
            element.text = sample(tag)


def _fill_choice(element: etree._Element, choice: Choice) -> None:
    (first, side), *others = choice.sides.items()
    _fill(etree.SubElement(element, first), side)
    for name, other in others:
        child = etree.SubElement(element, name)
        _fill(child, other)
        _comment_out(child, "or")


def _comment_out(element: etree._Element, word: str) -> None:
    """Put a comment in the place of an element."""
    around = element.getparent()
    assert around is not None  # noqa: S101  # only what is in a row is commented out
    around.replace(element, etree.Comment(f" {word} {etree.tostring(element, encoding='unicode')} "))


def sample(tag: Tag[Any]) -> str:
    """Return a good value of a tag: its own, what holds where none is given, or one of its kind."""
    own = tag.sample or show_text(tag.default)
    return own or next((_value(tag) for kind, _value in VALUES.items() if isinstance(tag, kind)), "text")


VALUES: Mapping[type[Tag[Any]], Callable[[Any], str]] = {
    OneOf: lambda tag: tag.words[0],
    Whole: lambda tag: str(tag.least),
    Id: lambda _: "1",
    Flag: lambda _: "1",
    Date: lambda _: "01-Mar-2024",
    Clock: lambda _: "09:00",
}
"""A good value of each kind of tag."""


def sample_answer(method: type[Method]) -> str:
    """Return what the server answers to the sample package when all is good."""
    parameters = read_envelope(sample_package(method).encode()).parameters
    texts = gather_rows(method, parameters, find_rows(method, parameters, most_blocks=1))
    block = read_block(method.row, 1, texts[0])
    if block.refusal is not None:
        raise ValueError(f"the sample of {method.wire_name()} is refused: {block.error}")
    return _indented(show_result(method, pretend(method, block)))


def pretend(method: type[Method], block: Block) -> Result:
    """Put sample values where the database would have put its own."""
    result = Result([block])
    if issubclass(method, Batch):
        block.written = {name: tag.sample for name, tag in method.made.tags.items()}
    elif issubclass(method, Report):
        result.rows = [_values(method.info.row, method.columns(block.row))]
    elif issubclass(method, Change):
        result.rows = [_values(method.info.row, method.info.row.tags)]
    return result


def _values(row: type[Row], names: Iterable[str]) -> dict[str, Any]:
    return {name: _sample_value(row.tags[name]) for name in names}


def _sample_value(tag: Tag[Any]) -> Any:
    """Return the sample of a tag, of a list one entry; nothing where the sample is None."""
    if isinstance(tag, Many):
        entry = _sample_value(tag.of) if isinstance(tag.of, Tag) else _values(tag.of, tag.of.tags)
        return [] if entry is None else [entry]
    if isinstance(tag, Moment) and tag.sample:
        return tag.read(tag.sample)
    return None if tag.sample is None else sample(tag)


def _indented(answer: bytes) -> str:
    """Return the answer as a page shows it: the same XML, indented throughout."""
    root = etree.fromstring(answer, etree.XMLParser(remove_blank_text=True, strip_cdata=False))
    etree.indent(root)
    errors = root.find("Errors")
    assert errors is not None  # noqa: S101  # an answer without them is none
    errors.text = "\n  "
    return DECLARATION + etree.tostring(root, encoding="unicode")
