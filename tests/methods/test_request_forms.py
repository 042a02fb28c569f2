"""The forms in which published clients send their requests, each played on a real method."""

import re
from urllib.parse import quote, quote_plus

import httpx
import pytest

from tests import cast
from tests.answers import Answer, package
from tests.methods.people import PHP_PACKAGE, RUBY_PACKAGE, info
from tests.raw import FORM
from tests.report_calls import learners
from tests.seed_calls import OLGA, record_sessions
from tests.served import Served

PHP_DECLARATION = '<?xml version="1.0"?>\n'
RUBY_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
NAME, AS_ANSWERED = "Caf&#xE9; &#x2014; &#xA1;hola! R&amp;D", "Café — ¡hola! R&amp;D"
"""The name of a group as the PHP client sends it in createGroup, and as answers write it."""
CREATE_GROUP = (
    f"<Group><Name>{NAME}</Name><GroupID>caf&#xE9;</GroupID><Status>Active</Status>"
    "<Description>&lt;p&gt;Soupe &agrave; l&rsquo;oignon&lt;/p&gt;</Description>"
    "<HomeGroupMessage>Salut</HomeGroupMessage>"
    "<NotificationEmails><NotificationEmail>olga.owner@finashoes.com</NotificationEmail></NotificationEmails><Users/>"
    "<LearningModules><LearningModule><ID>3860</ID><AllowSelfEnroll>1</AllowSelfEnroll><AutoEnroll>0</AutoEnroll>"
    "</LearningModule></LearningModules></Group>"
)
LOOKED_UP = {
    "HTML's named entities": "Caf&eacute; &mdash; &iexcl;hola! R&amp;D",
    "hexadecimal references": NAME,
    "decimal references": "Caf&#233; &#8212; &#161;hola! R&#38;D",
    "plain UTF-8": AS_ANSWERED,
    "CDATA": "<![CDATA[Café — ¡hola! R&D]]>",
    "CDATA among text": "Caf&eacute; <![CDATA[— ¡hola!]]> R&amp;D",
    "blanks around it": f"\n          {AS_ANSWERED}\n        ",
}
GET_DANA = f"<User><Email>{cast.DANA.email}</Email></User>"
UNCHANGED = (
    "<Group><Identifier><Name>Sales</Name></Identifier>{}<Users/><LearningModules/><SubscriptionVariants/></Group>"
)
LEFT_AS_IT_IS = {
    "Ruby's update": "<Info></Info><Profile></Profile><Groups></Groups>",
    "Ruby's empty text": "<Info></Info><Profile><Title><![CDATA[]]></Title></Profile><Groups><![CDATA[]]></Groups>",
    "PHP's identifiers": "<Info><Email/><EmployeeID/><GivenName/><Surname/><Timezone/></Info><Profile/>"
    "<Groups/><Venues/><Wages/>",
    "PHP's profile": "<Info><Email>dana.brown@finashoes.com</Email><EmployeeID/><SendEmailTo/>"
    "<AuthenticationType/></Info><Profile><Supervisors/><Teams/><Language/><Status/><Title/><City/><Country/><HomeGroup/></Profile>"
    "<Groups/><Venues/><Wages/>",
}
DANA_TOLD = (
    "<Info><Timezone>US/Pacific</Timezone><AlternateEmail>dana@home.example</AlternateEmail></Info><Profile>"
    "<Supervisors><Supervisor>FS-3</Supervisor></Supervisors><Language>English</Language><Title>Fitter</Title>"
    "<City>Winnipeg</City><Country>Canada</Country></Profile><Groups/>"
)
SALES_TOLD = (
    "<Status>Active</Status><Description>Shop floor</Description><HomeGroupMessage>Hello</HomeGroupMessage>"
    "<NotificationEmails><NotificationEmail>olga.owner@finashoes.com</NotificationEmail></NotificationEmails>"
    "<UserLimit><Enabled>1</Enabled><Amount>30</Amount></UserLimit>"
)
"""What empty elements must not wipe."""
DAYS = {  # two days of March 2024, and one that is far ahead
    "dd/mm/yyyy": ("01/03/2024", "02/03/2024", "01/01/2068"),
    "dd-Mon-yy": ("01-Mar-24", "02-Mar-24", "01-Jan-68"),
    "dd-Mon-yyyy": ("01-Mar-2024", "02-Mar-2024", "01-Jan-2068"),
}
REPORT = (
    "<Report>{}<Filters><Groups><GroupNames><GroupName>Sales</GroupName></GroupNames></Groups>{}"
    "<Users><UserIdentifier><EmailAddress>dana.brown@finashoes.com</EmailAddress></UserIdentifier></Users></Filters>"
    "<Columns><ColumnName>COURSE_SESSION_ID</ColumnName></Columns><CustomFields/></Report>"
)
PERIOD = (
    "<LearningModules><EnrolledDates><EnrolledDate><EnrolledDateFrom>{}</EnrolledDateFrom>"
    "<EnrolledDateTo>{}</EnrolledDateTo></EnrolledDate></EnrolledDates></LearningModules>"
)
BODIES = {
    "blanks as + (PHP, RFC 1738)": quote_plus,
    "blanks as %20 (rest-client 1)": lambda sent: quote(sent, safe="*!"),
    "blanks as + beside * (rest-client 2)": lambda sent: quote_plus(sent, safe="*"),
    "blanks of both kinds": lambda sent: quote(sent, safe="").replace("%20", "+", 3),
}
ENVELOPES = {
    "PHP": PHP_DECLARATION + "{}\n",
    "Ruby": RUBY_DECLARATION + " " * 8 + "{}\n",
    "no declaration": "{}",
    "a byte order mark": "\ufeff" + PHP_DECLARATION + "{}",
}
METHODS = ["getUser", "getUser ", " getUser", "GETUSER", "getuser\n", "<![CDATA[getUser]]>"]
BROKEN = {
    "]]> within CDATA": "<User><Email><![CDATA[a]]>b]]></Email></User>",
    "< and & unescaped": "<User><Email>a&b<c>;d</Email></User>",
}


