"""/metrics: exact counts of the calls made, no matter who made them and which worker died."""

import re
from collections.abc import Callable
from pathlib import Path

import httpx
import psutil
import pytest

from rollbook.methods import METHODS
from rollbook.server.metric_files import FILE_BYTES, KINDS, metric_files
from rollbook.server.metrics import OTHER, RESULTS
from tests import cast
from tests.answers import Answer, package
from tests.raw import FORM, connect, form, post, processes_of, read_answer, until
from tests.scrape import Scrape
from tests.seed_calls import LENA, OLGA, enroll_in_variants, record_sessions, session_package
from tests.served import Served

pytestmark = pytest.mark.served

SESSIONS, VARIANTS = "enrollSessionHistory", "enrollSubscriptionVariants"
NOBODY = {"Email": "nobody@finashoes.com"}
HOSTILE = ['x"} 1\nrollbook_calls_total{method="evil', "é" * 200, "enrollSessionHistory2", *map(str, range(40))]
WORKERS = 2
CALLS = 24


@pytest.fixture
def started(database_url, tmp_path) -> Callable[..., Served]:
    """Starts a server of this test alone."""
    return lambda **options: Served(database_url, tmp_path, **options)


def send_alone(served: Served, body: str) -> Answer:
    """Make a call over a connection of its own, which any worker may take."""
    with connect(served) as connection:
        connection.sendall(post(form(body.encode()), kind=FORM))
        return read_answer(connection)


def code_of(answer: Answer) -> str:
    ((_, code, _),) = answer.errors
    assert code is not None
    return code


def workers_of(served: Served) -> list[psutil.Process]:
    """The processes that count calls."""
    return [each for each in processes_of(served)[1:] if each.status() != psutil.STATUS_ZOMBIE]


def is_whole(served: Served) -> bool:
    """Whether the worker that died has been replaced."""
    try:
        return Scrape(served).value("rollbook_worker_starts_total") == WORKERS + 1
    except httpx.TransportError:  # the connection was to the one that died
        return False


def test_calls_and_blocks_are_counted_by_outcome(started):
    with started() as served:
        served.load(cast.FINA_SHOES)
        mixed = record_sessions(served, OLGA, {}, {"Email": cast.ADAM.email}, NOBODY)
        record_sessions(served, OLGA, {"Email": cast.LENA.email}, headers={"Rollbook-Dry-Run": "true"})
        strict = record_sessions(
            served, OLGA, {"Email": cast.LENA.email}, NOBODY, headers={"Prefer": "handling=strict"}
        )
        enroll_in_variants(served, OLGA, {})
        forbidden = enroll_in_variants(served, LENA, {})
        seen = Scrape(served)
    assert seen.counted("rollbook_calls_total") == {
        (SESSIONS, "Success"): 2,
        (SESSIONS, "Failed"): 1,
        (VARIANTS, "Success"): 1,
        (VARIANTS, "Failed"): 1,
    }
    assert seen.counted("rollbook_blocks_total") == {
        ("", SESSIONS, "recorded"): 2,
        (code_of(mixed), SESSIONS, "refused"): 1,
        ("", SESSIONS, "tried"): 1,
        ("", VARIANTS, "recorded"): 1,
    }
    assert seen.counted("rollbook_call_errors_total") == {
        (code_of(strict), SESSIONS): 1,
        (code_of(forbidden), VARIANTS): 1,
    }
    assert seen.counted("rollbook_call_seconds_count") == {(SESSIONS,): 3, (VARIANTS,): 2}


def test_a_replayed_call_is_counted_as_replayed_and_its_blocks_only_once(started):
    with started() as served:
        served.load(cast.FINA_SHOES)
        for _ in range(3):
            record_sessions(served, OLGA, {}, headers={"Idempotency-Key": "k-1", "X-Request-ID": "again"})
        seen = Scrape(served)
    results = {result: seen.value("rollbook_calls_total", result=result) for result in RESULTS}
    assert results == {"Success": 1, "Failed": 0, "Replayed": 2}
    assert seen.value("rollbook_blocks_total") == 1


def test_no_name_that_a_caller_chose_becomes_a_label(started):
    with started() as served:
        served.load(cast.FINA_SHOES)
        codes = {code_of(served.call(package(name.replace('"', "&quot;"), "<Any/>", OLGA))) for name in HOSTILE}
        served.call("<not xml")
        record_sessions(served, (OLGA[0], "olga-9999999999"), {})
        seen = Scrape(served)
    assert codes == {"SU:11"}
    assert seen.counted("rollbook_calls_total") == {(OTHER, "Failed"): len(HOSTILE) + 2}
    assert seen.counted("rollbook_call_errors_total") == {
        ("SU:11", OTHER): len(HOSTILE),
        ("SU:03", OTHER): 1,
        ("SU:10", OTHER): 1,
    }
    methods = {sample.labels["method"] for sample in seen.samples("rollbook_calls_total")}
    assert methods == {*METHODS, OTHER}


def test_it_shows_no_key_no_name_and_no_data_of_an_account(started):
    with started() as served:
        served.load(cast.FINA_SHOES)
        record_sessions(served, OLGA, {}, NOBODY)
        seen = Scrape(served)
    secrets = (*OLGA, "Fina", cast.DANA.email, NOBODY["Email"], str(cast.COURSE), cast.SALES, "127.0.0.1")
    assert [text for text in secrets if text in seen.text] == []


