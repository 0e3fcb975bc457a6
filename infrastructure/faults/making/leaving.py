"""Makes mistakes where a client withdraws and everything is to go."""

from typing import Any
from unittest.mock import patch

from functions.forget_client import handler as forget_handler
from infrastructure.faults.patching import Patch
from shared.adapters import s3_uploads, s3_vault
from shared.adapters.dynamo.holds import DynamoHolds
from shared.adapters.dynamo.table import Table
from shared.adapters.s3_vault import S3Vault
from shared.services import forget_client
from shared.services.outcome import Outcome


def write_without_the_fence() -> list[Patch]:
    """Write into the vault whatever the epoch."""

    def unfenced(self: S3Vault, client_id: str, epoch: int, path: str, content: bytes) -> None:
        del epoch
        sealed = self._seal.close(client_id, path, content)
        self._s3.put_object(Bucket=self._bucket, Key=f"clients/{client_id}/{path}", Body=sealed)

    return [patch.object(S3Vault, "put", unfenced)]


def confirm_before_removing() -> list[Patch]:
    """Confirm a withdrawal before anything is removed."""
    original = forget_client.forget_client

    def confirm_first(message: Any, *, consents: Any, clock: Any, **ports: Any) -> Outcome:  # noqa: ANN401
        consents.confirm_withdrawn(message.client_id, clock.now())
        return original(message, consents=consents, clock=clock, **ports)

    return [patch.object(forget_handler, "forget_client", confirm_first)]


def forget_without_waiting() -> list[Patch]:
    """Forget a client whom somebody still writes about."""
    return [patch.object(DynamoHolds, "is_held", lambda *_: False)]


def leave_drafts_behind() -> list[Patch]:
    """Keep the rows of a client's prompts when the sessions are forgotten."""
    below = Table.below

    def all_but_prompts(self: Table, client_id: str, prefix: str = "") -> Any:  # noqa: ANN401
        return [row for row in below(self, client_id, prefix) if prefix or not row["sk"].startswith("PROMPT#")]

    return [patch.object(Table, "below", all_but_prompts)]


def tell_of_what_is_gone() -> list[Patch]:
    """Leave a notice whether its session is there or not."""
    transact = Table.transact

    def unchecked(self: Table, what: str, **rows: Any) -> None:  # noqa: ANN401
        transact(self, what, **({**rows, "checks": []} if what == "notice" else rows))

    return [patch.object(Table, "transact", unchecked)]


def hide_what_lies_on_top() -> list[Patch]:
    """Remove objects as if the buckets kept no versions: each gets a marker, and its versions stay below."""

    def hide(s3: Any, bucket: str, prefix: str) -> int:  # noqa: ANN401
        keys = [each["Key"] for each in s3.list_objects_v2(Bucket=bucket, Prefix=prefix).get("Contents", [])]
        for key in keys:
            s3.delete_object(Bucket=bucket, Key=key)
        return len(keys)

    return [patch.object(module, "drop_versions", hide) for module in (s3_vault, s3_uploads)]
