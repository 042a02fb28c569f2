"""Worlds made from a seed: every form an entry can have, in any number, with texts that are hard to quote."""

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from rollbook.contract import tags
from rollbook.contract.permissions import Permission
from rollbook.vocabulary.timezones import DISPLAY_VALUES
from rollbook.vocabulary.users import IN_PROFILE
from rollbook.worlds.show import Plain, show

ZONE = ZoneInfo("Europe/Berlin")
HARD = [
    *(
        "No",
        "null",
        "007",
        "1e3",
        "- a",
        "a: b",
        "a #b",
        "{x}",
        "[x]",
        "&x",
        "*x",
        "!x",
        "%x",
        "@x",
        "`x`",
        "a,b",
        "'",
        '"',
    ),
    *(
        "ünï çødé",
        "日本",
        "🎓",
        "two\nlines",
        "tab\there",
        "\\",
        "line\u2028sep",
        "nbsp\u00a0x",
        "x\u0085x",
        "~",
        "<<",
        "true",
    ),
]


NAME = "Generated & Co: #1"
LEFT: dict[str, object] = {"name": "Left behind", "group_id": "left"}
"""A group whose users, courses and variants are all gone; only what happened in it is still on record."""


def labels(key: str) -> list[str]:
    """The names of the custom fields, teams or tags."""
    return [f"{each} {key}" for each in HARD]


def in_utc(moment: datetime) -> Plain:
    """Write a moment so that no time zone has a part in it."""
    return Plain(f"{moment:%Y-%m-%dT%H:%M:%S.%fZ}")


