"""Corrections, attendance, credits, taking back: calls that race, or whose server is killed, are whole or absent."""

import itertools
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier, Event

import httpx
import pytest

from rollbook.records import tables
from tests import cast
from tests.answers import Answer
from tests.consistency import check_rows
from tests.learning_module_calls import enroll_in_courses
from tests.methods.test_correct_enrollment import ID, correct
from tests.methods.test_give_credits import give, left
from tests.methods.test_record_attendance import WORLD, attend
from tests.methods.test_take_back_call import last_call, take_back
from tests.seed_calls import OLGA, Changes
from tests.served import Served

Act = Callable[[Served], Answer]
AFTER = 12
"""So many calls of each caller are answered before the server is killed."""


def number_of(server: Served, employee_id: str) -> int:
    """The id of the one enrolment that a user has."""
    user = next(row["id"] for row in server.rows(tables.users) if row["employee_id"] == employee_id)
    return next(int(row["id"]) for row in server.rows(tables.enrollments) if row["user_id"] == user)


def correcting(sent: Changes, server: Served) -> Answer:
    return correct(server, OLGA, sent)


def taking_back(call: int, server: Served) -> Answer:
    return take_back(server, OLGA, call)


def correction(server: Served) -> Iterator[Act]:
    number = number_of(server, cast.ADAM.employee_id)
    for status in itertools.cycle(("Attended", "Enrolled")):
        yield partial(correcting, {ID: number, "EnrollmentStatus": status})


def attendance(_: Served) -> Iterator[Act]:
    yield from itertools.repeat(lambda running: attend(running, OLGA, {}))


def gift(_: Served) -> Iterator[Act]:
    yield from itertools.repeat(lambda running: give(running, OLGA, {"Credits": 1}))


def undoing(server: Served) -> Iterator[Act]:
    enroll_in_courses(server, OLGA, {"Email": cast.LENA.email})
    return itertools.repeat(partial(taking_back, last_call(server)))


def send_on(server: Served, acts: Iterator[Act], enough: Event) -> list[bool]:
    """Send one call after another until the server is gone; return which of those that were answered succeeded."""
    answered = []
    for act in acts:
        try:
            answered.append(act(server).result == "Success")
        except httpx.TransportError:
            return answered
        if len(answered) == AFTER:
            enough.set()
    return answered


def test_what_was_acknowledged_before_the_server_was_killed_is_on_record_and_nothing_is_half_there(
    database_url, tmp_path
):
    with Served(database_url, tmp_path) as server:
        server.load(WORLD)
        before = left(server)
        kinds = [each(server) for each in (correction, attendance, gift, undoing)]
        events = [Event() for _ in kinds]
        with ThreadPoolExecutor(len(kinds)) as callers:
            sent = [callers.submit(send_on, server, acts, event) for acts, event in zip(kinds, events, strict=True)]
            assert all(event.wait(60) for event in events)
            server.kill()
            corrected, attended, given, undone = (each.result() for each in sent)
        server.start()
        check_rows(server.database)
        assert 0 <= left(server) - before - sum(given) <= 1  # the last one may be on record unacknowledged
        assert (sum(attended), sum(undone)) == (1, 1)
        assert corrected
        methods = [row["method"] for row in server.rows(tables.calls) if row["result"] == "Success"]
        assert sum(corrected) <= methods.count("correctEnrollment") <= sum(corrected) + 1
        assert sum(given) <= methods.count("giveCredits") <= sum(given) + 1


def at_once(server: Served, *acts: Act) -> list[bool]:
    """Let each act at the same moment; return which of them succeeded."""
    start = Barrier(len(acts))

    def run(act: Act) -> bool:
        start.wait()
        return act(server).result == "Success"

    with ThreadPoolExecutor(len(acts)) as callers:
        return list(callers.map(run, acts))


@pytest.fixture
def booked(server: Served) -> Served:
    server.load(WORLD)
    return server


def test_of_two_who_take_the_same_call_back_at_once_one_succeeds(booked):
    for _ in range(5):
        assert give(booked, OLGA, {"Credits": 1}).errors == []
        call, before = last_call(booked), left(booked)
        won = at_once(booked, *[partial(taking_back, call)] * 2)
        assert (sum(won), left(booked)) == (1, before - 1)
    check_rows(booked.database)


def test_of_two_who_record_the_same_attendance_at_once_one_succeeds(booked):
    assert sum(at_once(booked, *[lambda running: attend(running, OLGA, {})] * 2)) == 1
    check_rows(booked.database)


def test_a_correction_and_the_taking_back_of_what_it_corrects_come_one_after_the_other(booked):
    for person in (cast.LENA, cast.MIRO):
        assert enroll_in_courses(booked, OLGA, {"Email": person.email}).errors == []
        call, number = last_call(booked), number_of(booked, person.employee_id)
        corrected = partial(correcting, {ID: number, "EnrollmentStatus": "In Progress"})
        won = at_once(booked, corrected, partial(taking_back, call))
        there = [row["status"] for row in booked.rows(tables.enrollments) if row["id"] == number]
        assert (won, there) in (([True, False], ["InProgress"]), ([False, True], []))
    check_rows(booked.database)
