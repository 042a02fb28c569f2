"""Names of the wire as Python spells them."""

import keyword
import re

from rollbook.contract.method import Method

BORDER = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def snake(name: str) -> str:
    """Return a wire name in snake case: learning_module_id of LearningModuleID."""
    words = BORDER.sub("_", name).lower()
    return f"{words}_" if keyword.iskeyword(words) else words


def module_of(method: type[Method]) -> str:
    """Return the module of a method, which has the name of its contract's."""
    return method.__module__.rpartition(".")[2]
