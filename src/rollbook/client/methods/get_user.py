"""getUser. Made by `make client` from the contract; do not edit."""

import datetime as dt
from typing import Literal

from msgspec import field

from rollbook.client.async_calls import AsyncCalls
from rollbook.client.sync_calls import Calls
from rollbook.client.wire import Found, Id, Method


class AnswerCustomField(Found, kw_only=True):
    """The value of one of the account's custom fields, twice: in the vendor's tags and in shorter ones."""

    name: str | None = field(name="Name", default=None)
    value: str | None = field(name="Value", default=None)
    custom_field_name: str | None = field(name="CustomFieldName", default=None)
    custom_field_value: str | None = field(name="CustomFieldValue", default=None)


class Answer(Found, kw_only=True):
    """All that is known of a user."""

    id: str | None = field(name="ID", default=None)
    email: str | None = field(name="Email", default=None)
    employee_id: str | None = field(name="EmployeeID", default=None)
    created_date: dt.datetime | None = field(name="CreatedDate", default=None)
    modified_date: dt.datetime | None = field(name="ModifiedDate", default=None)
    given_name: str | None = field(name="GivenName", default=None)
    surname: str | None = field(name="Surname", default=None)
    language: str | None = field(name="Language", default=None)
    allow_feedback: bool | None = field(name="AllowFeedback", default=None)
    status: str | None = field(name="Status", default=None)
    authentication_type: str | None = field(name="AuthenticationType", default=None)
    timezone: str | None = field(name="Timezone", default=None)
    alternate_email: str | None = field(name="AlternateEmail", default=None)
    home_group: str | None = field(name="HomeGroup", default=None)
    organization: str | None = field(name="Organization", default=None)
    title: str | None = field(name="Title", default=None)
    division: str | None = field(name="Division", default=None)
    supervisor: str | None = field(name="Supervisor", default=None)
    supervisors: list[str] = field(name="Supervisors", default_factory=list)
    birthdate: str | None = field(name="Birthdate", default=None)
    hire_date: str | None = field(name="HireDate", default=None)
    termination_date: str | None = field(name="TerminationDate", default=None)
    phone_primary: str | None = field(name="PhonePrimary", default=None)
    phone_alternate: str | None = field(name="PhoneAlternate", default=None)
    phone_mobile: str | None = field(name="PhoneMobile", default=None)
    send_mail_to: str | None = field(name="SendMailTo", default=None)
    send_email_to: str | None = field(name="SendEmailTo", default=None)
    fax: str | None = field(name="Fax", default=None)
    website: str | None = field(name="Website", default=None)
    address1: str | None = field(name="Address1", default=None)
    address2: str | None = field(name="Address2", default=None)
    city: str | None = field(name="City", default=None)
    postal_code: str | None = field(name="PostalCode", default=None)
    province: str | None = field(name="Province", default=None)
    country: str | None = field(name="Country", default=None)
    send_weekly_task_reminder: bool | None = field(name="SendWeeklyTaskReminder", default=None)
    send_weekly_progress_summary: bool | None = field(name="SendWeeklyProgressSummary", default=None)
    teams: list[str] = field(name="Teams", default_factory=list)
    roles: list[str] = field(name="Roles", default_factory=list)
    custom_fields: list[AnswerCustomField] = field(name="CustomFields", default_factory=list)
    venues: list[str] = field(name="Venues", default_factory=list)
    wages: list[str] = field(name="Wages", default_factory=list)
    receive_notifications: bool | None = field(name="ReceiveNotifications", default=None)


Code = Literal["GU:51", "GU:52", "GU:03", "GU:04"]
"""The method's codes."""
METHOD: Method[Answer, Code] = Method(
    name="getUser",
    kind="report",
    container="User",
    denied="GU:51",
    answer_lists={
        "Supervisors": "Supervisor",
        "Teams": "Team",
        "Roles": "Role",
        "CustomFields": "CustomField",
        "Venues": "Venue",
        "Wages": "Wage",
    },
    moments=frozenset(["CreatedDate", "ModifiedDate"]),
    item="User",
    answer=Answer,
)


class Call(Calls):
    """Adds the method to a client."""

    def get_user(self, *, email: str | None = None, employee_id: str | None = None, id: Id | None = None) -> Answer:
        """Show one user.

        What is known of it: Request from the vendor's page; answer from a recording of 2015, its newer tags from a
        client; two codes known, the others ours.

        email: The user's e-mail address, compared without case. E-mail address, at most 254 characters.

        employee_id: The user's employee id, compared exactly. Text, at most 255 characters.

        id: The id that listUsers and getUser show. Whole number, 1 to 2^63-1.
        """
        return self._one(METHOD, {"Email": email, "EmployeeID": employee_id, "ID": id})


class AsyncCall(AsyncCalls):
    """Adds the method to a client."""

    async def get_user(
        self, *, email: str | None = None, employee_id: str | None = None, id: Id | None = None
    ) -> Answer:
        """Show one user.

        What is known of it: Request from the vendor's page; answer from a recording of 2015, its newer tags from a
        client; two codes known, the others ours.

        email: The user's e-mail address, compared without case. E-mail address, at most 254 characters.

        employee_id: The user's employee id, compared exactly. Text, at most 255 characters.

        id: The id that listUsers and getUser show. Whole number, 1 to 2^63-1.
        """
        return await self._one(METHOD, {"Email": email, "EmployeeID": employee_id, "ID": id})
