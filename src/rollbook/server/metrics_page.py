"""/metrics: the counts of all workers, for readers that the operator allows."""

from collections.abc import Iterator, Mapping
from functools import partial
from importlib import metadata
from ipaddress import IPv6Address, ip_address
from pathlib import Path
from typing import Any

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler
from prometheus_client import CollectorRegistry, Metric, generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector

from rollbook.calls.headers import pack
from rollbook.records.nodes import Nodes
from rollbook.server.metric_files import find_files, find_workers
from rollbook.server.settings import MetricsFor

FORWARDED = ("forwarded", "via", "x-forwarded-for", "x-forwarded-proto", "x-real-ip")
TEXT = "text/plain; version=0.0.4"  # the format of Prometheus; the character set is added
FORBIDDEN = "this address may not read /metrics; the setting ROLLBOOK_METRICS says which may\n"


class Workers(Collector):
    """Collects the counts of the workers and, from the system, what their processes use."""

    def __init__(self, directory: Path, database: str, nodes: Nodes) -> None:
        self._directory = directory
        self._database = database
        self._nodes = nodes

    def collect(self) -> Iterator[Metric]:
        """Yield every metric."""
        workers = find_workers(self._directory)
        yield from MultiProcessCollector.merge(find_files(self._directory, workers))  # type: ignore[no-untyped-call]  # the library's
        yield from _processes(workers)
        yield from _nodes(self._nodes.answers())
        about = GaugeMetricFamily("rollbook_build_info", "What runs here; always 1.", labels=("version", "database"))
        about.add_metric((metadata.version("rollbook"), self._database), 1)
        yield about


def _nodes(answers: Mapping[str, bool]) -> Iterator[Metric]:
    """Yield whether each node of a distributed database answers, and how many do not."""
    lost = sum(not is_up for is_up in answers.values())
    yield GaugeMetricFamily("rollbook_database_nodes_lost", "Nodes of the database that do not answer.", value=lost)
    each = GaugeMetricFamily("rollbook_database_node_up", "Whether a node of the database answers.", labels=("node",))
    for node, is_up in answers.items():
        each.add_metric((node,), is_up)
    yield each


def _processes(workers: Mapping[int, int]) -> Iterator[Metric]:
    """Yield Prometheus's standard process metrics for each worker."""
    found: dict[str, Metric] = {}
    for slot, process in sorted(workers.items()):
        for metric in ProcessCollector(pid=partial(str, process), registry=None).collect():
            kept = found.setdefault(metric.name, Metric(metric.name, metric.documentation, metric.type))
            for sample in metric.samples:
                kept.add_sample(sample.name, {"worker": str(slot)}, sample.value)
    yield from found.values()


def make_metrics_page(directory: Path, database: str, readers: MetricsFor, nodes: Nodes) -> HTTPRouteHandler:
    """Return the handler of /metrics."""
    registry = CollectorRegistry()
    registry.register(Workers(directory, database, nodes))

    @get("/metrics", include_in_schema=False, sync_to_thread=True)
    def metrics(request: Request[Any, Any, Any]) -> Response[bytes]:
        address = request.client.host if request.client else ""
        if not may_read(readers, address, request.headers):
            return Response(FORBIDDEN.encode(), status_code=403, media_type="text/plain")
        body, packing = pack(generate_latest(registry), request.headers)
        return Response(body, media_type=TEXT, headers=packing)

    return metrics


def may_read(readers: MetricsFor, address: str, headers: Mapping[str, str]) -> bool:
    """Whether the metrics may be read from this address.

    A forwarded request may come from anywhere, whatever the proxy's address.
    """
    if readers == "all":
        return True
    if any(name in headers for name in FORWARDED):
        return False
    try:
        reader = ip_address(address)
    except ValueError:
        return False
    if isinstance(reader, IPv6Address) and reader.ipv4_mapped:
        reader = reader.ipv4_mapped
    return reader.is_loopback or (readers == "private" and reader.is_private)
