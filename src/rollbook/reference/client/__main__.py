"""`python -m rollbook.reference.client src/rollbook/client/methods` writes the methods of the typed client."""

from pathlib import Path

import typer

from rollbook.reference.client.modules import modules


def write(directory: Path) -> None:
    """Write a module for each method into the DIRECTORY, and remove those of methods that are gone."""
    wanted = modules()
    for file in directory.glob("*.py"):
        if file.name not in wanted:
            file.unlink()
    for name, text in wanted.items():
        (directory / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    typer.run(write)
