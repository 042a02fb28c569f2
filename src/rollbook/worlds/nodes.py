"""YAML as a tree of lists, mappings and texts that know their lines.

What a text means (a number, a day, yes or no) follows from its place, not by YAML's own guesses: the
surname `No` stays a name, and the employee id `007` keeps its zeros. Anchors, aliases and tags have no meaning here and
are refused, so a small file cannot grow into a big one.
"""

from collections.abc import Iterator

import msgspec
import yaml

from rollbook.contract.text import UNFIT
from rollbook.records.database.progress import Progress
from rollbook.worlds.mistakes import Page, shown

Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C parser, in all wheels of PyYAML, is ten times as fast
DEEPEST = 10
STEP = 1000
NULLS = frozenset({"", "~", "null", "Null", "NULL"})


class Scalar(msgspec.Struct, gc=False):
    """One value as text, trimmed."""

    line: int
    text: str
    plain: bool


class ListNode(msgspec.Struct):
    """A list; each item has the line where it begins."""

    line: int
    items: "list[Node]"


class MappingNode(msgspec.Struct):
    """A mapping; each value has the line of its key."""

    line: int
    fields: "dict[str, Node]"


Node = Scalar | ListNode | MappingNode


def is_absent(node: Node) -> bool:
    """Whether nothing is said: an empty value, or a null without quotes."""
    return isinstance(node, Scalar) and (not node.text or (node.plain and node.text in NULLS))


class UnreadableError(Exception):
    """The rest of the file cannot be read."""

    def __init__(self, line: int, sentence: str) -> None:
        super().__init__(sentence)
        self.line = line
        self.sentence = sentence


def read_nodes(text: str, page: Page, progress: Progress) -> Node | None:
    """Return the root of a file's tree; note what is not right. None where there is no tree at all."""
    unfit = [number for number, line in enumerate(text.split("\n"), 1) if UNFIT.search(line)]
    for number in unfit:
        page.wrong(number, "holds a control character that no record can keep: take it out")
    if unfit:
        return None
    try:
        return _Composer(text, page, progress).root()
    except UnreadableError as error:
        page.wrong(error.line, error.sentence)
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, text.find(chr(error.character))) + 1
        page.wrong(line, f"holds the character U+{error.character:04X}, which YAML does not allow: take it out")
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        context = f" {error.context}" if error.context else ""
        page.wrong(mark.line + 1 if mark else 1, f"is not YAML: {error.problem}{context}")
    return None


class _Composer:
    """Builds the tree from the parser's events, as they come."""

    def __init__(self, text: str, page: Page, progress: Progress) -> None:
        self._page = page
        self._progress = progress
        self._lines = text.count("\n") + 1
        self._events: Iterator[yaml.Event] = yaml.parse(text, Loader=Loader)

    def root(self) -> Node | None:
        next(self._events)
        if isinstance(next(self._events), yaml.StreamEndEvent):
            raise UnreadableError(1, "is empty: a world begins with `account:`")
        root = self._node(next(self._events), 0)
        next(self._events)
        after = next(self._events)
        self._progress(self._lines, self._lines, "lines")
        if not isinstance(after, yaml.StreamEndEvent):
            raise UnreadableError(_line_of(after), "begins a second document: put each account into a file of its own")
        return root

    def _node(self, event: yaml.Event, depth: int, key_line: int = 0) -> Node:
        line = key_line or _line_of(event)
        if depth > DEEPEST:
            raise UnreadableError(line, "is nested too deep for a world")
        if isinstance(event, yaml.AliasEvent):
            self._page.wrong(line, f"aliases are not read here: write out what *{event.anchor} stands for")
            return Scalar(line, "", plain=True)
        self._refuse_marks(event, line)
        if isinstance(event, yaml.ScalarEvent):
            return Scalar(line, event.value.strip(), plain=event.implicit[0])
        if isinstance(event, yaml.MappingStartEvent):
            return MappingNode(line, self._fields(depth))
        return ListNode(line, self._items(depth))

    def _refuse_marks(self, event: yaml.Event, line: int) -> None:
        assert isinstance(event, (yaml.ScalarEvent, yaml.CollectionStartEvent))  # noqa: S101  # for the type checker
        if event.anchor is not None:
            self._page.wrong(line, f"anchors are not read here: take out &{event.anchor}")
        if event.tag is not None:
            self._page.wrong(line, f"tags are not read here: take out {event.tag}")

    def _items(self, depth: int) -> list[Node]:
        items = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            items.append(self._node(event, depth + 1))
            if depth == 1 and len(items) % STEP == 0:
                self._progress(items[-1].line, self._lines, "lines")
        return items

    def _fields(self, depth: int) -> dict[str, Node]:
        fields: dict[str, Node] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            key = self._node(event, depth + 1)
            value = self._node(next(self._events), depth + 1, key.line)
            if not isinstance(key, Scalar):
                self._page.wrong(key.line, "a key must be one word")
            elif key.text in fields:
                self._page.wrong(
                    key.line, f"the key {shown(key.text)} is here twice (first on line {fields[key.text].line})"
                )
            else:
                fields[key.text] = value
        return fields


def _line_of(event: yaml.Event) -> int:
    assert event.start_mark is not None  # noqa: S101  # the parser marks every event
    return event.start_mark.line + 1
