"""listLearningModules. Made by `make client` from the contract; do not edit."""

from typing import Literal

from msgspec import field

from rollbook.client.async_calls import AsyncCalls, AsyncPages
from rollbook.client.sync_calls import Calls, Pages
from rollbook.client.wire import Found, Given, Method, Plain


class Name(Given, kw_only=True):
    """A value, and how it is compared."""

    match_type: Literal["EXACT", "CONTAINS"] | None = field(name="MatchType", default=None)
    """Whether the value has to match the whole text or a part of it, without case."""
    value: str | None = field(name="Value", default=None)
    """The name, or a part of it. Text, at most 255 characters."""


class Filters(Given, kw_only=True):
    """What a course must be like to be listed."""

    name: Name | Plain | None = field(name="Name", default=None)
    """The name."""
    status: Literal["Active", "Inactive", "Archived"] | None = field(name="Status", default=None)
    """The course's status; by default all."""
    type: Literal["External", "Instructor-Led", "Online", "SCORM"] | None = field(name="Type", default=None)
    """The kind of course; by default all."""


class Answer(Found, kw_only=True):
    """A course."""

    learning_module_id: str | None = field(name="LearningModuleID", default=None)
    name: str | None = field(name="Name", default=None)
    type: str | None = field(name="Type", default=None)
    status: str | None = field(name="Status", default=None)


Code = Literal["LLM:51", "LLM:52", "LLM:53", "LLM:54", "LLM:55", "LLM:56"]
"""The method's codes."""
METHOD: Method[Answer, Code] = Method(
    name="listLearningModules",
    kind="report",
    container="LearningModule",
    denied="LLM:51",
    item="LearningModule",
    answer_container="LearningModules",
    pages_by="Page",
    page_size=50,
    answer=Answer,
)


class Call(Calls):
    """Adds the method to a client."""

    def list_learning_modules(
        self, *, page: int | None = None, page_size: int | None = None, filters: Filters | Plain | None = None
    ) -> Pages[Answer]:
        """List courses by name. A learner sees those assigned to groups in which they may enrol.

        What is known of it: The name only, from pages of other methods: request, answer and codes ours.

        page: Which page. Whole number, 1 to 1000000000.

        page_size: How many entries a page has. Whole number, 1 to 1000.

        filters: What a course must be like to be listed; it has to match all filters.
        """
        return self._pages(METHOD, {"Page": page, "PageSize": page_size, "Filters": filters})


class AsyncCall(AsyncCalls):
    """Adds the method to a client."""

    def list_learning_modules(
        self, *, page: int | None = None, page_size: int | None = None, filters: Filters | Plain | None = None
    ) -> AsyncPages[Answer]:
        """List courses by name. A learner sees those assigned to groups in which they may enrol.

        What is known of it: The name only, from pages of other methods: request, answer and codes ours.

        page: Which page. Whole number, 1 to 1000000000.

        page_size: How many entries a page has. Whole number, 1 to 1000.

        filters: What a course must be like to be listed; it has to match all filters.
        """
        return self._pages(METHOD, {"Page": page, "PageSize": page_size, "Filters": filters})
