"""The tags of a contract as columns of a sheet: where in a row's texts each stands, and which are required."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

from rollbook.contract.errors import Path
from rollbook.contract.method import Batch, Change, Method
from rollbook.contract.rows import Choice, Either, Many, Part, Repeated, Row
from rollbook.contract.tags import Clock, Date, EmailAddress, Flag, Id, OneOf, ShownOnce, Tag, Whole
from rollbook.methods import METHODS
from rollbook.sheets.files.text import fold
from rollbook.vocabulary.enrollments import Grade
from rollbook.vocabulary.users import Secret

EMAIL, IDENTIFIER, DATE, GRADE, WORD, FLAG, CLOCK, TEXT = (
    "email",
    "id",
    "date",
    "grade",
    "word",
    "flag",
    "clock",
    "text",
)
KINDS: Sequence[tuple[type[Tag[Any]] | tuple[type[Tag[Any]], ...], str]] = (
    (EmailAddress, EMAIL), ((Id, Whole), IDENTIFIER), (Date, DATE), (Grade, GRADE), (OneOf, WORD), (Flag, FLAG),
    (Clock, CLOCK),
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Target:
    """One tag that a column may fill. `choice` is the place of the choice that it is a side of; `name` is unique."""

    name: str
    path: Path
    tag: Tag[Any]
    choice: Path | None = None
    is_single: bool = True

    @cached_property
    def kind(self) -> str:
        """What its cells become."""
        return next((kind for classes, kind in KINDS if isinstance(self.tag, classes)), TEXT)

    @property
    def words(self) -> Sequence[str]:
        """The words that it may hold, where they are few."""
        if self.kind == FLAG:
            return ("1", "0")
        return self.tag.words if isinstance(self.tag, OneOf) else ()

    @cached_property
    def headers(self) -> Mapping[str, bool]:
        """The folded headers by which it is known; True where it is a spelling of its name."""
        plain = [part for part in self.path if isinstance(part, str)]
        spelled = {fold("".join(plain[start:])) for start in range(len(plain))} if self.is_single else set()
        spelled |= {fold(self.name), fold("".join(plain))}
        return {**{fold(each): False for each in self.tag.synonyms}, **dict.fromkeys(spelled, True)}


@dataclass(frozen=True, eq=False)
class Need:
    """What every row must have: one of several tags."""

    targets: tuple[Target, ...]

    @property
    def names(self) -> str:
        """The tags in words."""
        return " or ".join(target.name for target in self.targets)


class Targets:
    """All tags of a contract that a sheet may fill."""

    def __init__(self, method: type[Method]) -> None:
        self.method = method
        self._needed: list[list[Path]] = []
        self._secret: list[Secret] = []
        found = list(self._of_row(method.row, (), is_needed=True, many=None))
        self.secrets = {fold(each) for tag in self._secret for each in (tag.name, *tag.synonyms)}
        taken: set[str] = set()
        self.all = [self._target(taken, *each) for each in found]
        self.by_name = {target.name: target for target in self.all}
        by_path = {target.path: target for target in self.all}
        self.needs = [Need(tuple(by_path[path] for path in paths if path in by_path)) for paths in self._needed]

    def _target(self, taken: set[str], path: Path, tag: Tag[Any], choice: Path | None, many: Many | None) -> Target:
        """Name a tag: by itself where it is the first of the name, else with the tags around it."""
        name = str(path[-1]) if isinstance(path[-1], str) else str(path[-2])
        is_own = many is None or many.absent is not None or name.startswith(many.item)
        is_single = is_own and name not in taken
        taken.add(name)
        dotted = ".".join(part for part in path if isinstance(part, str))
        dotted = dotted if "." in dotted else f"{self.method.container}.{name}"
        return Target(name if is_single else dotted, path, tag, choice, is_single)

    def _of_row(
        self, row: type[Row], path: Path, *, is_needed: bool, many: Many | None
    ) -> Iterator[tuple[Path, Tag[Any], Path | None, Many | None]]:
        for name, tag in row.tags.items():
            here = (*path, name)
            if isinstance(tag, Choice):
                around = path if isinstance(tag, Either) else here
                sides = [(*around, side) for side in tag.sides]
                if tag.absent is not None and is_needed:
                    self._needed.append(sides)
                for side, place in zip(tag.sides.values(), sides, strict=True):
                    yield place, side, here, many
            elif isinstance(tag, Part):
                yield from self._of_row(tag.row, here, is_needed=is_needed, many=many)
            elif isinstance(tag, Many):
                yield from self._of_list(tag, here, is_needed=is_needed and tag.absent is not None, many=many)
            elif isinstance(tag, Secret):
                self._secret.append(tag)
            else:
                if tag.absent is not None and is_needed:
                    self._needed.append([here])
                yield (*here, 0) if isinstance(tag, Repeated) else here, tag, None, many

    def _of_list(
        self, tag: Many, here: Path, *, is_needed: bool, many: Many | None
    ) -> Iterator[tuple[Path, Tag[Any], Path | None, Many | None]]:
        """Yield the tags of one entry: a row of a sheet fills one. Lists inside of lists have no columns."""
        if many is None and isinstance(tag.of, type):
            yield from self._of_row(tag.of, (*here, 0), is_needed=is_needed, many=tag)

    @cached_property
    def headers(self) -> Mapping[str, Sequence[Target]]:
        """The targets by folded header; a spelling of a name counts before synonyms."""
        by_header: dict[str, list[Target]] = {}
        for is_name in (True, False):
            for target in self.all:
                for header, spelled in target.headers.items():
                    if spelled is is_name and (is_name or not self._is_name(header)):
                        by_header.setdefault(header, []).append(target)
        return by_header

    def _is_name(self, header: str) -> bool:
        return any(target.headers.get(header) for target in self.all)


def skeleton(row: type[Row]) -> dict[str, Any]:
    """Return the content of a row in which only the containers are that must be there."""
    content: dict[str, Any] = {}
    for name, tag in row.tags.items():
        if tag.needed:
            content[name] = skeleton(tag.row) if isinstance(tag, Part) else [] if isinstance(tag, Many) else {}
    return content


def content_of(method: type[Method], texts: Mapping[str, str], targets: Targets) -> dict[str, Any]:
    """Return the texts of a row, by target, as the content of a call."""
    content = skeleton(method.row)
    for name, text in texts.items():
        _put(content, targets.by_name[name].path, text)
    return content


def _put(content: Any, path: Path, text: str) -> None:
    for part, following in pairwise(path):
        empty: Any = [] if isinstance(following, int) else {}
        if isinstance(part, int):
            if len(content) <= part:
                content.append(empty)
            content = content[part]
        else:
            if content.get(part) in (None, {}, []):
                content[part] = empty
            content = content[part]
    last = path[-1]
    if isinstance(last, int):
        content.append(text)
    else:
        content[last] = text


_made: dict[type[Method], Targets] = {}


def targets_of(method: type[Method]) -> Targets:
    """Return the columns that a method's sheet may have."""
    if method not in _made:
        _made[method] = Targets(method)
    return _made[method]


def methods() -> list[str]:
    """Return the names of the methods that a sheet may be imported as: those that write, and answer with no secret."""
    return sorted(name for name, method in METHODS.items() if issubclass(method, Batch) or _is_open(method))


def _is_open(method: type[Method]) -> bool:
    if not issubclass(method, Change) or method.write == "take_back":
        return False
    return not any(isinstance(tag, ShownOnce) for tag in method.info.row.tags.values())
