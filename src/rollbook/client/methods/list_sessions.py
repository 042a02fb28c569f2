"""listSessions. Made by `make client` from the contract; do not edit."""

import datetime as dt
from typing import Literal

from msgspec import field

from rollbook.client.async_calls import AsyncCalls
from rollbook.client.sync_calls import Calls
from rollbook.client.wire import Found, Id, Method


class AnswerDate(Found, kw_only=True):
    """When and where a session is held; the dates in UTC, and converted to the account's time zone."""

    start_date: dt.datetime | None = field(name="StartDate", default=None)
    end_date: dt.datetime | None = field(name="EndDate", default=None)
    start_date_converted: str | None = field(name="StartDateConverted", default=None)
    end_date_converted: str | None = field(name="EndDateConverted", default=None)
    url: str | None = field(name="URL", default=None)
    webinar_provider: str | None = field(name="WebinarProvider", default=None)
    other: str | None = field(name="Other", default=None)
    venue: str | None = field(name="Venue", default=None)
    room: str | None = field(name="Room", default=None)
    location: str | None = field(name="Location", default=None)
    capacity: int | None = field(name="Capacity", default=None)


class Answer(Found, kw_only=True):
    """A session of the course."""

    course_session_id: str | None = field(name="CourseSessionID", default=None)
    status: str | None = field(name="Status", default=None)
    type: str | None = field(name="Type", default=None)
    grade_type: str | None = field(name="GradeType", default=None)
    dates: list[AnswerDate] = field(name="Dates", default_factory=list)


Code = Literal["LS:51", "LS:52"]
"""The method's codes."""
METHOD: Method[Answer, Code] = Method(
    name="listSessions",
    kind="report",
    container="LearningModule",
    denied="LS:51",
    answer_lists={"Dates": "Date"},
    moments=frozenset(["Dates/StartDate", "Dates/EndDate"]),
    item="Session",
    answer_container="Sessions",
    answer=Answer,
)


class Call(Calls):
    """Adds the method to a client."""

    def list_sessions(self, *, learning_module_id: Id) -> list[Answer]:
        """Show the sessions of a course, past and future, in the order of their start.

        What is known of it: Request and tags of the answer from the vendor's page; what the tags mean and codes ours.

        learning_module_id: The course's id. Whole number, 1 to 2^63-1. Without it the row is refused with LS:52.
        """
        return self._list(METHOD, {"LearningModuleID": learning_module_id})


class AsyncCall(AsyncCalls):
    """Adds the method to a client."""

    async def list_sessions(self, *, learning_module_id: Id) -> list[Answer]:
        """Show the sessions of a course, past and future, in the order of their start.

        What is known of it: Request and tags of the answer from the vendor's page; what the tags mean and codes ours.

        learning_module_id: The course's id. Whole number, 1 to 2^63-1. Without it the row is refused with LS:52.
        """
        return await self._list(METHOD, {"LearningModuleID": learning_module_id})
