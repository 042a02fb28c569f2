"""Writes the catalogue: courses, subscriptions and their variants."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from rollbook.contract.judge import Block
from rollbook.contract.values import day_of
from rollbook.records.tables import learning_modules, subscriptions, variant_learning_modules, variants
from rollbook.records.write.blocks import WriteContext, changer
from rollbook.records.write.links import Links
from rollbook.records.write.single_rows import Lists, Row, SingleRow
from rollbook.vocabulary.catalogue import DURATIONS


@changer("learning_module", "the course as the package has it, in all else as before")
class LearningModule(SingleRow):
    """Makes or changes a course."""

    table, found = learning_modules, "learning_module"
    columns = {"Name": "name", "Type": "type", "Status": "status"}
    answer = {"LearningModuleID": "id", "Name": "name"}
    new = {"status": "Active"}


@changer("subscription", "the subscription as the package has it, in all else as before")
class Subscription(SingleRow):
    """Makes or changes a subscription."""

    table, found = subscriptions, "subscription"
    columns = {"Name": "name", "Description": "description", "Status": "status"}
    answer = {"SubscriptionID": "id", "Name": "name"}
    new = {"description": "", "status": "Active"}


@changer("variant", "the variant as the package has it, in all else as before")
class Variant(SingleRow):
    """Makes or changes a variant and its courses. Enrolments keep the period that they were given."""

    table, found = variants, "variant"
    columns = {"Name": "name", "Status": "status"}
    answer = {"VariantID": "id", "SubscriptionID": "subscription_id", "Name": "name"}
    new = {"status": "Active"}

    def __init__(self, dialect: str) -> None:
        super().__init__(dialect)
        self._courses = Links(variant_learning_modules, "variant_id", "learning_module_id", dialect, home=variants)

    def changed(self, was: Row, context: WriteContext, head: Block, lists: Lists) -> Row:
        """Return the row as it will be; a duration is given whole, or stays as it is."""
        row = super().changed(was, context, head, lists)
        if "subscription_id" not in row:
            row["subscription_id"] = head.found.subscription
        return row if head.row.DurationType is None else {**row, **_duration(head.row)}

    def tie(self, connection: sa.Connection, context: WriteContext, row: Row, lists: Lists) -> None:
        """Add and remove courses."""
        actions = {
            block.found.learning_module: vars(block.row).get("LearningModuleAction") != "Remove"
            for block in lists["LearningModules"]
        }
        self._courses.write(connection, context, row["id"], actions)


def _duration(sent: Any) -> Mapping[str, Any]:
    return {
        "duration_type": DURATIONS[sent.DurationType],
        "duration_days": sent.DurationDays,
        "start_date": sent.StartDate and day_of(sent.StartDate),
        "end_date": sent.EndDate and day_of(sent.EndDate),
    }
