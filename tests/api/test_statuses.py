"""The HTTP status of each outcome, and the problem details of what is refused."""

import pytest

from rollbook.records import tables
from tests import cast
from tests.api.json_calls import DANA, JSON, NOBODY, PROBLEM, ask, authorization, errors, record_sessions, recorded
from tests.calls.test_hung_database import own_database
from tests.raw import until
from tests.seed_calls import GITA, LENA, OLGA
from tests.served import Served

GROUP = {"Name": "Night shift", "GroupID": "night", "Status": "Active", "Users": [], "LearningModules": []}


def test_one_recorded_row_makes_it_200(fina):
    answer = record_sessions(fina, {}, NOBODY)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, JSON)
    told = answer.json()
    assert (told["result"], told["recorded"], told["refused"], told["dry_run"]) == ("Success", 1, 1, False)
    assert told["rows"] == [
        {
            "row": 1,
            "outcome": "recorded",
            "answer": {"User": cast.DANA.email, "LearningModuleID": "3860"},
        },
        {
            "row": 2,
            "outcome": "refused",
            "error": {
                "code": "ESH:21",
                "source": "SEED",
                "message": "Enrollment 2 - The email address 'nobody@finashoes.com' is not a valid user.",
                "pointer": "/Enrollment/1/User/Email",
                "value": "nobody@finashoes.com",
                "type": "/api/v1/errors/ESH:21",
            },
        },
    ]


def test_the_answer_names_the_call_on_record_and_the_request(fina):
    answer = record_sessions(fina, {}, headers={"X-Request-ID": "march"})
    [call] = fina.rows(tables.calls)
    told = answer.json()
    assert (told["call_id"], told["request_id"]) == (str(call["id"]), "march")
    assert (answer.headers["X-Request-ID"], call["request_id"]) == ("march", "march")


def test_what_a_dry_run_would_record_is_200_and_not_on_record(fina):
    answer = record_sessions(fina, {}, NOBODY, headers={"Rollbook-Dry-Run": "true"})
    assert (answer.status_code, answer.headers["Rollbook-Dry-Run"]) == (200, "true")
    assert (recorded(answer), errors(answer)) == ([1], [(2, "ESH:21")])
    assert (answer.json()["dry_run"], answer.json()["call_id"]) == (True, None)
    assert fina.rows(tables.enrollments) == fina.rows(tables.calls) == []


def test_with_all_rows_refused_it_is_422_with_the_rows(fina):
    answer = record_sessions(fina, NOBODY, {"Grade": "A"})
    assert (answer.status_code, answer.headers["Content-Type"]) == (422, PROBLEM)
    told = answer.json()
    assert (told["status"], told["type"], told["code"]) == (422, "/api/v1/errors/ESH:21", "ESH:21")
    assert errors(answer) == [(1, "ESH:21"), (2, "ESH:19")]
    assert told["request_id"] == answer.headers["X-Request-ID"]


def test_a_strict_call_that_is_undone_is_422_with_the_refused_rows(fina):
    answer = record_sessions(fina, {}, NOBODY, headers={"Prefer": "handling=strict"})
    assert (answer.status_code, recorded(answer), errors(answer)) == (422, [], [(2, "ESH:21")])
    assert fina.rows(tables.enrollments) == []


def test_a_change_that_is_refused_is_422_with_its_place(fina):
    answer = ask(fina, "createGroup", {**GROUP, "Status": "Asleep"})
    assert answer.status_code == 422
    told = answer.json()
    assert (told["pointer"], told["value"]) == ("/Status", "Asleep")
    assert errors(answer) == [(1, told["code"])]


def test_a_change_that_is_recorded_answers_its_row(fina):
    answer = ask(fina, "createGroup", GROUP)
    assert (answer.status_code, answer.json()["recorded"]) == (200, 1)
    [row] = answer.json()["rows"]
    assert (row["row"], row["outcome"], row["answer"]["Group"]) == (1, "recorded", "Night shift")


def test_a_change_that_meets_an_equal_one_is_409(fina):
    answer = ask(fina, "createGroup", {**GROUP, "Name": "sales"})
    assert (answer.status_code, answer.json()["code"]) == (409, "CG:55")


