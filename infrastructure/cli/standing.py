"""Finds a standing stack for an operator's command: the local one by its address file, one on AWS by its name."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from infrastructure.cli.failures import CommandError
from infrastructure.local.place import CREDENTIALS
from infrastructure.stack_outputs import outputs
from shared.adapters.dynamo.table import Table
from shared.runtime import wiring
from shared.runtime.wiring import Stores

ADDRESS = Path("out/up/stack.json")
FOLDER = "DOORKNOB_UP"  # names the folder of a `doorknob up --out FOLDER`, for whoever works from elsewhere
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


def address_here() -> Path:
    """Give where the local stack says what it is."""
    folder = os.environ.get(FOLDER)
    return Path(folder) / ADDRESS.name if folder else ADDRESS


@dataclass(frozen=True, slots=True)
class Where:
    """Which stack a person means: a name and a profile on AWS, or neither for the local one."""

    stack: str = ""
    profile: str = ""
    address: Path = field(default_factory=address_here)


@dataclass(frozen=True, slots=True)
class Standing:
    """A standing stack: its name, its outputs, its stores, and AWS as its region's clients."""

    name: str
    outputs: Mapping[str, str]
    stores: Stores
    logs: Path | None = None  # here the functions' logs are files

    def client(self, service: str) -> Any:  # noqa: ANN401  (boto3 makes its clients at run time)
        """Give a client of the AWS that the stack stands on."""
        return boto3.client(service)

    def table(self, name: str) -> Table:
        """Give one of its tables, or a copy of one."""
        return Table(boto3.resource("dynamodb"), name)


def open_stores(where: Where, *, ledger: str = "") -> Stores:
    """Open the stores of the stack that is meant, with the rights of whoever runs the command.

    Raises:
        CommandError: when there is no such stack.
    """
    return open_stack(where, ledger=ledger).stores


def open_stack(where: Where, *, ledger: str = "") -> Standing:
    """Open the stack that is meant, with the rights of whoever runs the command.

    `ledger` names a restored table to look at in place of the stack's own.

    Raises:
        CommandError: when there is no such stack.
    """
    name, found = _on_aws(where) if where.stack else _here(where.address)
    missing = sorted(output for output in _NAMES.values() if output not in found)
    if missing:
        message = f"the stack says nothing of {', '.join(missing)}: deploy this version first"
        raise CommandError(message)
    os.environ.update({name: found[output] for name, output in _NAMES.items()})
    if ledger:
        os.environ["TABLE_NAME"] = ledger
    wiring.stores.cache_clear()
    wiring.outbox.cache_clear()
    logs = None if where.stack else where.address.parent / "logs"
    return Standing(name, found, wiring.stores(), logs)


def _here(address: Path) -> tuple[str, Mapping[str, str]]:
    if not address.is_file():
        message = (
            f"no stack stands here ({address} is missing): run doorknob up, set {FOLDER} to the folder that its --out "
            "named, or name one on AWS with --stack"
        )
        raise CommandError(message)
    found = json.loads(address.read_text(encoding="utf-8"))
    os.environ.update({**CREDENTIALS, "AWS_ENDPOINT_URL": found["endpoint_url"]})
    boto3.setup_default_session()
    return found["stack_name"], found["outputs"]


def _on_aws(where: Where) -> tuple[str, Mapping[str, str]]:
    boto3.setup_default_session(profile_name=where.profile or None)
    try:
        return where.stack, outputs(boto3.client, where.stack)
    except (BotoCoreError, ClientError) as error:
        message = f"no stack {where.stack} to be seen with these credentials ({type(error).__name__}): check --profile"
        raise CommandError(message) from None
