"""The roster: who came and how it went, tried, recorded, refused line by line, and corrected for ever after."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from rollbook.records.tables import calls, changes, enrollments, sessions, users
from tests import cast
from tests.console.visitors import DANA, GITA, LENA, OLGA, Seen, Visitor
from tests.seed_calls import OLGA as OLGAS_KEYS
from tests.seed_calls import session_package
from tests.served import Served

Sign = Callable[[str], Visitor]
ROSTER = f"/sessions/{cast.PERCENTAGE_SESSION}"


@pytest.fixture
def held(fina: Served) -> Served:
    """Dana and Lena were enrolled in a session that is over, and nothing is recorded."""
    for person in (cast.DANA, cast.LENA):
        fina.call(session_package(OLGAS_KEYS, {"Email": person.email}))
    open_again(fina)
    return fina


def open_again(server: Served) -> None:
    with server.database.writing() as connection:
        connection.execute(enrollments.update().values(status="Enrolled", grade=None, open=True, call_id=None))


def ids(server: Served) -> dict[str, str]:
    """The ids of the enrolments by the people's e-mail addresses."""
    emails = {row["id"]: row["email"] for row in server.rows(users)}
    return {emails[row["user_id"]]: str(row["id"]) for row in server.rows(enrollments)}


def on_record(server: Served) -> dict[str, tuple[str, str | None]]:
    rows = {str(row["id"]): (row["status"], row["grade"]) for row in server.rows(enrollments)}
    return {email: rows[number] for email, number in ids(server).items()}


def typed(server: Served, **lines: tuple[str, str]) -> dict[str, str]:
    """What the form sends for people by the first part of their address, such as dana=("Completed", "92")."""
    numbers = {email.partition(".")[0]: number for email, number in ids(server).items()}
    fields: dict[str, str] = {}
    for name, (status, grade) in lines.items():
        fields |= {f"status.{numbers[name]}": status, f"grade.{numbers[name]}": grade}
    return fields


def whys(seen: Seen) -> list[str]:
    return [
        " ".join(each.text_content().split()) for each in seen.all("//td[@data-why]") if each.text_content().strip()
    ]


def kept(server: Served, method: str) -> list[dict[str, Any]]:
    return [row for row in server.rows(calls) if row["method"] == method]


def test_the_sessions_are_listed_with_how_much_is_recorded(held: Served, visitor: Sign):
    olga = visitor(OLGA)
    listed = {row[0]: row for row in olga.open("/sessions").rows()}
    assert "0 of 2" in [row[-1] for row in olga.open("/sessions").rows()]
    assert listed
    waiting = olga.open("/sessions", Recorded="no").rows()
    assert [row[-1] for row in waiting] == ["0 of 2"]
    assert olga.open("/sessions", Course="no such").rows() == []
    with held.database.writing() as connection:
        connection.execute(enrollments.update().values(open=False, status="Attended"))
    assert olga.open("/sessions", Recorded="no").rows() == []


def test_trying_says_what_would_be_recorded_and_refused_and_writes_nothing(held: Served, visitor: Sign):
    seen = visitor(OLGA).submit(ROSTER, typed(held, dana=("Completed", "92"), lena=("Completed", "104")), "try")
    assert seen.status_words == "Would record 1, refuse 1. Nothing is written yet."
    [why] = whys(seen)
    assert why.startswith("RA:64")
    assert set(on_record(held).values()) == {("Enrolled", None)}


def test_all_lines_are_one_call_and_the_page_after_it_names_it(held: Served, visitor: Sign):
    seen = visitor(OLGA).submit(ROSTER, typed(held, dana=("Completed", "92"), lena=("NotAttended", "")))
    [call] = kept(held, "recordAttendance")
    assert call["face"] == "console"
    assert f"call={call['id']}" in str(seen.response.url)
    assert seen.status_words.startswith("2 recorded, 0 refused")
    assert on_record(held) == {DANA: ("Completed", "92"), LENA: ("NotAttended", None)}


