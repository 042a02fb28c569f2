"""A user's custom fields: values are kept under the names of the fields, and no name changes while they are written."""

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa

from rollbook.contract.judge import Block, refusal_of
from rollbook.contract.method import Change
from rollbook.records.plan.lookups import ACCOUNT
from rollbook.records.sql.values import ValuesTable
from rollbook.records.tables import custom_fields, users
from rollbook.records.write.blocks import WriteContext

USER = sa.bindparam("user", type_=sa.BigInteger)

Fields = dict[str, str]
"""Values of custom fields, by name."""
Row = sa.Row[Any]


class FieldNames:
    """Locks the fields of which a package has values, so that a call that renames one comes before or after.

    If it comes before, its names are read here. If it comes after, it finds the values that this call has written.
    """

    def __init__(self, dialect: str) -> None:
        self._given = ValuesTable([("id", custom_fields.c.id.type)], dialect)
        own = (custom_fields.c.account_id == ACCOUNT, self._given.among(custom_fields.c.id, "id"))
        named = sa.select(custom_fields.c.id.label("field"), custom_fields.c.name.label("field_name")).where(*own)
        self._fields = named.order_by(custom_fields.c.id).with_for_update(read=True)
        self._with_user = _select_with_user(self._fields.subquery("fields"))

    def find(
        self, connection: sa.Connection, context: WriteContext, method: type[Change], blocks: Sequence[Block]
    ) -> Fields:
        """Return the values that the blocks have, by name."""
        given = [block for block in blocks if block.row.Held is not None]
        if not given:
            return {}
        return self._named(connection.execute(self._fields, self._parameters(context, given)), method, given)

    def find_with_user(
        self, connection: sa.Connection, context: WriteContext, method: type[Change], user: int, blocks: Sequence[Block]
    ) -> tuple[dict[str, Any], Fields]:
        """Return a user's row, locked too, and the values that the blocks have, by name: all with one statement."""
        given = [block for block in blocks if block.row.Held is not None]
        found = connection.execute(self._with_user, {**self._parameters(context, given), USER.key: user}).all()
        row = {column.name: getattr(found[0], column.name) for column in users.c}
        return row, self._named(found, method, given)

    def _parameters(self, context: WriteContext, given: Sequence[Block]) -> dict[str, Any]:
        fields = self._given.parameters([(block.found.custom_field,) for block in given])
        return {**fields, ACCOUNT.key: context.account}

    @staticmethod
    def _named(found: Iterable[Row], method: type[Change], given: Sequence[Block]) -> Fields:
        names = {row.field: row.field_name for row in found}
        for block in given:
            if block.found.custom_field not in names:
                raise refusal_of(block, method.not_stored["field_gone"])
        return {names[block.found.custom_field]: block.row.Held.key for block in given}


def _select_with_user(fields: sa.Subquery) -> sa.Select[Any]:
    """Select a user's row with each field. Only the first has the user's documents: a field may be one of thousands."""
    number = sa.func.row_number().over(order_by=fields.c.field).label("number")
    numbered = sa.select(*fields.c, number).subquery("numbered")
    is_first = sa.func.coalesce(numbered.c.number, 1) == 1
    columns = [
        sa.case((is_first, column)).label(column.name) if isinstance(column.type, sa.JSON) else column
        for column in users.c
    ]
    user = sa.select(*columns, numbered.c.field, numbered.c.field_name)
    of_user = (users.c.account_id == ACCOUNT) & (users.c.id == USER)
    found = user.select_from(users.outerjoin(numbered, sa.true())).where(of_user)
    return found.order_by(numbered.c.number).with_for_update(of=users)
