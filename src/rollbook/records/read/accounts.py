"""What is asked about the account itself, and about its keys."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from rollbook.contract.answers import Values
from rollbook.contract.judge import Block
from rollbook.records.read.context import ReportContext, reader
from rollbook.records.sql.find import find_rows
from rollbook.records.tables import accounts, api_keys, custom_fields, users


@reader("account", "the account of the caller")
def read_account(connection: sa.Connection, asked: ReportContext, block: Block) -> Sequence[Values]:
    """Read the account."""
    del block
    row = connection.execute(accounts.select().where(accounts.c.id == asked.account)).one()
    return [{"Name": row.name, "Timezone": row.timezone, "Status": row.status, "CreatedDate": row.created_at}]


@reader("custom_fields", "the account's custom fields by name")
def read_custom_fields(connection: sa.Connection, asked: ReportContext, block: Block) -> Sequence[Values]:
    """Read the custom fields. They are few, and all alike: values of users, in plain text, set by calls."""
    del block
    own = custom_fields.c
    found = connection.execute(
        sa.select(own.id, own.name).where(own.account_id == asked.account).order_by(own.name_key)
    )
    alike = {"Type": "User", "DataType": "Text", "Status": "Active"}
    flags = dict.fromkeys(("UserEditable", "CertificateDisplay", "DataEncrypted"), False)
    dates = dict.fromkeys(("CreatedDate", "ModifiedDate"))
    return [{"ID": row.id, "Name": row.name, **dates, **alike, **flags} for row in found]


@reader("api_keys", "a page of the keys of the account and its users, in the order in which they were made")
def read_api_keys(connection: sa.Connection, asked: ReportContext, block: Block) -> Sequence[Values]:
    """Read a page of the keys that the filter lets through, in two statements: keys are not in the account's shard."""
    own, sent = api_keys.c, block.row
    conditions = [own.account_id == asked.account]
    if sent.Filters.Status is not None:
        conditions.append(_status(asked) == sent.Filters.Status)
    page: sa.Select[Any] = sa.select(*own, _status(asked).label("status")).where(*conditions).order_by(own.id)
    keys = connection.execute(page.limit(sent.PageSize).offset((sent.Page - 1) * sent.PageSize)).all()
    people = {key.user_id for key in keys if key.user_id is not None}
    holders = {row.id: row for row in find_rows(connection, asked.account, users.c.id, people)}
    return [_key(key, holders.get(key.user_id)) for key in keys]


def _status(asked: ReportContext) -> sa.ColumnElement[str]:
    revoked, expired = api_keys.c.revoked_at.is_not(None), api_keys.c.expires_at <= asked.now
    return sa.case((revoked, "Revoked"), (expired, "Expired"), else_="Active")


def _key(key: sa.Row[Any], holder: sa.Row[Any] | None) -> Values:
    return {
        "APIKeyID": key.id,
        "Email": holder and holder.email,
        "EmployeeID": holder and holder.employee_id,
        "Label": key.label,
        "Status": key.status,
        "CreatedDate": key.created_at,
        "ExpirationDate": key.expires_at,
        "RevokedDate": key.revoked_at,
    }
