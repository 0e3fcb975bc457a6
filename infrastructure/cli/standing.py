"""Finds a standing stack for an operator's command: the local one by its address file, one on AWS by its name."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import boto3

from infrastructure.cli.failures import CommandError
from infrastructure.local.place import CREDENTIALS
from shared.runtime import wiring
from shared.runtime.wiring import Stores

ADDRESS = Path("out/up/stack.json")
_NAMES = {
    "TABLE_NAME": "LedgerTableName",
    "KEYS_TABLE": "KeysTableName",
    "ERASURES_TABLE": "ErasuresTableName",
    "TRAIL_TABLE": "TrailTableName",
    "RECORDINGS_BUCKET": "RecordingsBucketName",
    "VAULT_BUCKET": "VaultBucketName",
    "CLIENT_KEY_ID": "ClientKeyArn",
    "FORGET_QUEUE_URL": "ForgetQueueUrl",
}


@dataclass(frozen=True, slots=True)
class Where:
    """Which stack a person means: a name and a profile on AWS, or neither for the local one."""

    stack: str = ""
    profile: str = ""
    address: Path = ADDRESS


def open_stores(where: Where, *, ledger: str = "") -> Stores:
    """Open the stores of the stack that is meant, with the rights of whoever runs the command.

    `ledger` names a restored table to look at in place of the stack's own.

    Raises:
        CommandError: when there is no such stack.
    """
    outputs = _on_aws(where) if where.stack else _here(where.address)
    missing = sorted(output for output in _NAMES.values() if output not in outputs)
    if missing:
        message = f"the stack says nothing of {', '.join(missing)}: deploy this version first"
        raise CommandError(message)
    os.environ.update({name: outputs[output] for name, output in _NAMES.items()})
    if ledger:
        os.environ["TABLE_NAME"] = ledger
    wiring.stores.cache_clear()
    wiring.outbox.cache_clear()
    return wiring.stores()


def _here(address: Path) -> Mapping[str, str]:
    if not address.is_file():
        message = f"no stack stands here ({address} is missing): run doorknob up, or name one on AWS with --stack"
        raise CommandError(message)
    found = json.loads(address.read_text(encoding="utf-8"))
    os.environ.update({**CREDENTIALS, "AWS_ENDPOINT_URL": found["endpoint_url"]})
    boto3.setup_default_session()
    outputs: Mapping[str, str] = found["outputs"]
    return outputs


def _on_aws(where: Where) -> Mapping[str, str]:
    boto3.setup_default_session(profile_name=where.profile or None)
    stacks = boto3.client("cloudformation").describe_stacks(StackName=where.stack)["Stacks"]
    return {each["OutputKey"]: each["OutputValue"] for each in stacks[0].get("Outputs", [])}
