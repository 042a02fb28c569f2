"""The examples of the page about JSON are answered as the page says."""

import json
import re
import shlex
from base64 import b64encode
from datetime import UTC, datetime
from itertools import pairwise

from rollbook.server.demo.opening import demo_world
from tests.confidential import known
from tests.house.tree import ROOT
from tests.served import Served

PAGE = (ROOT / "docs" / "json.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```sh\n(curl .*?)```\n\n```json\n(.*?)```", PAGE, re.DOTALL)
HERE = "http://127.0.0.1:8080"
OURS = {"request_id", "call_id"}


def run(server: Served, command: str) -> dict[str, object]:
    """What the server answers to a command of the page."""
    words = shlex.split(command)
    options = dict(pairwise(words))
    known.update(options["-u"].split(":"))
    headers = {"Authorization": f"Basic {b64encode(options['-u'].encode()).decode()}"}
    if "-d" not in options:
        [url] = [word for word in words if word.startswith(HERE)]
        return dict(server.http.get(url.removeprefix(HERE), headers=headers).json())
    name, _, value = options["-H"].partition(": ")
    answer = server.http.post(words[2].removeprefix(HERE), content=options["-d"], headers={**headers, name: value})
    return dict(answer.json())


def test_every_example_is_answered_as_the_page_says(server: Served):
    server.load(demo_world(datetime.now(UTC)))
    assert len(EXAMPLES) >= 2
    for command, expected in EXAMPLES:
        told = run(server, command)
        assert {name: "…" if name in OURS else value for name, value in told.items()} == json.loads(expected)