class Generated:
    """A world of the given size; the same seed gives the same one."""

    def __init__(self, seed: int, users: int) -> None:
        self.random = random.Random(seed)  # noqa: S311  # worlds, not secrets
        self.users = users
        self.groups = max(2, users // 50)
        self.modules = max(3, users // 100)

    def text(self) -> str:
        """Return the world file."""
        parts: dict[str, Sequence[object]] = {
            **{key: labels(key) for key in ("custom_fields", "teams", "tags")},
            "users": [self._user(number) for number in range(self.users)],
            "groups": [*(self._group(number) for number in range(self.groups)), LEFT],
            "learning_modules": [self._module(number) for number in range(self.modules)],
            "subscriptions": [self._subscription(number) for number in range(3)],
            "enrollments": [
                each
                for number in range(self.users)
                for each in (*self._in_sessions(number), *self._in_courses(number), self._open(number))
            ],
            "subscription_enrollments": [each for number in range(self.users) for each in self._in_variants(number)],
        }
        account = show({"name": NAME, "timezone": ZONE.key, "status": "Inactive"})
        lists = "".join(
            f"{key}:\n" + "".join(f"  - {show(each)}\n" for each in entries) for key, entries in parts.items()
        )
        return f"account: {account}\n{lists}"

    def _hard(self) -> str:
        return self.random.choice(HARD)

    def _some(self, known: Sequence[str]) -> list[str]:
        return self.random.sample(known, self.random.randrange(4))

    def _flag(self) -> bool:
        return self.random.random() < 0.5

    def _moment(self) -> datetime:
        """A moment of 2020 to 2023, down to the microsecond or not, now and then when the clocks are set back."""
        moment = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=self.random.randrange(60 * 24 * 1460))
        odd = timedelta(microseconds=self.random.randrange(10**9))
        set_back = datetime(2022, 10, 30, 0, 30, tzinfo=UTC) + timedelta(minutes=60 * self.random.randrange(2))
        return self.random.choice([moment, moment.replace(hour=0, minute=0), moment + odd, set_back])

    def _email(self, number: int) -> str:
        return f"User.{number}@generated.example"

    def _employee_id(self, number: int) -> str:
        return f"{number:05}" if number % 5 else f"{number:05}@id.example"

    def _name_of(self, number: int) -> str:
        """By employee id where there is no e-mail address: of every third user."""
        return self._employee_id(number) if number % 3 == 0 else self._email(number)

    def _user(self, number: int) -> dict[str, object]:
        named = {"email": self._email(number)} if number % 3 else {}
        also = {"employee_id": self._employee_id(number)} if number % 3 != 1 else {}
        role = self.random.choice(["learner", "administrator", "owner"])
        names = {"given_name": self._hard(), "surname": f"{self._hard()}{number}"}
        status = "Inactive" if self._is_quiet(number) else self.random.choice(["Active", "Inactive"])
        known = {
            "timezone": self.random.choice(list(DISPLAY_VALUES)),
            "profile": {tag: self._profile_value(of) for tag, of in IN_PROFILE.items() if self._flag()},
            "custom_fields": {each: self._hard() for each in self._some(labels("custom_fields"))},
            "teams": self._some(labels("teams")),
            "supervisors": [self._name_of(self.random.randrange(number))] if number else [],
        }
        return {
            **named,
            **also,
            **names,
            "role": role,
            "status": status,
            "home_group": self._group_name(number % self.groups),
            **(known if self._flag() else {}),
        }

    def _is_quiet(self, number: int) -> bool:
        """Whether a group is inactive; and a user, because the home group is."""
        return bool(number % self.groups % 2)

    def _profile_value(self, tag: tags.Tag[object]) -> object:
        match tag:
            case tags.Flag():
                return self._flag()
            case tags.OneOf():
                return self.random.choice(tag.words)
            case tags.EmailAddress():
                return self._email(self.random.randrange(999))
        return self._hard()

    def _group_name(self, number: int) -> str:
        return f"{HARD[number % len(HARD)]} {number}"

    def _group(self, number: int) -> dict[str, object]:
        might = [each for each in range(self.users) if self._is_quiet(each) or not self._is_quiet(number)]
        members = self.random.sample(might, self.users // 10)
        return {
            "name": self._group_name(number),
            "group_id": f"{number:03}",
            "status": "Inactive" if self._is_quiet(number) else "Active",
            "description": f"<p>{self._hard()}</p>",
            "home_group_message": self._hard(),
            "notification_emails": [self._email(each) for each in range(number % 3)],
            "user_help": {
                "UserHelpOverrideDefault": self._flag(),
                "UserHelpEnabled": self._flag(),
                "UserHelpEmail": [self._email(each) for each in range(number % 3)],
                "UserHelpText": self._hard(),
            },
            **({"user_limit": number * (2**31 - 1), "dashboard_set_id": self._hard()} if number < 2 else {}),
            "tags": {each: self._tag_values() for each in self._some(labels("tags"))},
            "members": [
                {"user": self._name_of(each), "permissions": [one.name for one in self._permissions()]}
                for each in members
            ],
            "learning_modules": [
                self.random.choice([each, {"id": each, "allow_self_enroll": self._flag(), "auto_enroll": self._flag()}])
                for each in range(1, self.modules + 1)
            ],
            "subscription_variants": [
                {
                    "id": variant,
                    "requires_credits": self.random.random() < 0.5,
                    "credits": self.random.randrange(100),
                    "removed": variant == 9,
                }
                for variant in range(1, 10)
            ],
        }

    def _tag_values(self) -> list[str]:
        return self.random.sample([each for each in HARD if "," not in each], 3)

    def _permissions(self) -> list[Permission]:
        return [each for each in Permission if self.random.random() < 0.3]

    def _module(self, number: int) -> dict[str, object]:
        kind = ("Instructor-Led", "Online", "SCORM", "External")[number % 4]
        sessions = [self._session(number * 10 + place) for place in range(5)] if kind == "Instructor-Led" else []
        status = self.random.choice(["Active", "Inactive", "Archived"])
        return {"id": number + 1, "name": self._hard(), "type": kind, "status": status, "sessions": sessions}

    def _session(self, number: int) -> dict[str, object]:
        grade_type = ("LetterGrade", "PassFail", "Percentage", "None", "None")[number % 10]
        starts = self._moment()
        lasts = timedelta(minutes=self.random.randrange(10_000), seconds=self.random.choice([0, 0, 30]))
        return {
            "id": number + 1,
            "grade_type": grade_type,
            "starts": in_utc(starts),
            "ends": in_utc(starts + lasts),
            "historical": number % 3 == 2,
            **({"details": self._details()} if number % 2 else {}),
        }

    def _details(self) -> dict[str, object]:
        return {
            "InstructorType": self.random.choice(["Internal", "External", "Both"]),
            "InstructorNotes": self._hard(),
            "InternalInstructors": [self._name_of(self.random.randrange(self.users)) for _ in range(2)],
            "ExternalInstructors": self._hard(),
            "URL": f"https://generated.example/{self._hard()}",
            "WebinarProvider": self._hard(),
            "Other": self._hard(),
            "Venue": self._hard(),
            "Room": self._hard(),
            "Location": self._hard(),
            "Capacity": self.random.randrange(100),
        }

    def _subscription(self, number: int) -> dict[str, object]:
        first = number * 3 + 1
        day = self._moment().date()
        variants = [
            {"id": first, "name": self._hard(), "duration": "unlimited", "learning_modules": [1, 2]},
            {
                "id": first + 1,
                "name": self._hard(),
                "duration": {"days": self.random.randrange(1, 999)},
                "status": "Inactive",
            },
            {"id": first + 2, "name": self._hard(), "duration": {"start": day, "end": day + timedelta(days=number)}},
        ]
        status = ("Active", "Inactive")[number % 2]
        return {
            "id": number + 1,
            "name": self._hard(),
            "description": self._hard(),
            "status": status,
            "variants": variants,
        }

    def _place(self, number: int) -> dict[str, object]:
        """The user, in the home group or in one that the user has left."""
        here: dict[str, object] = {"user": self._name_of(number), "group": self._group_name(number % self.groups)}
        return here if self._flag() else {**here, "group": LEFT["name"], "former": True}

    def _in_sessions(self, number: int) -> list[dict[str, object]]:
        """The user in each session of one course: in four that are over, and in one that is to come."""
        grades = ("A+", self.random.choice(["Pass", "Fail"]), self.random.choice(["0", "92.5", "100"]), None)
        place = {**self._place(number), "learning_module": 1, "enrolled": in_utc(self._moment())}
        history = [
            {**place, "session": session + 1, "status": "Completed"} | ({"grade": grade} if grade else {})
            for session, grade in enumerate(grades)
        ]
        return [*history, {**place, "session": 5, "status": self.random.choice(["Enrolled", "Attended"])}]

    def _in_courses(self, number: int) -> list[dict[str, object]]:
        """The user three times in a course without sessions, on the same day."""
        moments = sorted(self._moment() for _ in range(3))
        dates = dict(zip(("enrolled", "started", "completed"), map(in_utc, moments), strict=True))
        place = {**self._place(number), "learning_module": 2, "status": "Completed", **dates}
        later = {**place, "completed": in_utc(moments[-1] + timedelta(days=1)), "passed": self._flag()}
        return [{**place, "grade": self._hard()}, {**place, "grade": self._hard()}, {**later, "tag": self._hard()}]

    def _open(self, number: int) -> dict[str, object]:
        """The user in a course that is still to be completed."""
        due = self._moment() + timedelta(days=365 * self.random.randrange(7900))
        return {
            **self._place(number),
            "learning_module": 3,
            "status": self.random.choice(["Enrolled", "InProgress"]),
            "enrolled": in_utc(self._moment()),
            "due": in_utc(due),
            "access_ends": in_utc(due + timedelta(days=14)),
            **self.random.choice([{}, {"completion_access_days": 0}, {"completion_access_days": 30}]),
        }

    def _in_variants(self, number: int) -> list[dict[str, object]]:
        """The user once without an end, and twice in a variant that ends."""
        place = self._place(number)
        starts = self._moment()
        ends = in_utc(starts + timedelta(days=90))
        began = {"starts": in_utc(starts), "took_credit": self.random.random() < 0.5}
        limited = {**place, "variant": 2, **began, "ends": ends}
        return [{**place, "variant": 1, **began, "unlimited": True}, {**limited, "tag": self._hard()}, limited]
