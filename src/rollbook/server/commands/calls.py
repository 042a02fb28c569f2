"""`rollbook calls tail`: follows the log of an account's calls in a terminal."""

import time
from typing import Annotated

import httpx
import typer

from rollbook.client import ClientError, Rollbook
from rollbook.client.methods.list_calls import Answer
from rollbook.server.commands.access import HERE, NO_ANSWER, Url, make_client, make_http
from rollbook.server.errors import OperatorError

app = typer.Typer(help="Look at the calls to an account.", no_args_is_help=True, rich_markup_mode="rich")
LOOKED_THROUGH = 1000
"""Calls between two looks; where there are more, the older ones are passed over."""


@app.callback()
def _calls() -> None:
    """Look at the calls to an account."""


@app.command()
def tail(
    *,
    url: Url = HERE,
    lines: Annotated[int, typer.Option("--lines", "-n", min=0, max=1000, help="Calls to begin with.")] = 10,
    every: Annotated[float, typer.Option("--every", min=0.05, metavar="SECONDS", help="How often to look.")] = 2,
    most: Annotated[int, typer.Option("--most", min=0, metavar="N", help="End after so many; 0: never.")] = 0,
) -> None:
    """Show calls as they end, a line each: when, which method, by whom, how many rows, which codes.

    Looking is a dry run, so it is no call on record. The keys are those of an administrator, in
    SMARTERU_ACCOUNT_API_KEY and SMARTERU_USER_API_KEY.
    """
    with make_http(url, headers={"Rollbook-Dry-Run": "true"}) as http:
        client = make_client(str(http.base_url), http)
        last, shown = 0, 0
        while True:
            for call in _later_than(client, last, lines if last == 0 else LOOKED_THROUGH):
                typer.echo(_line(call))
                last, shown = max(last, _number(call)), shown + 1
                if shown == most:
                    return
            last = last or 1
            time.sleep(every)


def _later_than(client: Rollbook, last: int, most: int) -> list[Answer]:
    """Return the calls since the last one, the oldest first."""
    if most == 0:
        return []
    try:
        page = next(client.list_calls(page_size=most).by_page())
    except httpx.HTTPError as error:
        raise OperatorError(f"no answer: {error}", NO_ANSWER) from None
    except ClientError as error:
        raise OperatorError(f"the server shows no calls: {error}", NO_ANSWER) from None
    return [call for call in reversed(page) if _number(call) > last]


def _number(call: Answer) -> int:
    return int(call.call_id or 0)


def _line(call: Answer) -> str:
    received = call.received_date
    when = f"{received.astimezone():%H:%M:%S}" if received is not None else ""
    who = call.caller_email or call.caller_employee_id or ""
    counts = f"{call.recorded or 0} recorded, {call.refused or 0} refused"
    parts = (when, call.method or "no method", call.face or "", call.result or "", counts, call.error_codes or "", who)
    return "  ".join(filter(None, parts))
