"""Judging: the rules of a contract over its blocks, in memory and in order, after one query to the database."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from operator import attrgetter
from typing import Any

from rollbook.contract.errors import Error, Fault, Path, Refused
from rollbook.contract.permissions import Permission, Role
from rollbook.contract.places import Refusal, path_of, place_of, text_at
from rollbook.contract.rows import Row, read_row
from rollbook.contract.rules import (
    Allow,
    Condition,
    Distinct,
    Find,
    Found,
    Holds,
    Refuse,
    Require,
    Rule,
    TakeCredit,
    Today,
)
from rollbook.contract.tags import Texts, Unreadable


@dataclass(slots=True)
class Block:
    """One row of a call: its place from 1, what was sent, what was found, why it is refused, what was written."""

    number: int
    sent: Texts
    row: Any = None
    found: Found = None
    refusal: Refusal | None = None
    written: Mapping[str, Any] = field(default_factory=dict)

    @property
    def error(self) -> Error | None:
        """The error with which the block is refused."""
        return None if self.refusal is None else self.refusal.error

    def refuse(self, error: Error, path: Path = (), rule: Rule | None = None) -> None:
        """Refuse the block; the first refusal is the one that is answered."""
        self.refusal = Refusal(error, path, text_at(self.sent, path), rule)

    def fault(self, around: Path = ()) -> Fault:
        """The block's error as it is answered, with what was sent filled in; `around` is the path to the block."""
        assert self.refusal is not None  # noqa: S101  # called only for refused blocks
        error, path = self.refusal.error, (*around, *self.refusal.path)
        return Fault(error, fill(error, self.number, self.sent), self.number, path, self.refusal.value)


def read_block(row: type[Row], number: int, texts: Texts) -> Block:
    """Read the values of one block, or note the first error in them."""
    try:
        return Block(number, texts, row=read_row(row, texts))
    except Unreadable as unreadable:
        block = Block(number, {**texts, **(unreadable.sent or {})})
        block.refusal = Refusal(unreadable.error, unreadable.path, text_at(texts, unreadable.path))
        return block


def fill(error: Error, number: int, sent: Texts) -> str:
    """Return the error's text with the block's number and the texts that were sent."""
    return error.text.format_map(_Quoted({"block": number, "item": number, **_flat(sent)}))


def refusal_of(block: Block, error: Error) -> Refused:
    """Return the refusal of a whole call because of one row, with what was sent filled in."""
    block.refuse(error)
    return Refused.with_fault(block.fault().of_call())


class _Quoted(dict[str, Any]):
    """What a message may quote; what was not sent is quoted as an empty text."""

    def __missing__(self, name: str) -> str:
        return ""


def _flat(sent: Texts) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, text in sent.items():
        flat |= _flat(text) if isinstance(text, Mapping) else {name: text}
    return flat


@dataclass(slots=True)
class RuleContext:
    """The caller and the moment by which a call is judged, and what its blocks have taken so far."""

    role: Role
    access: Permission
    today: Today
    seen: dict[Distinct, set[Any]] = field(default_factory=dict)
    credits_taken: dict[Any, int] = field(default_factory=dict)


Judge = Callable[[Block, RuleContext], Error | Condition | None]


def judge(rules: tuple[Rule, ...], blocks: Sequence[Block], context: RuleContext) -> None:
    """Give each readable block the first error it meets. A block that meets none counts as recorded for later ones."""
    judges = _judges(rules)
    keepers = [rule for rule in rules if isinstance(rule, Distinct | TakeCredit)]
    for block in blocks:
        if block.row is None:
            continue
        for rule, each in judges:
            error = each(block, context)
            if error is not None:
                condition = error if isinstance(error, Condition) else Condition(error, "", path_of(rule, rules))
                block.refuse(condition.error, place_of(condition.path, block.row), rule)
                break
        else:
            for keeper in keepers:
                _keep(keeper, block, context)


@cache
def _getter(names: tuple[str, ...]) -> Callable[[Found], Any]:
    """Return a getter of attributes of what was found: a value for one name, a tuple for several."""
    return attrgetter(*names)


