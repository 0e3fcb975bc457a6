"""Takes out what removes the versions below."""

from typing import Any
from unittest.mock import patch

from infrastructure.faults.patching import Patch


def latest_version_only() -> list[Patch]:
    """Remove what lies on top, and leave the versions below."""

    def latest(s3: Any, bucket: str, prefix: str) -> int:  # noqa: ANN401
        found = s3.list_object_versions(Bucket=bucket, Prefix=prefix).get("Versions", [])
        doomed = [{"Key": each["Key"], "VersionId": each["VersionId"]} for each in found if each["IsLatest"]]
        if doomed:
            s3.delete_objects(Bucket=bucket, Delete={"Objects": doomed})
        return len(doomed)

    return [patch(f"shared.adapters.{name}.drop_versions", latest) for name in ("s3_vault", "s3_uploads")]
