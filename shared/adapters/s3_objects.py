"""What the two buckets' adapters share: removing every version below a prefix, and what was begun there."""

from contextlib import suppress
from typing import Any

from shared.adapters.aws_errors import translated
from shared.errors import MissingError


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


def abort_uploads(s3: Any, bucket: str, prefix: str) -> int:
    """Drop all unfinished uploads below a prefix, with the pieces that arrived, and tell how many went."""
    with translated("list uploads"):
        pages = list(s3.get_paginator("list_multipart_uploads").paginate(Bucket=bucket, Prefix=prefix))
    begun = [each for page in pages for each in page.get("Uploads", []) if each["Key"].startswith(prefix)]
    for each in begun:
        with suppress(MissingError), translated("abort upload"):
            s3.abort_multipart_upload(Bucket=bucket, Key=each["Key"], UploadId=each["UploadId"])
    return len(begun)
