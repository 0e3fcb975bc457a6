"""Recordings as therapists upload them: links to upload with, files to read, versions to remove."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from boto3.s3.transfer import TransferConfig

from shared.adapters.aws_errors import translated
from shared.adapters.s3_objects import drop_versions
from shared.domain.identity import UPLOADS, Upload
from shared.domain.sound.parts import SoundLimits
from shared.errors import MissingError

_LINK_S = 600  # ten minutes to start an upload
_SMALLEST_BYTES = 1
# Threads of s3transfer swallow a dying process's exceptions and report success; one thread does not.
_TRANSFER = TransferConfig(use_threads=False)


class S3Uploads:
    """The recordings bucket."""

    def __init__(self, s3: Any, bucket: str, limits: SoundLimits) -> None:
        """Read and remove recordings in this bucket."""
        self._s3 = s3
        self._bucket = bucket
        self._limits = limits

    def link(self, therapist_id: str, client_id: str, name: str) -> Mapping[str, object]:
        """Make an upload form for exactly one key, bounded in size and in time."""
        key = f"{UPLOADS}{therapist_id}/{client_id}/{name}"
        bounds = [["content-length-range", _SMALLEST_BYTES, self._limits.max_bytes]]
        with translated("upload link"):
            form: Mapping[str, object] = self._s3.generate_presigned_post(
                self._bucket, key, Conditions=bounds, ExpiresIn=_LINK_S
            )
        return form

    def pinned(self, upload: Upload) -> Upload:
        """Name the version as well, where the event did not; an upload that is gone stays as it is."""
        if upload.version:
            return upload
        try:
            with translated("upload version"):
                found = self._s3.head_object(Bucket=self._bucket, Key=upload.key)
        except MissingError:
            return upload
        return Upload(upload.key, found.get("VersionId", ""))

    def fetch(self, upload: Upload, into: Path) -> None:
        """Copy one upload to a file."""
        extra = {"VersionId": upload.version} if upload.version else None
        with translated("upload fetch"):
            self._s3.download_file(self._bucket, upload.key, str(into), ExtraArgs=extra, Config=_TRANSFER)

    def delete(self, upload: Upload) -> None:
        """Remove one version, for good."""
        with translated("upload delete"):
            self._s3.delete_object(**self._named(upload))

    def drop(self, therapist_id: str, client_id: str) -> int:
        """Remove every version of everything uploaded for one client."""
        return drop_versions(self._s3, self._bucket, f"{UPLOADS}{therapist_id}/{client_id}/")

    def _named(self, upload: Upload) -> dict[str, str]:
        version = {"VersionId": upload.version} if upload.version else {}
        return {"Bucket": self._bucket, "Key": upload.key, **version}
