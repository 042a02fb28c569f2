"""Makes the console of a server: with connections and threads of its own, so that reading never delays a call."""

import base64
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

from litestar import get
from litestar.handlers import BaseRouteHandler
from litestar.response import Redirect

from rollbook.calls.gate import Gate
from rollbook.records.database.engine import Database
from rollbook.records.patience import Patience
from rollbook.server.errors import OperatorError
from rollbook.server.settings import Settings
from rollbook.web.reception import Reception

if TYPE_CHECKING:
    from rollbook.console.providers import Provider

Transport = Literal["tls", "proxy", "insecure"]
"""How the operator lets requests in."""

LOGOS = {b"\x89PNG": "image/png", b"<svg": "image/svg+xml", b"<?xml": "image/svg+xml"}
MOST_LOGO_BYTES = 2**15


class MadeConsole(NamedTuple):
    """What a console adds to an application; nothing where it is switched off."""

    handlers: list[BaseRouteHandler]
    close: Callable[[], None]


def make_console(
    settings: Settings, transport: Transport, gate: Gate, reception: Reception, patience: Patience
) -> MadeConsole:
    """Return the handlers of /console and of /, which leads there."""
    if settings.console == "off":
        return MadeConsole([], lambda: None)
    from rollbook.console.door import THREADS, Console  # noqa: PLC0415  # what is switched off is not loaded
    from rollbook.console.visits import PREFIX, Desk  # noqa: PLC0415  # nor is this

    database = Database(settings.database_url, pool_size=THREADS, patience=patience)
    desk = Desk(
        database,
        gate,
        settings.console_title,
        read_logo(settings.console_logo),
        make_provider(settings),
        settings.oidc_title,
        settings.console_address.rstrip("/"),
        settings.webhooks,
    )
    console = Console(desk, reception, behind_proxy=transport == "proxy", allows_plain=transport == "insecure")

    @get("/", include_in_schema=False, sync_to_thread=False)
    def first_page() -> Redirect:
        return Redirect(f"{PREFIX}/")

    def close() -> None:
        desk.recorder.close()
        database.close()

    return MadeConsole([console.handler(), first_page], close)


def make_provider(settings: Settings) -> "Provider | None":
    """Return the provider that people sign in with, if one is set; raise OperatorError where a setting is missing.

    An employee id names a person within one account only, so the account has to be set with it: else a provider of one
    company could open another company's records.
    """
    if not settings.oidc_issuer:
        return None
    try:
        from rollbook.console.oidc import OidcProvider, is_safe  # noqa: PLC0415  # an extra: most servers go without it
    except ModuleNotFoundError as error:
        raise OperatorError(f"ROLLBOOK_OIDC_ISSUER needs the extra rollbook[oidc]: no {error.name}") from None
    if not is_safe(settings.oidc_issuer):
        raise OperatorError("ROLLBOOK_OIDC_ISSUER has to begin with https://")
    if not settings.oidc_client_id:
        raise OperatorError("ROLLBOOK_OIDC_ISSUER needs ROLLBOOK_OIDC_CLIENT_ID")
    if settings.oidc_claim != "email" and not settings.oidc_account:
        raise OperatorError("ROLLBOOK_OIDC_CLAIM needs ROLLBOOK_OIDC_ACCOUNT: employee IDs repeat between accounts")
    return OidcProvider(
        settings.oidc_issuer,
        settings.oidc_client_id,
        settings.oidc_client_secret,
        settings.oidc_claim,
        settings.oidc_account,
    )


def read_logo(path: str) -> str | None:
    """Return a logo as the pages carry it; raise OperatorError for a file that is none."""
    if not path:
        return None
    try:
        image = Path(path).read_bytes()
    except OSError as error:
        raise OperatorError(f"cannot read the logo {path}: {error.strerror}") from None
    kind = next((kind for begin, kind in LOGOS.items() if image.startswith(begin)), None)
    if kind is None or len(image) > MOST_LOGO_BYTES:
        raise OperatorError(f"the logo {path} has to be an SVG or PNG file of at most {MOST_LOGO_BYTES:,} bytes")
    return f"data:{kind};base64,{base64.b64encode(image).decode()}"
