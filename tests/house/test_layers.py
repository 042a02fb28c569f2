"""The layers of the house, as pyproject.toml draws them."""

import subprocess
import sys
from pathlib import Path

from tests.house.tree import ROOT


def test_no_room_reaches_above_itself():
    lint_imports = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([lint_imports, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert "0 broken" in done.stdout
