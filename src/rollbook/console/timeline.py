"""What happened to a person, in words: what was made, changed or removed, from what to what."""

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from rollbook.console.visits import PREFIX, Visit
from rollbook.contract.answers import Values
from rollbook.methods.list_changes import ListChanges
from rollbook.records.read import timelines

SUBJECTS = {
    "enrollments": "Enrolment",
    "subscription_enrollments": "Subscription",
    "users": "Profile",
    "memberships": "Group",
    "team_members": "Team",
    "supervisors": "Supervisor",
    "api_keys": "Key",
}
"""What the rows of a table are called; others go by the table's name."""
KINDS: Mapping[str, Sequence[str]] = {
    "Enrolments": ("enrollments",),
    "Subscriptions": ("subscription_enrollments",),
    "Groups": ("memberships",),
    "Profile": ("users", "supervisors", "team_members"),
}
"""By what a timeline is filtered."""
UNSEEN = {"of", "id", "account_id", "user_id", "call_id", "recorded_at", "modified_at", "open", "learning_module_id"}
"""Columns that say nothing to people, or what another already says."""
MOST_TEXT = 60


def read_events(
    visit: Visit,
    person: int,
    before: timelines.Place | None,
    size: int,
    known: Mapping[int, Values] | None = None,
    tables: Collection[str] = (),
) -> Sequence[Values]:
    """Read what happened to a person, each event with its words: `subject`, `address` and `values` (name, old, new).

    `known` are enrolments of the person that were read before, by id; then no more is asked about courses.
    """
    asked = visit.context(ListChanges.access)
    events = timelines.read_timeline(visit.connection, asked, person, before, size, tables)
    rows = {str(number): row for number, row in (known or {}).items()}
    names: Mapping[int, str] = {row["learning_module_id"]: row["course"] for row in rows.values()}
    if known is None:
        of_course = {_course(event) for event in events if event["table"] == "enrollments"}
        names = timelines.read_course_names(visit.connection, asked, {number for number in of_course if number})
    return [_in_words(event, names, rows) for event in events]


def _course(event: Values) -> int | None:
    number = {**event["before"], **event["after"]}.get("learning_module_id") or event["after"].get("of")
    return None if number is None else int(number)


def _in_words(event: Values, names: Mapping[int, str], rows: Mapping[str, Values]) -> Values:
    subject, address = SUBJECTS.get(event["table"], event["table"].replace("_", " ").capitalize()), None
    if event["table"] == "enrollments":
        row = rows.get(event["row"])
        subject = row["course"] if row else names.get(_course(event) or 0, subject)
        address = None if event["action"] == "Deleted" else f"{PREFIX}/enrollments/{event['row']}"
    return {**event, "subject": subject, "address": address, "values": _values(event)}


def _values(event: Values) -> list[tuple[str, str, str]]:
    """Return the columns that differ: name, the old value and the new one."""
    before, after = event["before"], event["after"]
    columns = [
        name for name in {**before, **after} if name not in UNSEEN and not name.endswith("_key") and name != "of"
    ]
    shown = [(name, _text(before.get(name)), _text(after.get(name))) for name in columns]
    return [(_name(name), old, new) for name, old, new in shown if old != new]


def _name(column: str) -> str:
    words = column.removesuffix("_at").removesuffix("_id").replace("_", " ")
    return words.capitalize()


def _text(value: Any) -> str:
    """Show a value; of a moment that is the first of a UTC day only the day, as it was given."""
    if value is None:
        return ""
    if isinstance(value, str) and value.endswith("T00:00:00+00:00"):
        return value.partition("T")[0]
    if isinstance(value, dict):
        value = ", ".join(f"{name} {each}" for name, each in value.items() if each)
    text = str(value)
    return text if len(text) <= MOST_TEXT else f"{text[:MOST_TEXT]}…"


def place_of(event: Values) -> str:
    """Return an event's place among all, as an address names it."""
    return f"{event['at'].astimezone(UTC).isoformat()}_{event['number']}"


def read_place(text: str) -> timelines.Place:
    """Read the place of an event from an address; a text that names none is a ValueError."""
    at, _, number = text.rpartition("_")
    moment = datetime.fromisoformat(at)
    if moment.tzinfo is None:
        raise ValueError
    return moment, int(number)
