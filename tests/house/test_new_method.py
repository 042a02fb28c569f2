"""`make method` lays out a contract that works as it is, and refuses what cannot be a method."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.tree import ROOT
from tests.new_method import KINDS, free_prefix, lay_out, mistake, snake_case

CHECK = """
from rollbook.methods import METHODS
from rollbook.reference.pages import pages
from rollbook.reference.samples import sample_answer
for name in {names}:
    assert "Result" in sample_answer(METHODS[name])
    assert ":51`" in pages()[METHODS[name].__module__.rpartition(".")[2] + ".md"]
"""


def test_the_method_of_each_kind_has_a_page_and_a_sample_and_passes_the_linter(tmp_path: Path):
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__", "*.egg*"))
    (tmp_path / "tests" / "methods").mkdir(parents=True)
    names = {kind: f"getMadeUp{kind.capitalize()}" for kind in KINDS}
    written = [path for kind, name in names.items() for path in lay_out(name, kind, tmp_path)]
    shutil.copy(ROOT / "pyproject.toml", tmp_path)  # which imports are ours cannot be seen there, hence no I001
    ruff = str(Path(sys.executable).with_name("ruff"))
    subprocess.run([ruff, "format", *written], check=True, capture_output=True, cwd=tmp_path)
    linted = subprocess.run(
        [ruff, "check", "--ignore=I001", *written], check=False, capture_output=True, text=True, cwd=tmp_path
    )
    assert linted.returncode == 0, linted.stdout
    assert [path.name for path in written if len(path.read_text().splitlines()) > 80] == []
    environment = os.environ | {"PYTHONPATH": str(tmp_path / "src")}
    check = [sys.executable, "-c", CHECK.format(names=list(names.values()))]
    checked = subprocess.run(check, env=environment, cwd=tmp_path, check=False, capture_output=True, text=True)
    assert checked.returncode == 0, checked.stderr


@pytest.mark.parametrize(
    ("name", "kind", "word"),
    [
        ("getUser", "report", "there is a method"),
        ("GETUSER", "report", "named as on the wire"),
        ("get", "report", "named as on the wire"),
        ("getSomething", "thing", "many blocks"),
    ],
)
def test_what_cannot_be_a_method_is_refused_in_one_sentence(name, kind, word):
    assert word in mistake(name, kind)
    assert "\n" not in mistake(name, kind)


def test_a_prefix_that_is_taken_gets_a_letter_more():
    assert free_prefix("getSomething") == "GS"
    assert free_prefix("getUnicorn") not in {"GU", "G"}
    assert snake_case("getSomethingElse") == "get_something_else"
