"""Judges a world by itself: its entries find each other, and what they say of each other fits."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from rollbook.contract.checks import GRADES
from rollbook.contract.text import email_key
from rollbook.worlds.entries import Entry, Field
from rollbook.worlds.mistakes import Page, shown
from rollbook.worlds.model import (
    INSTRUCTOR_LED,
    Enrollment,
    GroupModule,
    GroupVariant,
    LearningModule,
    Member,
    Session,
    SubscriptionEnrollment,
    Supervisor,
    User,
    World,
)
from rollbook.worlds.names import Names
from rollbook.worlds.nodes import MappingNode


def check(world: World, page: Page, now: datetime) -> None:
    """Put entries in the place of what they are called, and note what does not fit on the page."""
    _Check(world, page, now)


class _Check:
    """One check of a world. A value that could not be read, or a reference that leads nowhere, is None and has been
    noted, so what depends on it is passed over.
    """

    def __init__(self, world: World, page: Page, now: datetime) -> None:
        self.every = world.every
        self.page = page
        self.latest = now + timedelta(days=1)  # in some time zones it is tomorrow already
        self._lines: dict[tuple[Any, ...], int] = {}
        names = Names(self.every, page)
        self._link(names)
        self._check_users(names)
        self._seat_at_home()
        self._check_ties()
        self._tied: dict[type[Entry], set[tuple[Entry, Entry]]] = {
            kind: set(self._pairs(kind)) for kind in (Member, GroupModule, GroupVariant)
        }
        for module in self.every.of(LearningModule):
            self._check_sessions(module)
        for enrollment in self.every.of(Enrollment):
            self._check_enrollment(enrollment)
        for enrolled in self.every.of(SubscriptionEnrollment):
            self._check_subscription_enrollment(enrolled)

    def _wrong(self, entry: Entry, field: str, sentence: str) -> None:
        """Note a mistake in a field; in the entry as a whole where the field is not given."""
        self.page.wrong(entry.line(field), f"{field}: {sentence}" if field in entry.given else sentence)

    def _link(self, names: Names) -> None:
        for kind, entries in self.every.kinds():
            fields = [field for field in kind.fields.values() if type(field).link is not Field.link]
            for entry in entries:
                for field in fields:
                    if field.name in entry.given:
                        field.link(entry, names)

    def _check_users(self, names: Names) -> None:
        for user in self.every.of(User):
            if not user.given.keys() & {"email", "employee_id"}:
                self.page.wrong(user.line(), "a user needs `email` or `employee_id`")
            other = names.by(User, "email", email_key(user.employee_id or ""))
            if other not in (None, user):
                self._wrong(user, "employee_id", "is the e-mail address of another user")

    def _seat_at_home(self) -> None:
        """Make users members of their home groups."""
        members = self.every.of(Member)
        seats = set(self._pairs(Member))
        for user in self.every.of(User):
            if user.home_group is not None and (user.home_group, user) not in seats:
                seat = Member(MappingNode(user.line("home_group"), {}), user.home_group)
                seat.given["user"] = user
                members.append(seat)

    def _pairs(self, kind: type[Entry]) -> Iterator[tuple[Entry, Entry]]:
        """Yield what the entries of a kind tie together, but for what was removed."""
        for entry in self.every.of(kind):
            if entry.given.get(kind.linked) is not None and not entry.given.get("removed"):
                yield entry.around, entry.given[kind.linked]

    def _is_first(self, line: int, *things: Any) -> bool:
        """Whether these come together for the first time; the second time is a mistake."""
        if things in self._lines:
            self.page.wrong(line, f"says again what is on line {self._lines[things]}: take one out")
            return False
        self._lines[things] = line
        return True

    def _check_ties(self) -> None:
        for kind, entries in self.every.kinds():
            for entry in entries if kind.linked else ():
                tied = entry.given.get(kind.linked)
                if kind is Supervisor and tied is entry.around:
                    self._wrong(entry, kind.linked, "no one may be their own supervisor: remove it")
                elif tied is not None:
                    self._is_first(entry.line(kind.linked), kind, entry.around, tied)

    def _check_sessions(self, module: LearningModule) -> None:
        if module.sessions and module.type not in {INSTRUCTOR_LED, None}:
            self._wrong(module, "sessions", f"only a learning module of type {INSTRUCTOR_LED} has sessions")
        for session in module.sessions or ():
            if ("minutes" in session.given) == ("ends" in session.given):
                self.page.wrong(session.line(), "a session needs either `minutes` or `ends`")
            self._check_period(session)

    def _check_period(self, entry: Session | SubscriptionEnrollment) -> None:
        if entry.starts is not None and entry.ends is not None and entry.ends < entry.starts:
            self._wrong(entry, "ends", "lies before `starts`")

    def _check_place(self, entry: Enrollment | SubscriptionEnrollment, field: str, kind: type[Entry]) -> None:
        """Demand that an enrolment is of a member and in what the group has; if `former`, that one of them is gone."""
        group, user, thing = entry.group, entry.user, entry.given.get(field)
        if group is None:
            return
        is_member = user is None or (group, user) in self._tied[Member]
        is_there = thing is None or (group, thing) in self._tied[kind]
        who, what, where = shown(entry.text("user")), shown(entry.text(field)), shown(entry.text("group"))
        if entry.former:
            if is_member and is_there and user is not None and thing is not None:
                self._wrong(entry, "former", f"{who} and {what} are both in the group {where}: take it out")
            return
        if not is_member:
            self._wrong(entry, "user", f"{who} is not a member of the group {where}; say `former: true` of one who was")
        if not is_there:
            self._wrong(entry, field, f"the group {where} has no {what}: give it one, or say `former: true` if it had")

    def _check_enrollment(self, entry: Enrollment) -> None:
        user, module, session = entry.user, entry.learning_module, entry.session
        self._check_place(entry, "learning_module", GroupModule)
        if module is not None and session is not None and session.around is not module:
            self._wrong(
                entry, "session", f"{entry.text('session')} is no session of {shown(entry.text('learning_module'))}"
            )
            session = None
        elif module is not None and module.type == INSTRUCTOR_LED and "session" not in entry.given:
            self.page.wrong(entry.line(), f"an enrolment in a course of type {INSTRUCTOR_LED} needs `session`")
        self._check_result(entry)
        self._check_grade(entry, session)
        if user is None or module is None:
            return
        if (session is None or self._is_first(entry.line(), session, user)) and entry.is_open:
            self._check_open(entry)

    def _check_open(self, entry: Enrollment) -> None:
        """Demand that a user has one open enrolment in a course."""
        place = (entry.learning_module, entry.user)
        if place in self._lines:
            who, line = shown(entry.text("user")), self._lines[place]
            self._wrong(entry, "status", f"{who} is in this course on line {line}, still open")
        self._lines[place] = entry.line()

    def _check_result(self, entry: Enrollment) -> None:
        for name in ("enrolled", "started", "completed"):
            moment = entry.given.get(name)
            if moment is not None and moment > self.latest:
                self._wrong(entry, name, "lies in the future")
        if entry.status not in {"Completed", None}:
            for name in ("passed", "completed"):
                if entry.given.get(name):
                    self._wrong(entry, name, "goes with the status Completed only: take it out")

    def _check_grade(self, entry: Enrollment, session: Session | None) -> None:
        """Judge as the wire does. A course without sessions has no grade type, and takes any grade."""
        grade_type = session.grade_type if session is not None else ""
        if entry.status is None or grade_type is None:
            return
        if entry.status != "Completed" or grade_type == "None":
            if entry.grade is not None:
                self._wrong(entry, "grade", "only who Completed a graded session has one: take it out")
        elif not grade_type:
            return
        elif entry.grade is None:
            if "grade" not in entry.given:
                self.page.wrong(
                    entry.line(), f"an enrolment that is Completed in a session of type {grade_type} needs `grade`"
                )
        elif not GRADES[grade_type](entry.grade):
            self._wrong(entry, "grade", f"{shown(entry.grade)} is no {grade_type}")

    def _check_subscription_enrollment(self, entry: SubscriptionEnrollment) -> None:
        self._check_place(entry, "variant", GroupVariant)
        if bool(entry.unlimited) == ("ends" in entry.given):
            self.page.wrong(entry.line(), "a subscription enrolment needs either `ends` or `unlimited: true`")
        self._check_period(entry)
        if entry.user is not None and entry.variant is not None and entry.unlimited:
            self._is_first(entry.line(), entry.variant.around, entry.user)
