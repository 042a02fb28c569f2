"""Where in a row a refusal is: the path of the tag that it is about, and the text that was sent there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rollbook.contract.errors import Error, Path
from rollbook.contract.rows import Choice, Either
from rollbook.contract.rules import Allow, Distinct, Find, Refuse, Rule


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a row is refused: the error, the place in the row, the text sent there, and the rule, where it was one."""

    error: Error
    path: Path = ()
    value: str | None = None
    rule: Rule | None = None


def path_of(rule: Rule, rules: Sequence[Rule]) -> str:
    """Return the path of the tag that a rule is about, such as Profile.HomeGroup; nothing where it is about the row.

    A permission is about the tag by which the group was found.
    """
    match rule:
        case Find():
            return rule.error_by or rule.by
        case Refuse() | Distinct():
            return rule.by if isinstance(rule.by, str) else next(iter(rule.by), "")
        case Allow():
            finds = (each for each in rules if isinstance(each, Find) and each.name == rule.within)
            return next((path_of(find, ()) for find in finds), "")
        case _:
            return ""


def place_of(path: str, row: Any) -> Path:
    """Return the place of the tag at a path in a row that was read: of a choice, the side that is filled."""
    place: list[str | int] = []
    for name in path.split(".") if path else ():
        tag, row = type(row).tags[name], getattr(row, name)
        if not isinstance(tag, Either):
            place.append(name)
        if isinstance(tag, Choice) and row is not None:
            place.append(row.side)
    return tuple(place)


def text_at(texts: Any, path: Path) -> str | None:
    """Return the text that was sent at a place; None where there is no single one, or where it is a password."""
    if path and "password" in str(path[-1]).lower():
        return None
    for part in path:
        if isinstance(texts, Mapping):
            texts = texts.get(str(part))
        elif isinstance(texts, list) and isinstance(part, int) and part < len(texts):
            texts = texts[part]
        else:
            return None
    return texts if path and isinstance(texts, str) else None
