"""The command line: one command per file."""

from importlib.metadata import version
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.panel import Panel
from rich.table import Table
from typer.core import TyperGroup

from rollbook.server.commands import calls, imports, keys, listen, people
from rollbook.server.commands.backup import backup
from rollbook.server.commands.call import call
from rollbook.server.commands.consoles import ERR
from rollbook.server.commands.demo import demo
from rollbook.server.commands.distribute import distribute
from rollbook.server.commands.dump import dump
from rollbook.server.commands.export import export
from rollbook.server.commands.load import load
from rollbook.server.commands.loads import loads
from rollbook.server.commands.migrate import migrate
from rollbook.server.commands.restore import restore
from rollbook.server.commands.serve import serve
from rollbook.server.commands.sheets import import_sheet
from rollbook.server.commands.verify import verify
from rollbook.server.errors import OperatorError
from rollbook.server.settings import known_settings
from rollbook.worlds import WorldMistakes

ABOUT = """
Rollbook, an open training-records and enrolment server.

It takes calls as the SmarterU XML API does (not affiliated), and keeps the records on your own machines.

\b
The first two commands to try:
  [bold]rollbook demo[/bold]                       a server with a sample account,
                                      and a first call to paste
  [bold]rollbook call PACKAGE.xml --dry-run[/bold] send it a package of your own:
                                      judged and answered, not recorded
"""
NEXT = "Then: write your account as a world file, [bold]rollbook load[/bold] it, and [bold]rollbook serve[/bold]."


class Commands(TyperGroup):
    """All commands. An error that the operator can mend ends them with one line, never with a traceback."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except OperatorError as error:
            ERR.print(f"[bold red]rollbook:[/] {escape(str(error))}", soft_wrap=True)
            raise typer.Exit(error.status) from None
        except WorldMistakes as mistakes:
            typer.echo(str(mistakes), err=True)
            raise typer.Exit(1) from None

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Show the commands and the settings that they share."""
        super().format_help(ctx, formatter)
        table = Table.grid(padding=(0, 2))
        for setting in known_settings():
            default = escape(f"[default: {setting.default}]")
            table.add_row(f"[bold cyan]{setting.variable}[/]", f"{setting.meaning} [dim]{default}[/]")
        title = "Settings, from the environment; each also as a file, with …_FILE"
        Console(highlight=False).print(
            Panel(table, title=title, title_align="left", border_style="dim", padding=(0, 1))
        )


app = typer.Typer(
    cls=Commands,
    help=ABOUT,
    epilog=NEXT,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)
for command in (demo, serve, load, loads, dump, call, migrate, distribute, backup, restore, verify):
    app.command()(command)
app.command("import")(import_sheet)
app.command()(imports.template)
app.command()(listen.listen)
app.add_typer(calls.app, name="calls")
app.add_typer(listen.app, name="events")
app.command()(export)
app.add_typer(keys.app, name="keys")
app.add_typer(imports.app, name="imports")
app.add_typer(people.app, name="people")


def show_version(wanted: bool) -> None:  # noqa: FBT001  # the signature is Typer's
    """Print the version and exit, if `--version` is given."""
    if wanted:
        typer.echo(f"rollbook {version('rollbook')}")
        raise typer.Exit


@app.callback()
def options(
    *,
    _version: Annotated[
        bool, typer.Option("--version", callback=show_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """Take the options before a command."""


def main() -> None:
    """Run the command line of this process."""
    app(prog_name="rollbook")
