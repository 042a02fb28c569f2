"""Who and what is in which group, team or variant of a world: references followed, and judged where they lead."""

from collections.abc import Iterable, Iterator, Sequence

from rollbook.contract.permissions import Permission
from rollbook.worlds.entries import Entry
from rollbook.worlds.mistakes import Page
from rollbook.worlds.model import (
    INSTRUCTOR_LED,
    CustomField,
    Group,
    GroupModule,
    GroupVariant,
    LearningModule,
    Session,
    SubscriptionEnrollment,
    Tag,
    Team,
    User,
    Variant,
    World,
)
from rollbook.worlds.names import Names
from rollbook.worlds.nodes import Scalar


class Assigned:
    """The references of a world but for enrolments; those that lead nowhere, or where they must not, are mistakes."""

    def __init__(self, world: World, page: Page) -> None:
        self.world = world
        self.page = page
        self.names = names = Names(world, page)
        self._lines: dict[tuple[Entry, ...], int] = {}
        self.memberships: dict[tuple[Group, User], Permission | None] = {}
        """None where the file says nothing of them: then permissions on record are left alone."""
        self.group_modules: dict[tuple[Group, LearningModule], GroupModule] = {}
        self.group_variants: dict[tuple[Group, Variant], GroupVariant] = {}
        self.group_tags: dict[tuple[Group, Tag], Sequence[str]] = {}
        self.variant_modules: list[tuple[Variant, LearningModule]] = []
        self.home_groups: dict[User, Group] = {}
        self.team_members: list[tuple[Team, User]] = []
        self.supervisors: list[tuple[User, User]] = []
        self.custom_fields: dict[User, dict[CustomField, str]] = {}
        self.instructors: dict[Session, list[User]] = {}
        for group in world.groups:
            self._follow_group(group)
        for user in world.users:
            self._follow_user(user)
        for variant in names.subscription_of:
            self.variant_modules += ((variant, module) for module in self._modules_of(variant))
        for module in world.learning_modules:
            self._check_sessions(module)

    @property
    def is_named(self) -> bool:
        """Whether the file says which account it is about."""
        return self.world.account is not None and self.world.account.name is not None

    @property
    def account(self) -> int:
        """The id of the account, once the world has met the database."""
        return self.world.account.row

    def _is_first(self, line: int, *pair: Entry) -> bool:
        """Whether these two are brought together for the first time; the second time is a mistake."""
        if pair in self._lines:
            self.page.wrong(line, f"says again what stands on line {self._lines[pair]}: take one out")
            return False
        self._lines[pair] = line
        return True

    def _follow_group(self, group: Group) -> None:
        for member in group.members:
            user = self.names.user(member.user, member.line("user"))
            if user is not None and self._is_first(member.line(), group, user):
                self.memberships[group, user] = member.permissions if member.says("permissions") else None
        for assigned in group.learning_modules:
            module = self.names.learning_module(assigned.id, assigned.line("id"))
            if module is not None and self._is_first(assigned.line("id"), group, module):
                self.group_modules[group, module] = assigned
        for offered in group.subscription_variants:
            variant = self.names.variant(offered.id, offered.line("id"))
            if variant is not None and self._is_first(offered.line(), group, variant):
                self.group_variants[group, variant] = offered
        for name, (line, values) in group.tags.items():
            tag = self.names.tag(name, line)
            if tag is not None and self._is_first(line, group, tag):
                self.group_tags[group, tag] = values

    def _modules_of(self, variant: Variant) -> Iterator[LearningModule]:
        for reference in variant.learning_modules:
            module = self.names.learning_module(reference.text, reference.line)
            if module is not None and self._is_first(reference.line, variant, module):
                yield module

    def _follow_user(self, user: User) -> None:
        home = self.names.group(user.home_group, user.line("home_group"))
        if home is not None:
            self.home_groups[user] = home
            self.memberships.setdefault((home, user), None)
        for reference in user.teams:
            team = self.names.team(reference.text, reference.line)
            if team is not None and self._is_first(reference.line, team, user):
                self.team_members.append((team, user))
        for reference, supervisor in self._users_of(user.supervisors):
            if supervisor is user:
                self.page.wrong(reference.line, "supervisors: nobody is their own supervisor: take it out")
            elif self._is_first(reference.line, user, supervisor):
                self.supervisors.append((user, supervisor))
        self.custom_fields[user] = {}
        for name, (line, value) in user.custom_fields.items():
            field = self.names.custom_field(name, line)
            if field is not None and self._is_first(line, user, field):
                self.custom_fields[user][field] = value

    def _users_of(self, references: Iterable[Scalar]) -> Iterator[tuple[Scalar, User]]:
        for reference in references:
            user = self.names.user(reference.text, reference.line)
            if user is not None:
                yield reference, user

    def _check_sessions(self, module: LearningModule) -> None:
        if module.sessions and module.type not in {INSTRUCTOR_LED, None}:
            self.page.wrong(
                module.line("sessions"), f"sessions: only a learning module of type {INSTRUCTOR_LED} has sessions"
            )
        for session in module.sessions:
            if session.says("minutes") == session.says("ends"):
                self.page.wrong(session.line(), "a session needs either `minutes` or `ends`")
            self._check_period(session)
            named = session.details.InternalInstructors if session.details is not None else []
            self.instructors[session] = [user for _, user in self._users_of(named)]

    def _check_period(self, entry: Session | SubscriptionEnrollment) -> None:
        if entry.starts is not None and entry.ends is not None and entry.ends < entry.starts:
            self.page.wrong(entry.line("ends"), "ends: lies before `starts`")
