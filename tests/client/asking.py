"""Calls of any method by its name, with the sample of its contract, through the sync or the async client."""

import asyncio
import importlib
import json
import re
from collections.abc import Mapping
from typing import Any, Literal

from rollbook.client import AsyncRollbook, Rollbook
from rollbook.client.wire import Method
from rollbook.contract.method import Batch, Report
from rollbook.contract.method import Method as Contract
from rollbook.methods import METHODS
from rollbook.records import tables
from rollbook.reference.client.names import module_of, snake
from rollbook.reference.json_samples import sample_body
from rollbook.reference.samples import sample_package
from tests.confidential import known
from tests.seed_calls import OLGA
from tests.served import Served

Way = tuple[Literal["json", "xml"], Literal["sync", "async"]]
WAYS: list[Way] = [("json", "sync"), ("xml", "sync"), ("json", "async"), ("xml", "async")]
PATTERN = re.compile(r'"(9001|8001|301)"')
REL = ".//AccountUserLearningModuleRelID"
KEYS: dict[str, Any] = {"account_api": OLGA[0], "user_api": OLGA[1]}


def client_of(server: Served, encoding: Literal["json", "xml"], **options: Any) -> Rollbook:
    known.update(KEYS.values())
    return Rollbook(server.url, **{**KEYS, "encoding": encoding, **options})


def shape(contract: type[Contract]) -> Method[Any, Any]:
    found: Method[Any, Any] = importlib.import_module(f"rollbook.client.methods.{module_of(contract)}").METHOD
    return found


def arguments_of(contract: type[Contract], ids: Mapping[str, str]) -> tuple[list[Any], dict[str, Any]]:
    """The sample of a method as its Python arguments; ids that were assigned stand in the place of the sample's."""
    body = json.loads(PATTERN.sub(lambda found: ids.get(found[0], found[0]), json.dumps(sample_body(contract))))
    if issubclass(contract, Batch):
        return [body[contract.element]], {"dry_run": True}
    named = {snake(name): value for name, value in body.items()}
    return [], named if issubclass(contract, Report) else {**named, "dry_run": True}


def assigned(server: Served, contract: type[Contract]) -> dict[str, str]:
    """Make what the sample refers to by an id that is assigned; return the ids by those of the samples."""
    if PATTERN.search(json.dumps(sample_body(contract))) is None:
        return {}
    made = server.call(sample_package(METHODS["enrollLearningModules"])).tree.findtext(REL, "")
    call = max(row["id"] for row in server.rows(tables.calls))
    key = server.call(sample_package(METHODS["createAPIKey"])).tree.findtext(".//APIKeyID", "")
    return {'"9001"': f'"{made}"', '"8001"': f'"{call}"', '"301"': f'"{key}"'}


def ask(server: Served, contract: type[Contract], way: Way, ids: Mapping[str, str]) -> Any:
    """What the sample of a method is answered, as it is found; pages are read to the end."""
    encoding, pace = way
    name = snake(contract.wire_name())
    rows, named = arguments_of(contract, ids)
    if pace == "sync":
        with client_of(server, encoding) as client:
            found = getattr(client, name)(*rows, **named)
            return list(found) if shape(contract).pages_by else found

    async def ask_async() -> Any:
        async with AsyncRollbook(server.url, encoding=encoding, **KEYS) as client:
            found = getattr(client, name)(*rows, **named)
            return [each async for each in found] if shape(contract).pages_by else await found

    return asyncio.run(ask_async())
