"""The sample sheets that the package ships: what must come of each comes of it, by command line and over HTTP."""

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from rollbook.records.database.engine import Database
from rollbook.worlds.load import load
from tests import cast
from tests.api.json_calls import authorization
from tests.commands import run
from tests.databases import fresh_database

DIRECTORY = Path(str(files("rollbook.sheets") / "samples"))
EXPECTED: dict[str, Any] = json.loads((DIRECTORY / "expected.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    """A database with the world of the samples; dry runs leave it as it is."""
    with fresh_database("sqlite", tmp_path_factory.mktemp("samples")) as made:
        database = Database(made)
        load(database, [DIRECTORY / "world.yaml"])
        database.close()
        yield made


def check(report: dict[str, Any], expected: dict[str, Any]) -> None:
    assert report["outcome"] == expected["outcome"], report["problem"] or report["questions"]
    assert expected.get("problem", "") in (report["problem"] or "")
    assert [question["about"] for question in report["questions"]] == expected.get("asks", [])
    assert [[row["row"], row["outcome"]] for row in report["rows"]] == expected["rows"]
    if "texts" in expected:
        assert expected["texts"].items() <= report["rows"][0]["texts"].items()


def test_there_are_many_samples_and_each_has_its_expectation():
    names = {path.name for path in DIRECTORY.iterdir()} - {"expected.json", "world.yaml"}
    assert names == set(EXPECTED)
    assert len(names) >= 60


@pytest.mark.parametrize("name", EXPECTED)
def test_what_must_come_of_a_sample_comes_of_it(url, name):
    expected = EXPECTED[name]
    command = ("import", DIRECTORY / name, "--as", expected["as"], "--user", cast.OLGA.email)
    done = run(*command, "--dry-run", "--json", "--texts", *expected["options"], database_url=url)
    check(json.loads(done.stdout), expected)
    assert done.exit_code == expected["status"]


def test_the_same_comes_of_every_sample_over_http(fina):
    for name, expected in EXPECTED.items():
        options = expected["options"]
        pairs = {option.removeprefix("--"): value for option, value in zip(options[::2], options[1::2], strict=True)}
        data = {"as": expected["as"], "dry_run": "true", "texts": "true", **pairs}
        sent = {"file": (name, (DIRECTORY / name).read_bytes())}
        keys = authorization((cast.FINA_KEY, cast.OLGA.api_key))
        answer = fina.http.post("/api/v1/imports", data=data, files=sent, headers=keys)
        check(answer.json(), expected)
