"""Calls of the methods that list an account's courses, subscriptions and variants."""

from tests.answers import Answer, package
from tests.methods.people import Tree, xml
from tests.seed_calls import Keys
from tests.served import Served


def list_courses(server: Served, keys: Keys, tree: Tree | None = None, method: str = "listLearningModules") -> Answer:
    """Call listLearningModules with the content of its container."""
    return server.call(package(method, f"<LearningModule>{xml(tree or {})}</LearningModule>", keys))


def list_subscriptions(server: Served, keys: Keys, tree: Tree | None = None) -> Answer:
    """Call listSubscriptions with the content of its container."""
    return _about_variants(server, keys, "listSubscriptions", tree)


def list_variants(server: Served, keys: Keys, tree: Tree | None = None) -> Answer:
    """Call listVariants with the content of its container."""
    return _about_variants(server, keys, "listVariants", tree)


def _about_variants(server: Served, keys: Keys, method: str, tree: Tree | None) -> Answer:
    return server.call(package(method, f"<SubscriptionVariant>{xml(tree or {})}</SubscriptionVariant>", keys))


def listed(answer: Answer, tag: str) -> list[str | None]:
    """The text of a tag in each entry of the one list in the answer."""
    assert (answer.result, answer.errors) == ("Success", [])
    return [entry.findtext(tag) for entry in answer.tree.iterfind("Info/*/*")]
