"""requestExternalAuthorization: a link that signs in once and soon; who gets none, where it is shown, every code."""

import zlib
from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

import pytest

from rollbook.records import tables
from tests import cast
from tests.api.json_calls import ask
from tests.console.visitors import Visitor
from tests.methods.own_calls import answered, call, codes_of, error, everything
from tests.methods.people import Tree, user_of
from tests.methods.test_take_back_call import last_call, take_back
from tests.seed_calls import ADAM, GITA, LENA, MALLORY, OLGA, Keys
from tests.served import Served

METHOD = "requestExternalAuthorization"
LENAS: Tree = {"Email": cast.LENA.email}
PATH = "/console/link/"


def link_of(server: Served, keys: Keys = OLGA, tree: Tree = LENAS) -> str:
    return answered(call(server, keys, METHOD, tree))["RedirectPath"].removeprefix("/console")


def sign_ins_of(server: Served, person: cast.Person) -> list[bool]:
    """A user's sign-ins, each whether it lasts."""
    user = user_of(server, person.employee_id)["id"]
    return [row["ended_at"] is None for row in server.rows(tables.sign_ins) if row["user_id"] == user]


@pytest.mark.parametrize("keys", [OLGA, ADAM], ids=["owner", "administrator"])
def test_the_link_signs_the_user_in_once(fina, keys):
    answer = answered(call(fina, keys, METHOD, LENAS))
    assert answer["RedirectPath"] == f"{PATH}{answer['AuthKey']}.{answer['RequestKey']}"
    link = answer["RedirectPath"].removeprefix("/console")
    with Visitor(fina) as lena, Visitor(fina) as late:
        assert lena.open(link).h1 == "Sign in as Lena Learner"
        assert lena.open(link).status == 200  # to look at it does not use it up
        assert "/sign-in" not in str(lena.send(link, {}).response.url)
        assert sign_ins_of(fina, cast.LENA) == [True]
        assert late.send(link, {}).status == 410
    assert sign_ins_of(fina, cast.LENA) == [True]


def test_the_link_works_for_a_minute(fina):
    link = link_of(fina)
    (row,) = fina.rows(tables.sign_in_links)
    assert (row["ends_at"] - row["made_at"], row["purpose"]) == (timedelta(seconds=60), "sign-in")
    with fina.database.writing() as connection:
        connection.execute(tables.sign_in_links.update().values(ends_at=datetime.now(UTC)))
    with Visitor(fina) as late:
        assert late.send(link, {}).status == 410
    assert sign_ins_of(fina, cast.LENA) == []


