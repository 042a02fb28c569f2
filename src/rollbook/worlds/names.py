"""What the entries of a world are called: each name once, so that one entry can refer to another."""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Sequence
from typing import TypeVar

from rollbook.contract.text import email_key, name_key
from rollbook.worlds.entries import Entry
from rollbook.worlds.mistakes import Page, hint, shown
from rollbook.worlds.model import (
    CustomField,
    Group,
    LearningModule,
    Session,
    Subscription,
    Tag,
    Team,
    User,
    Variant,
    World,
)

MOST_HINTS = 100
"""So many mistakes, and a file has more wrong with it than slips of the pen; to compare words takes its time."""

K = TypeVar("K", bound=Hashable)
E = TypeVar("E", bound=Entry)
Named = TypeVar("Named", LearningModule, Variant)
Label = TypeVar("Label", CustomField, Team, Tag, Group)
Numbered = TypeVar("Numbered", LearningModule, Session, Subscription, Variant)


class Names:
    """The entries of a world by what they are called; a name that two of them claim is noted on the page.

    Looking up None, which stands for a value that could not be read, finds nothing and says nothing more.
    """

    def __init__(self, world: World, page: Page) -> None:
        self._page = page
        self._emails: dict[str, User] = {}
        self._employee_ids: dict[str, User] = {}
        self._groups = self._by_name(world.groups)
        self._custom_fields = self._by_name(world.custom_fields)
        self._teams = self._by_name(world.teams)
        self._tags = self._by_name(world.tags)
        self.sessions: dict[int, Session] = {}
        self.module_of: dict[Session, LearningModule] = {}
        self.subscription_of: dict[Variant, Subscription] = {}
        self._name_users(world.users)
        self._claim_identifiers(world.groups)
        self._name_sessions(world.learning_modules)
        self._name_variants(world.subscriptions)
        self._modules = self._by_id_and_name(world.learning_modules)
        self._variants = self._by_id_and_name(self.subscription_of)
        self._distinguish(world.learning_modules, "name")
        self._distinguish(world.subscriptions, "name")
        self._claim_ids(world.subscriptions)

    def user(self, text: str | None, line: int) -> User | None:
        """Find a user by e-mail address or employee id."""
        if text is None:
            return None
        found = self._emails.get(email_key(text)) or self._employee_ids.get(text)
        return self._known(found, "user", text, line, self._emails)

    def group(self, text: str | None, line: int) -> Group | None:
        """Find a group by its name."""
        if text is None:
            return None
        return self._known(self._groups.get(name_key(text)), "group", text, line, self._groups)

    def custom_field(self, text: str, line: int) -> CustomField | None:
        """Find a custom field by its name."""
        return self._known(self._custom_fields.get(name_key(text)), "custom field", text, line, self._custom_fields)

    def team(self, text: str, line: int) -> Team | None:
        """Find a team by its name."""
        return self._known(self._teams.get(name_key(text)), "team", text, line, self._teams)

    def tag(self, text: str, line: int) -> Tag | None:
        """Find a tag by its name."""
        return self._known(self._tags.get(name_key(text)), "tag", text, line, self._tags)

    def learning_module(self, text: str | None, line: int) -> LearningModule | None:
        """Find a course by its id or name."""
        return self._by_id_or_name("learning module", self._modules, text, line)

    def variant(self, text: str | None, line: int) -> Variant | None:
        """Find a variant by its id or name."""
        return self._by_id_or_name("variant", self._variants, text, line)

    def _by_id_or_name(self, noun: str, known: dict[str, list[E]], text: str | None, line: int) -> E | None:
        if text is None:
            return None
        found = known.get(text, [])
        if len(found) > 1:
            lines = ", ".join(str(each.line()) for each in found)
            self._page.wrong(line, f"{shown(text)} can be the {noun} of any of the lines {lines}: give its id")
            return None
        return self._known(found[0] if found else None, noun, text, line, known)

    def _known(self, found: E | None, noun: str, text: str, line: int, known: Collection[str]) -> E | None:
        if found is None:
            close = hint(text, known) if len(self._page.mistakes) < MOST_HINTS else ""
            self._page.wrong(line, f"there is no {noun} {shown(text)} in this file{close}")
        return found

    def _claim(self, known: dict[K, E], name: K | None, entry: E, field: str) -> None:
        """Let the entry have the name, if no other has it."""
        if name is not None and (first := known.setdefault(name, entry)) is not entry:
            line = first.line(field)
            self._page.wrong(entry.line(field), f"{field}: {shown(str(name))} stands on line {line} already")

    def _by_name(self, entries: Iterable[Label]) -> dict[str, Label]:
        known: dict[str, Label] = {}
        for entry in entries:
            self._claim(known, name_key(entry.name) if entry.name else None, entry, "name")
        return known

    def _claim_ids(self, entries: Iterable[Numbered]) -> dict[int, Numbered]:
        known: dict[int, Numbered] = {}
        for entry in entries:
            self._claim(known, entry.id, entry, "id")
        return known

    def _by_id_and_name(self, entries: Collection[Named]) -> dict[str, list[Named]]:
        named: dict[str, list[Named]] = defaultdict(list)
        for entry in entries:
            named[entry.name].append(entry)
        named.update({str(number): [entry] for number, entry in self._claim_ids(entries).items()})
        return dict(named)

    def _distinguish(self, siblings: Sequence[Numbered], field: str) -> None:
        """Demand that entries without an id differ from their siblings in the field they are then found by."""
        alike: dict[object, list[Numbered]] = defaultdict(list)
        for entry in siblings:
            alike[getattr(entry, field)].append(entry)
        for value, entries in alike.items():
            if value is not None and any(entry.id is None for entry in entries):
                for entry in entries[1:]:
                    line = entries[0].line(field)
                    self._page.wrong(
                        entry.line(field), f"{field}: is as on line {line}: give both an id to tell them apart"
                    )

    def _name_users(self, users: Sequence[User]) -> None:
        for user in users:
            if user.email is None and user.employee_id is None:
                self._page.wrong(user.line(), "a user needs `email` or `employee_id`")
            self._claim(self._emails, email_key(user.email) if user.email else None, user, "email")
            self._claim(self._employee_ids, user.employee_id, user, "employee_id")
        for employee_id, user in self._employee_ids.items():
            if self._emails.get(email_key(employee_id), user) is not user:
                self._page.wrong(user.line("employee_id"), "employee_id: is the e-mail address of another user")

    def _claim_identifiers(self, groups: Iterable[Group]) -> None:
        identifiers: dict[str, Group] = {}
        for group in groups:
            self._claim(identifiers, group.group_id, group, "group_id")

    def _name_sessions(self, modules: Sequence[LearningModule]) -> None:
        for module in modules:
            self._distinguish(module.sessions, "starts")
            self.module_of.update(dict.fromkeys(module.sessions, module))
        self.sessions = self._claim_ids(self.module_of)

    def _name_variants(self, subscriptions: Sequence[Subscription]) -> None:
        for subscription in subscriptions:
            self._distinguish(subscription.variants, "name")
            self.subscription_of.update(dict.fromkeys(subscription.variants, subscription))
