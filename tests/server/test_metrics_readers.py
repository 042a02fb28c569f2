"""Who may read /metrics: this machine, unless the operator says otherwise, and no forwarded request."""

import resource
from collections.abc import Iterator

import httpx
import pytest

from rollbook.server.errors import OperatorError
from rollbook.server.metric_files import FILE_BYTES, metric_files
from rollbook.server.metrics_page import FORWARDED, may_read
from tests import cast
from tests.scrape import Scrape
from tests.seed_calls import OLGA, record_sessions
from tests.served import Served

HERE = ("127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1")
NEAR = ("10.1.2.3", "192.168.1.9", "172.17.0.1", "fd00::7", "::ffff:10.1.2.3")
FAR = ("203.0.114.7", "8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "", "nonsense")


@pytest.fixture
def backend() -> str:
    """Who may read does not depend on the database."""
    return "sqlite"


@pytest.mark.parametrize(
    ("readers", "addresses"), [("local", HERE), ("private", (*HERE, *NEAR)), ("all", (*HERE, *NEAR, *FAR))]
)
def test_a_setting_allows_these_addresses_and_no_others(readers, addresses):
    assert tuple(each for each in (*HERE, *NEAR, *FAR) if may_read(readers, each, {})) == addresses


@pytest.mark.parametrize("header", FORWARDED)
def test_a_forwarded_request_is_allowed_only_by_all(header):
    assert [each for each in ("local", "private", "all") if may_read(each, "127.0.0.1", {header: "127.0.0.1"})] == [
        "all"
    ]


@pytest.mark.served
@pytest.mark.parametrize("options", [("--insecure-http",), ("--behind-proxy",)])
def test_a_server_shows_them_to_this_machine_and_not_through_a_proxy(database_url, tmp_path, options):
    with Served(database_url, tmp_path, options=options) as served:
        assert Scrape(served).value("rollbook_build_info") == 1
        refused = served.http.get("/metrics", headers={"X-Forwarded-For": "127.0.0.1"})
    assert (refused.status_code, "ROLLBOOK_METRICS" in refused.text) == (httpx.codes.FORBIDDEN, True)
    assert "rollbook_" not in refused.text


@pytest.mark.served
def test_off_shows_and_counts_nothing_and_calls_go_on(database_url, tmp_path):
    with Served(database_url, tmp_path, environment={"ROLLBOOK_METRICS": "off"}) as served:
        served.load(cast.FINA_SHOES)
        assert record_sessions(served, OLGA, {}).result == "Success"
        assert served.http.get("/metrics").status_code == httpx.codes.NOT_FOUND


@pytest.fixture
def no_room() -> Iterator[None]:
    """Limit files to a size, as a full disk would."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_BYTES // 2, limits[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, limits)


@pytest.mark.usefixtures("no_room")
def test_without_room_for_the_files_the_server_does_not_start_and_says_why():
    with pytest.raises(OperatorError, match=r"no room for the metrics .*ROLLBOOK_METRICS=off"), metric_files(1):
        pass
