"""Writes what an account is called, and its time zone."""

from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from rollbook.contract.answers import Values
from rollbook.contract.errors import Refused
from rollbook.contract.judge import Block
from rollbook.contract.method import Change
from rollbook.records.tables import accounts
from rollbook.records.write.blocks import WriteContext, changer


@changer("account", "the account with the name and time zone that were sent, in all else as before")
class Account:
    """Changes the account of the caller. Accounts are not in one, but are themselves: no other is ever touched.

    Of two accounts that take one name at once the constraint refuses the second, which is then judged again.
    """

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
        """Write the change and return the account as it is then."""
        del lists
        own, sent = accounts.c.id == context.account, vars(head.row)
        was = connection.execute(accounts.select().where(own).with_for_update(key_share=True)).one()._mapping
        row = {**was, "name": sent["Name"] or was["name"], "timezone": sent["Timezone"] or was["timezone"]}
        namesake = sa.select(accounts.c.id).where(accounts.c.name == row["name"], accounts.c.id != context.account)
        if connection.execute(namesake).one_or_none() is not None:
            raise Refused(method.not_stored["account_name_taken"])
        if row != was:
            connection.execute(accounts.update().where(own).values(name=row["name"], timezone=row["timezone"]))
            context.journal.update(accounts, was, row)
        return {"Name": row["name"], "Timezone": row["timezone"]}
