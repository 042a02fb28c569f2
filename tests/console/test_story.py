"""One story: a session is recorded by roster, a grade corrected and taken back, and the auditor finds all of it."""

import csv
import io
from collections.abc import Callable

from rollbook.records.tables import calls, enrollments, users
from tests import cast
from tests.console.visitors import DANA, OLGA, Visitor
from tests.seed_calls import OLGA as OLGAS_KEYS
from tests.seed_calls import session_package
from tests.served import Served

ROSTER = f"/sessions/{cast.PERCENTAGE_SESSION}"


def last_call(server: Served, method: str) -> int:
    return max(int(row["id"]) for row in server.rows(calls) if row["method"] == method)


def test_what_was_recorded_corrected_and_taken_back_is_seen_by_the_auditor(
    fina: Served, visitor: Callable[[str], Visitor]
):
    fina.call(session_package(OLGAS_KEYS, {}))
    with fina.database.writing() as connection:
        connection.execute(enrollments.update().values(status="Enrolled", grade=None, open=True))
    [row] = fina.rows(enrollments)
    name, olga = str(row["id"]), visitor(OLGA)

    recorded = olga.submit(ROSTER, {f"status.{name}": "Completed", f"grade.{name}": "69"})
    assert recorded.status_words.startswith("1 recorded, 0 refused")

    corrected = olga.submit(ROSTER, {f"grade.{name}": "96", "Reason": "Digits swapped on the list"})
    assert corrected.status_words.startswith("1 recorded, 0 refused")

    correction = last_call(fina, "correctEnrollment")
    back = olga.submit(f"/calls/{correction}/take-back", {"Reason": "The list was right"})
    assert back.status_words.startswith("1 recorded")
    assert [each["grade"] for each in fina.rows(enrollments)] == ["69"]

    exported = olga.open("/report", EmailAddress=DANA, export="csv", table="report").text.removeprefix("\ufeff")
    [line] = csv.DictReader(io.StringIO(exported))
    assert (line["Person"], line["Grade"]) == ("Dana Brown", "69")

    with fina.database.writing() as connection:
        connection.execute(users.update().where(users.c.email == cast.ADAM.email).values(role="auditor"))
    auditor = visitor(cast.ADAM.email)
    audited = auditor.open("/audit", Table="enrollments", RowID=name)
    told = [" ".join(row) for row in audited.rows()]
    assert [("69" in each, "96" in each) for each in told[:2]] == [(True, True), (True, True)]
    assert any("Digits swapped on the list" in each for each in told)
    assert any("The list was right" in each for each in told)
    timeline = auditor.open(f"/people/{row['user_id']}/timeline")
    assert timeline.all("//ol/li[.//s]")
    file = auditor.open("/audit", Table="enrollments", RowID=name, export="csv", table="changes").text
    assert "SHA-256" in file
