"""`rollbook dump`: writes an account as a world file."""

from pathlib import Path
from typing import Annotated

import typer

from rollbook import worlds
from rollbook.records.private_files import private_text
from rollbook.server.databases import existing_database
from rollbook.server.errors import OperatorError
from rollbook.server.settings import read_settings


def dump(
    account: Annotated[str, typer.Argument(help="Name of the account.")],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="File to write to, which only its owner may read.")
    ] = None,
    *,
    ids: Annotated[
        bool, typer.Option("--ids", help="Write the ids of users, groups, tags and enrolments too: they stay the same.")
    ] = False,
) -> None:
    """Write an account as a world file.

    [bold]load[/bold] reads it. It holds no keys, because only their hashes are kept. Defaults are left out, so loading
    the file leaves such a value as it is if it is on record already.
    """
    with existing_database(read_settings()) as database:
        try:
            text = worlds.dump(database, account, with_ids=ids)
        except worlds.NoAccountError as error:
            raise OperatorError(str(error)) from None
        except worlds.UnloadableError as error:
            raise OperatorError(f"{account!r} {error}") from None
    if output is None:
        typer.echo(text, nl=False)
        return
    try:
        with private_text(output) as file:
            file.write(text)
    except OSError as error:
        raise OperatorError(f"cannot write {output}: {error.strerror}") from None
