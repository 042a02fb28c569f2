"""The nodes of a Citus cluster: which of them do not answer, and which one has an account."""

from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from time import monotonic

import sqlalchemy as sa
import structlog

from rollbook.records.database.distribute import find_home
from rollbook.records.database.engine import Database
from rollbook.records.patience import Patience

FRESH_SECONDS = 10
PLACES_SECONDS = 600
PATIENCE = Patience(statement=5, network=5)
ANSWERS_WITHIN = "SET citus.node_connection_timeout = '1s'"
_NODES = sa.text("""
    SELECT nodename || ':' || nodeport AS name, shouldhaveshards AS has_rows,
           groupid = (SELECT groupid FROM pg_dist_local_group)
               OR citus_check_connection_to_node(nodename, nodeport) AS answers
    FROM pg_dist_node WHERE isactive AND noderole = 'primary' ORDER BY 1
""")
PLACE = sa.text("""
    SELECT nodename || ':' || nodeport FROM pg_dist_placement JOIN pg_dist_node USING (groupid)
    WHERE noderole = 'primary'
        AND shardid = get_shard_id_for_distribution_column('users', CAST(:account AS bigint))
""")
"""The address of the node that has an account."""

log = structlog.get_logger("rollbook.server")


class NodeLostError(Exception):
    """The node, by its address, does not answer."""


class Nodes:
    """The nodes as they were when last checked, some seconds ago. No request waits for a check: it has its own thread.

    On a database that is not distributed there are none, and it is looked at once.
    """

    def __init__(self, url: str) -> None:
        self._database = Database(url, pool_size=1, patience=PATIENCE)
        self._aside = ThreadPoolExecutor(1, thread_name_prefix="nodes")
        self._look: Future[None] | None = None
        self._looked = -float(FRESH_SECONDS)
        self._is_cluster = self._database.dialect == "postgresql"
        self._are_many = False
        self._answers: Mapping[str, bool] = {}
        self._places: dict[int, str] = {}
        self._forgotten = monotonic()

    def answers(self) -> Mapping[str, bool]:
        """Return whether each node answers, by its address; have it looked at again if that was long ago."""
        is_looking = self._look is not None and not self._look.done()
        if self._is_cluster and not is_looking and monotonic() - self._looked >= FRESH_SECONDS:
            self._look = self._aside.submit(self._find)
        return self._answers

    def begin(self) -> None:
        """Look for the first time."""
        self.answers()

    def find(self, connection: sa.Connection, account: int) -> str:
        """Return the address of the node that has the account; "" if there is only one. It is asked now and then."""
        if not self._are_many:
            return ""
        if monotonic() - self._forgotten >= PLACES_SECONDS:  # accounts may have moved
            self._places, self._forgotten = {}, monotonic()
        if account not in self._places:
            self._places[account] = str(connection.scalar(PLACE, {"account": account}) or "")
        return self._places[account]

    def check(self, connection: sa.Connection, account: int) -> None:
        """Raise NodeLostError where the node that has the account is known not to answer."""
        node = self.find(connection, account)
        if self.answers().get(node) is False:
            raise NodeLostError(node)

    def close(self) -> None:
        """Look no more."""
        self._is_cluster = False
        self._aside.shutdown(wait=False, cancel_futures=True)
        self._database.close()

    def _find(self) -> None:
        try:
            with self._database.reading() as connection:
                self._is_cluster = self._is_cluster and bool(find_home(connection))
                if self._is_cluster:
                    connection.exec_driver_sql(ANSWERS_WITHIN)
                    nodes = connection.execute(_NODES).all()
                    self._are_many = sum(node.has_rows for node in nodes) > 1
                    self._answers = {node.name: node.answers for node in nodes}
        except sa.exc.DBAPIError as error:
            log.warning("the nodes cannot be looked at", reason=str(error.orig).partition("\n")[0])
        # A new connection next time: over one that was used before, a node that hangs would not be found out in time.
        self._database.engine.dispose()
        self._looked = monotonic()
