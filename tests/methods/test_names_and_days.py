"""How a block names people and groups, and where the account's day ends."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from rollbook.records import tables
from tests import cast
from tests.methods.mistakes import codes_by_block, recorded_numbers
from tests.scenery import extended
from tests.seed_calls import OLGA, enroll_in_variants, record_sessions
from tests.served import Served

USERS = """
  - {email: STRASSE@finashoes.com, employee_id: A1, home_group: Sales}
  - {email: σίσυφος@finashoes.gr, employee_id: A2, home_group: Sales}
  - {email: I@finashoes.com, employee_id: A3, home_group: Sales}
"""
GROUPS = """
  - {name: "Café  Größe", members: [{user: A1}], learning_modules: [3860]}
"""

EAST, WEST = ("Pacific/Kiritimati", "Asia/Tokyo"), ("Pacific/Pago_Pago", "America/New_York")


@pytest.fixture
def shoemakers(server: Served) -> Served:
    """The server with people and a group whose names only Unicode can compare."""
    server.load(extended(cast.FINA_SHOES, users=USERS, groups=GROUPS))
    return server


def put_into(server: Served, zones: tuple[str, str]) -> ZoneInfo:
    """Move the account into the first of the zones where midnight is not near, and return it."""
    zone = next(ZoneInfo(name) for name in zones if 1 <= datetime.now(ZoneInfo(name)).hour < 23)
    with server.database.writing() as connection:
        connection.execute(tables.accounts.update().values(timezone=zone.key))
    return zone


def in_utc(day: date, zone: ZoneInfo) -> datetime:
    """The first moment of the day in the zone."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


@pytest.mark.parametrize(
    "email", ["strasse@finashoes.com", "Straße@FINASHOES.com", "ΣΊΣΥΦΟΣ@FinaShoes.GR", "i@finashoes.com"]
)
def test_an_address_is_compared_without_case_in_every_script(shoemakers, email):
    answer = record_sessions(shoemakers, OLGA, {"Email": email})
    assert answer.recorded == [(1, {"User": email, "LearningModuleID": "3860"})]


@pytest.mark.parametrize("email", ["ı@finashoes.com", "σισυφος@finashoes.gr", "strase@finashoes.com"])
def test_another_letter_is_another_address(shoemakers, email):
    assert codes_by_block(record_sessions(shoemakers, OLGA, {"Email": email})) == {1: "ESH:21"}


@pytest.mark.parametrize("name", ["Café Größe", "CAFÉ GRÖSSE", " café\n\t größe "])
def test_a_group_is_found_by_its_name_without_case_and_with_its_blanks_folded(shoemakers, name):
    changes = {"Email": None, "EmployeeID": "A1", "GroupName": name}
    assert recorded_numbers(record_sessions(shoemakers, OLGA, changes)) == [1]


def test_a_group_is_not_found_by_a_name_without_its_accents_or_blanks(shoemakers):
    names = ("Cafe Grosse", "CaféGröße")
    blocks = ({"Email": None, "EmployeeID": "A1", "GroupName": name} for name in names)
    assert codes_by_block(record_sessions(shoemakers, OLGA, *blocks)) == {1: "ESH:23", 2: "ESH:23"}


@pytest.mark.parametrize("zones", [EAST, WEST], ids=["east", "west"])
def test_a_date_lies_in_the_future_when_its_day_has_not_come_where_the_account_is(fina, zones):
    zone = put_into(fina, zones)
    today = datetime.now(zone).date()
    midnight = in_utc(today + timedelta(days=1), zone)
    good = [f"{today:%d/%m/%Y}", f"{midnight - timedelta(seconds=1):%Y-%m-%d %H:%M:%S}"]
    late = [f"{today + timedelta(days=1):%Y-%m-%d}", f"{midnight:%Y-%m-%d %H:%M:%S}", "9999-12-31 23:59:59.999999"]
    people = (cast.DANA, cast.ADAM, cast.GITA, cast.MIRO, cast.LENA)
    blocks = ({"Email": person.email, "EnrolledDate": sent} for person, sent in zip(people, good + late, strict=True))
    answer = record_sessions(fina, OLGA, *blocks)
    assert recorded_numbers(answer) == [1, 2]
    assert codes_by_block(answer) == {3: "ESH:12", 4: "ESH:12", 5: "ESH:12"}


@pytest.mark.parametrize("zones", [EAST, WEST], ids=["east", "west"])
def test_a_variant_can_be_had_on_its_last_day_where_the_account_is(fina, zones):
    today = datetime.now(put_into(fina, zones)).date()
    ends = {cast.DATES_VARIANT: today, cast.EXPIRED_VARIANT: today - timedelta(days=1)}
    with fina.database.writing() as connection:
        for variant, end in ends.items():
            connection.execute(tables.variants.update().where(tables.variants.c.id == variant).values(end_date=end))
    answer = enroll_in_variants(fina, OLGA, *({"SubscriptionVariantID": variant} for variant in ends))
    assert recorded_numbers(answer) == [1]
    assert codes_by_block(answer) == {2: "ESV:14"}


def test_a_session_is_over_when_its_last_moment_has_passed(fina):
    now = datetime.now(UTC)
    sessions = tables.sessions
    ends = {cast.UNGRADED_SESSION: now - timedelta(seconds=1), cast.FUTURE_SESSION: now + timedelta(minutes=5)}
    with fina.database.writing() as connection:
        for session, end in ends.items():
            moved = sessions.update().where(sessions.c.id == session, sessions.c.learning_module_id == cast.COURSE)
            connection.execute(moved.values(starts_at=now - timedelta(hours=1), ends_at=end))
    answer = record_sessions(fina, OLGA, *({"LearningModuleSessionID": session} for session in ends))
    assert recorded_numbers(answer) == [1]
    assert codes_by_block(answer) == {2: "ESH:15"}
