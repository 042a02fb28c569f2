"""updateTeam. Made by `make client` from the contract; do not edit."""

from typing import Literal, Unpack

from msgspec import field

from rollbook.client.answers import ChangeResult
from rollbook.client.async_calls import AsyncCalls
from rollbook.client.sync_calls import Calls
from rollbook.client.wire import Found, Given, Handling, Id, Method, Plain


class Identifier(Given, kw_only=True):
    """The team."""

    team_name: str | None = field(name="TeamName", default=None)
    """The name it has now, compared without case and with inner blanks folded. Text, at most 255 characters."""
    team_id: Id | None = field(name="TeamID", default=None)
    """Its id. Whole number, 1 to 2^63-1."""


class Answer(Found, kw_only=True):
    """The team that was renamed."""

    team_id: str | None = field(name="TeamID", default=None)
    team_name: str | None = field(name="TeamName", default=None)


Code = Literal["UTE:51", "UTE:54", "UTE:52", "UTE:53"]
"""The method's codes."""
METHOD: Method[Answer, Code] = Method(
    name="updateTeam",
    kind="change",
    container="Team",
    denied="UTE:51",
    answer=Answer,
)


class Call(Calls):
    """Adds the method to a client."""

    def update_team(
        self, *, identifier: Identifier | Plain, team_name: str, **how: Unpack[Handling]
    ) -> ChangeResult[Answer, Code]:
        """Rename a team. Its members stay in it.

        What is known of it: Nothing: it is ours.

        identifier: The team. Without it the row is refused with UTE:54.

        team_name: Its new name, compared without case and with inner blanks folded. Text, at most 255 characters.
        Without it the row is refused with UTE:52.
        """
        return self._change(METHOD, {"Identifier": identifier, "TeamName": team_name}, how)


class AsyncCall(AsyncCalls):
    """Adds the method to a client."""

    async def update_team(
        self, *, identifier: Identifier | Plain, team_name: str, **how: Unpack[Handling]
    ) -> ChangeResult[Answer, Code]:
        """Rename a team. Its members stay in it.

        What is known of it: Nothing: it is ours.

        identifier: The team. Without it the row is refused with UTE:54.

        team_name: Its new name, compared without case and with inner blanks folded. Text, at most 255 characters.
        Without it the row is refused with UTE:52.
        """
        return await self._change(METHOD, {"Identifier": identifier, "TeamName": team_name}, how)