def test_of_two_who_use_the_link_at_once_one_is_signed_in(fina):
    link, statuses, start = link_of(fina), [], Barrier(2)

    def use() -> None:
        with Visitor(fina) as visitor:
            start.wait()
            statuses.append(visitor.send(link, {}).status == 410)

    threads = [Thread(target=use) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (sorted(statuses), sign_ins_of(fina, cast.LENA)) == ([False, True], [True])


def test_only_the_answer_has_the_link(fina):
    by_xml = answered(call(fina, OLGA, METHOD, LENAS))["RequestKey"]
    by_json = str(ask(fina, METHOD, LENAS).json()).partition("'RequestKey': '")[2].partition("'")[0]
    kept = [zlib.decompress(one[part]).decode() for one in fina.rows(tables.calls) for part in ("package", "answer")]
    for secret in (by_xml, by_json):
        with Visitor(fina) as visitor:
            number = user_of(fina, cast.LENA.employee_id)["account_id"]
            assert visitor.send(f"/link/{number}.{secret}", {}).status != 410
        assert not [each for each in kept if secret in each]
        assert secret not in str(fina.rows(tables.changes))
        assert secret not in str(fina.rows(tables.sign_in_links))
        assert secret not in fina.log
    assert [each for each in kept if "<RequestKey>***</RequestKey>" in each]


def test_an_answer_that_is_sent_again_has_the_link_masked(fina):
    headers = {"Idempotency-Key": "once"}
    first, again = (answered(call(fina, OLGA, METHOD, LENAS, {}, headers)) for _ in range(2))
    assert (again["AuthKey"], again["RequestKey"]) == (first["AuthKey"], "***")
    assert first["RequestKey"] not in again["RedirectPath"]
    assert len(fina.rows(tables.sign_in_links)) == 1


def test_a_dry_run_shows_no_link_and_makes_none(fina):
    before = everything(fina)
    answer = answered(call(fina, OLGA, METHOD, LENAS, {}, {"Rollbook-Dry-Run": "true"}))
    assert (answer["RequestKey"], answer["RedirectPath"]) == ("", "")
    assert everything(fina) == before


@pytest.mark.parametrize("role", ["Auditor", "Administrator", "Owner"])
def test_who_gets_a_higher_role_does_not_take_links_and_sign_ins_along(fina, role):
    used, link = link_of(fina, ADAM), link_of(fina, ADAM)
    with Visitor(fina) as adam:
        adam.send(used, {})
        assert sign_ins_of(fina, cast.LENA) == [True]
        answered(call(fina, OLGA, "setRole", {"Identifier": LENAS, "Role": role}))
        assert sign_ins_of(fina, cast.LENA) == [False]
        assert adam.send(link, {}).status == 410
        assert "/sign-in" in str(adam.open("/").response.url)


def test_who_loses_a_role_stays_signed_in(fina):
    with Visitor(fina) as adam:
        adam.sign_in(cast.ADAM.email)
        answered(call(fina, OLGA, "setRole", {"Identifier": {"Email": cast.ADAM.email}, "Role": "Learner"}))
    assert sign_ins_of(fina, cast.ADAM) == [True]


def test_a_link_that_is_taken_back_signs_nobody_in(fina):
    link = link_of(fina)
    answered(take_back(fina, OLGA, last_call(fina)))
    with Visitor(fina) as visitor:
        assert visitor.send(link, {}).status == 410
        assert [code for _, code, _ in take_back(fina, OLGA, last_call(fina)).errors] == ["TBC:58"]
        assert visitor.send(link, {}).status == 410


MISTAKES: list[tuple[Keys, Tree, str]] = [
    (GITA, {}, "REA:51"),
    (LENA, {}, "REA:51"),
    (OLGA, {"Email": ""}, "REA:53"),
    (OLGA, {"Email": "lena"}, "REA:54"),
    (OLGA, {"Email": "nobody@finashoes.com"}, "REA:54"),
    (OLGA, {"Email": cast.IRIS.email}, "REA:54"),
    (OLGA, {"Email": cast.ADAM.email}, "REA:55"),
    (ADAM, {"Email": cast.OLGA.email}, "REA:55"),
    (ADAM, {"Email": cast.ADAM.email}, "REA:55"),
    (MALLORY, {}, "REA:54"),
]


@pytest.mark.parametrize(("keys", "changes", "code"), MISTAKES)
def test_a_mistake_makes_no_link(fina, keys, changes, code):
    before = everything(fina)
    assert call(fina, keys, METHOD, LENAS, changes).errors == error(METHOD, code)
    assert everything(fina) == before


def test_an_auditor_is_not_signed_in(fina):
    answered(call(fina, OLGA, "setRole", {"Identifier": LENAS, "Role": "Auditor"}))
    assert call(fina, OLGA, METHOD, LENAS).errors == error(METHOD, "REA:55")


def test_the_operator_says_what_links_begin_with(database_url, tmp_path):
    environment = {"ROLLBOOK_CONSOLE_ADDRESS": "https://rollbook.example/"}
    with Served(database_url, tmp_path, environment=environment) as served:
        served.load(cast.FINA_SHOES)
        assert answered(call(served, OLGA, METHOD, LENAS))["RedirectPath"].startswith(f"https://rollbook.example{PATH}")


def test_without_a_console_no_link_is_made(database_url, tmp_path):
    with Served(database_url, tmp_path, environment={"ROLLBOOK_CONSOLE": "off"}) as served:
        served.load(cast.FINA_SHOES)
        assert call(served, OLGA, METHOD, LENAS).errors == error(METHOD, "REA:52")
        assert ask(served, METHOD, LENAS).status_code == 403
        assert served.rows(tables.sign_in_links) == []


def test_every_code_is_provoked_here():
    assert {code for _, _, code in MISTAKES} | {"REA:52"} == codes_of(METHOD)
