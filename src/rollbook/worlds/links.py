"""What the entries of a world have to do with each other: every reference followed, and judged where it leads."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from rollbook.contract.checks import GRADES
from rollbook.worlds.assigned import Assigned
from rollbook.worlds.mistakes import Page, shown
from rollbook.worlds.model import (
    INSTRUCTOR_LED,
    OPEN,
    Enrollment,
    Group,
    LearningModule,
    Session,
    SubscriptionEnrollment,
    User,
    Variant,
    World,
)


@dataclass(slots=True)
class InCourse:
    """An enrolment in a course, with what it refers to."""

    entry: Enrollment
    user: User
    group: Group
    module: LearningModule
    session: Session | None

    @property
    def is_open(self) -> bool:
        """Whether it is still to be completed."""
        return self.entry.status in OPEN


@dataclass(slots=True)
class InVariant:
    """An enrolment in a variant, with what it refers to."""

    entry: SubscriptionEnrollment
    user: User
    group: Group
    variant: Variant


class Links(Assigned):
    """The references of a world, followed; those that lead nowhere, or where they must not, are noted on the page."""

    def __init__(self, world: World, page: Page, now: datetime) -> None:
        super().__init__(world, page)
        self._latest = now + timedelta(days=1)  # in some time zones it is tomorrow already
        self.enrollments = list(self._in_courses())
        self.subscription_enrollments = list(self._in_variants())

    def _in_courses(self) -> Iterator[InCourse]:
        for entry in self.world.enrollments:
            user = self.names.user(entry.user, entry.line("user"))
            group = self.names.group(entry.group, entry.line("group"))
            module = self.names.learning_module(entry.learning_module, entry.line("learning_module"))
            session = self._session_of(entry, module)
            is_there = group is None or module is None or (group, module) in self.group_modules
            self._check_place(entry, user, group, "learning_module", entry.learning_module, is_there=is_there)
            self._check_enrollment(entry, session)
            if user is None or module is None:
                continue
            is_first = session is None or self._is_first(entry.line(), session, user)
            if is_first and entry.status in OPEN:
                self._check_open(entry, module, user)
            if group is not None:
                yield InCourse(entry, user, group, module, session)

    def _check_place(
        self,
        entry: Enrollment | SubscriptionEnrollment,
        user: User | None,
        group: Group | None,
        field: str,
        name: str,
        *,
        is_there: bool,
    ) -> None:
        """Demand that an enrolment is of a member and in what the group has; if `former`, that one of them is gone."""
        if user is None or group is None:
            return
        is_member = (group, user) in self.memberships
        if entry.former:
            if is_member and is_there:
                self.page.wrong(
                    entry.line("former"),
                    f"former: {shown(entry.user)} and {shown(name)} are both in the group {shown(group.name)}: "
                    "take it out",
                )
            return
        if not is_member:
            self.page.wrong(
                entry.line("user"),
                f"user: {shown(entry.user)} is not a member of the group {shown(group.name)}; "
                "say `former: true` of one who was",
            )
        if not is_there:
            self.page.wrong(
                entry.line(field),
                f"{field}: the group {shown(group.name)} has no {shown(name)}: give it one, "
                "or say `former: true` if it had",
            )

    def _session_of(self, entry: Enrollment, module: LearningModule | None) -> Session | None:
        if module is None or (entry.session is None and entry.says("session")):
            return None
        if entry.session is None:
            if module.type == INSTRUCTOR_LED:
                self.page.wrong(entry.line(), f"an enrolment in a course of type {INSTRUCTOR_LED} needs `session`")
            return None
        session = self.names.sessions.get(entry.session)
        if session is None or self.names.module_of[session] is not module:
            self.page.wrong(
                entry.line("session"), f"session: {entry.session} is no session of {shown(entry.learning_module)}"
            )
            return None
        return session

    def _check_open(self, entry: Enrollment, module: LearningModule, user: User) -> None:
        if (module, user) in self._lines:
            line = self._lines[module, user]
            self.page.wrong(
                entry.line("status"),
                f"status: {shown(entry.user)} is in this course on line {line}, still open",
            )
        self._lines[module, user] = entry.line()

    def _check_enrollment(self, entry: Enrollment, session: Session | None) -> None:
        for name in ("enrolled", "started", "completed"):
            moment = getattr(entry, name)
            if moment is not None and moment > self._latest:
                self.page.wrong(entry.line(name), f"{name}: lies in the future")
        if entry.status not in {"Completed", None}:
            for name in ("passed", "completed"):
                if getattr(entry, name):
                    self.page.wrong(entry.line(name), f"{name}: goes with the status Completed only: take it out")
        self._check_grade(entry, session.grade_type if session is not None else "")

    def _check_grade(self, entry: Enrollment, grade_type: str) -> None:
        """Judge as the wire does. A course without sessions has no grade type, and takes any grade."""
        if entry.status is None or grade_type is None:
            return
        if entry.status != "Completed" or grade_type == "None":
            if entry.grade is not None:
                self.page.wrong(entry.line("grade"), "grade: only who Completed a graded session has one: take it out")
        elif not grade_type:
            return
        elif entry.grade is None:
            self.page.wrong(
                entry.line(), f"an enrolment that is Completed in a session of type {grade_type} needs `grade`"
            )
        elif not GRADES[grade_type](entry.grade):
            self.page.wrong(entry.line("grade"), f"grade: {shown(entry.grade)} is no {grade_type}")

    def _has(self, group: Group, variant: Variant) -> bool:
        assigned = self.group_variants.get((group, variant))
        return assigned is not None and not assigned.removed

    def _in_variants(self) -> Iterator[InVariant]:
        for entry in self.world.subscription_enrollments:
            user = self.names.user(entry.user, entry.line("user"))
            group = self.names.group(entry.group, entry.line("group"))
            variant = self.names.variant(entry.variant, entry.line("variant"))
            is_there = group is None or variant is None or self._has(group, variant)
            self._check_place(entry, user, group, "variant", entry.variant, is_there=is_there)
            if bool(entry.unlimited) == entry.says("ends"):
                self.page.wrong(entry.line(), "a subscription enrolment needs either `ends` or `unlimited: true`")
            self._check_period(entry)
            if user is not None and variant is not None and entry.unlimited:
                self._is_first(entry.line(), self.names.subscription_of[variant], user)
            if user is not None and group is not None and variant is not None:
                yield InVariant(entry, user, group, variant)
