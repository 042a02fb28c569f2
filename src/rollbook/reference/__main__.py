"""`python -m rollbook.reference docs/methods` writes the method reference."""

import typer

from rollbook.reference.pages import write_pages

if __name__ == "__main__":
    typer.run(write_pages)