def test_good_lines_are_recorded_and_refused_ones_keep_what_was_typed(held: Served, visitor: Sign):
    seen = visitor(OLGA).submit(ROSTER, typed(held, dana=("Completed", "92"), lena=("Completed", "104")))
    assert seen.status_words.startswith("1 recorded, 1 refused")
    assert on_record(held) == {DANA: ("Completed", "92"), LENA: ("Enrolled", None)}
    assert [each.get("value") for each in seen.all("//input[@aria-invalid='true']")] == ["104"]
    assert "RA:64" in seen.alert


def test_a_resend_records_nothing_more(held: Served, visitor: Sign):
    olga = visitor(OLGA)
    form = olga.form(ROSTER)
    sent = {**form, **typed(held, dana=("Attended", "")), "do": "record"}
    first, again = olga.send(ROSTER, sent), olga.send(ROSTER, sent)
    assert first.status_words == again.status_words
    assert len(kept(held, "recordAttendance")) == 1


def test_what_is_on_record_is_corrected_with_a_reason(held: Served, visitor: Sign):
    olga = visitor(OLGA)
    olga.submit(ROSTER, typed(held, dana=("Completed", "92")))
    without = olga.submit(ROSTER, typed(held, dana=("Completed", "29")))
    assert "CE:57" in without.alert
    assert on_record(held)[DANA] == ("Completed", "92")
    done = olga.submit(ROSTER, {**typed(held, dana=("Completed", "29")), "Reason": "The digits were swapped"})
    assert done.status_words.startswith("1 recorded, 0 refused")
    assert on_record(held)[DANA] == ("Completed", "29")
    assert "The digits were swapped" in {row["reason"] for row in held.rows(changes)}


def test_attendance_and_corrections_go_out_together_as_two_calls(held: Served, visitor: Sign):
    olga = visitor(OLGA)
    olga.submit(ROSTER, typed(held, dana=("Completed", "92")))
    fields = typed(held, dana=("Attended", ""), lena=("Attended", ""))
    seen = olga.submit(ROSTER, {**fields, "Reason": "Left early"})
    assert seen.status_words.startswith("2 recorded, 0 refused")
    assert len(seen.all("//*[@role='status']//a[contains(@href, 'take-back')]")) == 2
    assert {status for status, _ in on_record(held).values()} == {"Attended"}


def test_somebody_who_was_not_enrolled_is_added_in_their_home_group(held: Served, visitor: Sign):
    numbers = {"person.new1": "FS-1003", "status.new1": "Completed", "grade.new1": "77"}
    seen = visitor(OLGA).submit(ROSTER, numbers)
    assert seen.alert == ""
    assert seen.status_words.startswith("1 recorded, 0 refused")
    assert ("Completed", "77") in {(row["status"], row["grade"]) for row in held.rows(enrollments)}
    unknown = visitor(OLGA).submit(ROSTER, {"person.new1": "nobody@x.example", "status.new1": "Attended"})
    assert [why.split()[0] for why in whys(unknown)][-1].startswith("ESH:")
    assert [each.get("value") for each in unknown.all("//input[starts-with(@name, 'person.new1')]")] == [
        "nobody@x.example"
    ]


def test_the_rest_is_filled_in_and_nothing_overwritten_or_recorded(held: Served, visitor: Sign):
    seen = visitor(OLGA).submit(ROSTER, typed(held, dana=("NotAttended", "")), "rest")
    shown = [each.text for each in seen.all("//tbody//tr[th/a]//option[@selected]")]
    assert sorted(shown) == ["Attended", "NotAttended"]
    assert kept(held, "recordAttendance") == []


def test_what_was_recorded_meanwhile_is_shown_with_who_and_nothing_is_written(held: Served, visitor: Sign):
    olga, gita = visitor(OLGA), visitor(GITA)
    form = olga.form(ROSTER)
    gita.submit(ROSTER, typed(held, dana=("Completed", "88")))
    sent = {**form, **typed(held, dana=("Completed", "92"), lena=("Attended", "")), "do": "record"}
    seen = olga.send(ROSTER, sent)
    assert seen.status == 409
    assert "Nothing was written" in seen.alert
    [why] = [each for each in whys(seen) if "Meanwhile" in each]
    assert "Completed, 88, by Gita Manager" in why
    assert on_record(held) == {DANA: ("Completed", "88"), LENA: ("Enrolled", None)}


