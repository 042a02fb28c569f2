"""A person: transcript, what happened, as of a day; one record with its earlier values; one's own record and team."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from rollbook.records.read.back_then import MOST_CHANGES
from rollbook.records.tables import calls, changes, enrollments, subscription_enrollments, supervisors, users
from tests import cast
from tests.api.json_calls import authorization
from tests.console.visitors import DANA, GITA, LENA, OLGA, Seen, Visitor
from tests.seed_calls import OLGA as OLGAS_KEYS
from tests.seed_calls import session_package, variant_package
from tests.served import Served

Sign = Callable[[str], Visitor]
WALT = cast.WALT.email


def user_id(server: Served, email: str) -> int:
    with server.database.reading() as connection:
        found = connection.scalar(sa.select(users.c.id).where(users.c.email == email))
        assert found is not None
        return int(found)


def path_of(server: Served, email: str = DANA) -> str:
    return f"/people/{user_id(server, email)}"


@pytest.fixture
def used(fina: Served) -> Served:
    """Dana completed a session with 92."""
    fina.call(session_package(OLGAS_KEYS, {}))
    return fina


def record(server: Served) -> str:
    [row] = server.rows(enrollments)
    return f"/enrollments/{row['id']}"


def correct(visitor: Visitor, server: Served, grade: str, reason: str = "Read wrong") -> None:
    done = visitor.submit(record(server), {"Grade": grade, "Reason": reason})
    assert done.status_words.startswith("1 recorded")


def done(server: Served, method: str, content: dict[str, object]) -> None:
    answer = server.http.post(f"/api/v1/{method}", headers=authorization(OLGAS_KEYS), json=content)
    assert answer.status_code == 200, answer.text


def record_of(page: Seen) -> list[str]:
    """What a page says of a person: name, facts, transcript, subscriptions, groups."""
    rows = [" ".join(row.text_content().split()) for row in page.all("//tbody/tr")]
    return [page.words("//dl/div[1]"), page.words("//dl/div[2]"), *rows, page.words("//ul[@class='plain']")]


def test_a_person_has_a_transcript_in_which_each_value_leads_to_its_call(used: Served, visitor: Sign):
    page = visitor(OLGA).open(path_of(used))
    assert page.h1 == "Dana Brown"
    [row] = page.rows()
    assert row[0] == "Fitting shoes, in the shop"
    assert row[1] == "Completed"
    assert row[4] == "92"
    call = max(each["id"] for each in used.rows(calls) if each["method"] == "enrollSessionHistory")
    assert page.all(f"//td/a[@href='/console/calls/{call}']")
    assert [each.text_content().strip() for each in page.all("//ul[@class='plain']/li/a")] == [
        "Head Office",
        "Sales",
        "Warehouse",
    ]


def test_what_happened_has_old_and_new_and_strikes_out_what_was_taken_back(used: Served, visitor: Sign):
    olga = visitor(OLGA)
    correct(olga, used, "96", "Digits swapped")
    events = [" ".join(each.text_content().split()) for each in olga.open(f"{path_of(used)}/timeline").all("//ol/li")]
    assert "Grade 92 → 96" in events[0]
    assert "Digits swapped" in events[0]
    assert "Olga Owner, console" in events[0]
    call = max(row["id"] for row in used.rows(calls) if row["method"] == "correctEnrollment")
    olga.submit(f"/calls/{call}/take-back", {"Reason": "It was right"})
    lines = olga.open(f"{path_of(used)}/timeline").all("//ol/li[.//s]")
    assert len(lines) == 1
    assert "96" in lines[0].text_content()


def test_a_record_names_who_made_it_and_who_changed_it_last(used: Served, visitor: Sign):
    olga = visitor(OLGA)
    [row] = used.rows(enrollments)
    assert "Last changed by" not in olga.open(record(used)).text
    correct(olga, used, "93")
    correct(visitor(cast.ADAM.email), used, "94")
    page = olga.open(record(used))
    [made] = page.all("//dt[text()='Recorded by']/../dd/a")
    [changed] = page.all("//dt[text()='Last changed by']/../dd/a")
    last = max(each["id"] for each in used.rows(calls) if each["method"] == "correctEnrollment")
    assert (made.text_content(), made.get("href")) == ("Olga Owner, xml", f"/console/calls/{row['call_id']}")
    assert (changed.text_content(), changed.get("href")) == ("Adam Admin, console", f"/console/calls/{last}")


def test_a_day_is_shown_and_written_as_it_was_given(used: Served, visitor: Sign):
    """The account's zone is hours behind UTC, where the day was the one before when it began."""
    olga = visitor(OLGA)
    enrolled = "//th[text()='Enrolled']/../td"
    assert olga.open(record(used)).words(enrolled) == "2024-03-01"
    assert "Completed,2024-03-01," in olga.open(path_of(used), export="csv", table="transcript").text
    with used.database.writing() as connection:
        connection.execute(enrollments.update().values(enrolled_at=datetime(2024, 3, 1, 3, 30, tzinfo=UTC)))
    assert olga.open(record(used)).words(enrolled) == "2024-02-29 21:30"


