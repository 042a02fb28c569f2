"""The handle of a test server: all that a test asks of it."""

import asyncio
import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from functools import cache, cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

import httpx
import yaml

from rollbook import worlds
from rollbook.client import AsyncRollbook, Retries, Rollbook
from rollbook.records.database.engine import Database
from rollbook.testing.backends import in_process, in_this_process
from rollbook.testing.calls import Calls
from rollbook.testing.clock import Clock
from rollbook.testing.faults import Faults
from rollbook.testing.gateway import Gateway
from rollbook.testing.http_server import HttpServer
from rollbook.testing.stores import Store, World, make_store, source_of
from rollbook.worlds.load import load

Encoding = Literal["json", "xml"]
STOP_SECONDS = 10
KEYS = {"account_api": "SMARTERU_ACCOUNT_API_KEY", "user_api": "SMARTERU_USER_API_KEY"}


DEFAULT_WORLD = (files("rollbook.testing") / "world.yaml").read_text(encoding="utf-8")


class Handle:
    """A server: its address and keys, clients, what it was sent, and what is to go wrong."""

    is_own = True

    def __init__(self, store: Store, clock: Clock, world: World, *, is_in_thread: bool) -> None:
        self._store, self._clock, self._is_in_thread = store, clock, is_in_thread
        self._own_world = self._world = world
        self._gateway = Gateway()
        self.url = ""
        """The address of the XML API. That of JSON is beside it; rollbook.client takes this one for both."""

    @property
    def calls(self) -> Calls:
        """The calls since the test began, the latest last."""
        return self._gateway.calls

    @property
    def faults(self) -> Faults:
        """What is to go wrong, and with which call."""
        return self._gateway.faults

    @property
    def clock(self) -> Clock:
        """The server's clock, in the mode `thread`."""
        if not self._is_in_thread:
            raise RuntimeError("the clock of a server process is the system's; use --rollbook-mode=thread")
        return self._clock

    @property
    def keys(self) -> Mapping[str, str]:
        """The keys of the account's owner, as the world has them: account_api and user_api."""
        found = self._read_world()
        owners = [each for each in found["users"] if each.get("role") == "owner" and each.get("api_key")]
        if not owners or not found["account"].get("api_key"):
            raise LookupError("the world has no api_key for the account, or no owner who has one")
        return {"account_api": found["account"]["api_key"], "user_api": owners[0]["api_key"]}

    @property
    def client(self) -> Rollbook:
        """A client with these keys, by JSON; the same one as long as the keys are, so that it asks for limits once."""
        keys = tuple(self.keys.items())
        if keys not in self._clients:
            self._clients[keys] = self.make_client()
        return self._clients[keys]

    @property
    def async_client(self) -> AsyncRollbook:
        """The same for programs that await; a new one each time, to be closed."""
        return AsyncRollbook(self.url, **self.keys)  # type: ignore[arg-type]  # all are texts

    def make_client(self, encoding: Encoding = "json", retries: Retries | None = None, **keys: str) -> Rollbook:
        """Return a client that is quick to try again; with other keys than the owner's if they are given."""
        found = {**({} if "key" in keys else self.keys), **keys}
        quick = retries or Retries(first_pause=0.001)
        return Rollbook(self.url, encoding=encoding, retries=quick, http=self._http, **found)  # type: ignore[arg-type]  # all are texts

    def load(self, world: World) -> None:
        """Add the records of a world file, or of its text."""
        with closing(Database(self._store.url, pool_size=2)) as database:
            load(database, [source_of(world)])

    def reset(self) -> None:
        """Make the records again what they were when the test began; calls and faults stay."""
        self._store.reset(self._world)

    def dump(self) -> str:
        """Return all records of the account as a world file, in which no key is."""
        with closing(Database(self._store.url, pool_size=2)) as database:
            return worlds.dump(database, self._read_world()["account"]["name"])

    def begin(self, world: World | None) -> None:
        """Get ready for a test."""
        self._world = world or self._own_world
        self.reset()
        self.calls.clear()

    def end(self) -> None:
        """Leave nothing of a test behind."""
        self.faults.disarm()
        self._clock.run()

    def close(self) -> None:
        """Close the connections of the clients."""
        self._http.close()

    @cached_property
    def _clients(self) -> dict[tuple[tuple[str, str], ...], Rollbook]:
        return {}

    @cached_property
    def _http(self) -> httpx.Client:
        return httpx.Client(timeout=100, trust_env=False)

    def _read_world(self) -> dict[str, Any]:
        source = source_of(self._world)
        return _parse(source.read_text(encoding="utf-8") if isinstance(source, Path) else source)

    @contextmanager
    def running(self, directory: Path) -> Iterator[None]:
        """Serve in a thread of its own until the block ends."""
        ready, loop = threading.Event(), asyncio.new_event_loop()
        over = asyncio.Event()
        problems: list[BaseException] = []

        async def serve() -> None:
            behind = in_this_process(self._store.url, self._clock) if self._is_in_thread else None
            async with behind or in_process(self._store.url, directory) as self._gateway.behind:
                server = HttpServer(self._gateway.answer)
                self.url = f"http://127.0.0.1:{await server.start()}/apiv2/"
                ready.set()
                await over.wait()
                server.stop()

        def run() -> None:
            try:
                loop.run_until_complete(serve())
            except BaseException as problem:  # noqa: BLE001  # it is raised again, in the thread that waits
                problems.append(problem)
            finally:
                loop.run_until_complete(loop.shutdown_asyncgens())
                loop.close()
                ready.set()

        thread = threading.Thread(target=run, name="rollbook", daemon=True)
        thread.start()
        ready.wait()
        try:
            if problems:
                raise problems[0]
            yield
        finally:
            if not problems:
                loop.call_soon_threadsafe(over.set)
            thread.join(STOP_SECONDS)
            self.close()