def call(server: Served, method: str, parameters: str) -> Answer:
    return server.call(package(method, parameters, OLGA))


def post(server: Served, body: str) -> Answer:
    return server.post(body.encode(), {"Content-Type": FORM})


def shown(server: Served, method: str, parameters: str) -> str:
    """What a method shows, but for when it was last changed."""
    return re.sub("<ModifiedDate>.*?</ModifiedDate>", "", info(call(server, method, parameters)))


def sessions_in(answer: Answer) -> list[str]:
    return [row["CourseSessionID"] for row in learners(answer)]


@pytest.fixture
def cafe(fina: Served) -> Served:
    """The cast, and a group that the PHP client made."""
    assert info(call(fina, "createGroup", CREATE_GROUP)) == f"<Group>{AS_ANSWERED}</Group><GroupID>café</GroupID>"
    return fina


@pytest.fixture
def trained(fina: Served) -> Served:
    """The cast, and Dana enrolled in three sessions, on the first three days of March 2024."""
    sent = [(501, "01-Mar-2024", "92"), (502, "02/03/2024", "A"), (503, "03-Mar-24", "Pass")]
    blocks = ({"LearningModuleSessionID": one, "EnrolledDate": day, "Grade": grade} for one, day, grade in sent)
    assert record_sessions(fina, OLGA, *blocks).errors == []
    return fina


@pytest.mark.parametrize("name", LOOKED_UP.values(), ids=LOOKED_UP)
def test_a_group_is_found_however_the_letters_of_its_name_are_written(cafe, name):
    found = call(cafe, "getGroup", f"<Group><Name>{name}</Name></Group>").tree
    assert found.findtext("Info/Group/GroupID") == "café"
    assert found.findtext("Info/Group/Description") == "<p>Soupe à l\u2019oignon</p>"
    listed = (
        f"<Group><Filters><GroupName><MatchType>EXACT</MatchType><Value>{name}</Value></GroupName></Filters></Group>"
    )
    assert [each.text for each in call(cafe, "listGroups", listed).tree.iterfind("Info/Groups/Group/GroupID")] == [
        "café"
    ]


def test_a_group_is_changed_and_filled_under_a_name_in_named_entities(cafe):
    name = LOOKED_UP["HTML's named entities"]
    renamed = UNCHANGED.replace("Sales", name).format("<Name>Th&eacute;</Name>")
    assert info(call(cafe, "updateGroup", renamed)) == "<Group>Thé</Group><GroupID>café</GroupID>"
    added = "<Group><GroupName>Th&eacute;</GroupName><GroupPermissions/></Group>"
    sent = PHP_PACKAGE.replace("<Groups>", f"<Groups>{added}").replace("FS-3", "FS-1")
    assert info(call(cafe, "createUser", sent)) == "<Email/><EmployeeID>PHP-1</EmployeeID>"
    groups = call(cafe, "getUserGroups", "<User><EmployeeID>PHP-1</EmployeeID></User>").tree
    assert {each.text for each in groups.iterfind("Info/UserGroups/Group/Name")} == {"Sales", "Thé"}


