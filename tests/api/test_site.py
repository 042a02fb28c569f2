"""What the server says of itself under /api/v1/: an index, limits, codes, a viewer. It needs no keys."""

import re

import pytest

from rollbook.methods import METHODS
from rollbook.reference.error_entries import entries
from rollbook.reference.viewer import viewer_page
from tests import cast
from tests.api.json_calls import ask, authorization, record_sessions
from tests.seed_calls import OLGA, Changes
from tests.served import Served


@pytest.fixture(params=["sqlite"])
def backend(request: pytest.FixtureRequest) -> str:
    """The pages know no database."""
    name: str = request.param
    return name


NEEDED: dict[str, dict[str, object]] = {
    "getLearnerReport": {
        "Filters": {"Groups": {"GroupStatus": "All"}, "LearningModules": {}, "Users": {"UserStatus": "All"}},
        "Columns": [],
        "CustomFields": [],
    },
    "getUserSupervisees": {"Identifier": {"Email": cast.LENA.email}},
}
"""What methods whose answer has pages need besides."""


def limits(server: Served) -> dict[str, int]:
    told: dict[str, int] = server.http.get("/api/v1/").json()["limits"]
    return told


def test_the_index_names_every_method_with_its_kind(fina):
    told = fina.http.get("/api/v1/").json()
    assert {each["name"]: each["kind"] for each in told["methods"]}.keys() == METHODS.keys()
    assert {each["kind"] for each in told["methods"]} == {"batch", "change", "report"}
    assert fina.http.get(told["docs"]).status_code == fina.http.get(told["openapi"]).status_code == 200


def test_a_body_of_the_limit_is_read_and_one_byte_more_is_413(fina):
    most = limits(fina)["body_bytes"]
    headers = {**authorization(OLGA), "Content-Type": "application/json"}
    sent = '{"Email": "dana.brown@finashoes.com"}'
    for size, status in ((most, 200), (most + 1, 413)):
        answer = fina.http.post("/api/v1/getUser", content=sent.ljust(size), headers=headers)
        assert answer.status_code == status
    assert answer.json()["code"] == "SU:03"


def test_rows_of_the_limit_are_judged_and_one_more_is_400(fina):
    most = limits(fina)["rows"]
    rows: list[Changes] = [{"Email": "nobody@finashoes.com"}]
    assert record_sessions(fina, *rows * most).status_code == 422
    answer = record_sessions(fina, *rows * (most + 1))
    assert (answer.status_code, answer.json()["code"]) == (400, "SU:12")


def test_rows_of_a_methods_own_limit_are_judged_and_one_more_is_400(fina):
    [most] = [each["most_rows"] for each in fina.http.get("/api/v1/").json()["methods"]
              if each["name"] == "unenrollLearningModules"]  # fmt: skip
    row = {"AccountUserLearningModuleRelID": 1}
    assert ask(fina, "unenrollLearningModules", {"Unenrollment": [row] * most}).status_code == 422
    assert ask(fina, "unenrollLearningModules", {"Unenrollment": [row] * (most + 1)}).status_code == 400


def test_a_page_of_the_limit_is_answered_and_a_larger_one_is_422(fina):
    sizes = [each for each in fina.http.get("/api/v1/").json()["methods"] if "most_page_size" in each]
    assert {each["name"] for each in sizes} >= {"listUsers", *NEEDED}
    for each in sizes:
        body = NEEDED.get(each["name"], {})
        good = ask(fina, each["name"], {**body, "PageSize": each["most_page_size"]})
        assert good.status_code == 200, good.text
        assert ask(fina, each["name"], {**body, "PageSize": each["most_page_size"] + 1}).status_code == 422


def test_a_list_of_the_limit_is_read_and_a_longer_one_is_400(fina):
    most = limits(fina)["list_entries"]
    assert ask(fina, "listUsers", {"Filters": {"Teams": ["x"] * most}}).status_code == 200
    assert ask(fina, "listUsers", {"Filters": {"Teams": ["x"] * (most + 1)}}).status_code == 400


