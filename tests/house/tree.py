"""The files of the project, as git knows them: committed, or about to be."""

import functools
import io
import subprocess
import tokenize
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
GENERATED = ROOT / "src" / "rollbook" / "client" / "methods"


@functools.cache
def files() -> list[Path]:
    """All text files of the project."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout.split("\0")
    return sorted(ROOT / name for name in set(names) if name and (ROOT / name).is_file())


def python_files(*rooms: str) -> list[Path]:
    """The Python files below these directories, but what Alembic and `make client` wrote."""
    below = tuple(ROOT / room for room in rooms or ("src", "tests", "benchmarks", "fuzz"))
    found = [path for path in files() if path.suffix == ".py" and any(path.is_relative_to(room) for room in below)]
    assert found
    return [path for path in found if "migrations" not in path.parts and GENERATED not in path.parents]


def shown(path: Path, line: int = 0) -> str:
    """A place as editors open it."""
    return f"{path.relative_to(ROOT)}:{line}" if line else str(path.relative_to(ROOT))


def comments(path: Path) -> Iterator[tuple[int, str]]:
    """The comments of a Python file, each with its line."""
    for token in tokenize.generate_tokens(io.StringIO(path.read_text()).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string
