"""The tables: one file a noun."""

from rollbook.records.tables.accounts import accounts, api_keys
from rollbook.records.tables.calls import calls
from rollbook.records.tables.changes import changes
from rollbook.records.tables.columns import metadata
from rollbook.records.tables.enrollments import enrollments, one_unlimited, subscription_enrollments
from rollbook.records.tables.groups import group_learning_modules, group_tags, group_variants, groups, memberships, tags
from rollbook.records.tables.imports import import_chunks, import_mappings, imports
from rollbook.records.tables.learning_modules import learning_modules, sessions
from rollbook.records.tables.loads import loads
from rollbook.records.tables.report_pages import report_pages
from rollbook.records.tables.secrets import secrets
from rollbook.records.tables.sign_ins import saved_filters, sign_in_failures, sign_in_links, sign_ins
from rollbook.records.tables.subscriptions import subscriptions, variant_learning_modules, variants
from rollbook.records.tables.teams import team_members, teams
from rollbook.records.tables.users import custom_fields, supervisors, users
from rollbook.records.tables.webhooks import webhook_deliveries, webhooks

__all__ = [
    "accounts",
    "api_keys",
    "calls",
    "changes",
    "custom_fields",
    "enrollments",
    "group_learning_modules",
    "group_tags",
    "group_variants",
    "groups",
    "import_chunks",
    "import_mappings",
    "imports",
    "learning_modules",
    "loads",
    "memberships",
    "metadata",
    "one_unlimited",
    "report_pages",
    "saved_filters",
    "secrets",
    "sessions",
    "sign_in_failures",
    "sign_in_links",
    "sign_ins",
    "subscription_enrollments",
    "subscriptions",
    "supervisors",
    "tags",
    "team_members",
    "teams",
    "users",
    "variant_learning_modules",
    "variants",
    "webhook_deliveries",
    "webhooks",
]
