"""What is generated from the contracts is what is checked in."""

import shutil
import subprocess
import sys
from pathlib import Path

from rollbook.reference.client.modules import modules
from tests.house.tree import ROOT

CHECKED_IN = ROOT / "src" / "rollbook" / "client" / "methods"


def test_the_client_is_the_one_that_make_client_writes(tmp_path: Path):
    for name, text in modules().items():
        (tmp_path / name).write_text(text)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    ruff = Path(sys.executable).with_name("ruff")
    subprocess.run([ruff, "format", "--quiet", "--config", tmp_path / "pyproject.toml", tmp_path], check=True)
    written = {file.name: file.read_text() for file in tmp_path.glob("*.py")}
    assert {file.name: file.read_text() for file in CHECKED_IN.glob("*.py")} == written


def test_the_client_loads_nothing_of_the_server_or_its_database():
    program = "import sys, rollbook.client; print('\\n'.join(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    ours = {name for name in loaded if name.startswith("rollbook.") and not name.startswith("rollbook.client")}
    assert ours == set()
    assert loaded & {"litestar", "granian", "sqlalchemy", "psycopg", "yaml", "typer", "structlog"} == set()
