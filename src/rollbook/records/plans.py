"""The statements of every contract, composed at first use and kept."""

from collections.abc import Callable

from rollbook.contract.method import Read, Write
from rollbook.contract.rows import Row
from rollbook.contract.rules import Rule
from rollbook.records.plan.resolve import Resolver
from rollbook.records.read.context import Reader
from rollbook.records.read.groups import read_group, read_group_learning_modules, read_groups
from rollbook.records.read.learner_report import read_learner_report
from rollbook.records.read.learning_modules import read_learning_modules
from rollbook.records.read.sessions import read_sessions
from rollbook.records.read.subscriptions import read_subscriptions, read_variants
from rollbook.records.read.user_pages import read_users
from rollbook.records.read.users import read_user, read_user_groups, read_user_subscriptions
from rollbook.records.write.blocks import BlockWriter, Changer
from rollbook.records.write.enrollments import Enrollments, History, SessionHistory, Unenrollment
from rollbook.records.write.groups import GroupChange, NewGroup
from rollbook.records.write.sessions import HistoricalSession
from rollbook.records.write.subscription_enrollments import SubscriptionEnrollments
from rollbook.records.write.users import NewUser, UserChange

WRITERS: dict[Write, Callable[[str], BlockWriter]] = {
    Write.ENROLLMENT: Enrollments,
    Write.HISTORY: History,
    Write.SESSION_HISTORY: SessionHistory,
    Write.SUBSCRIPTION_ENROLLMENT: SubscriptionEnrollments,
    Write.UNENROLLMENT: Unenrollment,
}
CHANGERS: dict[Write, Callable[[str], Changer]] = {
    Write.GROUP: GroupChange,
    Write.HISTORICAL_SESSION: HistoricalSession,
    Write.NEW_GROUP: NewGroup,
    Write.NEW_USER: NewUser,
    Write.USER: UserChange,
}
READERS: dict[Read, Reader] = {
    Read.GROUP: read_group,
    Read.GROUP_LEARNING_MODULES: read_group_learning_modules,
    Read.GROUPS: read_groups,
    Read.USER: read_user,
    Read.USERS: read_users,
    Read.USER_GROUPS: read_user_groups,
    Read.USER_SUBSCRIPTIONS: read_user_subscriptions,
    Read.LEARNING_MODULES: read_learning_modules,
    Read.SUBSCRIPTIONS: read_subscriptions,
    Read.VARIANTS: read_variants,
    Read.LEARNER_REPORT: read_learner_report,
    Read.SESSIONS: read_sessions,
}

_resolvers: dict[tuple[type[Row], str], Resolver] = {}
_writers: dict[tuple[Write, str], BlockWriter] = {}
_changers: dict[tuple[Write, str], Changer] = {}


def resolver_of(row: type[Row], rules: tuple[Rule, ...], dialect: str) -> Resolver:
    """Return the one SELECT of a contract, or of the rows in one of its lists. A row class has one set of rules."""
    key = (row, dialect)
    if key not in _resolvers:
        _resolvers[key] = Resolver(row, rules, dialect)
    return _resolvers[key]


def writer_of(write: Write, dialect: str) -> BlockWriter:
    """Return what writes the good blocks of a batch."""
    key = (write, dialect)
    if key not in _writers:
        _writers[key] = WRITERS[write](dialect)
    return _writers[key]


def changer_of(write: Write, dialect: str) -> Changer:
    """Return what writes the change of one thing."""
    key = (write, dialect)
    if key not in _changers:
        _changers[key] = CHANGERS[write](dialect)
    return _changers[key]


def reader_of(read: Read) -> Reader:
    """Return what answers a report."""
    return READERS[read]
