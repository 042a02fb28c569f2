"""Mistakes in one block, in the order in which they are judged: what is changed, and the error that answers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tests.answers import Answer
from tests.methods.codes import message
from tests.seed_calls import Changes

Error = tuple[int | None, str | None, str | None]


@dataclass(frozen=True)
class Mistake:
    """One change of the good block that breaks one rule. `told` is what the message repeats of it."""

    changes: Changes
    code: str
    told: str = ""

    def error(self, block: int) -> Error:
        """The error that the mistake meets in this block."""
        return (block, self.code, message(self.code, block, self.told))

    def goes_with(self, other: "Mistake") -> bool:
        """Whether one block can hold both."""
        return all(other.changes.get(tag, text) == text for tag, text in self.changes.items())

    def __str__(self) -> str:
        return f"{self.code} {ascii(self.changes)[:60]}"


def pairs(mistakes: Sequence[Mistake]) -> Iterator[tuple[Mistake, Mistake]]:
    """Every two mistakes that one block can hold, the one that is judged first before the other."""
    for place, first in enumerate(mistakes):
        yield from ((first, second) for second in mistakes[place + 1 :] if first.goes_with(second))


def pile(mistakes: Sequence[Mistake]) -> Changes:
    """As many of the mistakes as one block can hold, the first of them for sure."""
    held = mistakes[0].changes
    for mistake in mistakes[1:]:
        if mistake.goes_with(Mistake(held, "")):
            held = {**held, **mistake.changes}
    return held


def recorded_numbers(answer: Answer) -> list[int]:
    """The numbers of the blocks that were recorded."""
    return [block for block, _ in answer.recorded]


def codes_by_block(answer: Answer) -> dict[int | None, str | None]:
    """The code that each refused block met."""
    assert len({block for block, _, _ in answer.errors}) == len(answer.errors)
    return {block: code for block, code, _ in answer.errors}
