"""The dashboard, the alerts and the page about watching name only what a real server shows."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
import yaml

from tests import cast
from tests.house.tree import ROOT
from tests.scrape import Scrape
from tests.seed_calls import LENA, OLGA, enroll_in_variants, record_sessions
from tests.served import Served

pytestmark = pytest.mark.served

OPERATE = ROOT / "docs" / "operate"
OF_PROMETHEUS = {"up": set[str]()}
"""Metrics that Prometheus itself makes."""
OF_CLUSTER = {"rollbook_database_node_up": {"node"}}
"""Labels that only a distributed database has values for."""
TARGET = {"job", "instance"}
"""Labels that Prometheus adds to everything it reads."""
SELECTOR = re.compile(r"([a-zA-Z_:][\w:]*)\{([^}]*)\}|(?<![\w\"$])((?:rollbook|process)_\w+)")
GROUPED = re.compile(r"\b(?:by|without) \(([^)]*)\)")
ARGUMENTS = re.compile(r"label_values\((.*), *(\w+)\)")
ROW = re.compile(r"^\| `((?:rollbook|process)_\w+)` \| .*$", re.MULTILINE)


@pytest.fixture
def backend() -> str:
    """Names are the same on every database."""
    return "sqlite"


@pytest.fixture
def seen(database_url, tmp_path) -> Scrape:
    """What a server shows after calls of every outcome."""
    with Served(database_url, tmp_path) as served:
        served.load(cast.FINA_SHOES)
        record_sessions(served, OLGA, {}, {"Email": "nobody@finashoes.com"})
        enroll_in_variants(served, LENA, {})
        return Scrape(served)


def metrics_in(expression: str) -> Iterator[tuple[str, set[str]]]:
    """The metrics in an expression, each with the labels that select it."""
    for name, matchers, bare in SELECTOR.findall(expression):
        yield name or bare, set(re.findall(r"(\w+)\s*[=!]", matchers))


def faults_of(expression: str, known: Mapping[str, set[str]]) -> list[str]:
    """The metrics and labels in an expression that do not exist."""
    named = dict(metrics_in(expression))
    faults = [f"{name} in {expression}" for name in named if name not in known]
    there = TARGET.union(*(known.get(name, set()) for name in named))
    grouped = {label.strip() for labels in GROUPED.findall(expression) for label in labels.split(",")}
    faults += [f"label {label} in {expression}" for label in grouped - there]
    for name, labels in metrics_in(expression):
        faults += [f"{name}{{{label}}}" for label in labels - TARGET - known.get(name, set())]
    return faults if named else [f"no metric in {expression}"]


def dashboard() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((OPERATE / "grafana.json").read_text())
    return found


def test_every_panel_of_the_dashboard_shows_metrics_and_labels_that_exist(seen):
    expressions = [target["expr"] for panel in dashboard()["panels"] for target in panel["targets"]]
    assert len(expressions) > 15
    assert [fault for each in expressions for fault in faults_of(each, {**seen.labels(), **OF_CLUSTER})] == []


def test_every_legend_of_the_dashboard_names_labels_that_its_expression_keeps():
    for panel in dashboard()["panels"]:
        for target in panel["targets"]:
            kept = {each.strip() for labels in GROUPED.findall(target["expr"]) for each in labels.split(",")}
            assert set(re.findall(r"\{\{(\w+)\}\}", target["legendFormat"])) <= kept, panel["title"]


def test_every_variable_of_the_dashboard_lists_a_label_that_exists_and_none_is_used_that_is_not_defined(seen):
    variables = dashboard()["templating"]["list"]
    for query in (each["query"]["query"] for each in variables if each["type"] == "query"):
        (expression, label) = ARGUMENTS.fullmatch(query).groups()  # type: ignore[union-attr]  # None fails the test too
        assert faults_of(expression, seen.labels()) == []
        ((name, _),) = metrics_in(expression)
        assert label in TARGET | seen.labels()[name]
    used = set(re.findall(r"\$\{?(\w+)", json.dumps(dashboard()["panels"])))
    assert used == {each["name"] for each in variables} | {"__rate_interval"}


def test_the_dashboard_shows_every_metric_of_ours(seen):
    text = json.dumps([panel["targets"] for panel in dashboard()["panels"]])
    ours = {family.name for family in seen.families if family.name.startswith("rollbook_")}
    assert {name for name in ours if name not in text} == set()


def test_every_alert_queries_metrics_and_labels_that_exist(seen):
    ((group,),) = yaml.safe_load((OPERATE / "alerts.yaml").read_text()).values()
    known = {**seen.labels(), **OF_PROMETHEUS, **OF_CLUSTER}
    assert len(group["rules"]) > 5
    assert [fault for rule in group["rules"] for fault in faults_of(rule["expr"], known)] == []
    for rule in group["rules"]:
        assert set(rule["annotations"]) == {"summary", "description"}
        named = set(re.findall(r"\$labels\.(\w+)", json.dumps(rule["annotations"])))
        there = TARGET.union(*(known[name] for name, _ in metrics_in(rule["expr"])))
        assert named <= there, rule["alert"]


def test_alerts_query_codes_that_exist_from_the_start(database_url, tmp_path):
    with Served(database_url, tmp_path) as served:
        codes = {each.labels["code"] for each in Scrape(served).samples("rollbook_call_errors_total")}
    asked = set(re.findall(r"code=\"([^\"]+)\"", (OPERATE / "alerts.yaml").read_text()))
    assert asked == codes


def test_the_page_lists_every_metric_with_its_kind_and_labels_and_no_other(seen):
    page = (OPERATE / "watching.md").read_text()
    rows = set()
    for family in seen.families:
        name = f"{family.name}_total" if family.type == "counter" else family.name
        labels = sorted(OF_CLUSTER.get(name) or set().union(*(each.labels for each in family.samples)) - {"le"})
        rows.add(f"| `{name}` | {family.type} | {', '.join(f'`{each}`' for each in labels)} | {family.documentation} |")
    assert {match[0] for match in ROW.finditer(page)} == rows