def test_a_user_who_is_there_already_is_409(fina):
    user = {
        "Info": {"Email": cast.DANA.email, "GivenName": "D", "Surname": "B"},
        "Groups": [{"GroupName": "Sales", "GroupPermissions": []}],
        "Profile": {"HomeGroup": "Sales"},
    }
    answer = ask(fina, "createUser", user)
    assert (answer.status_code, answer.json()["code"]) == (409, "CU:60")


def test_what_is_asked_about_and_does_not_exist_is_404(fina):
    answer = ask(fina, "getUser", {"Email": "nobody@finashoes.com"})
    assert (answer.status_code, answer.json()["code"], answer.json()["pointer"]) == (404, "GU:03", "/Email")


def test_an_unknown_method_is_404(fina):
    answer = ask(fina, "getNothing", {})
    assert (answer.status_code, answer.json()["code"]) == (404, "SU:11")


@pytest.mark.parametrize(
    "path", ["/api/v1/getUser/more", "/api/v1/a/b/c", "/api/v1/%00", "/api/v1/%ff%0A", "/api/v1/x" * 99]
)
def test_an_unknown_address_is_404(fina, path):
    answer = fina.http.post(path, json={}, headers=authorization(OLGA))
    assert (answer.status_code, answer.headers["Content-Type"]) == (404, PROBLEM)


def test_a_caller_who_may_use_the_method_nowhere_is_403(fina):
    answer = record_sessions(fina, {}, keys=LENA)
    assert (answer.status_code, answer.json()["code"]) == (403, "ESH:11")


def test_a_caller_who_may_not_change_this_group_is_403(fina):
    group = {"Identifier": {"Name": "Warehouse"}, "Name": "Warehouse", "Users": [], "LearningModules": []}
    answer = ask(fina, "updateGroup", {**group, "SubscriptionVariants": []}, GITA)
    assert answer.status_code == 403, answer.text


