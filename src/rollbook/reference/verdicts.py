"""How a call is judged, in words: each condition that refuses it or one of its blocks, in the order of judgement."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from rollbook.contract.answers import show_text
from rollbook.contract.errors import Error
from rollbook.contract.method import Batch, Change, Method
from rollbook.contract.permissions import Permission
from rollbook.contract.rows import Choice, Many, Row
from rollbook.contract.rules import Allow, Distinct, Find, Holds, Refuse, Require, Rule, TakeCredit
from rollbook.contract.tags import OneOf, Tag, Text
from rollbook.records.plan.lookups import LOOKUPS
from rollbook.records.plan.resolve import tag_at
from rollbook.records.write.blocks import OBSTACLES
from rollbook.reference.markdown import code, codes, listed, permissions
from rollbook.reference.trees import Node, nodes
from rollbook.vocabulary.users import Secret

PROSE: Mapping[str, str] = {"learning_module": "course"}
"""What people call a thing that the wire calls otherwise."""


class Verdict(NamedTuple):
    """A condition, and the error with which it is answered."""

    condition: str
    error: Error


def verdicts(method: type[Method]) -> Iterator[Verdict]:
    """Give every way to be refused: by the tags, by the rules, by the rules of lists, and last in writing."""
    if method.setting:
        yield Verdict(f"the setting {code(f'ROLLBOOK_{method.setting.upper()}')} is off", method.off)
    for node in nodes(method.row):
        yield from _of_tag(node)
    yield from _of_rules(method.rules, method.row, method.access)
    for node in nodes(method.row):
        if isinstance(node.tag, Many) and not isinstance(node.tag.of, Tag):
            for condition, error in _of_rules(node.tag.of.rules, node.tag.of, method.access):
                yield Verdict(f"in an entry of {node.label}, {condition}", error)
    yield from _of_writing(method)


def _of_writing(method: type[Method]) -> Iterator[Verdict]:
    if issubclass(method, Batch):
        yield Verdict(method.conflict_when, method.conflict)
        yield Verdict("the database refused to keep this block, and only this one", method.not_stored)
    elif issubclass(method, Change):
        yield from (Verdict(OBSTACLES[obstacle], error) for obstacle, error in method.not_stored.items())


def _of_tag(node: Node) -> Iterator[Verdict]:
    tag, absent, malformed = node.tag, node.tag.absent, node.tag.error
    if isinstance(tag, Choice):
        if absent is not None:
            yield Verdict(f"neither {listed(codes(tag.sides), 'nor')} is given", absent)
    elif absent is not None and absent == malformed:
        yield Verdict(f"{node.label} is {'empty' if tag.needed else 'missing, empty'} or {_malformed(tag)}", absent)
    else:
        if absent is not None:
            yield Verdict(f"{node.label} is {'empty' if tag.needed else 'missing or empty'}", absent)
        if malformed is not None:
            yield Verdict(f"{node.label} is {_malformed(tag)}", malformed)


def _malformed(tag: Tag[Any]) -> str:
    """Say what a malformed value is: it completes "the tag is"."""
    match tag:
        case Secret():
            return f"shorter than {tag.least} or longer than {tag.longest} characters"
        case Text():
            return f"longer than {tag.longest} characters"
        case OneOf():
            return f"none of {listed(codes(tag.words))}" + ("" if tag.any_case else ", exactly so spelled")
        case _:
            kind, _, forms = tag.kind.partition(":")
            kind, _, bounds = kind.partition(", ")
            detail = " in one of the forms above" if forms else f" ({bounds})" if bounds else ""
            return f"not {'an' if kind[0] in 'aeiou' else 'a'} {kind}{detail}"


def _of_rules(rules: tuple[Rule, ...], row: type[Row], access: Permission) -> Iterator[Verdict]:
    wire_words = {word for node in nodes(row) for word in (node.name, *_words_of(node.tag))}
    for rule in rules:
        for condition, error in _of_rule(rule, row, access):
            yield Verdict(_set_off(condition, wire_words), error)


def _of_rule(rule: Rule, row: type[Row], access: Permission) -> Iterator[tuple[str, Error]]:
    match rule:
        case Find():
            yield from _of_find(rule, row)
        case Allow():
            supervises = f" and does not supervise the {rule.supervised}" if rule.supervised else ""
            oneself = f" and is not the {rule.oneself}" if rule.oneself else ""
            where = f"in the {in_prose(rule.within)}{supervises}{oneself}"
            yield f"{_asked_of(rule)}{_holds_not(rule.holding or access)} {where}", rule.error
        case Holds():
            if rule.error is not None:
                yield (
                    f"{_asked_of(rule)}{_holds_not(rule.permission)} in any group with the {in_prose(rule.of)}",
                    rule.error,
                )
        case Require():
            yield from ((condition.words, condition.error) for condition in rule.when)
        case Refuse():
            paths = (rule.by,) if isinstance(rule.by, str) else rule.by
            same = listed([*map(in_prose, rule.of), *(_named(path, row) for path in paths if path)], "and")
            other = f", and is not the {in_prose(rule.but)}" if rule.but else ""
            yield (
                f"{_lacking(rule)}one of the same {same} is already among {LOOKUPS[rule.among].about}{other}",
                rule.error,
            )
        case Distinct():
            earlier = f"an earlier {rule.after} block" if rule.after else "an earlier block"
            same = listed([*map(in_prose, rule.of), *(_named(path, row) for path in rule.by)], "and")
            yield f"{_lacking(rule)}{earlier} of this call is about the same {same}", rule.error
        case TakeCredit():
            where, what = rule.of
            yield f"the {where}'s {what} requires credits, and none is left (blocks take them in order)", rule.error


def _lacking(rule: Refuse | Distinct) -> str:
    return f"{rule.without} is not given, and " if rule.without else ""


def _holds_not(permission: Permission) -> str:
    return f"the caller is no administrator or owner, and does not hold {listed(permissions(permission))}"


def _asked_of(rule: Allow | Holds) -> str:
    """Say of which packages or rows the rule asks at all; nothing where it asks of all."""
    given = rule.given if isinstance(rule, Allow) else ()
    given = (given,) if isinstance(given, str) else given
    conditions = [f"{listed(given)} is given"] if given else []
    conditions += [f"{tag} is {show_text(value)}" for tag, value in rule.where]
    return f"{listed(conditions, 'and')}, " if conditions else ""


def _of_find(rule: Find, row: type[Row]) -> Iterator[tuple[str, Error]]:
    """Say that there is no such row, once for each error: a choice may have one for each of its sides."""
    errors = {"": rule.error} if isinstance(rule.error, Error) else rule.error
    for side, error in errors.items():
        if rule.by:
            yield f"none of {LOOKUPS[rule.among].about} has the {side or _named(rule.by, row)}", error
        else:
            where = f", where {side} names the {rule.error_by.lower()}" if side else ""
            yield f"the {_subject(rule)} is not among {LOOKUPS[rule.among].about}{where}", error


def _subject(rule: Find) -> str:
    """Return what is sought among rows that tie it to something else: what identifies the row, else the last of it."""
    place = LOOKUPS[rule.among]
    return in_prose(next((name for name, column in place.of.items() if column == place.identity), [*place.of][-1]))


def in_prose(name: str) -> str:
    """Return what a rule has found as a reader calls it."""
    return PROSE.get(name, name).replace("_", " ")


def _named(path: str, row: type[Row]) -> str:
    """Return the tag at a path by its name, a choice by its sides."""
    tag = tag_at(row, path)
    return listed([*tag.sides]) if isinstance(tag, Choice) else tag.name


def _words_of(tag: Tag[Any]) -> tuple[str, ...]:
    return tag.words if isinstance(tag, OneOf) else ()


def _set_off(condition: str, wire_words: set[str]) -> str:
    """Set the words of the wire, and paths of them, off from the prose."""

    def shown(found: re.Match[str]) -> str:
        path = found[0].split(".")
        return code("/".join(path)) if wire_words.issuperset(path) else found[0]

    return re.sub(r"(?<!`)\b[A-Z]\w+(?:\.\w+)*", shown, condition)
