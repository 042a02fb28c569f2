"""The Citus cluster that the tests are given, and databases on all its nodes."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import psutil
import psycopg
import sqlalchemy as sa

CLUSTER_GIVEN = "ROLLBOOK_TEST_CITUS_URL"
DIRECTORIES_GIVEN = "ROLLBOOK_TEST_CITUS_DIRECTORIES"
"""The data directories of the workers, with colons between them, where tests may stop and freeze these."""
NODES = "SELECT nodename, nodeport FROM pg_dist_node WHERE noderole = 'primary' AND isactive ORDER BY groupid"

OWN_DATABASE = """
    UPDATE pg_dist_object SET objid = (SELECT oid FROM pg_database WHERE datname = current_database())
    WHERE classid = 'pg_database'::regclass
"""
"""Updates what Citus knows about the database itself, in a copy."""


def directories() -> list[Path]:
    """The data directories of the nodes that tests may stop."""
    return [Path(each) for each in os.environ.get(DIRECTORIES_GIVEN, "").split(":") if each]


def process_of(port: int) -> psutil.Process:
    """The postmaster of the node that listens on the port."""
    for directory in directories():
        pid, _, _, its_port, *_ = (directory / "postmaster.pid").read_text().splitlines()
        if int(its_port) == port:
            return psutil.Process(int(pid))
    raise RuntimeError(f"{DIRECTORIES_GIVEN} does not name the directory of the node on port {port}")


def is_given() -> bool:
    """Whether there is a cluster to test on."""
    return CLUSTER_GIVEN in os.environ


@dataclass(frozen=True)
class Cluster:
    """The cluster by the addresses of its nodes, the coordinator's first; each may make databases.

    Citus joins nodes database by database. A copy of a joined database on every node is joined as well, and that is
    a hundred times as fast as distributing again.
    """

    nodes: tuple[sa.URL, ...]

    @classmethod
    def given(cls) -> Self:
        """Ask the coordinator's database, which the environment names, for the nodes it is joined to."""
        coordinator = sa.make_url(os.environ[CLUSTER_GIVEN])
        with psycopg.connect(_text(coordinator)) as connection:
            found = connection.execute(NODES).fetchall()
        if len(found) < 2:
            raise RuntimeError(f"{CLUSTER_GIVEN} names a database that is joined to no workers")
        return cls(tuple(coordinator.set(host=host, port=port) for host, port in found))

    def url(self, database: str) -> str:
        """The address of a database, on the coordinator."""
        return _text(self.nodes[0].set(database=database))

    def create(self, name: str, template: str) -> None:
        """Make a database on every node, a copy of one that is on every node."""
        for node in self.nodes:
            _run(node, f"CREATE DATABASE {name} TEMPLATE {template}")
            if template != "template0":
                _run(node.set(database=name), OWN_DATABASE)

    def join(self, name: str) -> None:
        """Join the databases of this name to one distributed database."""
        for node in self.nodes:
            _run(node.set(database=name), "CREATE EXTENSION citus")
        first, *workers = self.nodes
        coordinator = first.set(database=name)
        _run(coordinator, f"SELECT citus_set_coordinator_host('{first.host}', {first.port})")
        for worker in workers:
            _run(coordinator, f"SELECT citus_add_node('{worker.host}', {worker.port})")

    def close(self, name: str) -> None:
        """Refuse connections to the databases of this name, so that they can be copied."""
        for node in self.nodes:
            _run(node, f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
            _run(node, f"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '{name}'")

    def drop(self, name: str) -> None:
        """Delete the databases of this name."""
        for node in self.nodes:
            _run(node, f"DROP DATABASE {name} WITH (FORCE)")

    @contextmanager
    def copy(self, name: str, template: str) -> Iterator[str]:
        """Yield the address of a copy, which is deleted at the end."""
        self.create(name, template)
        try:
            yield self.url(name)
        finally:
            self.drop(name)


def _text(url: sa.URL) -> str:
    return url.render_as_string(hide_password=False)


def _run(node: sa.URL, statement: str) -> None:
    with psycopg.connect(_text(node), autocommit=True) as connection:
        connection.execute(statement.encode())
