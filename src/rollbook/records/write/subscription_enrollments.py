"""Writes enrolments in subscription variants, and takes the credits they cost."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from rollbook.contract.errors import Error
from rollbook.contract.judge import Block
from rollbook.contract.method import Batch
from rollbook.contract.rules import Found, TakeCredit
from rollbook.records.database.ids import new_ids
from rollbook.records.sql.statements import Insert
from rollbook.records.tables import subscription_enrollments
from rollbook.records.write.blocks import WriteContext, insert_blocks, writer
from rollbook.records.write.credits import Credits

COLUMNS = (
    "id",
    "account_id",
    "user_id",
    "group_id",
    "subscription_id",
    "variant_id",
    "unlimited",
    "starts_at",
    "ends_at",
    "tag",
    "took_credit",
    "recorded_at",
    "call_id",
)


@writer("subscription_enrollment", "an enrolment in the variant, with the period that its duration gives")
class SubscriptionEnrollments:
    """Enrols users in variants; a user holds at most one unlimited enrolment in a subscription."""

    def __init__(self, dialect: str) -> None:
        self._credits = Credits(dialect)
        self._insert = Insert(
            subscription_enrollments,
            COLUMNS,
            dialect,
            conflict=("account_id", "user_id", "subscription_id"),
            where=sa.text("unlimited"),
            returning=("id",),
        )

    def __call__(
        self, connection: sa.Connection, context: WriteContext, method: type[Batch], blocks: Sequence[Block]
    ) -> None:
        """Write the blocks; credits are taken first, and given back for blocks that then lose a race."""
        good = self._take_credits(connection, context, method, blocks)
        if not good:
            return
        rows = {
            number: (block, self._row(context, number, block))
            for number, block in zip(new_ids(len(good)), good, strict=True)
        }
        lost = insert_blocks(connection, self._insert, context, method, rows)
        if back := _count(block for block in lost if block.found.requires_credits):
            self._credits.give_back(connection, context, back)

    def _take_credits(
        self, connection: sa.Connection, context: WriteContext, method: type[Batch], blocks: Sequence[Block]
    ) -> list[Block]:
        """Take what the blocks cost; where others were faster, the last blocks find nothing left."""
        wanted = _count(block for block in blocks if block.found.requires_credits)
        if not wanted:
            return list(blocks)
        left = self._credits.take(connection, context, wanted)
        good = []
        for block in blocks:
            place = (block.found.group, block.found.variant)
            if not block.found.requires_credits or left[place] > 0:
                good.append(block)
                left[place] -= 1
            else:
                block.refuse(_no_credit(method))
        return good

    @staticmethod
    def _row(context: WriteContext, number: int, block: Block) -> tuple[object, ...]:
        found = block.found
        starts_at, ends_at = period(found, context.now, context.zone)
        return (
            number,
            context.account,
            found.user,
            found.group,
            found.subscription,
            found.variant,
            bool(found.unlimited),
            starts_at,
            ends_at,
            vars(block.row)["EnrollmentTag"],
            bool(found.requires_credits),
            context.now,
            context.call,
        )


def period(found: Found, now: datetime, zone: ZoneInfo) -> tuple[datetime, datetime | None]:
    """Return start and end (None: never) that a variant's duration gives to an enrolment made now. Source: DOC.

    Days count from the moment of enrolment; dates run from 00:00 of the first to 23:59:59 of the last, in the
    account's time zone.
    """
    if found.duration_type == "unlimited":
        return now, None
    if found.duration_type == "days":
        return now, now + timedelta(days=found.duration_days)
    start: date = found.start_date
    end: date = found.end_date
    return datetime.combine(start, time(), zone), datetime.combine(end, time(23, 59, 59), zone)


def _count(blocks: Iterable[Block]) -> Counter[tuple[int, int]]:
    return Counter((block.found.group, block.found.variant) for block in blocks)


def _no_credit(method: type[Batch]) -> Error:
    return next(rule.error for rule in method.rules if isinstance(rule, TakeCredit))
