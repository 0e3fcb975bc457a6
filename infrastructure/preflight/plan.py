"""What is to be deployed: one environment of `samconfig.toml`, over the template's own defaults."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from samtranslator.yaml_helper import yaml_parse

from infrastructure.cli.failures import CommandError

_SENDER = "SendPromptFunction"


@dataclass(frozen=True, slots=True)
class Plan:
    """One deployment: the stack's name, its region, every parameter as it will be, and how many run at once.

    `most_at_once` are the calls that all queues together may wake, `senders` those that send mail.
    """

    stack: str
    region: str
    parameters: Mapping[str, str]
    most_at_once: int
    senders: int

    @property
    def is_prod(self) -> bool:
        """Whether real clients are meant."""
        return self.parameters["Stage"] == "prod"


def read_plan(environment: str, config: Path, template: Path) -> Plan:
    """Read one environment.

    Raises:
        CommandError: when there is no such file or environment, or it sets a parameter that the template has not.
    """
    try:
        environments = tomllib.loads(config.read_text(encoding="utf-8"))
        wanted = environments[environment]["deploy"]["parameters"]
    except (OSError, tomllib.TOMLDecodeError, KeyError) as error:
        message = f"{config} has no environment {environment} to deploy ({type(error).__name__})"
        raise CommandError(message) from None
    described = yaml_parse(template.read_text(encoding="utf-8"))
    defaults = {name: str(each.get("Default", "")) for name, each in described["Parameters"].items()}
    given = dict(each.split("=", 1) for each in wanted.get("parameter_overrides", []))
    if unknown := sorted(set(given) - set(defaults)):
        message = f"{config}, {environment}: the template has no parameter {', '.join(unknown)}"
        raise CommandError(message)
    at_once = _at_once(described)
    parameters = {**defaults, **given}
    return Plan(wanted["stack_name"], wanted["region"], parameters, sum(at_once.values()), at_once[_SENDER])


def _at_once(template: Mapping[str, Any]) -> Mapping[str, int]:
    """Tell how many calls of each function its queue may wake at once."""
    events = {
        name: each["Properties"].get("Events", {}).values()
        for name, each in template["Resources"].items()
        if each["Type"] == "AWS::Serverless::Function"
    }
    return {name: sum(_most_of(event) for event in of_one) for name, of_one in events.items()}


def _most_of(event: Mapping[str, Any]) -> int:
    return int(event.get("Properties", {}).get("ScalingConfig", {}).get("MaximumConcurrency", 0))
