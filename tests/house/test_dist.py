"""What `make dist` builds can be installed and used without this directory."""

import re
import subprocess
import sys
import sysconfig
from pathlib import Path

import httpx
import pytest

from tests.commands import Demo
from tests.house.tree import ROOT

UV = Path(sys.executable).with_name("uv")


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Path:
    """The directory with the wheel and the sdist."""
    directory: Path = tmp_path_factory.mktemp("dist")
    build: list[str | Path] = [UV, "build", "--quiet", "--no-build-isolation", "--python", sys.executable]
    subprocess.run([*build, "--out-dir", directory, ROOT], check=True)
    return directory


@pytest.fixture(scope="module", params=["*.whl", "*.tar.gz"], ids=["wheel", "sdist"])
def installed(request, built, tmp_path_factory) -> Path:
    """A new virtual environment with the project in it: no network is needed, for its libraries are this one's."""
    directory: Path = tmp_path_factory.mktemp("installed") / "venv"
    python = directory / "bin" / "python"
    subprocess.run([UV, "venv", "--quiet", "--python", sys.executable, directory], check=True)
    [packages] = directory.glob("lib/python*/site-packages")
    (packages / "libraries.pth").write_text(sysconfig.get_path("purelib"))
    install: list[str | Path] = [UV, "pip", "install", "--quiet", "--offline", "--no-deps", "--no-build-isolation"]
    [package] = built.glob(request.param)
    subprocess.run([*install, "--python", python, package], check=True)
    return directory


def test_demo_starts_from_what_was_installed_and_shows_the_page_to_sign_in(installed: Path, tmp_path: Path):
    with Demo(tmp_path, program=installed / "bin" / "rollbook") as demo:
        page = httpx.get(f"{demo.origin}/console/", follow_redirects=True)
        [address] = re.findall(r'<link rel="stylesheet" href="([^"]+)"', page.text)
        style = httpx.get(f"{demo.origin}{address}")
    assert page.status_code == 200
    assert page.url.path == "/console/sign-in"
    assert (style.status_code, style.headers["content-type"]) == (200, "text/css; charset=utf-8")


def test_client_fixture_and_plugin_are_installed_with_all_that_they_read(installed: Path):
    program = (
        "import rollbook, rollbook.client, rollbook.testing.handle; print(rollbook.__file__);"
        "from importlib.metadata import distribution; print(*distribution('rollbook').entry_points)"
    )
    done = subprocess.run(
        [installed / "bin" / "python", "-I", "-c", program], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    file, points = done.stdout.splitlines()
    assert Path(file).is_relative_to(installed)
    assert "value='rollbook.testing.plugin', group='pytest11'" in points