@pytest.mark.parametrize(
    "content",
    ["", "{", '{"Enrollment": [}', "{} {}", '{"a": NaN}', "<SmarterU/>", '{"Enrollment": "\x01"}', "[" * 100_000],
    ids=lambda content: ascii(content)[:20],
)
def test_what_is_not_json_is_400(fina, content):
    headers = {**authorization(OLGA), "Content-Type": "application/json"}
    answer = fina.http.post("/api/v1/getUser", content=content, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (400, "SU:03")


def test_bytes_that_are_not_utf_8_are_400(fina):
    headers = {**authorization(OLGA), "Content-Type": "application/json"}
    answer = fina.http.post("/api/v1/getUser", content=b'{"Email": "\xff"}', headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (400, "SU:03")


@pytest.mark.parametrize("kind", ["", "text/plain", "application/x-www-form-urlencoded"])
def test_a_body_of_another_type_is_400(fina, kind):
    """A browser sends these types across sites without asking the server first."""
    headers = {**authorization(OLGA), "Content-Type": kind}
    answer = fina.http.post("/api/v1/getUser", content=b"{}", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (400, "SU:03")


@pytest.mark.parametrize(
    ("body", "code", "pointer"),
    [
        ({"Enrollment": [{"Stranger": 1}]}, "SU:13", "/Enrollment/0/Stranger"),
        ({"Enrollment": [{}, {"User": {"a/b~c": 1}}]}, "SU:13", "/Enrollment/1/User/a~1b~0c"),
        ({"Enrollment": [{"User": {"Email": "a", "EmployeeID": "b"}}]}, "SU:13", "/Enrollment/0/User/EmployeeID"),
        ({"Enrollment": [{"Grade": {"Value": 1}}]}, "SU:13", "/Enrollment/0/Grade/Value"),
        ({"Enrollment": [], "Stranger": 1}, "SU:12", None),
        ({"Enrollment": [{}], "Stranger": 1}, "SU:13", "/Stranger"),
        ({}, "SU:12", None),
        ([], "SU:12", None),
        ("text", "SU:12", None),
        (None, "SU:12", None),
        (7, "SU:12", None),
        ({"Enrollment": {}}, "SU:12", "/Enrollment"),
        ({"Enrollment": ["text"]}, "SU:12", "/Enrollment/0"),
        ({"Enrollment": [{"User": "text"}]}, "SU:12", "/Enrollment/0/User"),
        ({"Enrollment": [{"User": ["text"]}]}, "SU:12", "/Enrollment/0/User"),
        ({"Enrollment": [{"Grade": ["text"]}]}, "SU:12", "/Enrollment/0/Grade"),
        ({"Enrollment": [{"Grade": {}}]}, "SU:12", "/Enrollment/0/Grade"),
        ({"Enrollment": [{"Grade": "\x00"}]}, "SU:03", "/Enrollment/0/Grade"),
        ({"Enrollment": [{"Grade": "\ud800"}]}, "SU:03", "/Enrollment/0/Grade"),
        ({"\ud800": 1}, "SU:03", None),
        ({"Enrollment": [{"\x00": 1}]}, "SU:03", "/Enrollment/0"),
    ],
    ids=ascii,
)
def test_a_wrong_structure_is_400_with_a_pointer(fina, body, code, pointer):
    answer = ask(fina, "enrollSessionHistory", body)
    told = answer.json()
    assert (answer.status_code, told["code"], told["pointer"]) == (400, code, pointer)
    assert (told["rows"], fina.rows(tables.enrollments)) == ([], [])


def test_a_name_that_stands_twice_in_an_object_is_400(fina):
    body = '{"Email": "lena.learner@finashoes.com", "Email": "dana.brown@finashoes.com"}'
    headers = {**authorization(OLGA), "Content-Type": "application/json"}
    answer = fina.http.post("/api/v1/getUser", content=body, headers=headers)
    assert (answer.status_code, answer.json()["code"], answer.json()["pointer"]) == (400, "SU:13", "/Email")


@pytest.mark.parametrize("headers", [{"Rollbook-Dry-Run": "maybe"}, {"Prefer": "handling=odd"}, {"Rollbook-X": "1"}])
def test_a_header_that_is_not_understood_is_400(fina, headers):
    answer = record_sessions(fina, {}, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (400, "SU:12")
    assert fina.rows(tables.enrollments) == []


@pytest.mark.parametrize(
    "given",
    [
        None,
        "",
        "Basic",
        "Basic !!!",
        "Basic b2xnYQ==",
        "Basic /////w==",
        "Digest x",
        authorization((cast.FINA_KEY, "olga-9999999999"))["Authorization"],
        authorization((cast.NEXT_DOOR_KEY, cast.OLGA.api_key))["Authorization"],
    ],
    ids=ascii,
)
def test_keys_that_open_nothing_are_401_and_say_how_to_bring_some(fina, given):
    headers = {} if given is None else {"Authorization": given}
    answer = fina.http.post("/api/v1/getUser", json=DANA, headers=headers)
    assert (answer.status_code, answer.json()["code"], answer.headers["Content-Type"]) == (401, "SU:10", PROBLEM)
    assert {"Basic", "Bearer"} <= {*answer.headers["WWW-Authenticate"].split()}


@pytest.mark.parametrize("verb", ["PUT", "DELETE", "PATCH", "GET"])
def test_another_http_method_is_405_and_says_which_there_is(fina, verb):
    answer = fina.http.request(verb, "/api/v1/createGroup", headers=authorization(OLGA))
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")


def test_a_failure_of_ours_is_500(fina):
    with fina.database.writing() as connection:
        connection.exec_driver_sql("ALTER TABLE enrollments RENAME TO elsewhere")
    try:
        answer = record_sessions(fina, {})
    finally:
        with fina.database.writing() as connection:
            connection.exec_driver_sql("ALTER TABLE elsewhere RENAME TO enrollments")
    assert (answer.status_code, answer.json()["code"], answer.headers["Content-Type"]) == (500, "SU:9999", PROBLEM)
    assert "Retry-After" not in answer.headers


def test_a_database_that_is_away_is_503_with_a_time_to_come_back(own_postgresql, tmp_path):
    with own_database(own_postgresql) as url, Served(url, tmp_path) as served:
        served.load(cast.FINA_SHOES)
        served.database.engine.dispose()
        own_postgresql.stop()
        answer = record_sessions(served, {})
        own_postgresql.start()
        assert (answer.status_code, answer.json()["code"]) == (503, "SU:9999")
        assert int(answer.headers["Retry-After"]) > 0
        until(lambda: record_sessions(served, {}).status_code == 200)
