"""getUser: the whole answer, what is shown of a user of whom little is known, and who sees whom."""

import re

import pytest

from rollbook.contract.values import show_moment
from rollbook.methods.get_user import GetUser
from rollbook.records import tables
from rollbook.vocabulary.timezones import DISPLAY_VALUES
from tests import cast
from tests.answers import canonical
from tests.methods.people import (
    EMAIL,
    EMPLOYEE_ID,
    NAMED_IN_NO_WAY,
    NINA,
    NOBODY,
    call,
    changed,
    info,
    message,
    supervisors,
    teams,
    user_of,
)
from tests.seed_calls import ADAM, GITA, LENA, MALLORY, MIRO, OLGA

NINA_SHOWN = """
<User>
  <ID>{ID}</ID><Email>Nina.New@finashoes.com</Email><EmployeeID>FS-2001</EmployeeID>
  <CreatedDate>{CreatedDate}</CreatedDate><ModifiedDate>{ModifiedDate}</ModifiedDate>
  <GivenName>Nina</GivenName><Surname>New</Surname><Language>Français</Language>
  <AllowFeedback>0</AllowFeedback><Status>Active</Status><AuthenticationType>Both</AuthenticationType>
  <Timezone>(GMT-8:00) - US/Pacific</Timezone><AlternateEmail>nina@home.example</AlternateEmail>
  <HomeGroup>Sales</HomeGroup><Organization>Fina</Organization><Title>Clerk &amp; &lt;cleaner&gt;</Title>
  <Division>Shop</Division>
  <Supervisor>gita.manager@finashoes.com</Supervisor>
  <Supervisors><Supervisor>gita.manager@finashoes.com</Supervisor><Supervisor>FS-1003</Supervisor></Supervisors>
  <Birthdate/><HireDate/><TerminationDate/>
  <PhonePrimary>1</PhonePrimary><PhoneAlternate>2</PhoneAlternate><PhoneMobile>3</PhoneMobile>
  <SendMailTo>Organization</SendMailTo><SendEmailTo>Self</SendEmailTo><Fax>4</Fax>
  <Website>https://nina.example</Website>
  <Address1>1 Shoe Street</Address1><Address2>Back door</Address2><City>Winnipeg</City>
  <PostalCode>R3C 0V8</PostalCode><Province>Manitoba</Province><Country>Canada</Country>
  <SendWeeklyTaskReminder>1</SendWeeklyTaskReminder><SendWeeklyProgressSummary>0</SendWeeklyProgressSummary>
  <Teams><Team>Night shift</Team><Team>The choir</Team></Teams>
  <Roles/><CustomFields><CustomField><Name>Shoe size</Name><Value>38 ½</Value>
    <CustomFieldName>Shoe size</CustomFieldName><CustomFieldValue>38 ½</CustomFieldValue></CustomField></CustomFields>
  <Venues/><Wages/><ReceiveNotifications>0</ReceiveNotifications>
</User>
"""
NOOR_SHOWN = """
<User>
  <ID>{ID}</ID><Email/><EmployeeID>FS-1003</EmployeeID>
  <CreatedDate>{CreatedDate}</CreatedDate><ModifiedDate>{ModifiedDate}</ModifiedDate>
  <GivenName>Noor</GivenName><Surname>Nomail</Surname><Language>English</Language>
  <AllowFeedback>1</AllowFeedback><Status>Active</Status><AuthenticationType>SmarterU</AuthenticationType>
  <Timezone>(GMT-6:00) - US/Central</Timezone><AlternateEmail/>
  <HomeGroup>Sales</HomeGroup><Organization/><Title/><Division/><Supervisor/><Supervisors/>
  <Birthdate/><HireDate/><TerminationDate/>
  <PhonePrimary/><PhoneAlternate/><PhoneMobile/><SendMailTo>Personal</SendMailTo><SendEmailTo>Self</SendEmailTo><Fax/>
  <Website/><Address1/><Address2/><City/><PostalCode/><Province/><Country/>
  <SendWeeklyTaskReminder>1</SendWeeklyTaskReminder><SendWeeklyProgressSummary>1</SendWeeklyProgressSummary>
  <Teams/><Roles/><CustomFields/><Venues/><Wages/><ReceiveNotifications>1</ReceiveNotifications>
</User>
"""
RECORDED = [
    "Email", "EmployeeID", "CreatedDate", "ModifiedDate", "GivenName", "Surname", "Language", "AllowFeedback",
    "Status", "AuthenticationType", "Timezone", "AlternateEmail", "HomeGroup", "Organization", "Title", "Division",
    "Supervisor", "Birthdate", "HireDate", "TerminationDate", "PhonePrimary", "PhoneAlternate", "PhoneMobile",
    "SendMailTo", "SendEmailTo", "Fax", "Address1", "Address2", "City", "PostalCode", "Province", "Country",
    "SendWeeklyTaskReminder", "SendWeeklyProgressSummary", "Roles", "CustomFields",
]  # fmt: skip
"""The tags of the recorded answer, in its order. Source: REC."""


def get(server, keys, user):
    return call(server, keys, "getUser", user)


def error(code):
    return [(None, code, message(GetUser, code, {}))]


def shown(server, template, employee_id):
    """The printed user with what the server made of its own."""
    row = user_of(server, employee_id)
    dates = {"CreatedDate": show_moment(row["created_at"]), "ModifiedDate": show_moment(row["modified_at"])}
    return canonical(template.format(ID=row["id"], **dates))