def test_a_timeline_is_read_page_by_page_and_as_a_file(used: Served, visitor: Sign):
    olga = visitor(OLGA)
    for grade in ("93", "94"):
        correct(olga, used, grade)
    path = f"{path_of(used)}/timeline"
    assert len(olga.open(path).all("//ol/li/time")) == 3
    text = olga.open(path, export="csv", table="events").text
    assert text.count("Grade: 9") == 2


def test_no_page_of_a_timeline_loses_what_happened_in_the_same_moment(used: Served, visitor: Sign):
    olga, path = visitor(OLGA), f"{path_of(used)}/timeline"
    correct(olga, used, "93")
    [change] = used.rows(changes)
    with used.database.writing() as connection:
        copies = [{**change, "id": change["id"] + number} for number in range(1, 61)]
        connection.execute(changes.insert(), copies)
    first = olga.open(path)
    [older] = first.all("//a[@rel='next']/@href")
    second = olga.open_address(older)
    counts = [len(page.all("//ol/li/time")) for page in (first, second)]
    assert counts == [50, 12]
    assert second.all("//a[@rel='next']") == []
    assert olga.open(path, Before="yesterday").status == 404


def test_a_timeline_is_filtered_by_what_it_is_about(used: Served, visitor: Sign):
    used.call(variant_package(OLGAS_KEYS, {}))
    olga, path = visitor(OLGA), f"{path_of(used)}/timeline"
    correct(olga, used, "93")
    lengths = {
        kind: len(olga.open(path, Kind=kind).all("//ol/li/time")) for kind in ("", "Enrolments", "Subscriptions")
    }
    assert lengths == {"": 3, "Enrolments": 2, "Subscriptions": 1}
    text = olga.open(path, Kind="Subscriptions", export="csv", table="events").text
    assert len(text.splitlines()) == 2


def test_a_record_that_was_taken_back_stays_in_the_timeline_struck_out(used: Served, visitor: Sign):
    olga = visitor(OLGA)
    [row] = used.rows(enrollments)
    olga.submit(f"/calls/{row['call_id']}/take-back", {"Reason": "Twice"})
    page = olga.open(f"{path_of(used)}/timeline")
    assert page.words("//ol/li//s") == "Fitting shoes, in the shop Completed, 92"
    assert "taken back" in page.words("//ol/li")


def test_the_record_as_of_a_day_is_what_it_was_then(used: Served, visitor: Sign):
    olga, path = visitor(OLGA), path_of(used)
    with used.database.writing() as connection:
        long_ago = datetime.now(UTC) - timedelta(days=10)
        connection.execute(enrollments.update().values(recorded_at=long_ago))
    correct(olga, used, "96")
    before = (datetime.now(UTC) - timedelta(days=5)).date().isoformat()
    earlier = (datetime.now(UTC) - timedelta(days=20)).date().isoformat()
    assert olga.open(path).rows()[0][4] == "96"
    assert olga.open(path, asof=before).rows()[0][4] == "92"
    assert olga.open(path, asof=earlier).rows() == []
    wrong = olga.open(path, asof="31.12.2025")
    assert wrong.alert.endswith("31.12.2025")
    assert wrong.rows()[0][4] == "96"