def test_a_line_that_nobody_touched_may_change_meanwhile(held: Served, visitor: Sign):
    olga, gita = visitor(OLGA), visitor(GITA)
    form = olga.form(ROSTER)
    gita.submit(ROSTER, typed(held, dana=("Completed", "88")))
    seen = olga.send(ROSTER, {**form, **typed(held, lena=("Attended", "")), "do": "record"})
    assert on_record(held)[LENA][0] == "Attended"
    assert on_record(held)[DANA] == ("Completed", "88")
    assert seen.status == 200


def test_the_sheet_as_a_file_has_everybody_with_the_result(held: Served, visitor: Sign):
    olga = visitor(OLGA)
    olga.submit(ROSTER, typed(held, dana=("Completed", "92")))
    text = olga.open(ROSTER, export="csv", table="roster").text
    assert [line.split(",")[0] for line in text.splitlines()[1:]] == ["Dana Brown", "Lena Learner"]
    assert "Completed,92" in text


@pytest.mark.usefixtures("held")
def test_who_may_not_record_and_who_asks_for_no_session_find_none(visitor: Sign):
    assert visitor(LENA).open(ROSTER).status == 404
    olga = visitor(OLGA)
    assert olga.open("/sessions/999999").status == 404
    assert olga.open("/sessions/x").status == 404


def test_a_session_to_come_is_shown_and_not_recorded(held: Served, visitor: Sign):
    later = datetime.now(UTC) + timedelta(days=2)
    with held.database.writing() as connection:
        connection.execute(sessions.update().values(starts_at=later, ends_at=later))
    seen = visitor(OLGA).open(ROSTER)
    assert [row[0] for row in seen.rows()] == ["Dana Brown", "Lena Learner"]
    assert seen.all("//main//select") == []


def test_a_session_is_added_and_listed(visitor: Sign):
    olga = visitor(OLGA)
    fields = {
        "CourseSession.LearningModuleID": str(cast.COURSE),
        "CourseSession.StartDate": "2031-05-06",
        "CourseSession.StartTime": "09:00",
        "CourseSession.Venue": "Denver",
    }
    seen = olga.submit("/sessions/add", fields)
    assert seen.status_words.startswith("1 recorded")
    assert any(row[1] == "2031-05-06 09:00" and row[3] == "Denver" for row in seen.rows())
    refused = olga.submit("/sessions/add", {**fields, "CourseSession.StartDate": "2021-05-06"})
    assert "CS:55" in refused.alert


def test_the_sign_in_sheet_has_a_line_for_everybody_and_says_who_printed_it(held: Served, visitor: Sign):
    seen = visitor(OLGA).open(f"{ROSTER}/sheet")
    names = [row[1] for row in seen.rows()]
    assert names[: len(ids(held))] == ["Dana Brown", "Lena Learner"]
    assert set(names[len(ids(held)) :]) == {""}
    assert "Printed by Olga Owner" in seen.words("//p[contains(@class, 'on-paper')]")
    assert visitor(OLGA).open("/sessions/9/sheet").status == 404


def test_a_line_of_somebody_whose_enrolment_is_gone_stops_the_sheet(held: Served, visitor: Sign):
    olga = visitor(OLGA)
    form = {**olga.form(ROSTER), **typed(held, dana=("Attended", ""), lena=("Attended", "")), "do": "record"}
    with held.database.writing() as connection:
        connection.execute(enrollments.delete().where(enrollments.c.id == int(ids(held)[LENA])))
    seen = olga.send(ROSTER, form)
    assert seen.status == 409
    assert "1 of the people are no longer enrolled" in seen.alert
    assert on_record(held) == {DANA: ("Enrolled", None)}
