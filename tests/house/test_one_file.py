"""One file is true: a contract alone gives parser, rules, answers and page; and what contracts name is there."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from rollbook.contract.errors import Error
from rollbook.contract.method import Batch, Change, Method, Report
from rollbook.contract.rows import Choice, Many, Part, Row
from rollbook.contract.rules import Find, Refuse, Rule
from rollbook.contract.tags import Tag
from rollbook.methods import METHODS
from rollbook.records import plans
from rollbook.records.plan.lookups import LOOKUPS
from rollbook.records.read.context import reader
from rollbook.records.write.blocks import OBSTACLES, changer, writer
from tests.house.tree import ROOT

TESTS = [path.read_text() for room in ("methods", "calls") for path in (ROOT / "tests" / room).glob("*.py")]
MADE_UP = ROOT / "tests" / "house" / "made_up" / "get_person_groups.py"


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What a copy of the package with the made-up method answers."""
    directory: Path = tmp_path_factory.mktemp("house")
    shutil.copytree(ROOT / "src", directory, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__", "*.egg*"))
    shutil.copy(MADE_UP, directory / "rollbook" / "methods")
    path = os.pathsep.join([str(directory), str(ROOT)])
    command = [sys.executable, "-m", "tests.house.made_up.ask", str(directory)]
    done = subprocess.run(
        command, env=os.environ | {"PYTHONPATH": path}, capture_output=True, text=True, check=False, cwd=directory
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def test_the_sample_of_a_new_method_is_answered(asked):
    assert asked["sample"] == ["Warehouse"]


def test_a_new_method_refuses_a_wrong_structure_and_wrong_values(asked):
    assert asked["strange"] == ["SU:13"]
    assert asked["missing"] == ["SU:12"]
    assert (asked["nobody"], asked["unnamed"]) == (["GPG:53"], ["GPG:52"])


def test_a_supervisor_may_ask_about_their_own_people_and_nobody_else(asked):
    assert asked["before"] == ["GPG:51"]
    assert asked["supervised"] == []
    assert asked["supervisor"] == ["Warehouse"]
    assert asked["other"] == ["GPG:54"]


def test_a_new_method_has_a_page_with_all_its_codes_and_who_may_call_it(asked):
    page = asked["page"]
    assert page.count("`GPG:5") >= 4
    assert "supervisors, for the users whom they supervise" in page
    assert '<PersonGroups count="1">' in page


def rows_of(row: type[Row]) -> Iterator[type[Row]]:
    """A row, and all rows in it."""
    yield row
    for tag in row.tags.values():
        if isinstance(tag, Part):
            yield from rows_of(tag.row)
        elif isinstance(tag, Many) and not isinstance(tag.of, Tag):
            yield from rows_of(tag.of)


def rules_of(method: type[Method]) -> Iterator[Rule]:
    """All rules of a method, those of its lists too."""
    yield from method.rules
    for row in rows_of(method.row):
        yield from row.rules


def tags_of(row: type[Row]) -> Iterator[Tag[Any]]:
    """All tags of a row, and of the rows in it."""
    for each in rows_of(row):
        for tag in each.tags.values():
            yield tag
            if isinstance(tag, Choice):
                yield from tag.sides.values()
            elif isinstance(tag, Many) and isinstance(tag.of, Tag):
                yield tag.of


def test_every_name_in_a_contract_leads_somewhere_and_everything_is_named_by_one():
    assert plans  # loading it has made all ports known
    methods = METHODS.values()
    finds = {rule.among for method in methods for rule in rules_of(method) if isinstance(rule, Find | Refuse)}
    assert finds <= {*LOOKUPS}
    assert {method.read for method in methods if issubclass(method, Report)} == {*reader}
    assert {method.write for method in methods if issubclass(method, Batch)} == {*writer}
    assert {method.write for method in methods if issubclass(method, Change)} == {*changer}
    assert {name for method in methods if issubclass(method, Change) for name in method.not_stored} == {*OBSTACLES}


def test_every_prefix_of_codes_is_one_methods():
    methods = defaultdict(set)
    for name, method in METHODS.items():
        for error in method.errors():
            methods[error.code.partition(":")[0]].add(name)
    assert {prefix: names for prefix, names in methods.items() if len(names) > 1} == {}


def test_no_code_has_two_meanings():
    """But for ESV:14, whose text the vendor's page leaves to the reason."""
    texts: dict[str, set[str]] = defaultdict(set)
    for method in METHODS.values():
        for error in method.errors():
            texts[error.code].add(error.text)
    assert {code for code, each in texts.items() if len(each) > 1} == {"ESV:14"}


def test_every_answered_tag_has_a_kind():
    answers = [m.info.row for m in METHODS.values() if issubclass(m, Change | Report)]
    answers += [m.made for m in METHODS.values() if issubclass(m, Batch)]
    assert [(row.__name__, tag.name) for row in answers for tag in tags_of(row) if not tag.kind] == []


def test_every_batch_answers_with_tags_that_it_has():
    batches = [method for method in METHODS.values() if issubclass(method, Batch)]
    unknown = {m.wire_name(): {*m.echo} - {*m.row.tags, *m.made.tags} for m in batches}
    assert {name: tags for name, tags in unknown.items() if tags} == {}


def named(error: Error) -> bool:
    """Whether a test names the error: by its code, or by its number in a file about its method."""
    prefix, _, number = error.code.partition(":")
    mentions = re.compile(rf"\b{prefix}:")
    return any(error.code in text or (mentions.search(text) and re.search(rf"\b{number}\b", text)) for text in TESTS)


@pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)
def test_every_declared_error_is_named_by_a_test(method: type[Method]):
    assert [error.code for error in method.errors() if not named(error)] == []
