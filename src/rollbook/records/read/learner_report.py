"""The learner report: what is answered about enrolments, a page at a time."""

from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa

from rollbook.contract.answers import Values
from rollbook.contract.judge import Block
from rollbook.contract.text import name_key
from rollbook.methods.get_learner_report import GetLearnerReport
from rollbook.records.page_marks import Position
from rollbook.records.plan.lookups import ACCOUNT
from rollbook.records.read.context import ReportContext, reader
from rollbook.records.read.enrollment_facts import COMPLETED, GRADE_TYPE, LAST_ACCESSED, STARTED
from rollbook.records.read.report_filters import find_wanted
from rollbook.records.read.report_order import select_positions
from rollbook.records.read.report_pages import find_page
from rollbook.records.tables import (
    enrollments,
    groups,
    subscription_enrollments,
    subscriptions,
    users,
    variant_learning_modules,
    variants,
)
from rollbook.vocabulary.known_user import shown_field

own, held = enrollments.c, subscription_enrollments.c
FACTS: dict[str, sa.ColumnElement[Any]] = {
    "LastName": users.c.surname,
    "FirstName": users.c.given_name,
    "UserID": own.user_id,
    "CreatedDate": own.recorded_at,
    "ModifiedDate": own.recorded_at,
    "AlternateEmail": users.c.profile["AlternateEmail"].as_string(),
    "CompletedDate": COMPLETED,
    "CourseSessionID": own.session_id,
    "Division": users.c.profile["Division"].as_string(),
    "DueDate": own.due_at,
    "EmployeeID": users.c.employee_id,
    "EnrolledDate": own.enrolled_at,
    "Grade": own.grade,
    "GradePercentage": sa.case((sa.func.coalesce(GRADE_TYPE, "Percentage") == "Percentage", own.grade)),
    "GroupID": groups.c.identifier,
    "GroupName": groups.c.name,
    "LastAccessedDate": LAST_ACCESSED,
    "Progress": sa.case((own.status == "Completed", "100"), else_="0"),
    "StartedDate": STARTED,
    "Title": users.c.profile["Title"].as_string(),
    "LearnerEmail": users.c.email,
    "CustomFields": users.c.custom_fields,
}
"""What the tags of a row show, except those that are part of its position."""
SUBSCRIPTION_FACTS: dict[str, sa.ColumnElement[Any]] = {
    "SubscriptionName": subscriptions.c.name,
    "VariantName": variants.c.name,
    "VariantStartDate": held.starts_at,
    "VariantEndDate": held.ends_at,
}
"""What is answered about the subscription by which the learner may take the course now.

CourseDuration, Points and RoleID stay empty: nothing of them is on record.
"""


@reader("learner_report", "a page of the enrolments, and how many of them are on it")
def read_learner_report(connection: sa.Connection, asked: ReportContext, block: Block) -> Sequence[Values]:
    """Read a page of the enrolments that pass the block's filters, and note where pages begin."""
    wanted = find_wanted(connection, asked, block.row.Filters)
    if wanted.is_nothing:
        return []
    page = find_page(connection, asked, block)
    positions = select_positions(wanted, page, connection.dialect.name).subquery("positions")
    tags = {*GetLearnerReport.columns(block.row)}
    found = connection.execute(_compose(asked, tags, positions), {ACCOUNT.key: asked.account}).all()
    asked.marks.extend(page.marks([_position(row) for row in found]))
    return [_row(row, block.row.CustomFields) for row in found[page.lead :]]


def _compose(asked: ReportContext, tags: Collection[str], positions: sa.Subquery) -> sa.Select[Any]:
    """Compose the statement that reads what is answered about the enrolments at the positions."""
    facts = [fact.label(tag) for tag, fact in {**FACTS, **SUBSCRIPTION_FACTS}.items() if tag in tags]
    source = (
        positions.join(enrollments, (own.account_id == asked.account) & (own.id == positions.c.enrollment_id))
        .join(users, (users.c.account_id == own.account_id) & (users.c.id == own.user_id))
        .join(groups, (groups.c.account_id == own.account_id) & (groups.c.id == own.group_id))
    )
    if not SUBSCRIPTION_FACTS.keys().isdisjoint(tags):
        # Citus needs the account in every outer join: it does not pass from one to the next.
        sold, account = subscriptions.c, asked.account
        source = (
            source.outerjoin(subscription_enrollments, (held.account_id == account) & (held.id == _held(asked)))
            .outerjoin(variants, (variants.c.account_id == account) & (variants.c.id == held.variant_id))
            .outerjoin(subscriptions, (sold.account_id == account) & (sold.id == held.subscription_id))
        )
    return sa.select(*positions.c, *facts).select_from(source).order_by(*positions.c)


def _held(asked: ReportContext) -> sa.ScalarSelect[int]:
    """Find the learner's enrolment, the latest of those running now, in a variant that contains the course."""
    running, contained = subscription_enrollments.alias("running").c, variant_learning_modules.c
    return (
        sa.select(running.id)
        .where(running.account_id == asked.account, running.user_id == own.user_id)
        .where(running.starts_at <= asked.now, sa.or_(running.ends_at.is_(None), running.ends_at > asked.now))
        .where(contained.account_id == asked.account, contained.variant_id == running.variant_id)
        .where(contained.learning_module_id == own.learning_module_id)
        .order_by(running.starts_at.desc(), running.id.desc())
        .limit(1)
        .correlate(enrollments)
        .scalar_subquery()
    )


def _position(row: sa.Row[Any]) -> Position:
    return Position(row.course_name, row.learning_module_id, row.enrolled_at, row.enrollment_id)


def _row(row: sa.Row[Any], fields: Sequence[str]) -> Values:
    """Return what is answered about an enrolment; a field that the account does not have is empty."""
    answer = {
        **row._mapping,
        "ID": row.enrollment_id,
        "CourseName": row.course_name,
        "LearningModuleID": row.learning_module_id,
    }
    if fields:
        values = {name_key(name): value for name, value in row.CustomFields.items()}
        answer["CustomFields"] = [shown_field(field, values.get(name_key(field))) for field in fields]
    return answer
