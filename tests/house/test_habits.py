"""Habits of the house that no linter knows."""

import ast
import re

from tests.house.tree import comments, python_files, shown

SAYS_NOTHING = {"base", "bases", "common", "helper", "helpers", "manager", "managers", "misc", "service", "services"}
SAYS_NOTHING |= {"core", "lib", "stuff", "tools", "util", "utils"}
EXCEPTION = re.compile(r"# (noqa|type: ignore)")
EXCEPTION_WITH_REASON = re.compile(r"# (noqa: [A-Z0-9, ]+|type: ignore\[[a-z, -]+\])  # \w.*")


def names_used(text: str) -> set[str]:
    """All names, attributes and imported modules of a Python text."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(text)):
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.alias(name=name):
                found.add(name)
            case ast.ImportFrom(module=str(name)):
                found.add(name)
    return found


def test_every_module_has_a_name_that_says_what_it_is():
    assert [shown(path) for path in python_files() if SAYS_NOTHING & {path.stem, path.parent.name}] == []


def test_every_exception_to_a_rule_gives_its_reason():
    bare = [
        shown(path, line)
        for path in python_files()
        for line, comment in comments(path)
        if EXCEPTION.search(comment) and not EXCEPTION_WITH_REASON.search(comment)
    ]
    assert bare == []


def test_no_test_waits_for_a_time_to_pass():
    tests = [path for path in python_files("tests") if path.name.startswith("test_")]
    assert [shown(path) for path in tests if "sleep" in names_used(path.read_text())] == []


def test_no_test_puts_a_puppet_in_the_place_of_our_code():
    puppets = {"mock", "mocker", "setattr", "unittest.mock"}
    assert [shown(path) for path in python_files("tests") if puppets & names_used(path.read_text())] == []
