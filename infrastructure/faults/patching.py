"""Holds patches in for a while, and has those that deliberate mistakes and the guards taken out share."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from typing import Any
from unittest.mock import patch

from shared.adapters.dynamo.holds import DynamoHolds

Patch = AbstractContextManager[Any]
Patches = Callable[[], list[Patch]]


@contextmanager
def patched(patches: Patches) -> Iterator[None]:
    """Hold patches in for as long as the block lasts."""
    with ExitStack() as opened:
        for each in patches():
            opened.enter_context(each)
        yield


def unheld() -> list[Patch]:
    """Write without asking and without being waited for."""
    return [patch.object(DynamoHolds, "hold", lambda *_: nullcontext())]


def latest_version_only() -> list[Patch]:
    """Remove what lies on top, and leave the versions below."""

    def latest(s3: Any, bucket: str, prefix: str) -> int:  # noqa: ANN401
        found = s3.list_object_versions(Bucket=bucket, Prefix=prefix).get("Versions", [])
        doomed = [{"Key": each["Key"], "VersionId": each["VersionId"]} for each in found if each["IsLatest"]]
        if doomed:
            s3.delete_objects(Bucket=bucket, Delete={"Objects": doomed})
        return len(doomed)

    return [patch(f"shared.adapters.{name}.drop_versions", latest) for name in ("s3_vault", "s3_uploads")]
