"""Signing in through the provider that an operator has configured: the way there, and the way back."""

from http import HTTPStatus

import structlog

from rollbook.console.providers import Begun, Provider, ProviderDown, Unproven, read_begun
from rollbook.console.responses import Ended, Redirect, not_found
from rollbook.console.routes import screen
from rollbook.console.screens.sign_in import here
from rollbook.console.sign_ins import Refusal, sign_in_by_provider
from rollbook.console.visits import PREFIX, Guest

BACK = f"{PREFIX}/oidc/back"
NOBODY = (
    "Nobody here could be signed in. Begin again at the sign-in page; if it stays like this, ask the person who runs "
    "this server whether you are a user, with the same e-mail address or employee ID."
)
SEVERAL = "There are several accounts with you in them. Open {}/sign-in?account= with the name of one, and begin there."
DOWN = "The sign-in service does not answer as it should. Try again later, or sign in with a password."
log = structlog.get_logger("rollbook.console")


@screen("/oidc", None)
def begin(guest: Guest) -> Redirect:
    """Lead to the provider. Nothing is written; the browser keeps what it takes to come back."""
    provider, begun = _provider(guest), Begun.new()
    state = begun.state(guest.query.get("to", ""), guest.query.get("account", ""))
    try:
        address = provider.way_there(begun, state, _back(guest))
    except ProviderDown as reason:
        raise _down(reason) from None
    return Redirect(address, begun=begun)


@screen("/oidc/back", None)
def come_back(guest: Guest) -> Redirect:
    """Sign in who comes back from the provider."""
    provider = _provider(guest)
    try:
        begun = read_begun(guest.request)
        wanted, account = begun.read_state(guest.query.get("state", ""))
        if "code" not in guest.query:
            raise Unproven(f"the provider gave no code: {guest.query.get('error', '')[:80]!r}")
        who = provider.who_came(begun, guest.query["code"], _back(guest))
    except Unproven as reason:
        raise _nobody(str(reason)) from None
    except ProviderDown as reason:
        raise _down(reason) from None
    signed_in = sign_in_by_provider(guest, who, provider.account or account, by_email=provider.by_email)
    if not isinstance(signed_in, Refusal):
        return Redirect(here(wanted), signed_in.token)
    if signed_in.is_ambiguous:
        raise Ended(HTTPStatus.FORBIDDEN, "Which account?", SEVERAL.format(PREFIX))
    raise _nobody("there is no such active user")


def _provider(guest: Guest) -> Provider:
    if guest.desk.provider is None:
        raise not_found()
    return guest.desk.provider


def _back(guest: Guest) -> str:
    """Return the address to come back to. The provider leads only to those that were registered with it."""
    request = guest.request
    scheme = "https" if request.is_secure else "http"
    return (guest.desk.address or f"{scheme}://{request.headers.get('host', '')}") + BACK


def _nobody(reason: str) -> Ended:
    log.warning("sign-in through the provider failed", reason=reason)
    return Ended(HTTPStatus.FORBIDDEN, "Not signed in", NOBODY)


def _down(reason: ProviderDown) -> Ended:
    log.error("the sign-in provider failed", reason=str(reason))
    return Ended(HTTPStatus.BAD_GATEWAY, "Not signed in", DOWN)
