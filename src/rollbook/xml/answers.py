"""Answers in XML: what a call recorded or found, and the errors of what it refused."""

from collections.abc import Iterable, Sequence
from typing import Any
from xml.sax.saxutils import escape

from rollbook.calls.request import Result
from rollbook.contract.answers import Info, Values, show_text
from rollbook.contract.errors import Fault
from rollbook.contract.judge import Block
from rollbook.contract.method import Batch, Change, Method, Report
from rollbook.contract.rows import Many, Named, Row
from rollbook.contract.tags import Tag, Texts

RETURN = "&#13;"  # an XML parser reads a bare carriage return as a line feed


def show_result(method: type[Method] | None, result: Result) -> bytes:
    """Write the result of a call: Info only if something was good, then the errors."""
    good = result.good
    info = _show_info(method, result, good) if method is not None and good else ""
    return show_answer(result.word, info, result.faults)


def _show_info(method: type[Method], result: Result, good: Sequence[Block]) -> str:
    if issubclass(method, Batch):
        return _show_blocks(method, good)
    assert issubclass(method, Change | Report)  # noqa: S101  # there is no other kind of method
    tags = method.columns(good[0].row) if issubclass(method, Report) else tuple(method.info.row.tags)
    return show_info(method.info, result.rows, tags)


def show_answer(result: str, info: str, faults: Iterable[Fault]) -> bytes:
    """Write an answer: always Result, Info and Errors, in this order. `info` is XML."""
    errors = "".join(_show_fault(fault) for fault in faults)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<SmarterU>\n'
        f"  <Result>{result}</Result>\n"
        f"  {f'<Info>{info}</Info>' if info else '<Info/>'}\n"
        f"  <Errors>\n{errors}  </Errors>\n"
        "</SmarterU>"
    ).encode()


def _show_fault(fault: Fault) -> str:
    block = "" if fault.block is None else f' block="{fault.block}"'
    message = escape(fault.message, {"\r": RETURN})
    return (
        f"    <Error{block}>\n      <ErrorID>{fault.code}</ErrorID>\n"
        f"      <ErrorMessage>{message}</ErrorMessage>\n    </Error>\n"
    )


def _show_blocks(method: type[Batch], good: Sequence[Block]) -> str:
    """Write what was recorded, by block."""
    shown = "".join(
        f'      <{method.element} block="{block.number}">\n{_echo(method.echo, block)}      </{method.element}>\n'
        for block in good
    )
    return f"\n    <{method.element}s>\n{shown}    </{method.element}s>\n  "


def _echo(tags: Iterable[str], block: Block) -> str:
    """Echo a block's tags as they were sent or written; what only writing creates stays empty in a dry run."""
    row, written = vars(block.row), block.written
    return "".join([f"        {_show(tag, written.get(tag) or row.get(tag), row['sent'])}\n" for tag in tags])


def _show(tag: str, value: Any, sent: Texts) -> str:
    """Write an identifier in CDATA, an id bare, both as they were sent. Source: SEED."""
    if isinstance(value, Named):
        return f"<{tag}>{cdata(value.text)}</{tag}>"
    return show_tag(tag, sent.get(tag, value))


def cdata(text: str) -> str:
    """Write text as CDATA. Its own end is split between two sections, and a carriage return is put between two."""
    held = text.replace("]]>", "]]]]><![CDATA[>").replace("\r", f"]]>{RETURN}<![CDATA[")
    return f"<![CDATA[{held}]]>"


def show_info(info: Info, rows: Sequence[Values], tags: Sequence[str]) -> str:
    """Write the rows as the content of Info, each with these of its tags."""
    written = "".join(_item(info.item, _tags(info.row, tags, row)) for row in rows)
    if not info.container:
        return written
    count = f' {info.counted}="{len(rows)}"' if info.counted else ""
    return f"<{info.container}{count}>{written}</{info.container}>"


def _item(name: str, content: str) -> str:
    return f"<{name}>{content}</{name}>" if name else content


def _tags(row: type[Row], names: Iterable[str], values: Values) -> str:
    return "".join(
        _list(tag, values[name]) if isinstance(tag := row.tags[name], Many) else show_tag(name, values.get(name))
        for name in names
    )


def _list(many: Many, entries: Iterable[Any]) -> str:
    """Write a container, even an empty one. Source: PHP, whose client breaks without it."""
    of, item = many.of, many.item
    written = "".join(
        show_tag(item, entry) if isinstance(of, Tag) else _item(item, _tags(of, of.tags, entry)) for entry in entries
    )
    return f"<{many.name}>{written}</{many.name}>"


def show_tag(name: str, value: Any) -> str:
    """Write one tag; no value is an empty element. Text is escaped rather than CDATA: some real clients need that."""
    text = escape(show_text(value), {"\r": RETURN})
    return f"<{name}>{text}</{name}>" if text else f"<{name}/>"