def test_a_query_of_the_limit_is_read_and_a_longer_one_is_400(fina):
    most = limits(fina)["query_parameters"]
    for count, status in ((most, 200), (most + 1, 400)):
        query = {"Teams": ["x"] * count}
        answer = fina.http.get("/api/v1/listUsers", params=query, headers=authorization(OLGA))
        assert answer.status_code == status


def test_values_of_the_limit_are_read_and_one_more_is_400(fina):
    most = limits(fina)["body_values"]
    headers = {**authorization(OLGA), "Content-Type": "application/json"}
    for count, code in ((most - 3, "SU:12"), (most - 1, "SU:03")):
        content = f'{{"Filters": {{"Teams": [{",".join(["1"] * count)}]}}}}'
        answer = fina.http.post("/api/v1/listUsers", content=content, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (400, code)


def test_a_key_of_the_limit_is_kept_and_a_longer_one_is_400(fina):
    most = limits(fina)["idempotency_key_characters"]
    assert record_sessions(fina, {}, headers={"Idempotency-Key": "k" * most}).status_code == 200
    assert record_sessions(fina, {}, headers={"Idempotency-Key": "k" * (most + 1)}).status_code == 400


def test_an_operators_limits_are_those_of_the_index_and_the_document(tmp_path, database_url):
    with Served(database_url, tmp_path, environment={"ROLLBOOK_MAX_BLOCKS": "7"}) as server:
        assert limits(server)["rows"] == 7
        paths = server.http.get("/api/v1/openapi.json").json()["paths"]
        content = paths["/api/v1/enrollSessionHistory"]["post"]["requestBody"]["content"]["application/json"]
        assert content["schema"]["properties"]["Enrollment"]["maxItems"] == 7


def test_every_code_of_every_method_has_a_page(fina):
    codes = {error.code for method in METHODS.values() for error in method.errors()}
    assert codes <= entries().keys()
    for code in sorted(codes)[:5]:
        told = fina.http.get(f"/api/v1/errors/{code}").json()
        assert (told["code"], told["conditions"][0].keys()) == (code, {"method", "condition", "text", "source"})
        assert all(each["condition"] and each["text"] for each in told["conditions"])


def test_the_type_of_a_refusal_is_the_address_of_its_page(fina):
    refusal = record_sessions(fina, {"Grade": "A"}).json()
    told = fina.http.get(refusal["type"]).json()
    assert told["code"] == refusal["code"] == "ESH:19"
    assert "Percentage" in told["conditions"][0]["condition"]


def test_a_browser_is_shown_a_code_as_a_page(fina):
    accepted = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    answer = fina.http.get("/api/v1/errors/ESH:21", headers={"Accept": accepted})
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert "<h1>ESH:21</h1>" in answer.text


@pytest.mark.parametrize(
    "accepted", ["", "*/*", "application/json", "application/json, text/html;q=0.5", "text/html;q=x"]
)
def test_a_program_is_told_a_code_as_json(fina, accepted):
    answer = fina.http.get("/api/v1/errors/ESH:21", headers={"Accept": accepted})
    assert answer.json()["code"] == "ESH:21"


@pytest.mark.parametrize("path", ["errors/XYZ:01", "errors/<script>", "docs/more", "openapi.yaml/x"])
def test_a_page_that_is_not_there_is_404(fina, path):
    assert fina.http.get(f"/api/v1/{path}").status_code == 404


def test_the_viewer_shows_every_method_and_needs_nothing_from_elsewhere(fina):
    answer = fina.http.get("/api/v1/docs")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert all(f"id='{name}'" in answer.text for name in METHODS)
    assert "<script" not in answer.text
    assert re.findall(r"(?:src|href)=['\"]?(?!/api/v1/)[^'\" >]+", answer.text) == []
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.text == viewer_page()


@pytest.mark.parametrize("verb", ["POST", "PUT", "DELETE"])
def test_a_page_takes_no_other_http_method(fina, verb):
    answer = fina.http.request(verb, "/api/v1/docs")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD")
