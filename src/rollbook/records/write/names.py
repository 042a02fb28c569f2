"""Writes what is nothing but a name in the account: teams, tags, custom fields."""

import sqlalchemy as sa

from rollbook.records.plan.lookups import ACCOUNT
from rollbook.records.sql.values import ValuesTable
from rollbook.records.tables import custom_fields, tags, teams, users
from rollbook.records.write.blocks import WriteContext, changer
from rollbook.records.write.single_rows import Row, SingleRow

FIELD = sa.bindparam("field", type_=sa.Text)
NOW = sa.bindparam("now", type_=users.c.modified_at.type)


@changer("team", "the team with the name that was sent")
class Team(SingleRow):
    """Makes a team, or renames it; its members stay in it."""

    table, found = teams, "team"
    columns = {"TeamName": "name"}
    answer = {"TeamID": "id", "TeamName": "name"}


@changer("tag", "the tag with the name that was sent")
class Tag(SingleRow):
    """Makes a tag, or renames it; groups keep their values of it."""

    table, found = tags, "tag"
    columns = {"TagName": "name"}
    answer = {"TagID": "id", "TagName": "name"}


@changer("custom_field", "the custom field with the name that was sent, and the users' values under that name")
class CustomField(SingleRow):
    """Makes a custom field, or renames it.

    Users keep the values by the field's name, so a new name is written into the rows of all users who have one: in two
    statements, whatever their number. It reads all users of the account, which only a renaming does.
    """

    table, found = custom_fields, "custom_field"
    columns = {"Name": "name"}
    answer = {"CustomFieldID": "id", "Name": "name"}

    def __init__(self, dialect: str) -> None:
        super().__init__(dialect)
        own = sa.select(users.c.id, users.c.custom_fields).where(users.c.account_id == ACCOUNT, _has_field(dialect))
        self._holders = own.order_by(users.c.id).with_for_update(key_share=True)
        given = self._given = ValuesTable([("id", users.c.id.type), ("fields", users.c.custom_fields.type)], dialect)
        self._rename = (
            users.update()
            .values(custom_fields=given.source.c.fields, modified_at=NOW)
            .where(users.c.account_id == ACCOUNT, users.c.id == given.source.c.id)
        )

    def follow(self, connection: sa.Connection, context: WriteContext, was: Row, row: Row) -> None:
        """Rename the field in the users' rows."""
        old, new = was["name"], row["name"]
        if old == new:
            return
        found = connection.execute(self._holders, {ACCOUNT.key: context.account, FIELD.key: old}).all()
        renamed = [
            (user, fields, {new if name == old else name: value for name, value in fields.items()})
            for user, fields in found
        ]
        if renamed:
            given = self._given.parameters([(user, fields) for user, _, fields in renamed])
            connection.execute(self._rename, {**given, ACCOUNT.key: context.account, NOW.key: context.now})
        for user, before, after in renamed:
            context.journal.update(users, {"id": user, "custom_fields": before}, {"id": user, "custom_fields": after})


def _has_field(dialect: str) -> sa.ColumnElement[bool]:
    fields = users.c.custom_fields
    if dialect == "sqlite":
        names = sa.func.json_each(fields).table_valued("key")
        return sa.exists(sa.select(names.c.key).where(names.c.key == FIELD))
    return fields.op("->", return_type=sa.Text())(FIELD).is_not(None)
