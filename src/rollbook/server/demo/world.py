"""The demo's company as a world file: the sample world, and more of everything."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import yaml

from rollbook import worlds
from rollbook.server.demo import courses, people
from rollbook.server.demo.company import Company, Person, Session


def world_of(company: Company) -> str:
    """Return the company as the text of a world file."""
    world = yaml.load(worlds.DEMO.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506  # makes texts only
    known = {user["employee_id"] for user in world["users"]}
    world["users"] += _parts()
    world["users"] += [_user(each) for each in company.staff if each.employee_id not in known]
    world["groups"] += [dict(each) for each in courses.GROUPS]
    for group in world["groups"]:
        _furnish(group)
    world["learning_modules"] += [dict(each) for each in courses.COURSES]
    for course in world["learning_modules"]:
        held = [_session(company, each) for each in company.sessions if each.course == int(course["id"])]
        course["sessions"] = [*course.get("sessions", ()), *held]
    world["subscriptions"] += courses.SUBSCRIPTIONS
    world["enrollments"] += company.enrollments
    world["subscription_enrollments"] += _subscribed(company)
    return json.dumps(world, ensure_ascii=False, indent=1)


def _parts() -> Iterator[dict[str, Any]]:
    for part in people.PARTS:
        given_name, _, surname = part.name.rpartition(" ")
        yield {
            "email": part.email,
            "employee_id": part.employee_id,
            "given_name": given_name,
            "surname": surname,
            "role": part.role,
            "home_group": part.group,
            "profile": {"Title": part.title, "City": people.PLACES[part.group].city},
            **({"api_key": people.KEYS[part.email]} if part.email in people.KEYS else {}),
        }


def _user(person: Person) -> dict[str, Any]:
    place, manager = people.PLACES[person.group], people.MANAGERS.get(person.group)
    given_name, _, surname = person.name.rpartition(" ")
    number = int(person.employee_id.removeprefix("FS-"))
    locker = {"Locker": f"{person.group[0]}{number % 100:02}"} if person.group in people.TEACHES else {}
    return {
        **({"email": person.email} if person.email else {}),
        "employee_id": person.employee_id,
        "given_name": given_name,
        "surname": surname,
        "status": "Active" if person.is_active else "Inactive",
        "home_group": person.group,
        "profile": {"Title": place.titles[number % 3], "Division": place.division, "City": place.city},
        "custom_fields": {"Shoe size": str(36 + number * 7 % 11), **locker},
        "teams": [team for team, every in (("First aid", 7), ("Trade fair", 9)) if number % every == 0],
        "supervisors": [manager] if manager else [],
    }


def _furnish(group: dict[str, Any]) -> None:
    """Give a group its manager, its instructor, its courses and its variants."""
    name = group["name"]
    seats = group.setdefault("members", [])
    seated = {each["user"] for each in seats}
    if (manager := people.MANAGERS.get(name)) is not None and manager not in seated:
        seats.append({"user": manager, "permissions": ["MANAGE_GROUP"]})
    if name in people.TEACHES:
        seats.append({"user": people.ROLF, "permissions": ["INSTRUCTOR", "VIEW_LEARNER_RESULTS"]})
    modules = group.setdefault("learning_modules", [])
    has = {int(each["id"] if isinstance(each, dict) else each) for each in modules}
    modules += [course for course in courses.ASSIGNED.get(name, ()) if course not in has]
    variants = group.setdefault("subscription_variants", [])
    if name in courses.CREDITS:
        variants.append({"id": courses.ONE_YEAR, "requires_credits": True, "credits": courses.CREDITS[name]})
    if name == "Head Office":
        variants.append({"id": courses.ALWAYS})


def _session(company: Company, session: Session) -> dict[str, Any]:
    term = courses.TERMS[session.course]
    return {
        "id": session.number,
        "grade_type": term.grade_type,
        "starts": f"{company.on(session.day)}T{term.clock}",
        "minutes": term.minutes,
        "details": {
            "InstructorType": "Internal",
            "InternalInstructors": [people.GITA if session.course == courses.FITTING else people.ROLF],
            "Venue": term.venue,
            "Capacity": term.seats + 4,
        },
    }


def _subscribed(company: Company) -> Iterator[dict[str, Any]]:
    """Yield who has the safety library: by a credit for a year, which may be over, or for ever."""
    for group in courses.CREDITS:
        for number, person in enumerate(company.active(group)[:5]):
            start = company.today + timedelta(days=-500 + 110 * number)
            period = {"starts": f"{start}T08:00", "ends": f"{start + timedelta(days=365)}T08:00"}
            entry = {"user": person.called, "group": group, "variant": courses.ONE_YEAR, **period}
            yield {**entry, "took_credit": True, "tag": f"budget {start.year}"}
    for person in company.active("Head Office"):
        entry = {"user": person.called, "group": "Head Office", "variant": courses.ALWAYS, "unlimited": True}
        yield {**entry, "starts": f"{company.today - timedelta(days=200)}T08:00"}