def test_a_user_is_shown_as_kept(staff):
    named = supervisors(cast.GITA.email, cast.NOOR.employee_id) | teams("The choir", "Night shift")
    call(staff, GITA, "createUser", changed(NINA, named))
    answer = get(staff, GITA, {"Email": EMAIL.upper()})
    assert canonical(info(answer)) == shown(staff, NINA_SHOWN, EMPLOYEE_ID)
    assert "CDATA" not in answer.text


def test_a_user_of_whom_little_is_known_is_shown_with_what_holds_for_all(staff):
    answer = get(staff, GITA, {"EmployeeID": cast.NOOR.employee_id})
    assert canonical(info(answer)) == shown(staff, NOOR_SHOWN, cast.NOOR.employee_id)


def test_all_that_was_recorded_is_answered_in_the_order_of_the_recording(staff):
    (user,) = get(staff, GITA, {"EmployeeID": cast.DANA.employee_id}).tree.iterfind("Info/User")
    assert [tag.tag for tag in user if tag.tag in RECORDED] == RECORDED


def test_a_user_may_be_asked_for_by_each_identifier(staff):
    number = user_of(staff, cast.DANA.employee_id)["id"]
    ways = [{"Email": cast.DANA.email}, {"EmployeeID": cast.DANA.employee_id, "Email": ""}, {"ID": number}]
    assert len({info(get(staff, GITA, way)) for way in ways}) == 1


def test_two_identifiers_at_once_are_one_too_many(staff):
    answer = get(staff, GITA, {"Email": cast.DANA.email, "EmployeeID": cast.DANA.employee_id})
    assert [code for _, code, _ in answer.errors] == ["SU:13"]


@pytest.mark.parametrize("user", NOBODY, ids=str)
def test_who_is_not_there_is_not_found(staff, user):
    answer = get(staff, OLGA, user)
    assert (answer.result, answer.errors) == ("Failed", [(None, "GU:03", "The user requested does not exist")])
    assert "<Info/>" in answer.text


@pytest.mark.parametrize("user", NAMED_IN_NO_WAY, ids=str)
def test_an_empty_identifier_is_nobodys(staff, user):
    assert get(staff, OLGA, user).errors == error("GU:52")


@pytest.mark.parametrize("keys", [OLGA, ADAM, GITA], ids=["owner", "administrator", "manager"])
@pytest.mark.parametrize("person", [cast.OLGA, cast.ADAM], ids=["owner", "administrator"])
def test_owners_and_administrators_are_out_of_reach(staff, keys, person):
    assert get(staff, keys, {"Email": person.email}).errors == error("GU:04")


@pytest.mark.parametrize("keys", [GITA, MIRO], ids=["MANAGE_GROUP", "MANAGE_GROUP_USERS"])
def test_a_permission_shows_the_users_whose_home_group_it_is_for(staff, keys):
    assert get(staff, keys, {"Email": cast.IRIS.email}).result == "Success"
    assert get(staff, keys, {"Email": cast.WALT.email}).errors == error("GU:04")


def test_owner_and_administrator_see_the_users_of_every_group(staff):
    assert get(staff, OLGA, {"Email": cast.WALT.email}).result == "Success"
    assert get(staff, ADAM, {"Email": cast.WALT.email}).result == "Success"


def test_who_may_see_nobody_is_refused_even_himself(staff):
    assert get(staff, LENA, {"Email": cast.LENA.email}).errors == error("GU:51")


@pytest.mark.parametrize(
    ("account_zone", "shown_zone"),
    [
        ("US/Pacific", "(GMT-8:00) - US/Pacific"),
        ("Europe/Kyiv", "(GMT+2:00) - Europe/Athens"),
        ("Asia/Kathmandu", "(GMT+5:45) - Asia/Kathmandu"),
        ("Etc/UTC", "(GMT+0:00) - UTC"),
    ],
)
def test_a_user_without_a_time_zone_is_in_that_of_the_account_by_a_name_that_clients_know(
    staff, account_zone, shown_zone
):
    with staff.database.writing() as connection:
        connection.execute(tables.accounts.update().values(timezone=account_zone))
    found = re.search("<Timezone>(.*?)</Timezone>", info(get(staff, GITA, {"Email": cast.DANA.email})))
    assert found is not None
    assert found[1] == shown_zone
    assert found[1] in DISPLAY_VALUES.values()


def test_mallory_sees_her_own_user_under_a_shared_name_and_nobody_elses(staff):
    with staff.database.writing() as connection:
        nils = tables.users.update().where(tables.users.c.employee_id == cast.NILS.employee_id)
        connection.execute(nils.values(employee_id=cast.DANA.employee_id))
    mine = info(get(staff, MALLORY, {"EmployeeID": cast.DANA.employee_id}))
    assert f"<Email>{cast.NILS.email}</Email>" in mine
    assert get(staff, MALLORY, {"Email": cast.DANA.email}).errors == error("GU:03")
    number = user_of(staff, cast.DANA.employee_id)["id"]
    assert get(staff, MALLORY, {"ID": number}).errors == error("GU:03")
    assert [code for _, code, _ in get(staff, (cast.FINA_KEY, MALLORY[1]), {"ID": number}).errors] == ["SU:10"]


def test_no_code_is_left_out():
    assert {each.code for each in GetUser.errors()} == {"GU:03", "GU:04", "GU:51", "GU:52"}
