"""The API: one file per method, with its whole contract and nothing else.

A method is found by its wire name: the file is that name in snake case, and there is no registry to edit.
"""

import importlib
import pkgutil

from rollbook.contract.method import Method


def _contract(module: str) -> type[Method]:
    """Return the contract in a file: the class that has the file's name, whatever letters of it are capitals."""
    namespace = {name.lower(): each for name, each in vars(importlib.import_module(f"{__name__}.{module}")).items()}
    contract: type[Method] = namespace[module.replace("_", "")]
    assert issubclass(contract, Method)  # noqa: S101  # a contract file without a contract cannot be loaded
    return contract


METHODS: dict[str, type[Method]] = {
    contract.wire_name(): contract
    for contract in sorted(
        (_contract(each.name) for each in pkgutil.iter_modules(__path__)), key=lambda contract: contract.wire_name()
    )
}

_BY_NAME = {name.lower(): method for method in METHODS.values() for name in (method.wire_name(), *method.aliases)}


def find_method(name: str) -> type[Method] | None:
    """Return the contract with a wire name, compared trimmed and without case; None where there is none."""
    return _BY_NAME.get(name.strip().lower())
