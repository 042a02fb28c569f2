"""The documentation tells what the code does: pages fresh, codes told, commands there, links good."""

import re
from collections.abc import Mapping

import pytest
from typer.core import TyperGroup
from typer.main import get_command

from rollbook.contract.errors import SU_TABLE, Error, Source
from rollbook.methods import METHODS
from rollbook.reference.pages import pages, write_pages
from rollbook.server.commands import app
from rollbook.server.settings import known_settings
from tests.house.tree import ROOT, files, shown

DOCS = [path for path in files() if path.suffix == ".md"]
LINK = re.compile(r"\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)")
"""What a link leads to: a file, from the page's own place (none: the page itself), and a heading in it."""
COMMAND = re.compile(r"`rollbook ([a-z]+)(?: ([a-z]+)\b)?|^\s*(?:\S*/)?rollbook ([a-z]+)", re.MULTILINE)


def text_of(*path: str) -> str:
    return ROOT.joinpath(*path).read_text(encoding="utf-8")


def commands_of(group: object) -> Mapping[str, object]:
    """The commands of a group, as the command line has them."""
    assert isinstance(group, TyperGroup)
    return group.commands


def told(error: Error, page: str) -> bool:
    """Whether a row or sentence of the page tells code, text and source together."""
    return any(
        f"`{error.code}`" in line and error.text in line and error.source.value in line for line in page.splitlines()
    )


def anchors(page: str) -> set[str]:
    """The names by which a page's headings are linked to, as Git hosts make them."""
    headings = re.findall(r"^#+ (.*)$", page, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_the_method_reference_is_what_the_contracts_say_now():
    written = {path.name: path.read_text(encoding="utf-8") for path in ROOT.glob("docs/methods/*.md")}
    assert written == pages(), "run `make docs`"


def test_writing_the_reference_removes_the_pages_of_methods_that_are_gone_and_nothing_else(tmp_path):
    write_pages(tmp_path)
    (tmp_path / "enroll_session_history.md").rename(tmp_path / "gone.md")
    (tmp_path / "by_hand.md").write_text("# Written by hand\n")
    write_pages(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {*pages(), "by_hand.md"}


@pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)
def test_every_error_of_a_contract_is_told_on_its_page_with_its_source(method):
    page = pages()[f"{method.__module__.rpartition('.')[2]}.md"]
    errors = method.errors()
    assert errors
    assert [error.code for error in errors if not told(error, page)] == []
    assert [source.value for source in Source if f"**{source.value}**: {source.meaning}" not in page] == []


def test_every_error_that_all_methods_share_is_told_in_the_index():
    assert [error.code for error in SU_TABLE if not told(error, pages()["README.md"])] == []


def test_every_setting_is_told_to_the_operator_as_it_is():
    rows = [f"| `{each.variable}` | `{each.default}` | {each.meaning} |" for each in known_settings()]
    assert [row for row in rows if row not in text_of("docs", "operate", "running.md")] == []


def test_every_command_that_the_docs_name_exists_and_the_readme_names_them_all():
    commands = commands_of(get_command(app))
    of_keys = commands_of(commands["keys"])
    named = {
        (shown(path), first or third, second)
        for path in DOCS
        for first, second, third in COMMAND.findall(path.read_text(encoding="utf-8"))
    }
    assert [each for each in named if each[1] not in commands] == []
    assert [each for each in named if each[1] == "keys" and each[2] and each[2] not in of_keys] == []
    assert {name for place, name, _ in named if place == "README.md"} == set(commands)


def test_every_make_target_that_the_docs_name_exists():
    targets = set(re.findall(r"^([a-z]+):", text_of("Makefile"), re.MULTILINE))
    named = {name for path in DOCS for name in re.findall(r"`?\bmake ([a-z]+)`", path.read_text(encoding="utf-8"))}
    assert "demo" in named
    assert named <= targets


@pytest.mark.parametrize("page", DOCS, ids=shown)
def test_every_link_leads_somewhere(page):
    broken = []
    for target, anchor in LINK.findall(page.read_text(encoding="utf-8")):
        there = (page.parent / target).resolve() if target else page
        if not there.exists() or (anchor and anchor not in anchors(there.read_text(encoding="utf-8"))):
            broken.append(f"{target}#{anchor}")
    assert broken == []


def test_files_that_the_docs_name_exist():
    path = re.compile(
        r"`((?:src|docs|tests|contract|vocabulary|methods|records|calls|web|xml|api|worlds|server|reference|requirements)/[\w/.]+)`"
    )
    named = {name for page in DOCS for name in path.findall(page.read_text(encoding="utf-8"))}
    rooms = (ROOT, ROOT / "src" / "rollbook")
    assert len(named) > 3
    assert [name for name in sorted(named) if not any((room / name).exists() for room in rooms)] == []
