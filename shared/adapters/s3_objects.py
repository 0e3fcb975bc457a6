"""What the two buckets' adapters share: removing every version below a prefix."""

from typing import Any

from shared.adapters.aws_errors import translated


def drop_versions(s3: Any, bucket: str, prefix: str) -> int:
    """Remove all versions and delete markers below a prefix and tell how many went."""
    gone = 0
    with translated("drop versions"):
        for page in s3.get_paginator("list_object_versions").paginate(Bucket=bucket, Prefix=prefix):
            found = [*page.get("Versions", []), *page.get("DeleteMarkers", [])]
            if found:
                doomed = [{"Key": each["Key"], "VersionId": each["VersionId"]} for each in found]
                s3.delete_objects(Bucket=bucket, Delete={"Objects": doomed, "Quiet": True})
                gone += len(doomed)
    return gone
