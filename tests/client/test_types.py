"""Type checkers accept a program that calls every method, and find what is wrong in another."""

import json
import re
import subprocess
import sys
from pathlib import Path

from rollbook.contract.method import Batch, Report
from rollbook.methods import METHODS
from rollbook.reference.client.names import snake
from rollbook.reference.json_samples import sample_body
from tests.house.tree import ROOT

STRUCTS = """
from rollbook.client.methods.enroll_session_history import Enrollment, Group, User
row = Enrollment(
    user=User(email="dana.brown@finashoes.com"),
    group=Group(group_name="Sales"),
    learning_module_id=3860,
    learning_module_session_id=501,
    enrollment_status="Completed",
    grade=92,
    enrolled_date=dt.date(2024, 3, 1),
)
result = client.enroll_session_history([row], strict=True)
for refused in result.refused:
    if refused.code == "ESH:26":
        print(refused.row, refused.message)
for learner in client.list_users(sort_field="NAME"):
    print(learner.email, learner.created_date)
"""
MISTAKES = {
    'enrollment_status="Completed"': 'enrollment_status="Finished"',
    'refused.code == "ESH:26"': 'refused.code == "ESH:99"',
    "learner.created_date": "learner.birthday",
}


def every_call() -> str:
    """A program that calls every method of both clients."""
    lines = ["import datetime as dt", "from rollbook.client import AsyncRollbook, Rollbook", ""]
    lines += ['client = Rollbook("http://here", account_api="a", user_api="b")', ""]
    calls = [*map(_call, METHODS.values())]
    lines += [f"client.{call}" for call in calls]
    lines += ["", "async def main(client: AsyncRollbook) -> None:"]
    lines += [f"    {'' if is_paged(call) else 'await '}client.{call}" for call in calls]
    return "\n".join(lines) + "\n"


def is_paged(call: str) -> bool:
    return call.partition("(")[0] in PAGED


PAGED = {
    snake(name) for name, method in METHODS.items() if issubclass(method, Report) and "PageSize" in method.row.tags
}
PAGED &= {snake(name) for name, method in METHODS.items() if {"Page", "Before"} & {*method.row.tags}}


def _call(method) -> str:
    body = sample_body(method)
    if issubclass(method, Batch):
        return f"{snake(method.wire_name())}({body[method.element]!r})"
    return f"{snake(method.wire_name())}({', '.join(f'{snake(name)}={value!r}' for name, value in body.items())})"


def errors_of_mypy(program: str, directory: Path) -> list[str]:
    file = directory / "program.py"
    file.write_text(program)
    command = [
        sys.executable,
        "-m",
        "mypy",
        "--strict",
        "--config-file",
        "",
        "--cache-dir",
        str(directory / "cache"),
        str(file),
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode in {0, 1}, done.stderr
    return re.findall(r"error: .*\[([a-z-]+)\]", done.stdout)


def errors_of_pyright(program: str, directory: Path) -> dict[int, set[str]]:
    """What pyright says at its strictest, by line; it is run as basedpyright, which brings its own Node.js."""
    (directory / "program.py").write_text(program)
    (directory / "pyrightconfig.json").write_text('{"typeCheckingMode": "strict"}')
    command = [sys.executable, "-m", "basedpyright", "--outputjson", "--pythonpath", sys.executable]
    done = subprocess.run([*command, "--project", str(directory)], capture_output=True, text=True, check=False)
    assert done.returncode in {0, 1}, done.stderr
    found: dict[int, set[str]] = {}
    for each in json.loads(done.stdout)["generalDiagnostics"]:
        found.setdefault(each["range"]["start"]["line"], set()).add(each["rule"])
    return found


def planted(program: str) -> str:
    for right, wrong in MISTAKES.items():
        assert right in program
        program = program.replace(right, wrong)
    return program


def test_mypy_accepts_calls_of_every_method_and_finds_three_planted_mistakes(tmp_path: Path):
    program = every_call() + STRUCTS
    assert errors_of_mypy(program, tmp_path) == []
    assert sorted(errors_of_mypy(planted(program), tmp_path)) == ["arg-type", "attr-defined", "comparison-overlap"]


def test_pyright_accepts_calls_of_every_method_and_finds_three_planted_mistakes(tmp_path: Path):
    program = every_call() + STRUCTS
    assert errors_of_pyright(program, tmp_path) == {}
    mistaken = planted(program)
    found = errors_of_pyright(mistaken, tmp_path)
    lines = [number for number, line in enumerate(mistaken.splitlines()) if any(map(line.count, MISTAKES.values()))]
    rules = ["reportArgumentType", "reportUnnecessaryComparison", "reportAttributeAccessIssue"]
    assert [*found] == lines
    assert all(rule in found[line] for rule, line in zip(rules, lines, strict=True))
