"""Calls of the two seed methods: a good block for Dana, and what is changed in it."""

from collections.abc import Mapping
from xml.sax.saxutils import escape

from tests import cast
from tests.answers import Answer, package
from tests.served import Served

Keys = tuple[str, str]
OLGA, ADAM, GITA, MIRO, LENA, IRIS = (
    (cast.FINA_KEY, person.api_key) for person in (cast.OLGA, cast.ADAM, cast.GITA, cast.MIRO, cast.LENA, cast.IRIS)
)
MALLORY = (cast.NEXT_DOOR_KEY, cast.MALLORY.api_key)

Headers = Mapping[str, str] | None
Changes = dict[str, object]
"""What is sent instead, by tag; a tag whose value is None is left out."""
Sent = Mapping[str, object]

SESSION: Changes = {
    "Email": cast.DANA.email,
    "GroupName": cast.SALES,
    "LearningModuleID": cast.COURSE,
    "LearningModuleSessionID": cast.PERCENTAGE_SESSION,
    "EnrollmentStatus": "Completed",
    "Grade": "92",
    "EnrolledDate": "01-Mar-2024",
}
VARIANT: Changes = {
    "Email": cast.DANA.email,
    "GroupName": cast.SALES,
    "SubscriptionVariantID": cast.UNLIMITED_VARIANT,
    "EnrollmentTag": "spring",
}


def session_block(changes: Sent | None = None) -> str:
    """A block of enrollSessionHistory: Dana completed the session with 92 per cent."""
    sent = {**SESSION, **(changes or {})}
    user, group = _texts(sent, "Email", "EmployeeID"), _texts(sent, "GroupName", "GroupID")
    rest = _texts(sent, "LearningModuleID", "LearningModuleSessionID", "EnrollmentStatus", "Grade", "EnrolledDate")
    return f"<Enrollment><User>{user}</User><Group>{group}</Group>{rest}</Enrollment>"


def variant_block(changes: Sent | None = None) -> str:
    """A block of enrollSubscriptionVariants: Dana in the unlimited variant."""
    sent = {**VARIANT, **(changes or {})}
    rest = _texts(sent, "GroupName", "SubscriptionVariantID", "EnrollmentTag")
    return f"<Enrollment><User>{_texts(sent, 'Email', 'EmployeeID')}</User>{rest}</Enrollment>"


def session_package(keys: Keys, *blocks: Sent) -> str:
    """The package that calls enrollSessionHistory with a block for each of the changes."""
    content = "".join(map(session_block, blocks))
    return package("enrollSessionHistory", f"<LearningModuleEnrollment>{content}</LearningModuleEnrollment>", keys)


def variant_package(keys: Keys, *blocks: Sent) -> str:
    """The package that calls enrollSubscriptionVariants with a block for each of the changes."""
    content = "".join(map(variant_block, blocks))
    container = "SubscriptionVariantEnrollment"
    return package("enrollSubscriptionVariants", f"<{container}>{content}</{container}>", keys)


def record_sessions(server: Served, keys: Keys, *blocks: Sent, headers: Headers = None) -> Answer:
    """Call enrollSessionHistory with a block for each of the changes."""
    return server.call(session_package(keys, *blocks), headers)


def enroll_in_variants(server: Served, keys: Keys, *blocks: Sent, headers: Headers = None) -> Answer:
    """Call enrollSubscriptionVariants with a block for each of the changes."""
    return server.call(variant_package(keys, *blocks), headers)


def _texts(sent: Sent, *tags: str) -> str:
    return "".join(f"<{tag}>{escape(str(sent[tag]))}</{tag}>" for tag in tags if sent.get(tag) is not None)