@pytest.mark.parametrize("changes", LEFT_AS_IT_IS.values(), ids=LEFT_AS_IT_IS)
def test_an_empty_element_leaves_a_user_as_it_is(fina, changes):
    identifier = "<Identifier><EmployeeID>FS-1001</EmployeeID></Identifier>"
    call(fina, "updateUser", f"<User>{identifier}{DANA_TOLD}</User>")
    before = shown(fina, "getUser", GET_DANA), shown(fina, "getUserGroups", GET_DANA)
    assert "<Title>Fitter</Title>" in before[0]
    answer = call(fina, "updateUser", f"<User>{identifier}{changes}</User>")
    assert info(answer) == "<Email>dana.brown@finashoes.com</Email><EmployeeID>FS-1001</EmployeeID>"
    assert (shown(fina, "getUser", GET_DANA), shown(fina, "getUserGroups", GET_DANA)) == before


@pytest.mark.parametrize(
    "changes",
    ["", "<Name/><GroupID/><Status/><Description/><HomeGroupMessage/><NotificationEmails/><Tags2/><UserLimit/>"],
    ids=["the three containers", "everything"],
)
def test_an_empty_element_leaves_a_group_as_it_is(fina, changes):
    get = "<Group><Name>Sales</Name></Group>"
    call(fina, "updateGroup", UNCHANGED.format(SALES_TOLD))
    before = shown(fina, "getGroup", get), shown(fina, "getGroupLearningModules", get)
    assert "<Description>Shop floor</Description>" in before[0]
    answer = call(fina, "updateGroup", UNCHANGED.format(changes))
    assert info(answer) == "<Group>Sales</Group><GroupID>sales</GroupID>"
    assert (shown(fina, "getGroup", get), shown(fina, "getGroupLearningModules", get)) == before


@pytest.mark.parametrize("method", ["getUser", "getUserGroups"])
@pytest.mark.parametrize("named", ["<Email/>", "<EmployeeID></EmployeeID>", "<Email><![CDATA[]]></Email>"])
def test_an_empty_identifier_matches_nobody_though_a_user_has_none(fina, method, named):
    assert call(fina, method, f"<User>{named}</User>").result == "Failed"


def test_a_permission_is_granted_by_adding_a_group_in_which_the_user_is(fina):
    held = "<GroupPermissions><Permission><Action>{}</Action><Code>MARKER</Code></Permission></GroupPermissions>"
    group = f"<Groups><Group><GroupName>Warehouse</GroupName><GroupAction>Add</GroupAction>{held}</Group></Groups>"
    identifier = f"<Identifier><Email>{cast.DANA.email}</Email></Identifier>"
    sent = f"<User>{identifier}<Info/><Profile/>{group}<Venues/><Wages/></User>"
    before = shown(fina, "getUserGroups", GET_DANA)
    for action, expected in (("Grant", ["MARKER"]), ("Grant", ["MARKER"]), ("Deny", [])):
        assert call(fina, "updateUser", sent.format(action)).result == "Success"
        told = call(fina, "getUserGroups", GET_DANA).tree.iterfind("Info/UserGroups/Group")
        permissions = {each.findtext("Name"): [one.text for one in each.iterfind("Permissions/*")] for each in told}
        assert permissions == {"Head Office": [], "Sales": [], "Warehouse": expected}
    assert shown(fina, "getUserGroups", GET_DANA) == before


def test_a_group_takes_users_courses_and_variants_that_it_has_already(fina):
    user = "<User><Email>dana.brown@finashoes.com</Email><UserAction>Add</UserAction><HomeGroup>0</HomeGroup></User>"
    course = "<LearningModule><ID>3860</ID><LearningModuleAction>Add</LearningModuleAction></LearningModule>"
    variant = "<SubscriptionVariant><ID>16</ID><SubscriptionVariantAction>Add</SubscriptionVariantAction>"
    containers = (
        f"<Users>{user}</Users><LearningModules>{course}</LearningModules>"
        f"<SubscriptionVariants>{variant}</SubscriptionVariant></SubscriptionVariants>"
    )
    before = shown(fina, "getGroup", "<Group><GroupID>sales</GroupID></Group>")
    answer = call(fina, "updateGroup", f"<Group><Identifier><GroupID>sales</GroupID></Identifier>{containers}</Group>")
    assert answer.result == "Success"
    assert shown(fina, "getGroup", "<Group><GroupID>sales</GroupID></Group>") == before


