"""createTeam. Made by `make client` from the contract; do not edit."""

from typing import Literal, Unpack

from msgspec import field

from rollbook.client.answers import ChangeResult
from rollbook.client.async_calls import AsyncCalls
from rollbook.client.sync_calls import Calls
from rollbook.client.wire import Found, Handling, Method


class Answer(Found, kw_only=True):
    """The team that was made."""

    team_id: str | None = field(name="TeamID", default=None)
    team_name: str | None = field(name="TeamName", default=None)


Code = Literal["CTE:51", "CTE:52", "CTE:53"]
"""The method's codes."""
METHOD: Method[Answer, Code] = Method(
    name="createTeam",
    kind="change",
    container="Team",
    denied="CTE:51",
    answer=Answer,
)


class Call(Calls):
    """Adds the method to a client."""

    def create_team(self, *, team_name: str, **how: Unpack[Handling]) -> ChangeResult[Answer, Code]:
        """Make a team. updateUser puts users into it.

        What is known of it: Nothing: it is ours.

        team_name: The team's name, compared without case and with inner blanks folded. Text, at most 255 characters.
        Without it the row is refused with CTE:52.
        """
        return self._change(METHOD, {"TeamName": team_name}, how)


class AsyncCall(AsyncCalls):
    """Adds the method to a client."""

    async def create_team(self, *, team_name: str, **how: Unpack[Handling]) -> ChangeResult[Answer, Code]:
        """Make a team. updateUser puts users into it.

        What is known of it: Nothing: it is ours.

        team_name: The team's name, compared without case and with inner blanks folded. Text, at most 255 characters.
        Without it the row is refused with CTE:52.
        """
        return await self._change(METHOD, {"TeamName": team_name}, how)
