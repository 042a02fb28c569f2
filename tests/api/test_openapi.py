"""The OpenAPI document: made from the contracts, valid, checked in, and true of a served process."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from openapi_spec_validator import validate

from rollbook import worlds
from rollbook.methods import METHODS
from rollbook.reference.json_samples import sample_body
from rollbook.reference.openapi import as_json, document
from tests.api.json_calls import ask
from tests.databases import fresh_database
from tests.house.tree import ROOT
from tests.seed_calls import OLGA
from tests.served import Served

SCHEMATHESIS = Path(sys.executable).with_name("st")
LEFT_OUT = (
    # Schemas state structure only: a good structure may hold values, keys and headers that are refused.
    "positive_data_acceptance",
    # The rest looks for resources with addresses of their own, which a call by name does not have.
    "use_after_free",
    "ensure_resource_availability",
    "object_level_authorization",
)
SHAPES = ("enrollLearningModules", "createUser", "getLearnerReport", "listUsers", "getUser", "events")


def test_the_document_that_is_checked_in_is_the_one_that_the_contracts_make():
    assert (ROOT / "docs" / "openapi.json").read_text(encoding="utf-8") == as_json(document()), "run `make docs`"


def test_the_document_is_valid():
    validate(document())


def test_the_document_is_served_without_keys(server: Served):
    answer = server.http.get("/api/v1/openapi.json")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/json")
    assert answer.json() == json.loads(as_json(document()))


def test_every_method_is_in_the_document():
    paths = document()["paths"]
    assert [*paths] == [f"/api/v1/{name}" for name in (*METHODS, "events")]


@pytest.mark.parametrize("name", METHODS)
def test_the_sample_body_of_each_method_is_taken(server: Served, name: str):
    server.load(worlds.DEMO)
    answer = ask(server, name, sample_body(METHODS[name]), headers={"Rollbook-Dry-Run": "true"})
    assert answer.status_code in {200, 404, 409, 422}, answer.text  # the demo has not all that samples speak of


def schemathesis(tmp_path: Path, *options: str) -> None:
    """Let it look at a served process; it must find nothing."""
    with fresh_database("sqlite", tmp_path) as url, Served(url, tmp_path) as server:
        server.load(worlds.DEMO)
        command = [str(SCHEMATHESIS), "run", f"{server.url}/api/v1/openapi.json", "--auth", ":".join(OLGA)]
        command += ["--checks", "all", "--exclude-checks", ",".join(LEFT_OUT), "--no-color", "--warnings", "off"]
        done = subprocess.run([*command, *options], cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout[-20_000:]


@pytest.mark.timeout(300)
def test_schemathesis_finds_nothing_in_any_method(tmp_path: Path):
    """It sends what the document allows and what it forbids, and looks whether each answer is in the document."""
    schemathesis(tmp_path, "--phases", "examples,fuzzing", "--max-examples", "4")


@pytest.mark.timeout(300)
def test_schemathesis_finds_nothing_where_each_word_of_a_schema_is_broken(tmp_path: Path):
    """It breaks one keyword after the other. One generator makes all schemas, of the shapes that these methods have."""
    methods = [option for name in SHAPES for option in ("--include-path", f"/api/v1/{name}")]
    schemathesis(tmp_path, "--phases", "coverage", *methods)
