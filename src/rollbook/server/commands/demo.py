"""`rollbook demo`: a server with a sample account."""

import math
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import msgspec
import structlog
import typer
from rich.console import Console
from rich.markup import escape
from rich.panel import Panel
from rich.table import Table
from structlog.typing import EventDict, WrappedLogger

from rollbook.records.database.engine import Database
from rollbook.records.keys.key_holders import find_user
from rollbook.records.keys.links import make_link
from rollbook.records.sql.find import find_account
from rollbook.server import samples
from rollbook.server.commands.load import show_progress
from rollbook.server.databases import open_database
from rollbook.server.demo import people
from rollbook.server.demo.opening import open_account, read_demo
from rollbook.server.serving import Listen, find_address, serve
from rollbook.server.settings import read_settings
from rollbook.worlds.model import User, World

HOST = "127.0.0.1"
WIDTH = 80
OTHER_PORT = '--port, or if make starts the demo with `make demo OPTIONS="--port 8081"`'


def demo(
    *,
    port: Annotated[int, typer.Option(min=1, max=65_535, help="Port to listen on.")] = 8080,
    database: Annotated[
        Path | None, typer.Option(help="SQLite file to keep the records in; otherwise they end with the demo.")
    ] = None,
) -> None:
    """Serve a sample account, and print a first call to paste."""
    settings = read_settings()
    listen = Listen(find_address(HOST, port, OTHER_PORT), port, "insecure")
    with _keep(database) as file:
        settings = msgspec.structs.replace(
            settings,
            database_url=f"sqlite:///{file.absolute()}",
            slow_seconds=math.inf,  # the one line of each call says how long it took
        )
        with show_progress() as report, open_database(settings) as opened:
            open_account(opened, datetime.now(UTC), report)
            links = _make_links(opened)
        serve(
            listen,
            settings,
            lambda: show_demo(listen.url, database, links),
            [structlog.processors.format_exc_info, show_event],
        )
    kept = f"The records are kept in {database}." if database is not None else "Its records are deleted."
    typer.echo(f"\nThe demo has stopped. {kept}")


@contextmanager
def _keep(database: Path | None) -> Iterator[Path]:
    if database is not None:
        yield database
        return
    with tempfile.TemporaryDirectory(prefix="rollbook-demo-") as directory:
        yield Path(directory) / "rollbook.db"


def _make_links(database: Database) -> dict[str, str]:
    """Make a link for each of the people who show the console; return the paths by their e-mail addresses."""
    now, links = datetime.now(UTC), {}
    with database.writing() as connection:
        account = find_account(connection, read_demo(now).account.name)
        for email in people.VISITORS:
            user = find_user(connection, account.id, email) if account is not None else None
            if account is not None and user is not None:  # a database that is kept may have lost them
                links[email] = f"/console/link/{make_link(connection, account.id, user.id, 'sign-in', now)}"
    return links


def show_demo(url: str, database: Path | None, links: Mapping[str, str]) -> None:
    """Print the address, the keys, who is who, the links into the console, and the calls to paste."""
    world = read_demo(datetime.now(UTC))
    owner = next(user for user in world.users if user.role == "owner")
    keys = (world.account.api_key or "", owner.api_key or "")
    console = Console(highlight=False)
    console.width = min(console.width, WIDTH)
    console.print(_welcome(world, f"{url}/apiv2/", database))
    console.print(_keys(owner, keys), _people(world))
    console.print("[dim]  Amina, Gita, Henrik and Rolf have UserAPI keys like Olga's, with their names in them.[/]")
    console.print("\n[bold]See the console as each of them, by a link that works once:[/]\n")
    by_email = {user.email: user for user in world.users}
    for email, path in links.items():
        user = by_email[email]
        console.print(f"{user.given_name} {user.surname}, {_part(user, world)}:", style="dim")
        typer.echo(f"{url}{path}")  # whole, so that a terminal takes it for one address
    for sentence, call in (
        ("Record that Dana completed session 501 of course 3860. Paste:", samples.SESSION_HISTORY),
        ("Enrol Dana in subscription variant 16. Paste:", samples.SUBSCRIPTION_VARIANT),
    ):
        console.print(f"\n[bold]{sentence}[/]\n")
        typer.echo(samples.curl_line(f"{url}/apiv2/", keys, call))  # not with Rich, which would wrap it
    console.print("\nPaste one again to see it refused as a duplicate. [bold]Ctrl-C[/] ends the demo.\n")


def _welcome(world: World, url: str, database: Path | None) -> Panel:
    kept = f"in [bold]{escape(str(database))}[/]" if database is not None else "until the demo ends"
    return Panel(
        f"An open training-records and enrolment server, with a sample account:\n"
        f"[bold]{escape(world.account.name)}[/]. Records are kept {kept}.\n\n"
        f"[bold cyan]{url}[/]  takes calls, from this machine only.",
        title="[bold]Rollbook demo[/]",
        title_align="left",
        border_style="cyan",
        padding=(1, 2),
    )


def _keys(owner: User, keys: tuple[str, str]) -> Table:
    rows = zip(("AccountAPI", "UserAPI"), keys, strict=True)
    return _titled(f"The two keys of {owner.given_name}", ((name, f"[green]{escape(key)}[/]") for name, key in rows))


def _people(world: World) -> Table:
    """Show one user of each part: this is the place for whatever helps to be one of them."""
    by_email = {user.email: user for user in world.users}
    rows = [
        (
            escape(f"{user.given_name} {user.surname}"),
            f"[dim]{escape(user.email)}[/]",
            escape(_part(user, world)),
        )
        for user in map(by_email.__getitem__, people.SHOWN)
    ]
    more = len(world.users) + len(people.NEW) - len(rows)
    return _titled("Who is who", [*rows, (f"[dim]and {more} more[/]", "", "")])


def _titled(title: str, rows: Iterable[tuple[str, ...]]) -> Table:
    table = Table.grid(padding=(0, 2))
    table.title, table.title_justify, table.title_style = f"\n{title}", "left", "bold"
    for row in rows:
        table.add_row("", *row)
    return table


def _part(user: User, world: World) -> str:
    """Return what a user is in the account: the role, or what their groups let them do."""
    if user.role != "learner":
        return f"{user.role}, {'may see everything' if user.role == 'auditor' else 'may enrol everyone'}"
    seats = [
        (group.name, each.permissions) for group in world.groups for each in group.members if each.user == user.email
    ]
    for permission, part in (("MANAGE_GROUP", "may enrol in"), ("INSTRUCTOR", "instructor in")):
        held = [name for name, permissions in seats if permission in (permissions or ())]
        if held:
            return f"{part} {', '.join(held)}"
    return f"learner in {user.home_group}"


def show_event(_logger: WrappedLogger, _method: str, event: EventDict) -> str:
    """Return a line for people about an event; about a call, its outcome."""
    time = f"{datetime.now():%H:%M:%S}"  # noqa: DTZ005  # the clock on the wall
    if event["event"] != "call":
        return "  ".join(
            [time, event["event"], *(str(event[name]) for name in ("reason", "exception") if name in event)]
        )
    refused = ", ".join(f"{count} × {code}" for code, count in event["errors"].items())
    parts = (time, event["method"] or "no method", event["result"], f"recorded {event['recorded']}", refused)
    return "  ".join([*filter(None, parts), f"{event['milliseconds']} ms"])
