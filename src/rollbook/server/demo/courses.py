"""What the demo teaches: courses, their sessions by days from today, subscriptions, and which group has what."""

from typing import Any, NamedTuple

TILL, WELCOME, FIRE, PRIVACY, TANNERY = 3878, 3876, 3872, 3873, 3877
FIRST_AID, FORKLIFT, HANDLING, FITTING, SCANNERS = 3870, 3871, 3874, 3860, 3863
LEATHER, LIFTING = 3861, 3862
LIBRARY, ONE_YEAR, ALWAYS = 8, 20, 21

COURSES: tuple[dict[str, Any], ...] = (
    {"id": FIRST_AID, "name": "First aid at work", "type": "Instructor-Led"},
    {"id": FORKLIFT, "name": "Forklift refresher", "type": "Instructor-Led"},
    {"id": HANDLING, "name": "Manual handling", "type": "Instructor-Led"},
    {"id": FIRE, "name": "Fire safety", "type": "Online"},
    {"id": PRIVACY, "name": "Data protection basics", "type": "SCORM"},
    {"id": WELCOME, "name": "Welcome to Fina Shoes", "type": "Online"},
    {"id": TANNERY, "name": "A day at the tannery", "type": "External"},
    {"id": TILL, "name": "The old till", "type": "SCORM", "status": "Archived"},
)
"""Eight courses besides the four of the sample world."""


OF_SAMPLE = (FITTING, SCANNERS, LEATHER, LIFTING)
"""The courses of the sample world."""


class Term(NamedTuple):
    """The sessions of a course: when they begin (local time), how long they last, and how many have a seat in one.

    `days` are days from today. `recorded` sessions have results in the world file, the others only seats.
    """

    grade_type: str
    clock: str
    minutes: int
    venue: str
    seats: int
    recorded: tuple[int, ...]
    to_record: tuple[int, ...]
    coming: tuple[int, ...]


TERMS = {
    FIRST_AID: Term(
        "PassFail", "09:00", 360, "Denver, training room", 12, (-690, -520, -330, -150, -45), (-3,), (9, 37)
    ),
    FORKLIFT: Term("Percentage", "08:00", 240, "Memphis, hall 2", 7, (-640, -450, -270, -100, -30), (-10, -4), (16,)),
    HANDLING: Term("LetterGrade", "13:30", 120, "Milwaukee, canteen", 8, (-600, -380, -200, -60), (), (0, 23)),
    FITTING: Term("Percentage", "09:00", 120, "Denver, shop", 6, (-560, -300, -120), (-20,), (5,)),
    SCANNERS: Term("None", "08:00", 45, "Memphis, gate", 6, (-410, -75), (), ()),
}
"""The first session to record of FORKLIFT is recorded in the fortnight; the others are still waiting for it."""

FIRST_SESSION = 511
"""The sessions' ids follow the order of TERMS and, in each, of their days."""

ASSIGNED = {
    "Head Office": (WELCOME, FIRE, PRIVACY),
    "Sales": (WELCOME, FIRE, PRIVACY, FITTING, LEATHER, FIRST_AID),
    "Warehouse": (WELCOME, FIRE, LIFTING, SCANNERS, FORKLIFT, HANDLING, FIRST_AID),
    "Stores North": (WELCOME, FIRE, PRIVACY, FITTING, LEATHER, FIRST_AID),
    "Stores South": (WELCOME, FIRE, PRIVACY, FITTING, LEATHER, FIRST_AID),
    "Production": (WELCOME, FIRE, LIFTING, FORKLIFT, HANDLING, TANNERY, TILL),
}
"""Which group has which courses."""

GROUPS: tuple[dict[str, Any], ...] = (
    {"name": "Stores North", "group_id": "stores-north", "tags": {"Region": ["North"], "Floor": ["Ground"]}},
    {"name": "Stores South", "group_id": "stores-south", "tags": {"Region": ["South"], "Floor": ["Ground"]}},
    {"name": "Production", "group_id": "production", "tags": {"Region": ["North"]}, "user_limit": 40},
    {"name": "Outlet", "group_id": "outlet", "status": "Inactive", "description": "Closed in the spring"},
)
"""The groups besides the three of the sample world."""

SUBSCRIPTIONS: tuple[dict[str, Any], ...] = (
    {
        "id": LIBRARY,
        "name": "Safety library",
        "description": "Films and leaflets on safety at work",
        "variants": [
            {"id": ONE_YEAR, "name": "One year", "duration": {"days": "365"}, "learning_modules": [str(FIRE)]},
            {"id": ALWAYS, "name": "Unlimited", "duration": "unlimited", "learning_modules": [str(FIRE)]},
        ],
    },
)

CREDITS = {"Warehouse": 8, "Production": 3, "Stores North": 5, "Stores South": 0}
"""How many credits a group has for a year of the library when the fortnight begins. Production is soon short of them,
and Stores South has none.
"""

RENEWED_AFTER = 365
"""Days after which Fire safety and Data protection are taught again."""

YEARLY, ONCE = (FIRE, PRIVACY), (WELCOME, LEATHER, LIFTING, TANNERY, TILL)
"""Courses without sessions: those of each year, and those that are taught once."""