@cache
def _parse(world: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(world)
    return found


class LiveHandle(Handle):
    """A server that is there already, with keys from the environment: nothing of it is reset, seen or broken."""

    is_own = False

    def __init__(self, url: str) -> None:
        given = httpx.URL(url)
        self.url = str(given if given.path.strip("/") else given.copy_with(path="/apiv2/"))
        self._gateway = Gateway()

    @property
    def keys(self) -> Mapping[str, str]:
        """The keys in SMARTERU_ACCOUNT_API_KEY and SMARTERU_USER_API_KEY."""
        missing = [name for name in KEYS.values() if not os.environ.get(name)]
        if missing:
            raise LookupError(f"--rollbook-mode={self.url} needs {' and '.join(missing)} in the environment")
        return {name: os.environ[variable] for name, variable in KEYS.items()}

    @property
    def faults(self) -> Faults:
        """Nothing can be made to go wrong."""
        raise self._not_here("faults")

    @property
    def calls(self) -> Calls:
        """Calls go past the test."""
        raise self._not_here("calls")

    @property
    def clock(self) -> Clock:
        """The clock is the server's own."""
        raise self._not_here("clock")

    def load(self, world: World) -> None:
        """Refuse to."""
        del world
        raise self._not_here("load")

    def reset(self) -> None:
        """Refuse to."""
        raise self._not_here("reset")

    def dump(self) -> str:
        """Refuse to."""
        raise self._not_here("dump")

    def begin(self, world: World | None) -> None:
        """Leave the records as they are; a test that needs a world of its own cannot be run here."""
        if world is not None:
            raise self._not_here("a world")

    def end(self) -> None:
        """Do nothing."""

    def _not_here(self, what: str) -> RuntimeError:
        return RuntimeError(f"{what}: not with a live server ({self.url}); use --rollbook-mode=thread or process")


@contextmanager
def start(
    mode: str, database: str, directory: Path, world: World | None, kept_in: Path | None = None
) -> Iterator[Handle]:
    """Start a server, or go to the one at an address; yield its handle.

    An empty database is kept in `kept_in` for later runs.
    """
    if mode.startswith(("http://", "https://")):
        live = LiveHandle(mode)
        live.begin(world)
        try:
            yield live
        finally:
            live.close()
        return
    if mode not in {"thread", "process"}:
        raise ValueError(f"--rollbook-mode takes thread, process or an address, not {mode!r}")
    with make_store(database, directory, kept_in) as store:
        handle = Handle(store, Clock(), world or DEFAULT_WORLD, is_in_thread=mode == "thread")
        handle.reset()
        with handle.running(directory):
            yield handle
