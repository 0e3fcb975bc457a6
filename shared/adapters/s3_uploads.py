"""Recordings as therapists upload them: links to upload with, files to read, versions to remove."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from boto3.s3.transfer import TransferConfig

from shared.adapters.aws_errors import translated
from shared.adapters.s3_objects import abort_uploads, drop_versions
from shared.domain.identity import UPLOADS, Upload
from shared.domain.sound.off_record import Spans, read_spans, write_spans
from shared.domain.sound.parts import SoundLimits
from shared.errors import MissingError

_LINK_S = 600  # ten minutes to start an upload
_SMALLEST_BYTES = 1
# Bound into the form by the name's extension; what a file really is, the step looks at by itself.
_TYPES = {
    "wav": "audio/wav",
    "mp3": "audio/mpeg",
    "m4a": "audio/mp4",
    "aac": "audio/aac",
    "flac": "audio/flac",
    "ogg": "audio/ogg",
    "opus": "audio/ogg",
    "webm": "audio/webm",
    "amr": "audio/amr",
    "3gp": "audio/3gpp",
    "mp4": "audio/mp4",
    "mov": "video/quicktime",
}
_UNKNOWN_TYPE = "application/octet-stream"
OFF_RECORD = "off-record"  # metadata of an object: spans of seconds, numbers only
# Threads of s3transfer swallow a dying process's exceptions and report success; one thread does not.
_TRANSFER = TransferConfig(use_threads=False)


class S3Uploads:
    """The recordings bucket."""

    def __init__(self, s3: Any, bucket: str, limits: SoundLimits) -> None:
        """Read and remove recordings in this bucket."""
        self._s3 = s3
        self._bucket = bucket
        self._limits = limits

    def link(self, therapist_id: str, client_id: str, name: str, off_record: Spans = ()) -> Mapping[str, object]:
        """Make an upload form for one key and type, bounded in size and in time; off-record spans are signed in."""
        key = f"{UPLOADS}{therapist_id}/{client_id}/{name}"
        fields = {"Content-Type": type_of(name)}
        fields |= {f"x-amz-meta-{OFF_RECORD}": write_spans(off_record)} if off_record else {}
        bounds: list[object] = [["content-length-range", _SMALLEST_BYTES, self._limits.max_bytes]]
        bounds += [{field: value} for field, value in fields.items()]
        with translated("upload link"):
            form: Mapping[str, object] = self._s3.generate_presigned_post(
                self._bucket, key, Fields=fields, Conditions=bounds, ExpiresIn=_LINK_S
            )
        return form

    def put(self, therapist_id: str, client_id: str, name: str, content: bytes) -> None:
        """Store one recording where an upload form would."""
        with translated("upload put"):
            self._s3.put_object(Bucket=self._bucket, Key=f"{UPLOADS}{therapist_id}/{client_id}/{name}", Body=content)

    def pinned(self, upload: Upload) -> Upload:
        """Name the version as well, where the event did not; an upload that is gone stays as it is."""
        if upload.version or upload.is_folder:
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

    def files(self, upload: Upload) -> Sequence[Upload]:
        """The files that are there of a session, in their order, each at its latest version."""
        if not upload.is_folder:
            return (upload,)
        with translated("upload files"):
            found = self._s3.list_object_versions(Bucket=self._bucket, Prefix=upload.key).get("Versions", [])
        latest = (Upload(each["Key"], each.get("VersionId", "")) for each in found if each["IsLatest"])
        return sorted(latest, key=lambda file: file.key)

    def off_record(self, upload: Upload) -> Spans:
        """What of one file nobody may listen to.

        Raises:
            MissingError: when the file was removed, also where this version of it still lies under a delete marker.
        """
        with translated("upload marks"):
            found = self._s3.head_object(Bucket=self._bucket, Key=upload.key)
            if upload.version not in {"", found.get("VersionId")}:
                found = self._s3.head_object(**self._named(upload))
        return read_spans(found.get("Metadata", {}).get(OFF_RECORD, ""))

    def delete(self, upload: Upload) -> None:
        """Remove one version, or every file of a session that came in several, for good."""
        if upload.is_folder:
            drop_versions(self._s3, self._bucket, upload.key)
            return
        with translated("upload delete"):
            self._s3.delete_object(**self._named(upload))

    def drop(self, therapist_id: str, client_id: str) -> int:
        """Remove every version of everything uploaded for one client, and what was begun and not ended."""
        prefix = f"{UPLOADS}{therapist_id}/{client_id}/"
        gone = abort_uploads(self._s3, self._bucket, prefix)  # first, for one of them may still come to its end
        return gone + drop_versions(self._s3, self._bucket, prefix)

    def kept_of(self, client_id: str) -> int:
        """Count every version of a client's recordings, whoever uploaded them: what an erasure is proved by.

        Looks through the whole bucket, for the therapist may be gone as well.
        """
        with translated("list recordings"):
            pages = self._s3.get_paginator("list_object_versions").paginate(Bucket=self._bucket, Prefix=UPLOADS)
            versions = [each for page in pages for kind in ("Versions", "DeleteMarkers") for each in page.get(kind, [])]
        return sum(f"/{client_id}/" in each["Key"] for each in versions)

    def _named(self, upload: Upload) -> dict[str, str]:
        version = {"VersionId": upload.version} if upload.version else {}
        return {"Bucket": self._bucket, "Key": upload.key, **version}


def type_of(name: str) -> str:
    """Give the media type that a recording of this name is kept under."""
    return _TYPES.get(name.rpartition(".")[2].lower(), _UNKNOWN_TYPE)
