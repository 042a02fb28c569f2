"""All pages of the reference, and how they come to lie in a directory."""

from pathlib import Path

from rollbook.contract.method import Method
from rollbook.methods import METHODS
from rollbook.reference.coverage import coverage_page
from rollbook.reference.index import index_page
from rollbook.reference.markdown import GENERATED
from rollbook.reference.page import method_page


def pages() -> dict[str, str]:
    """Return every page by its file name: a method's is that of its contract, with another ending."""
    files = {_file_name(method): method for method in METHODS.values()}
    of_all = {"README.md": index_page(files), "coverage.md": coverage_page(files)}
    return of_all | {name: method_page(method) for name, method in files.items()}


def _file_name(method: type[Method]) -> str:
    return method.__module__.rpartition(".")[2] + ".md"


def write_pages(directory: Path) -> None:
    """Write the reference of all methods into the DIRECTORY, and remove the pages of methods that are gone."""
    directory.mkdir(parents=True, exist_ok=True)
    wanted = pages()
    for page in directory.glob("*.md"):
        if page.name not in wanted and page.read_text(encoding="utf-8").startswith(GENERATED):
            page.unlink()
    for name, text in wanted.items():
        (directory / name).write_text(text, encoding="utf-8")
