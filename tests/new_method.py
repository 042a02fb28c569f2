"""Lays out a new method: `make method NAME=getSomething KIND=report`. It works at once, and is then changed.

A contract and its test, each in the one file where it belongs; nothing else has to be edited.
"""

import re
import sys
from pathlib import Path
from string import Template

from rollbook.methods import METHODS

KINDS = ("batch", "change", "report")
NAME = re.compile(r"[a-z]+(?:[A-Z][a-z]+)+")
TEMPLATES = Path(__file__).parent / "templates"


def snake_case(name: str) -> str:
    """The name of the files: getSomething is get_something."""
    return re.sub(r"(?=[A-Z])", "_", name).lower()


def free_prefix(name: str) -> str:
    """A prefix for the codes that no method has: the initials, with a letter more while they are taken."""
    taken = {error.code.partition(":")[0] for method in METHODS.values() for error in method.errors()}
    initials = name[0].upper() + "".join(re.findall(r"[A-Z]", name))
    rest = iter(re.sub(r"[A-Z]", "", name[1:]).upper())
    prefix = initials
    while prefix in taken:
        prefix += next(rest)
    return prefix


def mistake(name: str, kind: str) -> str:
    """What is wrong with the arguments of the command, or an empty text."""
    if NAME.fullmatch(name) is None:
        return f"NAME={name}: a method is named as on the wire, in words with a capital, such as getSomething"
    if kind not in KINDS:
        return f"KIND={kind}: a method is a batch (many blocks), a change (of one thing) or a report"
    if name.lower() in {known.lower() for known in METHODS}:
        return f"NAME={name}: there is a method of this name"
    return ""


def lay_out(name: str, kind: str, root: Path) -> list[Path]:
    """Write contract and test below a root of the project; return their paths."""
    words = {"name": name, "Name": name[0].upper() + name[1:], "prefix": free_prefix(name), "file": snake_case(name)}
    written = []
    for template, path in (
        (f"{kind}.py.txt", root / "src" / "rollbook" / "methods" / f"{words['file']}.py"),
        (f"test_{kind}.py.txt", root / "tests" / "methods" / f"test_{words['file']}.py"),
    ):
        text = Template((TEMPLATES / template).read_text(encoding="utf-8")).substitute(words)
        path.write_text(text, encoding="utf-8")
        written.append(path)
    return written


def main(name: str = "", kind: str = "report") -> int:
    """Lay out a method in this checkout; return the exit status."""
    if wrong := mistake(name, kind):
        sys.stderr.write(f"{wrong}\n")
        return 2
    root = Path(__file__).parents[1]
    for path in lay_out(name, kind, root):
        sys.stdout.write(f"{path.relative_to(root)}\n")
    sys.stdout.write("Change both, then: make docs, and make check\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
