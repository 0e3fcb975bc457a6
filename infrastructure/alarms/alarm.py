"""One alarm as CloudFormation wants it, from a threshold a person can read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

OURS = "Doorknob"  # the namespace of the product's own metrics
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Metric:
    """One number over time: `of` are its dimensions, `how` the statistic or a percentile such as p99."""

    namespace: str
    name: str
    of: Mapping[str, object] = field(default_factory=dict)
    how: str = "Sum"

    @property
    def dimensions(self) -> list[Json]:
        """The dimensions as CloudFormation wants them."""
        return [{"Name": name, "Value": value} for name, value in self.of.items()]


@dataclass(frozen=True, slots=True)
class Alarm:
    """When somebody is woken, and by which section of the runbook they act.

    It rings when `bad` of the last `of_last` periods of `every_s` seconds are above `above` (below
    `below`, where that is given). No data is no reason, unless `silence_is_bad`. One that `pages` wakes somebody
    at any hour; the others are told.
    """

    name: str
    section: str
    says: str
    metric: Metric | Mapping[str, Metric]
    above: float = 0.0
    every_s: int = 60
    bad: int = 1
    of_last: int = 1
    formula: str = ""
    below: float | None = None
    silence_is_bad: bool = False
    condition: str = ""
    pages: bool = False

    def as_resource(self) -> Json:
        """Write the alarm as a resource of the template."""
        resource: Json = {"Type": "AWS::CloudWatch::Alarm"}
        if self.condition:
            resource["Condition"] = self.condition
        is_low = self.below is not None
        topic = {"Ref": "PageTopic" if self.pages else "AlarmTopic"}
        resource["Properties"] = {
            "AlarmDescription": f"{self.section}  {self.says}",
            **self._measured(),
            "EvaluationPeriods": self.of_last,
            "DatapointsToAlarm": self.bad,
            "Threshold": self.below if is_low else self.above,
            "ComparisonOperator": "LessThanThreshold" if is_low else "GreaterThanThreshold",
            "TreatMissingData": "breaching" if self.silence_is_bad else "notBreaching",
            "AlarmActions": [topic],
            "OKActions": [topic],
        }
        return resource

    def _measured(self) -> Json:
        if isinstance(self.metric, Metric):
            how = (
                {"ExtendedStatistic": self.metric.how} if self.metric.how[0] == "p" else {"Statistic": self.metric.how}
            )
            named = {"Namespace": self.metric.namespace, "MetricName": self.metric.name}
            return {**named, "Dimensions": self.metric.dimensions, **how, "Period": self.every_s}
        return {"Metrics": [*self._queries(self.metric), _formula(self.formula)]}

    def _queries(self, metrics: Mapping[str, Metric]) -> Sequence[Json]:
        return [
            {
                "Id": name,
                "ReturnData": False,
                "MetricStat": {
                    "Metric": {
                        "Namespace": metric.namespace,
                        "MetricName": metric.name,
                        "Dimensions": metric.dimensions,
                    },
                    "Period": self.every_s,
                    "Stat": metric.how,
                },
            }
            for name, metric in metrics.items()
        ]


def _formula(text: str) -> Json:
    return {"Id": "judged", "Expression": text, "ReturnData": True}
