"""How people do in the demo's courses: drawn, and the same each day."""

from random import Random
from typing import NamedTuple

LETTERS = ("A", "A-", "B+", "B", "B-", "C")
DUE_AFTER = 30
LATEST = -17
"""The last day that the world file has results of; what came later, came by calls."""


class Result(NamedTuple):
    """What became of one enrolment, with its days from today."""

    status: str
    enrolled: int
    grade: str | None = None
    started: int | None = None
    completed: int | None = None
    due: int | None = None


def result_of(random: Random, grade_type: str, day: int) -> Result:
    """Draw the result of a session on a day: three of four complete it."""
    status = random.choices(("Completed", "Attended", "NotAttended"), (6, 1, 1))[0]
    grade = grade_of(random, grade_type) if status == "Completed" else None
    return Result(status, day - random.randint(10, 40), grade)


def grade_of(random: Random, grade_type: str) -> str | None:
    """Draw a grade of a type."""
    if grade_type == "Percentage":
        return str(random.randint(62, 100))
    if grade_type == "LetterGrade":
        return random.choice(LETTERS)
    return random.choices(("Pass", "Fail"), (9, 1))[0] if grade_type == "PassFail" else None


def progress(random: Random, begin: int, *, is_done: bool | None = None) -> Result:
    """Draw how far someone is in a course without sessions that they began on a day: done, or due on some day near."""
    if is_done is None or not is_done:
        is_done = random.random() < 0.65
    if is_done:
        completed = min(begin + random.randint(3, 45), LATEST)
        started = min(begin + random.randint(1, 10), completed)
        return Result("Completed", begin, str(random.randint(70, 100)), started, completed, begin + DUE_AFTER)
    due = random.choice((-40, -21, -9, -2, 2, 5, 7, 12, 30, 60))
    enrolled = max(begin, min(due - DUE_AFTER, LATEST))
    if random.random() < 0.5:
        return Result("Enrolled", enrolled, due=due)
    return Result("InProgress", enrolled, started=min(enrolled + random.randint(1, 9), LATEST), due=due)
