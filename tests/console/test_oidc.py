"""Signing in through a provider of OpenID Connect: who is let in, and who is not, whatever comes back."""

import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import msgspec
import pytest
from joserfc.jwk import RSAKey

from rollbook.records.tables import calls, sign_ins, users
from rollbook.server.console import make_provider
from rollbook.server.errors import OperatorError
from rollbook.server.settings import Settings
from tests import cast
from tests.console.provider import CLIENT, SECRET, SmallProvider
from tests.console.visitors import FINA, OLGA, Seen, Visitor
from tests.databases import fresh_database
from tests.served import Served, servers

REFUSED = ("Not signed in", 403)
VERIFIED = {"email": OLGA, "email_verified": True}


def settings_for(provider: SmallProvider) -> dict[str, str]:
    named = {"ISSUER": provider.issuer, "CLIENT_ID": CLIENT, "CLIENT_SECRET": SECRET, "TITLE": "Fina"}
    return {f"ROLLBOOK_OIDC_{name}": value for name, value in named.items()}


@pytest.fixture(scope="module")
def running() -> Iterator[SmallProvider]:
    with SmallProvider() as provider:
        yield provider


@pytest.fixture(scope="module")
def server_on(tmp_path_factory: pytest.TempPathFactory, running: SmallProvider) -> Iterator[Callable[[str], Served]]:
    """Start servers at which people sign in with the provider."""
    yield from servers(tmp_path_factory, environment=settings_for(running))


@pytest.fixture(autouse=True)
def provider(running: SmallProvider) -> SmallProvider:
    """The provider, which says that the visitor is Olga."""
    running.claims, running.signing_key = dict(VERIFIED), running.key
    return running


@pytest.fixture
def guest(fina: Served) -> Iterator[Visitor]:
    with Visitor(fina) as visitor:
        yield visitor


def press(guest: Visitor, path: str = "/sign-in") -> Seen:
    """Press the button of the sign-in page."""
    [address] = guest.open(path).all("//a[starts-with(., 'Sign in with')]/@href")
    return guest.open_address(address)


def step(guest: Visitor, address: str) -> str:
    """Open one address, and return where it leads."""
    return str(guest.http.get(address, follow_redirects=False).headers["Location"])


def outcome(seen: Seen) -> tuple[str, int]:
    return seen.h1, seen.status


def test_the_button_signs_in_and_leads_to_the_page_that_was_wanted(guest: Visitor):
    wanted = guest.open("/people", UserStatus="Active").response.url
    seen = press(guest, f"/sign-in?{wanted.query.decode()}")
    assert (seen.h1, seen.status) == ("People", 200)
    assert str(seen.response.url).endswith("/console/people?UserStatus=Active")
    assert "Olga" in seen.words("//header")


def test_it_is_a_new_sign_in_and_a_call_on_record(fina: Served, guest: Visitor):
    guest.http.cookies.set("rollbook", "1.brought-by-somebody-else")
    press(guest)
    [call], [sign_in] = fina.rows(calls), fina.rows(sign_ins)
    assert (call["method"], call["face"], call["sign_in_id"]) == ("signIn", "console", sign_in["id"])
    assert zlib.decompress(call["package"]) == b'{"By":"oidc"}'
    press(guest)
    assert len({bytes(each["token_hash"]) for each in fina.rows(sign_ins)}) == 2


@pytest.mark.parametrize(
    "wrong",
    [
        {"email_verified": False},
        {"email_verified": None},
        {"email": "nobody@finashoes.com"},
        {"email": ""},
        {"email": ["olga.owner@finashoes.com"]},
        {"nonce": "another"},
        {"aud": "another client"},
        {"aud": [CLIENT, "another client"]},
        {"iss": "https://another.example"},
        {"exp": 1},
        {"iat": 2**33},
    ],
    ids=str,
)
def test_one_wrong_claim_lets_nobody_in(fina: Served, provider: SmallProvider, guest: Visitor, wrong):
    provider.claims |= wrong
    assert outcome(press(guest)) == REFUSED
    assert fina.rows(sign_ins) == []


def test_who_is_unknown_sees_the_same_page_as_who_is_not_verified(provider: SmallProvider, guest: Visitor):
    provider.claims["email"] = "nobody@finashoes.com"
    unknown = press(guest)
    provider.claims = {**VERIFIED, "email_verified": False}
    assert unknown.text == press(guest).text


def test_an_inactive_user_is_not_let_in(fina: Served, guest: Visitor):
    with fina.database.writing() as connection:
        connection.execute(users.update().where(users.c.email == OLGA).values(status="Inactive"))
    assert outcome(press(guest)) == REFUSED


def test_an_id_token_of_another_key_lets_nobody_in(provider: SmallProvider, guest: Visitor):
    provider.signing_key = RSAKey.generate_key(2048, {"kid": "first", "alg": "RS256"})
    assert outcome(press(guest)) == REFUSED


def test_a_key_that_is_new_at_the_provider_is_asked_for(provider: SmallProvider, guest: Visitor):
    press(guest)
    provider.key = provider.signing_key = RSAKey.generate_key(2048, {"kid": "second", "alg": "RS256", "use": "sig"})
    assert press(guest).status == 200
    assert "Olga" in guest.open("/people").words("//header")


