"""Who asks, and what all questions share."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from rollbook.contract.answers import Values
from rollbook.contract.judge import Block
from rollbook.contract.permissions import Permission, Role
from rollbook.records.page_marks import PageMark
from rollbook.records.ports import Ports
from rollbook.records.tables import memberships


@dataclass(frozen=True, slots=True)
class ReportContext:
    """The caller of a report, and the permissions that let a caller whose role does not reach every group see one.

    `marks` takes what a reader finds out about where pages begin; it is remembered when the call is put on record.
    """

    account: int
    user: int
    role: Role
    access: Permission
    now: datetime
    zone: ZoneInfo
    marks: list[PageMark] = field(default_factory=list)

    def may_see(self, group_id: sa.ColumnElement[int]) -> sa.ColumnElement[bool]:
        """The condition that the caller's role reaches every group, or that they hold one of the permissions in it."""
        if self.role.is_above_groups:
            return sa.true()
        return sa.exists().where(
            memberships.c.account_id == self.account,
            memberships.c.group_id == group_id,
            memberships.c.user_id == self.user,
            memberships.c.permissions.op("&")(int(self.access)) != 0,
        )

    def may_see_assigned(self, links: sa.Table, tie: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
        """The condition that the caller's role reaches every group, or that they may see one that the links name."""
        if self.role.is_above_groups:
            return sa.true()
        return sa.exists().where(tie, self.may_see(links.c.group_id))


Reader = Callable[[sa.Connection, ReportContext, Block], Sequence[Values]]
"""Answers a report: the block holds the filters as they were read, and what its rules found."""

reader = Ports[Reader]()
"""What answers a report."""
