"""What is to be deployed: one environment of `samconfig.toml`, over the template's own defaults."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from samtranslator.yaml_helper import yaml_parse

from infrastructure.cli.failures import CommandError


@dataclass(frozen=True, slots=True)
class Plan:
    """One deployment: the stack's name, its region, every parameter as it will be, and how many run at once."""

    stack: str
    region: str
    parameters: Mapping[str, str]
    most_at_once: int

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
    return Plan(wanted["stack_name"], wanted["region"], {**defaults, **given}, _most_at_once(described))


def _most_at_once(template: Mapping[str, Any]) -> int:
    events = [
        event.get("Properties", {})
        for each in template["Resources"].values()
        if each["Type"] == "AWS::Serverless::Function"
        for event in each["Properties"].get("Events", {}).values()
    ]
    return sum(int(each.get("ScalingConfig", {}).get("MaximumConcurrency", 0)) for each in events)