def test_a_state_of_another_browser_lets_nobody_in(fina: Served, guest: Visitor):
    with Visitor(fina) as other:
        back = step(other, step(other, "/console/oidc"))
    assert outcome(guest.open_address(back)) == REFUSED
    step(guest, "/console/oidc")
    assert outcome(guest.open_address(back)) == REFUSED


def test_a_code_works_once(fina: Served, guest: Visitor):
    back = step(guest, step(guest, "/console/oidc"))
    assert guest.open_address(back).status == 200
    assert outcome(guest.open_address(back)) == REFUSED
    assert len(fina.rows(sign_ins)) == 1


def test_who_is_turned_away_at_the_provider_sees_a_page(guest: Visitor):
    [state] = parse_qs(urlsplit(step(guest, "/console/oidc")).query)["state"]
    seen = guest.open("/oidc/back", state=state, error="access_denied")
    assert outcome(seen) == REFUSED


def test_the_way_there_carries_a_challenge_and_no_secret(guest: Visitor):
    sent = parse_qs(urlsplit(step(guest, "/console/oidc")).query)
    assert sent["code_challenge_method"] == ["S256"]
    assert sent["redirect_uri"] == [f"{guest.server.url}/console/oidc/back"]
    assert set(sent) == {
        "response_type", "client_id", "redirect_uri", "scope", "state", "nonce", "code_challenge",
        "code_challenge_method",
    }  # fmt: skip


def test_it_never_leads_to_another_server(guest: Visitor):
    back = step(guest, step(guest, "/console/oidc?to=https://elsewhere.example/"))
    assert step(guest, back) == "/console/"


def test_where_somebody_is_in_two_accounts_the_address_names_one(fina: Served, guest: Visitor):
    with fina.database.writing() as connection:
        nils = users.c.email == "nils@nextdoor.example"
        connection.execute(users.update().where(nils).values(email_key=OLGA))
    assert outcome(press(guest)) == ("Which account?", 403)
    assert FINA in press(guest, f"/sign-in?account={FINA}").words("//header")


def test_a_provider_that_is_down_is_not_the_visitors_fault(backend: str, tmp_path: Path):
    with SmallProvider() as gone:
        environment = settings_for(gone)
    with fresh_database(backend, tmp_path) as url, Served(url, tmp_path, environment=environment) as served:
        served.load(cast.FINA_SHOES)
        with Visitor(served) as guest:
            assert outcome(press(guest)) == ("Not signed in", 502)
            assert guest.open("/sign-in").status == 200


def test_a_provider_that_calls_itself_something_else_is_not_believed(
    provider: SmallProvider, backend: str, tmp_path: Path
):
    environment = {**settings_for(provider), "ROLLBOOK_OIDC_ISSUER": f"{provider.issuer}/"}
    with fresh_database(backend, tmp_path) as url, Served(url, tmp_path, environment=environment) as served:
        served.load(cast.FINA_SHOES)
        with Visitor(served) as guest:
            assert outcome(press(guest)) == ("Not signed in", 502)


def test_an_employee_id_signs_in_within_its_account_alone(provider: SmallProvider, backend: str, tmp_path: Path):
    environment = {
        **settings_for(provider),
        "ROLLBOOK_OIDC_CLAIM": "employee_number",
        "ROLLBOOK_OIDC_ACCOUNT": "Next Door Shoes",
    }
    with fresh_database(backend, tmp_path) as url, Served(url, tmp_path, environment=environment) as served:
        served.load(cast.FINA_SHOES, cast.NEXT_DOOR_SHOES)
        olga = next(row for row in served.rows(users) if row["email"] == OLGA)
        with served.database.writing() as connection:
            connection.execute(users.update().where(users.c.email == OLGA).values(employee_id="E-77"))
        provider.claims = {"employee_number": "E-77"}
        with Visitor(served) as guest:
            assert outcome(press(guest, f"/sign-in?account={FINA}")) == REFUSED
        with served.database.writing() as connection:
            nils = users.c.email == "nils@nextdoor.example"
            connection.execute(users.update().where(nils).values(employee_id="E-77"))
        with Visitor(served) as guest:
            assert press(guest).status == 200
        [sign_in] = served.rows(sign_ins)
        assert sign_in["user_id"] != olga["id"]


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"oidc_issuer": "http://login.example"}, "ROLLBOOK_OIDC_ISSUER"),
        ({"oidc_client_id": ""}, "ROLLBOOK_OIDC_CLIENT_ID"),
        ({"oidc_claim": "employee_number"}, "ROLLBOOK_OIDC_ACCOUNT"),
    ],
)
def test_a_setting_that_is_missing_ends_the_start(changed: dict[str, str], named: str):
    good = Settings(oidc_issuer="https://login.example", oidc_client_id=CLIENT)
    assert make_provider(good) is not None
    with pytest.raises(OperatorError, match=named):
        make_provider(msgspec.structs.replace(good, **changed))
