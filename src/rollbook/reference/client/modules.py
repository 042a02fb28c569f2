"""The modules of the typed client's methods: one each, with structs, codes, and the method for both clients."""

import inspect
import json
import re
from textwrap import indent
from typing import Any

from rollbook.contract.method import Batch, Method
from rollbook.contract.rows import Many, Part
from rollbook.contract.tags import Tag
from rollbook.methods import METHODS
from rollbook.reference.client.names import module_of, snake
from rollbook.reference.client.shapes import found_row, kind_of, pages_by, shape_of
from rollbook.reference.client.structs import Structs, described, sides_of, wrapped
from rollbook.reference.trees import must_be_filled

HEAD = '''"""{title} Made by `make client` from the contract; do not edit."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any, Literal, Unpack

from msgspec import field

from rollbook.client.answers import BatchResult, ChangeResult
from rollbook.client.async_calls import AsyncCalls, AsyncPages
from rollbook.client.sync_calls import Calls, Pages
from rollbook.client.wire import Day, Found, Given, Handling, Id, Method, Number, Plain, TimeOfDay

'''
ALL = '''"""Every method of the API. Made by `make client` from the contracts; do not edit."""

'''


def modules() -> dict[str, str]:
    """Return the text of every module by its file's name."""
    found = {f"{module_of(method)}.py": module(method) for method in METHODS.values()}
    return {"__init__.py": _every_method(), **found}


def _every_method() -> str:
    names = [module_of(method) for method in METHODS.values()]
    text = f"{ALL}from rollbook.client.methods import ({', '.join(sorted(names))})\n"
    for wanted, call, word in (("EveryMethod", "Call", ""), ("EveryAsyncMethod", "AsyncCall", ", to be awaited")):
        bases = ", ".join(f"{name}.{call}" for name in names)
        text += f'\n\nclass {wanted}({bases}):\n    """All methods{word}."""\n'
    return text


def module(method: type[Method]) -> str:
    """Return the module of a method."""
    structs = Structs()
    arguments = _Arguments(method, structs)
    if issubclass(method, Batch):
        fields = [f'{snake(name)}: str | None = field(name="{name}", default=None)' for name in method.echo]
        answer = structs.add("Answer", "Found", "What is answered for a row that was recorded", fields)
    else:
        answer = structs.found(found_row(method), "Answer")
    codes = ", ".join(json.dumps(code) for code in dict.fromkeys(error.code for error in method.errors()))
    shape = "".join(f"    {name}={_literal(name, value)},\n" for name, value in shape_of(method).items())
    body = "\n\n".join(f"{'class ' if text[0] == '(' else ''}{name}{text}" for name, text in structs.sources.items())
    body += f'\n\nCode = Literal[{codes}]\n"""The method\'s codes."""\n'
    body += f"METHOD: Method[{answer}, Code] = Method(\n{shape}    answer={answer},\n)\n"
    body += _calls(method, arguments, answer)
    title = f"{method.wire_name()}."
    return _only_used(HEAD.format(title=title), body)


def _literal(name: str, value: Any) -> str:
    return f"frozenset({value!r})" if name == "moments" else repr(value)


class _Arguments:
    """What the method takes: a batch its rows, others the tags of its row by name."""

    def __init__(self, method: type[Method], structs: Structs) -> None:
        self.parameters: list[str] = []
        self.pairs: list[str] = []
        self.abouts: list[str] = []
        if issubclass(method, Batch):
            entry = structs.given(method.row, method.element)
            self.rows_name = f"{snake(method.element)}s"
            self.rows = f"{self.rows_name}: Iterable[{entry} | Plain]"
            return
        sides = sides_of(method.row)
        for name, tag in method.row.elements.items():
            self._add(name, tag, structs, method.row.__name__, is_side=name in sides)
        self.parameters.sort(key=lambda parameter: "=" in parameter)

    def _add(self, name: str, tag: Tag[Any], structs: Structs, parent: str, *, is_side: bool) -> None:
        kind, given = structs.given_type(name, tag, parent), snake(name)
        value = given
        if must_be_filled(tag) and not is_side:
            self.parameters.append(f"{given}: {kind}")
        elif tag.needed and isinstance(tag, Many):
            self.parameters.append(f"{given}: {kind} = ()")
        else:
            self.parameters.append(f"{given}: {kind} | None = None")
            if tag.needed and isinstance(tag, Part):
                value = f"{kind.partition(' ')[0]}() if {given} is None else {given}"
        self.pairs.append(f'"{name}": {value}')
        if text := described(tag):
            self.abouts.append(f"{given}: {text}")

    @property
    def body(self) -> str:
        return "{" + ", ".join(self.pairs) + "}"


def _calls(method: type[Method], arguments: _Arguments, answer: str) -> str:
    return _call(method, arguments, answer, "") + _call(method, arguments, answer, "Async")


def _call(method: type[Method], arguments: _Arguments, answer: str, prefix: str) -> str:
    """Return the class that adds the method to a client."""
    kind, is_paged = kind_of(method), bool(pages_by(method))
    parameters, how = ["self"], "**how: Unpack[Handling]"
    if kind == "batch":
        parameters += [arguments.rows, how]
        result, made = f"BatchResult[{answer}, Code]", f"_batch(METHOD, {arguments.rows_name}, how)"
    else:
        parameters += ["*", *arguments.parameters] if arguments.parameters else []
        parameters += [how] if kind == "change" else []
        result, made = _of_one(method, arguments, answer, prefix)
    waits = "await " if prefix and not is_paged else ""
    define = "async def" if waits else "def"
    about = "\n\n".join(wrapped(each) for each in [*_about(method), *arguments.abouts])
    text = f'"""{about}\n"""'
    return (
        f'\n\nclass {prefix}Call({prefix}Calls):\n    """Adds the method to a client."""\n\n'
        f"    {define} {snake(method.wire_name())}({', '.join(parameters)}) -> {result}:\n"
        f"{indent(text, ' ' * 8)}\n        return {waits}self.{made}\n"
    )


def _of_one(method: type[Method], arguments: _Arguments, answer: str, prefix: str) -> tuple[str, str]:
    """Return what a change or a report returns, and how."""
    body = arguments.body
    if kind_of(method) == "change":
        return f"ChangeResult[{answer}, Code]", f"_change(METHOD, {body}, how)"
    if pages_by(method):
        return f"{prefix}Pages[{answer}]", f"_pages(METHOD, {body})"
    if shape_of(method).get("answer_container"):
        return f"list[{answer}]", f"_list(METHOD, {body})"
    return answer, f"_one(METHOD, {body})"


def _about(method: type[Method]) -> list[str]:
    paragraphs = inspect.cleandoc(method.__doc__ or "").split("\n\n")
    return [*paragraphs, f"What is known of it: {method.known}"]


def _only_used(head: str, body: str) -> str:
    """Return the module without imports that it does not use."""
    words = set(re.findall(r"\w+", body))
    lines = [used for line in head.splitlines() if (used := _import_used(line, words)) is not None]
    return "\n".join(lines).replace("\n\n\n", "\n\n") + "\n" + body


def _import_used(line: str, words: set[str]) -> str | None:
    """Return an import without the names that are not used, None where none is; other lines are as they are."""
    before, found, names = line.partition("import ")
    if not found:
        return line
    if not before:
        return line if names.rsplit(maxsplit=1)[-1] in words else None
    used = [name for name in names.split(", ") if name in words]
    return f"{before}import {', '.join(used)}" if used else None