def test_what_was_taken_back_since_is_shown_by_name_to_those_who_could_see_it(used: Served, visitor: Sign):
    used.call(session_package(OLGAS_KEYS, {"GroupName": "Warehouse", "LearningModuleSessionID": 502, "Grade": "A"}))
    long_ago, olga = datetime.now(UTC) - timedelta(days=10), visitor(OLGA)
    with used.database.writing() as connection:
        connection.execute(enrollments.update().values(recorded_at=long_ago))
    for row in used.rows(enrollments):
        olga.submit(f"/calls/{row['call_id']}/take-back", {"Reason": "Twice"})
    assert used.rows(enrollments) == []
    day = (datetime.now(UTC) - timedelta(days=5)).date().isoformat()
    course = "Fitting shoes, in the shop"
    seen = {
        who: [(row[0], row[4]) for row in visitor(who).open(path_of(used), asof=day).rows()] for who in (OLGA, GITA)
    }
    in_sales, in_warehouse = (course, "92"), (course, "A")
    assert sorted(seen[OLGA]) == [in_sales, in_warehouse]
    assert seen[GITA] == [in_sales]


def test_facts_groups_and_subscriptions_as_of_a_day_are_those_of_then(used: Served, visitor: Sign):
    used.call(variant_package(OLGAS_KEYS, {}))
    long_ago, olga, path = datetime.now(UTC) - timedelta(days=10), visitor(OLGA), path_of(used)
    with used.database.writing() as connection:
        connection.execute(enrollments.update().values(recorded_at=long_ago))
        connection.execute(subscription_enrollments.update().values(recorded_at=long_ago))
    day = (datetime.now(UTC) - timedelta(days=5)).date().isoformat()
    before = record_of(olga.open(path))
    own = {"Identifier": {"Email": DANA}}
    groups = [{"GroupName": "Warehouse", "GroupAction": "Remove"}]
    done(used, "updateUser", {**own, "Info": {"Surname": "Braun"}, "Profile": {"Status": "Inactive"}, "Groups": groups})
    [held] = used.rows(subscription_enrollments)
    olga.submit(f"/calls/{held['call_id']}/take-back", {"Reason": "Twice"})
    now = olga.open(path)
    assert record_of(now) != before
    assert "Inactive" in now.words("//dl")
    assert "Warehouse" not in now.words("//ul[@class='plain']")
    assert record_of(olga.open(path, asof=day)) == before
    assert "Warehouse" not in visitor(GITA).open(path, asof=day).words("//ul[@class='plain']")


def test_what_a_person_got_since_is_not_there_as_of_a_day(used: Served, visitor: Sign):
    groups = [{"GroupName": "Sales", "GroupAction": "Add"}]
    done(used, "updateUser", {"Identifier": {"Email": WALT}, "Info": {}, "Profile": {}, "Groups": groups})
    used.call(variant_package(OLGAS_KEYS, {"Email": WALT}))
    olga, path = visitor(OLGA), path_of(used, WALT)
    day = (datetime.now(UTC) - timedelta(days=5)).date().isoformat()
    now, then = olga.open(path), olga.open(path, asof=day)
    assert "Sales" in now.words("//ul[@class='plain']")
    assert "No subscription." not in now.words("//main")
    assert "Sales" not in then.words("//ul[@class='plain']")
    assert "No subscription." in then.words("//main")


def test_a_day_that_too_much_was_changed_since_is_not_shown(used: Served, visitor: Sign):
    olga, path = visitor(OLGA), path_of(used)
    correct(olga, used, "96")
    [change] = used.rows(changes)
    with used.database.writing() as connection:
        more = ({**change, "id": change["id"] + n} for n in range(1, MOST_CHANGES + 1))
        connection.execute(changes.insert(), list(more))
    page = olga.open(path, asof=(datetime.now(UTC) - timedelta(days=5)).date().isoformat())
    assert page.alert.startswith("More than 2,000 changes were made since that day")
    assert "as it was at the end" not in page.words("//main")


def test_a_day_before_the_person_was_added_says_that_the_record_does_not_reach(used: Served, visitor: Sign):
    page = visitor(OLGA).open(path_of(used), asof="2001-01-01")
    assert "The record does not reach back to 2001-01-01: Dana Brown is on record since" in page.words("//main")


def test_a_record_shows_who_wrote_it_and_its_earlier_values(used: Served, visitor: Sign):
    olga = visitor(OLGA)
    correct(olga, used, "96", "Digits swapped")
    page = olga.open(record(used))
    assert page.alert == ""
    assert page.h1 == "Dana Brown: Fitting shoes, in the shop"
    assert ["Grade", "96"] in page.rows()
    first, second = (" ".join(each.text_content().split()) for each in page.all("//ol/li"))
    assert "grade 92 → 96" in first
    assert "Digits swapped" in first
    assert "Inserted" in second


