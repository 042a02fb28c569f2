"""`rollbook listen` and `rollbook events`: hand what happens in an account to a program under development."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Annotated, Any

import httpx
import msgspec
import typer

from rollbook.client.webhooks import signed
from rollbook.records.database.ids import least_id_at
from rollbook.server.commands.access import HERE, NO_ANSWER, Url, authorization, make_http, read_keys, said
from rollbook.server.commands.consoles import ERR
from rollbook.server.errors import OperatorError

EVENTS = "api/v1/events"
AT_ONCE = 100
LONGEST_PAUSE = 30.0
app = typer.Typer(help="Look at events, and send one again.", no_args_is_help=True, rich_markup_mode="rich")
ForwardTo = Annotated[str, typer.Option("--forward-to", metavar="URL", help="Where each event is posted as JSON.")]
Secret = Annotated[
    str, typer.Option(envvar="WEBHOOK_SECRET", help="Sign events as Standard Webhooks do: whsec_ and base64.")
]
Every = Annotated[float, typer.Option("--every", min=0.05, metavar="SECONDS", help="How often to look.")]


def listen(
    *,
    forward_to: ForwardTo,
    url: Url = HERE,
    secret: Secret = "",
    after: Annotated[str, typer.Option(metavar="ID", help="Begin behind this event; otherwise now.")] = "",
    every: Every = 1,
    most: Annotated[int, typer.Option("--most", min=0, metavar="N", help="End after so many; 0: never.")] = 0,
) -> None:
    """Forward events to a program under development.

    An event is posted until it is taken (2xx), so it may come more than once. The keys are those of an administrator,
    in SMARTERU_ACCOUNT_API_KEY and SMARTERU_USER_API_KEY.
    """
    begin = after or str(least_id_at(datetime.now(UTC)))
    with make_http(url, **authorization(read_keys())) as server, httpx.Client(timeout=30) as hook:
        ERR.print(f"Listening. Events go to {forward_to}; Ctrl-C ends.", style="dim", markup=False, soft_wrap=True)
        for taken, event in enumerate(_follow(server, begin, every), 1):
            _deliver(hook, forward_to, event, secret)
            if taken == most:
                return


@app.command()
def replay(
    event: Annotated[str, typer.Argument(metavar="ID", help="The event's id.")],
    *,
    forward_to: ForwardTo,
    url: Url = HERE,
    secret: Secret = "",
) -> None:
    """Post one event again."""
    if not event.isdigit() or event == "0":
        raise OperatorError(f"{event!r} is not the id of an event", NO_ANSWER)
    with make_http(url, **authorization(read_keys())) as server, httpx.Client(timeout=30) as hook:
        found = _find(server, str(int(event) - 1), 1)
        if not found or found[0]["id"] != event:
            raise OperatorError(f"there is no event {event} that these keys may see")
        _deliver(hook, forward_to, found[0], secret)


def _follow(server: httpx.Client, after: str, every: float) -> Iterator[dict[str, Any]]:
    """Yield events as they happen. While the server is away it is asked again."""
    while True:
        try:
            found = _find(server, after, AT_ONCE)
        except httpx.TransportError as error:
            ERR.print(f"no answer: {error}", style="yellow", markup=False, soft_wrap=True)
            found = []
        for event in found:
            yield event
            after = event["id"]
        if len(found) < AT_ONCE:
            time.sleep(every)


def _find(server: httpx.Client, after: str, limit: int) -> list[dict[str, Any]]:
    response = server.get(EVENTS, params={"after": after, "limit": limit})
    if response.status_code != httpx.codes.OK:
        raise OperatorError(f"the server gives no events: {said(response)}", NO_ANSWER)
    found: list[dict[str, Any]] = response.json()["events"]
    return found


def _deliver(hook: httpx.Client, address: str, event: dict[str, Any], secret: str) -> None:
    """Post an event until it is taken; the pauses grow."""
    body, pause = msgspec.json.encode(event), 0.25
    while True:
        headers = {"Content-Type": "application/json", "webhook-id": event["id"]}
        try:
            headers |= signed(secret, event["id"], body) if secret else {}
            response = hook.post(address, content=body, headers=headers)
            outcome = str(response.status_code)
            is_taken = response.is_success
        except ValueError as error:
            raise OperatorError(f"--secret: {error}", NO_ANSWER) from None
        except httpx.TransportError as error:
            outcome, is_taken = str(error) or type(error).__name__, False
        counts = f"{event['recorded']} recorded, {event['refused']} refused"
        typer.echo(f"{event['id']}  {event['method']}  {counts}  -> {outcome}")
        if is_taken:
            return
        time.sleep(pause)
        pause = min(pause * 2, LONGEST_PAUSE)
