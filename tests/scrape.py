"""What a served process shows at /metrics."""

from collections.abc import Iterator

import httpx
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.samples import Sample

from tests.served import Served


class Scrape:
    """One reading of /metrics."""

    def __init__(self, served: Served) -> None:
        response = served.http.get("/metrics")
        assert response.status_code == httpx.codes.OK, response.text
        self.text = response.text
        self.families = list(text_string_to_metric_families(self.text))

    def samples(self, name: str) -> Iterator[Sample]:
        """The samples of exactly that name."""
        return (sample for family in self.families for sample in family.samples if sample.name == name)

    def value(self, name: str, **labels: str) -> float:
        """The sum of the samples that have these labels."""
        return sum(sample.value for sample in self.samples(name) if labels.items() <= sample.labels.items())

    def counted(self, name: str) -> dict[tuple[str, ...], float]:
        """What has been counted under a name, by its labels in the order of their names; nothing that is still 0."""
        return {
            tuple(value for _, value in sorted(sample.labels.items())): sample.value
            for sample in self.samples(name)
            if sample.value
        }

    def labels(self) -> dict[str, set[str]]:
        """The labels that samples have, by the samples' name."""
        found: dict[str, set[str]] = {}
        for family in self.families:
            for sample in family.samples:
                found.setdefault(sample.name, set()).update(sample.labels)
        return found