def _keep(rule: Distinct | TakeCredit, block: Block, context: RuleContext) -> None:
    """Remember what a good block has taken, for the blocks after it."""
    if isinstance(rule, TakeCredit):
        key = _getter(rule.of)(block.found)
        context.credits_taken[key] = context.credits_taken.get(key, 0) + 1
    elif not rule.after or getattr(block.found, rule.after):
        context.seen.setdefault(rule, set()).add(_likeness(rule, block))


def _likeness(rule: Distinct, block: Block) -> Any:
    """Return the key by which a block equals another; a block that the rule does not compare gets a key of its own."""
    keys = [_key_at(block.row, path) for path in rule.by]
    if None in keys or (rule.without and _has(block.row, rule.without)):
        return block.number
    return (_getter(rule.of)(block.found), *keys)


def _has(row: Any, path: str) -> bool:
    """Whether the tag at the path was filled; in a list, in any of its rows."""
    name, _, rest = path.partition(".")
    value = getattr(row, name)
    if rest:
        return any(_has(each, rest) for each in (value if isinstance(value, list) else [value]))
    return value is not None and value != []


def _key_at(row: Row, path: str) -> Any:
    """Return the key of the tag at a path such as Profile.HomeGroup; None where it was not filled."""
    *around, name = path.split(".")
    for part in around:
        row = getattr(row, part)
    value = getattr(row, name)
    return None if value is None else row.tags[name].key(value)


Judges = tuple[tuple[Rule, Judge], ...]
_composed: dict[int, tuple[tuple[Rule, ...], Judges]] = {}


def _judges(rules: tuple[Rule, ...]) -> Judges:
    """Compose the rules at their first use; the rules are kept too, so that no other object gets their id."""
    if id(rules) not in _composed:
        _composed[id(rules)] = (rules, tuple((rule, _judge_of(rule)) for rule in rules))
    return _composed[id(rules)][1]


def _judge_of(rule: Rule) -> Judge:
    match rule:
        case Find():
            return _find(rule)
        case Refuse():
            return lambda block, _: rule.error if _is_there(rule, block) else None
        case Require():
            return lambda block, context: rule.check(block.row, block.found, context.today)
        case Allow() | Holds():
            return lambda block, context: None if _may_act(rule, block, context) else rule.error
        case Distinct():
            return lambda block, context: rule.error if _likeness(rule, block) in context.seen.get(rule, ()) else None
        case TakeCredit():
            return lambda block, context: None if _has_credit(rule, block.found, context) else rule.error


def _find(rule: Find) -> Judge:
    """Refuse where nothing was found; an optional tag that is absent is not looked up."""
    found, error, named_by = attrgetter(rule.name), rule.error, rule.error_by or rule.by
    if not named_by:
        assert isinstance(error, Error)  # noqa: S101  # errors by side need a choice to pick one by
        return lambda block, _: error if found(block.found) is None else None
    named = attrgetter(named_by)

    def judge_find(block: Block, _: RuleContext) -> Error | None:
        if found(block.found) is not None or (value := named(block.row)) is None:
            return None
        return error if isinstance(error, Error) else error.get(value.side)

    return judge_find


def _is_there(rule: Refuse, block: Block) -> bool:
    there = getattr(block.found, rule.name)
    if there is None or (rule.but and there == getattr(block.found, rule.but)):
        return False
    return not (rule.without and _has(block.row, rule.without))


def _may_act(rule: Allow | Holds, block: Block, context: RuleContext) -> bool:
    if context.role.is_above_groups or not _applies_to(rule, block.row):
        return True
    if isinstance(rule, Holds):
        return bool(getattr(block.found, rule.name))
    if rule.supervised and getattr(block.found, rule.supervises) is not None:
        return True
    if rule.oneself and getattr(block.found, rule.is_oneself):
        return True
    held = getattr(block.found, rule.held) or 0
    return bool(held & (rule.holding or context.access))


def _applies_to(rule: Allow | Holds, row: Row) -> bool:
    """Whether the rule applies to a row: by the tags that are filled, and by their values."""
    given = rule.given if isinstance(rule, Allow) else ()
    given = (given,) if isinstance(given, str) else given
    is_given = not given or any(_has(row, path) for path in given)
    return is_given and all(getattr(row, tag) == value for tag, value in rule.where)


def _has_credit(rule: TakeCredit, found: Found, context: RuleContext) -> bool:
    if not found.requires_credits:
        return True
    return bool(found.credits > context.credits_taken.get(_getter(rule.of)(found), 0))
