"""The demo's company on a day: its people, its sessions, and two years of enrolments.

Days count from today, so something is always overdue, due soon, over and not recorded, and to come. Besides that, every
day has the same company.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any, NamedTuple

from rollbook.server.demo import courses, people
from rollbook.server.demo.courses import TERMS, Term
from rollbook.server.demo.results import Result, progress, result_of

SEED = 1001
TWO_YEARS = 720
MOVED_IN = -15
"""The day on which the world is on record, before the calls begin."""

FIRST_ENROLLMENT = 9101
MORE_BEFORE = 3
"""So many more than today were in each session of the past, when the company was larger."""

NEAR = 10
"""So many days from today, a session is on its day even if that is a Saturday."""

ASCII = str.maketrans("ðłı", "dli")


@dataclass(frozen=True)
class Person:
    """Someone who learns: what they are called, since when they are there, and in which group."""

    employee_id: str
    email: str | None
    name: str
    group: str
    hired: int
    is_active: bool = True

    def takes(self, course: int) -> bool:
        """Whether the person may be enrolled in a course here. What the sample world says of its people stays so."""
        is_theirs = course in courses.OF_SAMPLE and self.employee_id in people.OF_SAMPLE
        return course in courses.ASSIGNED[self.group] and not is_theirs

    @property
    def identifier(self) -> dict[str, str]:
        """What names the person in a call."""
        return {"Email": self.email} if self.email else {"EmployeeID": self.employee_id}

    @property
    def called(self) -> str:
        """What names the person in a world file."""
        return self.email or self.employee_id


class Session(NamedTuple):
    """A session, and the day of it."""

    number: int
    course: int
    day: int
    kind: str


@dataclass
class Company:
    """The company on a day."""

    today: date
    random: Random = field(default_factory=lambda: Random(SEED))  # noqa: S311  # nothing about it is secret
    staff: list[Person] = field(default_factory=list)
    sessions: list[Session] = field(default_factory=list)
    seats: dict[int, list[Person]] = field(default_factory=dict)
    open: set[tuple[Person, int]] = field(default_factory=set)
    enrollments: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.staff = list(self._staff())
        self.sessions = list(_sessions())
        for course, term in TERMS.items():
            self._fill(course, term)
        for person in self.staff:
            for course in courses.ASSIGNED[person.group]:
                if course not in TERMS and person.takes(course):
                    self._study(person, course)

    def on(self, days: int) -> date:
        """Return the day so many days from today; one that is far away is no Saturday and no Sunday."""
        day = self.today + timedelta(days=days)
        return day if abs(days) <= NEAR else day - timedelta(days=max(0, day.weekday() - 4))

    def active(self, group: str) -> list[Person]:
        """Return the people of a group who may be enrolled."""
        return [each for each in self.staff if each.group == group and each.is_active]

    def session(self, course: int, day: int) -> Session:
        """Return the session of a course on a day."""
        return next(each for each in self.sessions if (each.course, each.day) == (course, day))

    def of(self, number: int, *statuses: str) -> list[dict[str, Any]]:
        """Return the enrolments of these statuses in a course or a session."""
        found = [each for each in self.enrollments if number in {each["learning_module"], each.get("session")}]
        return [each for each in found if each["status"] in statuses]

    def _staff(self) -> Iterator[Person]:
        yield from (Person(*each) for each in people.SAMPLE)
        number = 1004
        for group, names in people.STAFF.items():
            for name in names:
                number += 1
                email = None if name in people.NAMELESS else email_of(name)
                hired = -self.random.randint(60, 1400)
                yield Person(f"FS-{number}", email, name, group, hired, name not in people.LEFT)

    def _fill(self, course: int, term: Term) -> None:
        """Put people into the sessions of a course. A seat that is not recorded is open, and each has one of those."""
        learners = [each for each in self.staff if each.takes(course)]
        free = [each for each in learners if each.is_active]
        self.random.shuffle(free)
        for session in (each for each in self.sessions if each.course == course):
            if session.kind == "recorded":
                there = [each for each in learners if each.hired < session.day]
                seated = self.random.sample(there, min(term.seats + MORE_BEFORE, len(there)))
                for person in seated:
                    self._enroll(person, course, result_of(self.random, term.grade_type, session.day), session)
            else:
                seats = term.seats if session.day <= 0 else term.seats // 2  # there is room in those to come
                seated, free = free[:seats], free[seats:]
                for person in seated:
                    self._enroll(person, course, Result("Enrolled", min(session.day - 30, MOVED_IN - 3)), session)
            self.seats[session.number] = seated

    def _study(self, person: Person, course: int) -> None:
        """Enrol a person in a course without sessions: once, or each year."""
        first = max(person.hired, -TWO_YEARS + self.random.randint(0, 90))
        if course == courses.WELCOME:
            results = [progress(self.random, first, is_done=True)]
        elif course == courses.TILL:
            results = [progress(self.random, first, is_done=True)] if first < -600 else []
        elif course in courses.YEARLY:
            begins = range(first, MOVED_IN - 40, courses.RENEWED_AFTER)
            results = [progress(self.random, day, is_done=day != begins[-1]) for day in begins]
        else:
            begin = self.random.randint(first, max(first, MOVED_IN - 40))
            results = [progress(self.random, begin)] if self.random.random() < 0.6 else []
        for result in results:
            if person.is_active or result.status == "Completed":
                self._enroll(person, course, result)

    def _enroll(self, person: Person, course: int, result: Result, session: Session | None = None) -> None:
        """Add an enrolment as the world file has it."""
        moments = {
            name: f"{self.today + timedelta(days=day)}T{clock}"
            for name, day, clock in (
                ("enrolled", result.enrolled, "14:00"),
                ("started", result.started, "15:10"),
                ("completed", result.completed, "16:45"),
                ("due", result.due, "12:00"),
            )
            if day is not None
        }
        self.enrollments.append(
            {
                "id": FIRST_ENROLLMENT + len(self.enrollments),
                "user": person.called,
                "group": person.group,
                "learning_module": course,
                **({"session": session.number} if session else {}),
                "status": result.status,
                **({"grade": result.grade} if result.grade else {}),
                **({"passed": True} if result.completed is not None else {}),
                **moments,
            }
        )
        if result.status in {"Enrolled", "InProgress"}:
            self.open.add((person, course))


def email_of(name: str) -> str:
    """Return the e-mail address of one of the staff: first and last name without accents."""
    plain = unicodedata.normalize("NFKD", name.lower().translate(ASCII)).encode("ascii", "ignore").decode()
    first, *_, last = plain.split()
    return f"{first}.{last}@finashoes.com"


def _sessions() -> Iterator[Session]:
    number = courses.FIRST_SESSION
    for course, term in TERMS.items():
        kinds: Sequence[tuple[str, Sequence[int]]] = (
            ("recorded", term.recorded),
            ("to record", term.to_record),
            ("coming", term.coming),
        )
        for kind, days in kinds:
            for day in days:
                yield Session(number, course, day, kind)
                number += 1
