"""The local stack with a recogniser that costs nothing, and the machine it runs on: what benchmarks measure on."""

import os
import platform
from pathlib import Path

from infrastructure.local.stack import LocalStack
from infrastructure.root import ROOT

ENGINE = "infrastructure.bench.scripted:scripted"


def scripted_stack(logs: Path) -> LocalStack:
    """Describe a stack whose approvals go out at once."""
    parameters = {"UndoMinutes": "0", "AllowRoughSpeech": "true", "RequestsAMinute": "1000000"}  # faster than a person
    environment = {"SPEECH_ENGINE": ENGINE}
    return LocalStack(ROOT / "template.yaml", root=ROOT, parameters=parameters, environment=environment, log=logs)


def machine() -> str:
    """Say in words what the figures were measured on."""
    return f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
