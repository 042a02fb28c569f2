"""What `make dist` builds can be installed and used without this directory."""

import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

from tests.house.tree import ROOT


def test_the_wheel_has_commands_client_plugin_and_all_that_they_read(tmp_path: Path):
    build: list[str | Path] = [Path(sys.executable).with_name("uv"), "build", "--quiet", "--no-build-isolation"]
    subprocess.run([*build, "--python", sys.executable, "--out-dir", tmp_path, ROOT], check=True)
    [wheel], [_] = [*tmp_path.glob("*.whl")], [*tmp_path.glob("*.tar.gz")]
    zipfile.ZipFile(wheel).extractall(tmp_path / "installed")
    # The libraries come from this environment, the project itself only from the wheel.
    program = (
        "import sys; sys.path[:0] = [sys.argv.pop(1)]; sys.path.append(sys.argv.pop(1)); import rollbook; "
        "assert 'installed' in rollbook.__path__[0]; import rollbook.testing.handle, rollbook.client; "
        "from rollbook.server.commands import main; main()"
    )
    command: list[str | Path] = [
        sys.executable,
        "-I",
        "-S",
        "-c",
        program,
        tmp_path / "installed",
        sysconfig.get_path("purelib"),
    ]
    environment = {**os.environ, "COLUMNS": "80"}
    done = subprocess.run([*command, "demo", "--help"], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "Serve a sample account" in done.stdout
    assert (
        "rollbook = rollbook.testing.plugin"
        in next((tmp_path / "installed").glob("*.dist-info/entry_points.txt")).read_text()
    )
