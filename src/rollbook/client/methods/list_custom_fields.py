"""listCustomFields. Made by `make client` from the contract; do not edit."""

import datetime as dt
from typing import Literal

from msgspec import field

from rollbook.client.async_calls import AsyncCalls
from rollbook.client.sync_calls import Calls
from rollbook.client.wire import Found, Method


class Answer(Found, kw_only=True):
    """A custom field."""

    id: str | None = field(name="ID", default=None)
    name: str | None = field(name="Name", default=None)
    created_date: dt.datetime | None = field(name="CreatedDate", default=None)
    modified_date: dt.datetime | None = field(name="ModifiedDate", default=None)
    type: str | None = field(name="Type", default=None)
    data_type: str | None = field(name="DataType", default=None)
    status: str | None = field(name="Status", default=None)
    user_editable: bool | None = field(name="UserEditable", default=None)
    certificate_display: bool | None = field(name="CertificateDisplay", default=None)
    data_encrypted: bool | None = field(name="DataEncrypted", default=None)


Code = Literal["LCF:51"]
"""The method's codes."""
METHOD: Method[Answer, Code] = Method(
    name="listCustomFields",
    kind="report",
    container="CustomField",
    denied="LCF:51",
    moments=frozenset(["CreatedDate", "ModifiedDate"]),
    item="CustomField",
    answer_container="CustomFields",
    answer=Answer,
)


class Call(Calls):
    """Adds the method to a client."""

    def list_custom_fields(self) -> list[Answer]:
        """List the account's custom fields by name.

        What is known of it: Request and tags of the answer from the vendor's page; what the tags mean and codes ours.
        """
        return self._list(METHOD, {})


class AsyncCall(AsyncCalls):
    """Adds the method to a client."""

    async def list_custom_fields(self) -> list[Answer]:
        """List the account's custom fields by name.

        What is known of it: Request and tags of the answer from the vendor's page; what the tags mean and codes ours.
        """
        return await self._list(METHOD, {})
