"""Finds in the functions' logs why a message died: the kind of error and the line of code, never its text."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from infrastructure.cli.standing import Standing

_FAILED = "failed"
_LINE = re.compile(r"\{.*\}")


def why_it_died(standing: Standing, message_ids: Sequence[str]) -> Mapping[str, str]:
    """Give the last failure that the log holds of each message."""
    if not message_ids:
        return {}
    lines = _here(standing.logs) if standing.logs else _on_aws(standing, message_ids)
    found = {}
    for line in lines:
        if line.get("message_id") in message_ids and str(line.get("outcome", "")).startswith(_FAILED):
            found[str(line["message_id"])] = f"{line['outcome']} at {line.get('where', '')}".rstrip(" at")
    return found


def _here(folder: Path) -> Iterator[Mapping[str, Any]]:
    for path in sorted(folder.glob("*.log")):
        yield from _read(path.read_text(encoding="utf-8").splitlines())


def _on_aws(standing: Standing, message_ids: Sequence[str]) -> Iterator[Mapping[str, Any]]:
    wanted = " || ".join(f'$.message_id = "{each}"' for each in message_ids[:10])  # a filter is at most 1,024 long
    logs = standing.client("logs")
    for group in _groups(standing):
        try:
            pages = logs.get_paginator("filter_log_events").paginate(
                logGroupName=group, filterPattern=f"{{ {wanted} }}"
            )
            yield from _read(event["message"] for page in pages for event in page["events"])
        except ClientError:
            continue  # the reason is a help, not a condition


def _groups(standing: Standing) -> list[str]:
    pages = standing.client("cloudformation").get_paginator("list_stack_resources").paginate(StackName=standing.name)
    resources = [each for page in pages for each in page["StackResourceSummaries"]]
    return [each["PhysicalResourceId"] for each in resources if each["ResourceType"] == "AWS::Logs::LogGroup"]


def _read(lines: Iterable[str]) -> Iterator[Mapping[str, Any]]:
    for line in lines:
        if found := _LINE.search(line):
            try:
                yield json.loads(found[0])
            except ValueError:
                continue