@pytest.mark.parametrize("page", ["", "<Page>1</Page><PageSize>50</PageSize>", "<Page/><PageSize/>"])
def test_a_report_needs_no_page(trained, page):
    answer = call(trained, "getLearnerReport", REPORT.format(page, "<LearningModules/>"))
    assert sessions_in(answer) == ["501", "502", "503"]


@pytest.mark.parametrize("days", DAYS.values(), ids=DAYS)
def test_a_day_is_read_in_each_of_its_forms(trained, days):
    first, last, _ = days
    answer = call(trained, "getLearnerReport", REPORT.format("", PERIOD.format(first, last)))
    assert sessions_in(answer) == ["501", "502"]


@pytest.mark.parametrize("days", DAYS.values(), ids=DAYS)
def test_users_are_listed_by_days_in_each_of_their_forms(fina, days):
    first, last, far = days
    asked = (
        "<User><Page>1</Page><Filters><UserStatus>ACTIVE</UserStatus><CreatedDate><CreatedDateFrom>{}</CreatedDateFrom>"
        "<CreatedDateTo>{}</CreatedDateTo></CreatedDate></Filters></User>"
    )
    totals = [call(fina, "listUsers", asked.format(first, to)).tree.findtext("Info/TotalRecords") for to in (last, far)]
    assert totals == ["0", "6"]


@pytest.mark.parametrize("encode", BODIES.values(), ids=BODIES)
def test_a_body_may_be_encoded_in_each_way_of_the_clients(fina, encode):
    sent = package("updateUser", "<User>{}<Info/><Profile><Title>{}</Title></Profile><Groups/></User>", OLGA)
    title = "Fitter *and* buyer! 1 + 1 = 100 %20"
    identifier = f"<Identifier><Email>{cast.DANA.email}</Email></Identifier>"
    answer = post(fina, "Package=" + encode(sent.format(identifier, title)))
    assert answer.result == "Success", answer.errors
    assert call(fina, "getUser", GET_DANA).tree.findtext("Info/User/Title") == title


@pytest.mark.parametrize("envelope", ENVELOPES.values(), ids=ENVELOPES)
def test_an_envelope_may_have_each_head_of_the_clients(fina, envelope):
    answer = fina.call(envelope.format(package("getUser", GET_DANA, OLGA)))
    assert (answer.result, answer.tree.findtext("Info/User/EmployeeID")) == ("Success", "FS-1001")


@pytest.mark.parametrize("method", METHODS, ids=ascii)
def test_the_name_of_a_method_may_have_blanks_around_it_and_any_case(fina, method):
    assert call(fina, method, GET_DANA).tree.findtext("Info/User/EmployeeID") == "FS-1001"


@pytest.mark.parametrize("sent", [PHP_PACKAGE, RUBY_PACKAGE], ids=["plain text", "CDATA"])
def test_text_may_stand_plain_or_in_cdata(fina, sent):
    assert call(fina, "createUser", sent).result == "Success"
    person = "<EmployeeID>PHP-1</EmployeeID>" if sent is PHP_PACKAGE else "<Email><![CDATA[rb@finashoes.com]]></Email>"
    told = call(fina, "getUser", f"<User>{person}</User>").tree
    assert told.findtext("Info/User/GivenName") == "Zoë"
    assert told.findtext("Info/User/Timezone") == "(GMT-6:00) - US/Central"


def test_an_enrolment_of_the_ruby_client_is_taken_once(fina):
    block = (
        "<Enrollment><User><Email><![CDATA[dana.brown@finashoes.com]]></Email></User>"
        "<GroupName><![CDATA[Sales]]></GroupName><LearningModuleID><![CDATA[3861]]></LearningModuleID></Enrollment>"
    )
    sent = f"<LearningModuleEnrollment>{block}</LearningModuleEnrollment>"
    assert [number for number, _ in call(fina, "enrollLearningModules", sent).recorded] == [1]
    again = call(fina, "enrollLearningModules", sent)
    assert (again.result, [code for _, code, _ in again.errors]) == ("Failed", ["ELM:19"])


@pytest.mark.parametrize("parameters", BROKEN.values(), ids=BROKEN)
def test_a_package_that_a_client_breaks_is_refused_as_malformed(fina, parameters):
    answer = call(fina, "getUser", parameters)
    assert (answer.status, answer.result) == (httpx.codes.OK, "Failed")
    assert [code for _, code, _ in answer.errors] == ["SU:03"]


def test_an_empty_body_is_told_so(fina):
    assert [code for _, code, _ in post(fina, "").errors] == ["SU:01"]
