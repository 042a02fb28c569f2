"""`rollbook listen`, `rollbook events replay`, `rollbook calls tail`, and `rollbook call` with JSON."""

import base64
import hashlib
import hmac
import http.server
import json
import threading
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from rollbook.client.webhooks import BadSignature, verify
from rollbook.testing.handle import Handle
from tests.commands import run
from tests.testing.rows import LENA, NOBODY, a_session

SECRET = "whsec_" + base64.b64encode(b"a secret of thirty-two bytes....").decode()


class Hook:
    """A program that takes events, but the first only when it comes again."""

    def __init__(self) -> None:
        self.came: list[tuple[dict[str, str], bytes]] = []
        hook = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                hook.came.append((dict(self.headers.items()), body))
                self.send_response(500 if len(hook.came) == 1 else 204)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook"


@pytest.fixture
def hook() -> Iterator[Hook]:
    made = Hook()
    threading.Thread(target=made.server.serve_forever, daemon=True).start()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def keys(rollbook: Handle) -> dict[str, str]:
    return {
        "SMARTERU_ACCOUNT_API_KEY": rollbook.keys["account_api"],
        "SMARTERU_USER_API_KEY": rollbook.keys["user_api"],
    }


def events(rollbook: Handle) -> list[dict[str, Any]]:
    url = rollbook.url.replace("/apiv2/", "/api/v1/events")
    found: list[dict[str, Any]] = httpx.get(url, auth=(rollbook.keys["account_api"], rollbook.keys["user_api"])).json()[
        "events"
    ]
    return found


def test_an_event_is_posted_until_it_is_taken_and_bears_the_signature_of_standard_webhooks(rollbook, hook, keys):
    rollbook.client.enroll_session_history([a_session(), a_session(NOBODY)])
    options = ("--url", rollbook.url, "--forward-to", hook.url, "--after", "0", "--most", "1", "--secret", SECRET)
    done = run("listen", *options, **keys)
    assert done.exit_code == 0, done.output
    (first, body), (second, again) = hook.came
    assert body == again
    [event] = events(rollbook)
    assert json.loads(body) == event
    assert first["webhook-id"] == second["webhook-id"] == event["id"]
    # By the specification, without our own code: HMAC-SHA256 of id.timestamp.body, in base64, behind v1 and a comma.
    signed = f"{second['webhook-id']}.{second['webhook-timestamp']}.".encode() + again
    mac = hmac.new(base64.b64decode(SECRET[6:]), signed, hashlib.sha256).digest()
    assert second["webhook-signature"] == f"v1,{base64.b64encode(mac).decode()}"
    verify(SECRET, second, again)
    for headers, changed in ((second, again + b" "), ({**second, "webhook-timestamp": "1"}, again), ({}, again)):
        with pytest.raises(BadSignature):
            verify(SECRET, headers, changed)
    assert "1 recorded, 1 refused" in done.output
    assert "olga" not in done.output


def test_an_event_is_sent_again_by_its_id(rollbook, hook, keys):
    rollbook.client.enroll_session_history([a_session()])
    rollbook.client.enroll_session_history([a_session(LENA)])
    wanted = events(rollbook)[0]["id"]
    assert run("events", "replay", wanted, "--url", rollbook.url, "--forward-to", hook.url, **keys).exit_code == 0
    assert {headers["webhook-id"] for headers, _ in hook.came} == {wanted}
    done = run("events", "replay", str(int(wanted) - 1), "--url", rollbook.url, "--forward-to", hook.url, **keys)
    assert done.exit_code == 1
    assert "there is no event" in done.output


def test_without_keys_or_with_those_of_a_learner_there_is_one_line(rollbook, hook, keys):
    options = ("listen", "--url", rollbook.url, "--forward-to", hook.url)
    assert "set SMARTERU_ACCOUNT_API_KEY" in run(*options, SMARTERU_USER_API_KEY="").output
    done = run(*options, **{**keys, "SMARTERU_USER_API_KEY": "lena-0123456789"})
    assert done.exit_code == 2
    assert "EVT:51" in done.output


def test_the_log_is_followed_without_being_written_to(rollbook, keys):
    rollbook.client.enroll_session_history([a_session(NOBODY)])
    rollbook.client.enroll_session_history([a_session()])
    options = ("calls", "tail", "--url", rollbook.url, "--every", "0.05")
    done = run(*options, "--most", "2", **keys)
    assert done.exit_code == 0, done.output
    first, second = done.output.splitlines()
    assert "enrollSessionHistory  json  Failed  0 recorded, 1 refused  ESH:21 1  olga.owner@finashoes.com" in first
    assert "enrollSessionHistory  json  Success  1 recorded, 0 refused" in second
    assert [call.method for call in rollbook.client.list_calls()] == ["enrollSessionHistory"] * 2


def test_a_file_of_json_is_sent_to_the_method_that_is_named(rollbook, keys, tmp_path):
    file = tmp_path / "body.json"
    file.write_text(json.dumps({"Name": "Night shift", "Users": [], "LearningModules": []}))
    options = ("call", file, "--url", rollbook.url, "--method")
    done = run(*options, "createGroup", **keys)
    assert (done.exit_code, json.loads(done.stdout)["recorded"]) == (0, 1)
    done = run(*options, "createGroup", **keys)
    assert (done.exit_code, json.loads(done.stdout)["status"]) == (1, 409)
    file.write_text("{}")
    done = run(*options, "listGroups", **keys)
    assert (done.exit_code, json.loads(done.stdout)["result"]) == (0, "Success")
    assert run(*options, "../../healthz", **keys).exit_code in {1, 2}
