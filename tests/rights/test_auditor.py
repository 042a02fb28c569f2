"""The auditor: reads the whole account with every report, and changes nothing with any other method."""

import pytest

from rollbook.contract.method import Report
from rollbook.methods import METHODS
from rollbook.records import tables
from rollbook.reference.samples import sample_package
from tests import cast
from tests.sampled import SAMPLED, with_ids
from tests.seed_calls import ADAM, OLGA
from tests.served import Served

HISTORY = {"calls", "report_pages"}
"""What every call may write: its record, and where pages of a report begin."""
WRITES = sorted(name for name, method in METHODS.items() if not issubclass(method, Report))
REPORTS = sorted(METHODS.keys() - {*WRITES})


@pytest.fixture
def audited(server: Served) -> Served:
    """The account in which the samples are good, with Adam as its auditor."""
    server.load(SAMPLED)
    with server.database.writing() as connection:
        connection.execute(tables.users.update().where(tables.users.c.email == cast.ADAM.email).values(role="auditor"))
    return server


@pytest.mark.parametrize("name", WRITES)
def test_an_auditor_changes_nothing(audited, name):
    kept = [table for table in tables.metadata.sorted_tables if table.name not in HISTORY]
    sent = with_ids(audited, sample_package(METHODS[name])).replace(OLGA[1], ADAM[1])
    before = [audited.rows(table) for table in kept]
    assert audited.call(sent).errors == [(None, METHODS[name].denied.code, METHODS[name].denied.text)]
    assert [audited.rows(table) for table in kept] == before


@pytest.mark.parametrize("name", REPORTS)
def test_an_auditor_reads_what_an_administrator_reads(audited, name):
    sent = with_ids(audited, sample_package(METHODS[name])).replace(OLGA[1], ADAM[1])
    theirs = audited.call(sent)
    with audited.database.writing() as connection:
        admins = tables.users.update().where(tables.users.c.role == "auditor")
        connection.execute(admins.values(role="administrator"))
    assert theirs.errors == []
    if name != "listCalls":  # the auditor's own call is on it by then
        assert theirs.text == audited.call(sent).text
