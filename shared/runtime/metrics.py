"""Writes a count as a metric, in the log's own embedded format: no call, no content."""

from aws_lambda_powertools import Metrics
from aws_lambda_powertools.metrics import MetricUnit

NAMESPACE = "Doorknob"


def write_metric(step: str, name: str, value: float) -> None:
    """Write one count of one step; the template's alarms look at it by these names."""
    metrics = Metrics(namespace=NAMESPACE, service=step)
    metrics.add_metric(name, MetricUnit.Count, value)
    metrics.flush_metrics()
