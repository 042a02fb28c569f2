"""The examples of the pages for integrators are run as they stand."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.tree import ROOT

PAGES = sorted((ROOT / "docs" / "integrate").glob("*.md"))
BLOCK = re.compile(r"```python\n(.*?)```", re.DOTALL)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_example_of_a_page_passes(page: Path, tmp_path: Path):
    program = "\n".join(BLOCK.findall(page.read_text(encoding="utf-8")))
    tests = len(re.findall(r"^def test_", program, re.MULTILINE))
    assert tests > 0
    (tmp_path / "test_page.py").write_text(program)
    (tmp_path / "pytest.ini").write_text("[pytest]\nfilterwarnings = error\n")
    known = {name: value for name, value in os.environ.items() if not name.startswith(("ROLLBOOK", "PYTEST"))}
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "no:randomly"]
    done = subprocess.run(command, cwd=tmp_path, env=known, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert f"{tests} passed" in done.stdout
