"""Writes one-time links that a call asks for: the user for whom one is made is signed in to the console by it."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

import sqlalchemy as sa

from rollbook.contract.answers import Values
from rollbook.contract.errors import Refused
from rollbook.contract.judge import Block
from rollbook.contract.method import Change
from rollbook.records.keys.links import new_link
from rollbook.records.tables import sign_in_links
from rollbook.records.write.api_keys import role_of
from rollbook.records.write.blocks import WriteContext, changer

LASTING = timedelta(seconds=60)
"""Source: DOC."""
PATH = "/console/link/"


@changer(
    "authorization", "a link that signs the user in once, within 60 seconds; the link itself is only in the answer"
)
class ExternalAuthorization:
    """Makes a link. It opens less than the caller's own key: never what an administrator may do."""

    def __init__(self, dialect: str) -> None:
        """Needs nothing of the dialect."""

    def __call__(
        self,
        connection: sa.Connection,
        context: WriteContext,
        method: type[Change],
        head: Block,
        lists: Mapping[str, Sequence[Block]],
    ) -> Values:
        """Write the hash of the link's token; return the token."""
        del lists
        user = head.found.user
        if role_of(connection, context, user).is_above_groups:
            raise Refused(method.not_stored["above_groups"])
        row, token = new_link(context.account, user, "sign-in", context.now, LASTING)
        connection.execute(sign_in_links.insert(), row)
        context.journal.insert(sign_in_links, [row])
        auth_key, _, request_key = token.partition(".")
        return {
            "AuthKey": auth_key,
            "RequestKey": request_key,
            "RedirectPath": f"{context.console_address}{PATH}{token}",
        }
