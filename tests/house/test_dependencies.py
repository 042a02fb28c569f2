"""Dependencies: locked with their hashes, what pyproject.toml asks for, and free to be used."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.house.tree import ROOT, python_files

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
PERMISSIVE = re.compile(r"(The )?(MIT|0?BSD|Apache|ISC|PSF)\b")
WEAK_COPYLEFT = {"certifi": "MPL-2.0", "psycopg": "LGPL-3.0-only", "psycopg-binary": "LGPL-3.0-only"}
"""Used unchanged, as libraries: this asks nothing of our own code."""
NOT_IMPORTED = {"psycopg", "tzdata"}
"""Reached through SQLAlchemy and zoneinfo."""


def locked(name: str) -> dict[str, Requirement]:
    """The pins of a lock file, by package."""
    lines = re.findall(r"^(\S.*==.*?) \\$", (ROOT / "requirements" / name).read_text(), re.MULTILINE)
    return {pin.name: pin for pin in map(Requirement, lines)}


def imports(path: Path) -> Iterator[str]:
    """The names of the modules that a Python file imports."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def asked(*extras: str) -> list[Requirement]:
    groups = [PROJECT["dependencies"], *(PROJECT["optional-dependencies"][extra] for extra in extras)]
    return [Requirement(each) for group in groups for each in group]


def licence_of(package: str) -> str:
    """What the package says of its licence, in the first of the three places where packages say it."""
    about = metadata.metadata(package)
    classifiers = [each.split(" :: ")[-1] for each in about.get_all("Classifier", []) if each.startswith("License ::")]
    said = [*about.get_all("License-Expression", []), *about.get_all("License", []), *classifiers]
    return next(filter(None, said), "")


@pytest.mark.parametrize(("name", "extras"), [("run.txt", ["build"]), ("dev.txt", ["build", "dev"])])
def test_the_lock_holds_what_the_project_asks_for(name, extras):
    pins = locked(name)
    for each in asked(*extras):
        (pin,) = pins[canonicalize_name(each.name)].specifier
        assert each.specifier.contains(pin.version), each


def test_the_project_asks_for_what_it_imports_and_nothing_else():
    imported = {name.split(".")[0] for path in python_files("src") for name in imports(path)} - sys.stdlib_module_names
    packages = metadata.packages_distributions()
    needed = {canonicalize_name(packages[name][0]) for name in imported - {"rollbook"}}
    assert {canonicalize_name(each.name) for each in asked("oidc", "testing")} == needed | NOT_IMPORTED


@pytest.mark.parametrize("name", ["run.txt", "dev.txt"])
def test_every_locked_package_has_its_hashes(name):
    text = (ROOT / "requirements" / name).read_text()
    entries = re.split(r"^(?=\S+==)", text, flags=re.MULTILINE)[1:]
    assert len(entries) >= len(locked(name)) > 0  # a package may be pinned twice, for older and newer Pythons
    assert [entry for entry in entries if "--hash=sha256:" not in entry] == []
    assert "://" not in text


def test_tests_run_with_the_very_packages_that_the_server_runs_with():
    run, dev = locked("run.txt"), locked("dev.txt")
    assert {name: str(pin) for name, pin in run.items()} == {name: str(dev[name]) for name in run}


@pytest.mark.parametrize("package", sorted(locked("run.txt")))
def test_the_licence_of_each_package_fits_ours(package):
    marker = locked("run.txt")[package].marker
    if marker and not marker.evaluate():
        pytest.skip(f"not installed here: {marker}")
    licence = licence_of(package)
    assert WEAK_COPYLEFT.get(package) == licence or PERMISSIVE.match(licence), licence


def test_the_supported_pythons_are_the_same_everywhere():
    pythons = re.findall(r"Python :: (3\.\d+)", "\n".join(PROJECT["classifiers"]))
    words = f"Python {pythons[0]} to {pythons[-1]}"
    for name in ("README.md", "CONTRIBUTING.md", "Makefile"):
        assert words in (ROOT / name).read_text(), name
    assert PROJECT["requires-python"] == f">={pythons[0]}"
    assert f"--python-version {pythons[0]} " in (ROOT / "Makefile").read_text()
    assert "{}.{}".format(*sys.version_info) in pythons


def test_the_version_is_the_newest_of_the_changelog():
    newest = re.search(r"^## \[?v?(\d[\w.]*)", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert newest is not None
    assert newest[1] == PROJECT["version"] == metadata.version("rollbook")