def test_statements_bytes_and_connections_are_counted(started):
    with started(environment={"ROLLBOOK_THREADS": "3"}) as served:
        served.load(cast.FINA_SHOES)
        seen = [Scrape(served)]
        for people in ([cast.DANA], [cast.ADAM, cast.LENA, cast.GITA]):
            record_sessions(served, OLGA, *({"Email": person.email} for person in people))
            seen.append(Scrape(served))
    none, one, both = (each.value("rollbook_statements_total", method=SESSIONS) for each in seen)
    assert none == 0
    assert both - one == one > 1
    assert seen[1].value("rollbook_package_bytes_total", method=SESSIONS) == len(session_package(OLGA, {}))
    assert seen[2].value("rollbook_pool_connections_max") == 6
    assert seen[2].value("rollbook_pool_connections_in_use") == seen[2].value("rollbook_calls_in_progress") == 0


def test_a_call_that_waits_for_the_database_is_seen_in_progress(started, backend):
    if backend == "postgresql":
        pytest.skip("a writer of SQLite blocks every other, so one is easily held up")
    with started() as served:
        served.load(cast.FINA_SHOES)
        with connect(served) as connection:
            with served.database.writing():
                connection.sendall(post(form(session_package(OLGA, {}).encode()), kind=FORM))
                until(lambda: Scrape(served).value("rollbook_pool_connections_in_use") == 1)
                assert Scrape(served).value("rollbook_calls_in_progress") == 1
            assert read_answer(connection).result == "Success"
        assert Scrape(served).value("rollbook_calls_in_progress") == 0
        assert Scrape(served).value("rollbook_pool_connections_in_use") == 0


def test_the_counts_of_all_workers_are_added_up_and_those_of_a_killed_one_stay(started):
    with started(workers=WORKERS) as served:
        served.load(cast.FINA_SHOES)
        until(lambda: Scrape(served).value("rollbook_worker_starts_total") == WORKERS)
        body = session_package(OLGA, NOBODY)
        for _ in range(CALLS):
            send_alone(served, body)
        assert Scrape(served).counted("rollbook_calls_total") == {(SESSIONS, "Failed"): CALLS}
        pids = {int(each.labels["worker"]): each for each in Scrape(served).samples("process_start_time_seconds")}
        assert sorted(pids) == list(range(WORKERS))
        workers_of(served)[0].kill()
        until(lambda: is_whole(served))
        for _ in range(CALLS):
            send_alone(served, body)
        seen = Scrape(served)
    assert seen.counted("rollbook_calls_total") == {(SESSIONS, "Failed"): 2 * CALLS}
    assert seen.value("rollbook_call_seconds_count") == 2 * CALLS
    assert seen.value("rollbook_pool_connections_max") == 11 * WORKERS
    assert seen.value("rollbook_worker_starts_total") == WORKERS + 1
    assert len(list(seen.samples("process_resident_memory_bytes"))) == WORKERS


def test_the_files_go_when_the_server_stops(started, tmp_path):
    with started(environment={"TMPDIR": str(tmp_path)}) as served:
        assert len(list(tmp_path.glob("rollbook-metrics-*/*.lock"))) == 1
        assert served.stop() == 0
    assert list(tmp_path.glob("rollbook-metrics-*")) == []


def test_the_files_of_a_killed_server_go_when_the_next_starts_and_those_of_a_living_one_stay(started, tmp_path):
    def directories() -> set[Path]:
        return set(tmp_path.glob("rollbook-metrics-*"))

    environment = {"TMPDIR": str(tmp_path)}
    with started(environment=environment, workers=WORKERS) as killed, started(environment=environment) as living:
        of_both = directories()
        killed.kill()
        assert directories() == of_both
        killed.start()
        assert len(directories()) == len(of_both) == 2
        assert len(directories() & of_both) == 1
        assert Scrape(living).value("rollbook_calls_in_progress") == 0


def test_all_possible_labels_fit_into_the_files():
    codes = {method.wire_name(): {error.code for error in method.errors()} for method in METHODS.values()}
    longest = 300  # a name with its labels and its help, twice as long as any
    counters = sum(2 * (len(each) + 30) + 10 for each in codes.values())
    assert counters * longest < FILE_BYTES
    assert len(METHODS) * 20 * longest < FILE_BYTES
    with metric_files(1) as directory:
        assert {file.stat().st_size for file in directory.glob("*_0.db")} == {FILE_BYTES}
        assert len(list(directory.iterdir())) == len(KINDS) + 1


def test_names_follow_the_conventions_of_prometheus(started):
    with started() as served:
        served.load(cast.FINA_SHOES)
        record_sessions(served, OLGA, {}, NOBODY)
        seen = Scrape(served)
    names = re.findall(r"^# TYPE (\S+) (\S+)$", seen.text, re.MULTILINE)
    assert len(names) > 15
    assert [name for name, _ in names if not re.fullmatch(r"(rollbook|process)_[a-z_]+", name)] == []
    assert [name for name, kind in names if (kind == "counter") != name.endswith("_total")] == []