def test_a_correction_needs_a_reason_and_can_be_tried(used: Served, visitor: Sign):
    olga = visitor(OLGA)
    tried = olga.submit(record(used), {"Grade": "96", "Reason": "Read wrong"}, "try")
    assert tried.status_words.startswith("Would record 1")
    refused = olga.submit(record(used), {"Grade": "96"})
    assert (refused.status, "CE:57" in refused.alert) == (422, True)
    unchanged = olga.submit(record(used), {"Reason": "Nothing"})
    assert "CE:60" in unchanged.alert
    assert [row["grade"] for row in used.rows(enrollments)] == ["92"]
    assert used.rows(changes) == []


def test_a_form_that_is_out_of_date_shows_both_values_with_who_and_writes_nothing(used: Served, visitor: Sign):
    olga, gita = visitor(OLGA), visitor(GITA)
    form = olga.form(record(used))
    correct(gita, used, "88")
    sent = {**form, "Grade": "96", "Reason": "Read wrong", "do": "record"}
    stale = olga.send(record(used), sent)
    assert stale.status == 409
    assert "by Gita Manager" in stale.alert
    assert ["Grade", "88"] in stale.rows()
    assert stale.all("//input[@name='Grade']/@value") == ["96"]
    assert [row["grade"] for row in used.rows(enrollments)] == ["88"]


def test_a_correction_that_is_sent_again_is_made_once(used: Served, visitor: Sign):
    olga = visitor(OLGA)
    form = olga.form(record(used))
    sent = {**form, "Grade": "96", "Reason": "Read wrong", "do": "record"}
    assert olga.send(record(used), sent).status_words == olga.send(record(used), sent).status_words
    assert len(used.rows(changes)) == 1


def test_a_person_is_added_changed_and_enrolled(fina: Served, visitor: Sign):
    olga = visitor(OLGA)
    name = {"Info.Email": "new.one@finashoes.com", "Info.GivenName": "New", "Info.Surname": "One"}
    added = olga.submit("/people/add", {**name, "Profile.HomeGroup": "Sales"})
    assert added.alert == ""
    path = path_of(fina, "new.one@finashoes.com")
    changed = olga.submit(f"{path}/edit", {"Info.Surname": "Two"})
    assert changed.h1 == "New Two"
    enrolled = olga.submit(f"{path}/enrol", {"LearningModuleID": str(cast.ONLINE_COURSE)})
    assert enrolled.status_words.startswith("1 recorded")
    assert [row[:2] for row in enrolled.rows()] == [["Leather and its care", "Enrolled"]]
    refused = olga.submit(f"{path}/enrol", {"LearningModuleID": "9"})
    assert "ELM:64" in refused.alert


def test_people_and_records_out_of_sight_are_not_found(used: Served, visitor: Sign):
    gita = visitor(GITA)
    assert gita.open(path_of(used)).status == 200
    assert gita.open(path_of(used, WALT)).status == 404
    assert gita.open("/people/9").status == 404
    assert gita.open("/enrollments/9").status == 404
    assert gita.open(f"{path_of(used)}/timeline").status == 404
    with used.database.writing() as connection:
        connection.execute(enrollments.update().values(user_id=user_id(used, WALT)))
    dana = visitor(DANA)
    assert dana.open(path_of(used)).status == 404
    assert dana.open(record(used)).status == 404


def test_everybody_sees_their_own_record(used: Served, visitor: Sign):
    dana = visitor(DANA)
    page = dana.open("/me")
    assert page.h1 == "My record"
    assert [row[0] for row in page.rows()] == ["Fitting shoes, in the shop"]
    assert page.all("//main//td//a[not(contains(@href, '/certificate'))]") == []
    assert visitor(LENA).open("/me").rows() == []
    assert used.rows(enrollments)


def test_a_supervisor_sees_what_is_due_for_the_people_they_lead(used: Served, visitor: Sign):
    assert visitor(DANA).open("/team").status == 404
    with used.database.writing() as connection:
        account = connection.scalar(sa.select(users.c.account_id).where(users.c.email == DANA))
        lead = {"account_id": account, "user_id": user_id(used, DANA), "supervisor_id": user_id(used, WALT)}
        connection.execute(supervisors.insert().values(**lead))
    team = visitor(WALT).open("/team")
    assert [row[:5] for row in team.rows()] == [["Dana Brown", "FS-1001", "1", "0", "0"]]
