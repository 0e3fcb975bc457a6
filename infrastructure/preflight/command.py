"""`doorknob preflight`: every check with its findings, and a remedy for each."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import boto3
import typer
from botocore.exceptions import BotoCoreError, ClientError

from infrastructure.cli.failures import CommandError
from infrastructure.preflight.checks import CHECKS
from infrastructure.preflight.finding import Finding
from infrastructure.preflight.ground import Check, Ground
from infrastructure.preflight.plan import Plan, read_plan
from infrastructure.root import ROOT
from infrastructure.stack_outputs import outputs


def preflight(environment: str, profile: str) -> None:
    """Look at the account before a deployment of one environment, or after it.

    Raises:
        CommandError: when anything stands in the way, after all of it was printed.
    """
    plan = read_plan(environment, ROOT / "samconfig.toml", ROOT / "template.yaml")
    session = boto3.Session(profile_name=profile or None, region_name=plan.region)
    used = boto3.Session(profile_name=profile or None).region_name or ""
    ground = Ground(plan, session.client, datetime.now(UTC).date(), _outputs(session, plan), used)
    typer.echo(f"{environment}: stack {plan.stack} in {plan.region}, {'stands' if ground.stands else 'not there yet'}")
    blocking = sum(_tell(name, findings_of(check, ground)) for name, check in CHECKS)
    if blocking:
        message = f"in the way: {blocking}; each has its remedy above"
        raise CommandError(message)
    typer.echo(f"Nothing stands in the way: sam build && sam deploy --config-env {environment}")


def findings_of(check: Check, ground: Ground) -> list[Finding]:
    """Run one check; what it may not see is a finding too."""
    try:
        return list(check(ground))
    except ClientError as error:
        code, operation = error.response["Error"]["Code"], error.operation_name
        return [Finding(f"could not look: {operation} answered {code}", f"run it with a role that may {operation}")]
    except BotoCoreError as error:
        remedy = "check the credentials (aws sts get-caller-identity) and the network"
        return [Finding(f"could not look: {type(error).__name__}", remedy)]


def _tell(name: str, findings: list[Finding]) -> int:
    if not findings:
        typer.echo(f"  ok    {name}")
    for finding in findings:
        typer.echo(f"  {'note' if finding.is_advice else 'STOP'}  {name}: {finding.what}\n        → {finding.remedy}")
    return sum(not finding.is_advice for finding in findings)


def _outputs(session: Any, plan: Plan) -> Mapping[str, str]:  # noqa: ANN401  (boto3 makes its clients at run time)
    try:
        return outputs(session.client, plan.stack)
    except (ClientError, BotoCoreError):
        return {}  # not there, or not to be seen: the checks that need credentials say which
