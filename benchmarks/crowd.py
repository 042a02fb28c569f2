"""A crowd to measure with: one account, many users, sessions and a group, put straight into the tables."""

from datetime import UTC, datetime, timedelta
from xml.sax.saxutils import escape

from rollbook.records.database import schema
from rollbook.records.database.engine import Database
from rollbook.records.keys.api_keys import hash_of
from rollbook.records.tables import (
    accounts,
    api_keys,
    group_learning_modules,
    group_variants,
    groups,
    learning_modules,
    memberships,
    sessions,
    subscriptions,
    users,
    variants,
)

ACCOUNT_KEY, USER_KEY = "0123456789ABCDEF0123456789ABCDEF", "benchmark-benchmark-benchmark-0123456789"
USERS, SESSIONS = 2_000, 6_000
FIRST_USER, FIRST_SESSION, COURSE, VARIANT = 100, 10_000, 3860, 17


def fill(database: Database) -> None:
    """Migrate the empty database and put the crowd into it."""
    schema.migrate(database)
    now = datetime.now(UTC)
    held = now - timedelta(days=30)
    in_account = {"account_id": 1}
    named = {"given_name": "Some", "surname": "One", "created_at": now, "modified_at": now}
    people = [
        {**in_account, **named, "id": FIRST_USER + n, "email": email(n), "email_key": email(n)} for n in range(USERS)
    ]
    owner = {**people[0], "id": 1, "email": "owner@example.org", "email_key": "owner@example.org", "role": "owner"}
    group = {**in_account, "id": 1, "name": "Sales", "name_key": "sales", "created_at": now, "modified_at": now}
    course = {**in_account, "id": COURSE, "name": "Fitting", "type": "Instructor-Led", "created_at": now}
    held_sessions = [
        {**in_account, "id": FIRST_SESSION + n, "learning_module_id": COURSE, "grade_type": "Percentage"}
        | {"starts_at": held, "ends_at": held}
        for n in range(SESSIONS)
    ]
    variant = {"id": VARIANT, "subscription_id": 7, "name": "Quarter", "duration_type": "days", "duration_days": 90}
    keys = [(1, None, ACCOUNT_KEY), (2, 1, USER_KEY)]
    with database.writing() as connection:
        connection.execute(accounts.insert(), {"id": 1, "name": "Benchmark", "timezone": "UTC", "created_at": now})
        connection.execute(groups.insert(), group)
        connection.execute(users.insert(), [{**person, "role": "learner"} for person in people])
        connection.execute(users.insert(), owner)
        members = [{**in_account, "group_id": 1, "user_id": person["id"]} for person in people]
        connection.execute(memberships.insert(), members)
        connection.execute(learning_modules.insert(), course)
        connection.execute(sessions.insert(), held_sessions)
        connection.execute(group_learning_modules.insert(), {**in_account, "group_id": 1, "learning_module_id": COURSE})
        connection.execute(subscriptions.insert(), {**in_account, "id": 7, "name": "Shop", "created_at": now})
        connection.execute(variants.insert(), {**in_account, **variant, "created_at": now})
        connection.execute(group_variants.insert(), {**in_account, "group_id": 1, "variant_id": VARIANT})
        connection.execute(
            api_keys.insert(),
            [
                {"id": number, "account_id": 1, "user_id": user, "key_hash": hash_of(key), "created_at": now}
                for number, user, key in keys
            ],
        )


def email(number: int) -> str:
    """The address of one of the crowd."""
    return f"someone{number}@example.org"


def session_package(blocks: int, session: int) -> str:
    """A package that records `blocks` users in the session of that number."""
    block = (
        "<Enrollment><User><Email>{email}</Email></User><Group><GroupName>Sales</GroupName></Group>"
        f"<LearningModuleID>{COURSE}</LearningModuleID>"
        f"<LearningModuleSessionID>{FIRST_SESSION + session}</LearningModuleSessionID>"
        "<EnrollmentStatus>Completed</EnrollmentStatus><Grade>92</Grade><EnrolledDate>01-Mar-2024</EnrolledDate>"
        "</Enrollment>"
    )
    return _blocks("enrollSessionHistory", "LearningModuleEnrollment", block, blocks)


def variant_package(blocks: int, _: int) -> str:
    """A package that enrols `blocks` users in the variant."""
    block = (
        "<Enrollment><User><Email>{email}</Email></User><GroupName>Sales</GroupName>"
        f"<SubscriptionVariantID>{VARIANT}</SubscriptionVariantID></Enrollment>"
    )
    return _blocks("enrollSubscriptionVariants", "SubscriptionVariantEnrollment", block, blocks)


def _blocks(method: str, container: str, block: str, blocks: int) -> str:
    return package(method, container, "".join(block.format(email=email(number)) for number in range(blocks)))


def package(method: str, container: str, content: str) -> str:
    """A package of the owner's."""
    return (
        f"<SmarterU><AccountAPI>{ACCOUNT_KEY}</AccountAPI><UserAPI>{escape(USER_KEY)}</UserAPI><Method>{method}</Method>"
        f"<Parameters><{container}>{content}</{container}></Parameters></SmarterU>"
    )
