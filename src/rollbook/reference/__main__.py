"""`python -m rollbook.reference docs/methods` writes the method reference, and the OpenAPI document next to it."""

from pathlib import Path

import typer

from rollbook.reference.openapi import write_openapi
from rollbook.reference.pages import write_pages


def write(directory: Path) -> None:
    """Write the pages of all methods into the DIRECTORY, and openapi.json next to it."""
    write_pages(directory)
    write_openapi(directory.parent / "openapi.json")


if __name__ == "__main__":
    typer.run(write)
