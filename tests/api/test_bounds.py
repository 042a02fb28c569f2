"""Whatever is sent as JSON is answered; and a call makes the statements that the same call in XML makes."""

import json
from base64 import b64encode
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fuzz.inputs import NOW
from fuzz.targets import FreshDesk, fresh_desk
from rollbook.api.face import JsonFace
from rollbook.calls.call import Answer, Limits
from rollbook.calls.gate import Gate
from rollbook.methods import METHODS
from rollbook.records.database.engine import Database
from rollbook.reference.json_samples import sample_body
from rollbook.web.request import HttpRequest
from rollbook.worlds.load import load
from tests import cast
from tests.api.json_calls import session_row
from tests.calls.test_statements import answer_of
from tests.noted import noted
from tests.seed_calls import OLGA, session_package

KEYS = f"Basic {b64encode(':'.join(OLGA).encode()).decode()}"
TEXTS = st.text() | st.sampled_from(["\ud800", "\x00", "x" * 5_000, "9" * 400, "2024-02-30", "[", "Email", "User"])
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FreshDesk]:
    """A gate before the demo's world, which each call finds as it was."""
    with fresh_desk(tmp_path_factory.mktemp("bounds")) as opened:
        yield opened


def ask(database: Database, method: str, body: bytes, **headers: str) -> Answer:
    """What a gate in this process answers."""
    given = {"content-type": "application/json", "authorization": KEYS, **headers}
    request = HttpRequest("POST", True, given, body, "", "bounds", NOW, path=f"/api/v1/{method}")  # noqa: FBT003  # is_secure
    return Gate(database, Limits()).answer(request.arrival(JsonFace(request, Limits())))


def check(desk: FreshDesk, method: str, body: bytes) -> None:
    answer = ask(desk.database, method, body)
    told = json.loads(answer.body)
    assert answer.status in {200, 400, 403, 404, 409, 422}, told
    assert (answer.status == 200) == (told["result"] == "Success")
    assert answer.status == told.get("status", 200)
    desk.clear()


@given(method=st.sampled_from([*METHODS]), body=ANYTHING)
def test_any_json_is_answered(desk: FreshDesk, method: str, body: Any):
    check(desk, method, json.dumps(body).encode())


@given(method=st.sampled_from([name for name, method in METHODS.items() if method.row.tags]), data=st.data())
def test_a_good_body_with_anything_at_one_place_is_answered(desk: FreshDesk, method: str, data: st.DataObject):
    body = sample_body(METHODS[method])
    place: Any = body
    while True:
        key = data.draw(st.sampled_from([*place] if isinstance(place, dict) else range(len(place))))
        if not place[key] or not isinstance(place[key], dict | list) or data.draw(st.integers(0, 3)) == 0:
            break
        place = place[key]
    place[key] = data.draw(ANYTHING)
    check(desk, method, json.dumps(body).encode())


@given(method=st.sampled_from([*METHODS]), body=st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_bytes_are_answered(desk: FreshDesk, method: str, body: bytes):
    check(desk, method, body)


def test_a_call_makes_the_statements_that_it_makes_in_xml(database: Database):
    load(database, [cast.FINA_SHOES])
    body = json.dumps({"Enrollment": [session_row({"Email": cast.LENA.email})]}).encode()
    answer_of(database, session_package(OLGA, {"Email": cast.ADAM.email}))  # the first call loads what others find
    with noted(database) as in_xml:
        answer_of(database, session_package(OLGA, {}))
    with noted(database) as in_json:
        assert ask(database, "enrollSessionHistory", body).status == 200
    assert len(in_json) == len(in_xml)
