"""S3's multipart uploads for a browser: begun and ended here, their pieces signed one by one with their checksums."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from shared.adapters.aws_errors import translated
from shared.adapters.s3_uploads import OFF_RECORD, type_of
from shared.domain.identity import UPLOADS
from shared.domain.sound.off_record import Spans, write_spans
from shared.domain.sound.parts import SoundLimits
from shared.errors import MissingError, RecordingError
from shared.ports.large_uploads import Piece, SignedPiece, Unfinished

_SIGNED_S = 900  # a slow line has a quarter of an hour for one piece, and asks again after that
_CHECKSUM = "x-amz-checksum-sha256"
_REASON = "TOO_LARGE"
_TOO_LARGE = "This recording is larger than {most} MB. Save it with fewer bits, such as m4a, and upload again."


class S3LargeUploads:
    """Multipart uploads into the recordings bucket."""

    def __init__(self, s3: Any, bucket: str, limits: SoundLimits) -> None:
        """Take recordings into this bucket, within these limits."""
        self._s3 = s3
        self._bucket = bucket
        self._limits = limits

    @property
    def origin(self) -> str:
        """The origin that a browser sends pieces to."""
        url = self._s3.generate_presigned_url("put_object", Params={"Bucket": self._bucket, "Key": "k"})
        parts = urlsplit(url)
        return f"{parts.scheme}://{parts.netloc}"

    def begin(self, therapist_id: str, client_id: str, name: str, off_record: Spans = ()) -> str:
        """Begin an upload, or find the one begun before under this name, whose marks are in its name's fingerprint."""
        for found in self._begun(f"{UPLOADS}{therapist_id}/{client_id}/{name}"):
            return str(found["UploadId"])
        with translated("begin upload"):
            begun = self._s3.create_multipart_upload(
                **self._at(therapist_id, client_id, name),
                ContentType=type_of(name),
                ChecksumAlgorithm="SHA256",
                Metadata={OFF_RECORD: write_spans(off_record)} if off_record else {},
            )
        return str(begun["UploadId"])

    def sign(self, therapist_id: str, client_id: str, name: str, upload_id: str, piece: Piece) -> SignedPiece:
        """Let a browser send one piece; S3 refuses it when its content has another checksum."""
        wanted = {"UploadId": upload_id, "PartNumber": piece.number, "ChecksumSHA256": piece.sha256}
        with translated("sign piece"):
            url = self._s3.generate_presigned_url(
                "upload_part",
                Params={**self._at(therapist_id, client_id, name), **wanted},
                ExpiresIn=_SIGNED_S,
            )
        return SignedPiece(url, {_CHECKSUM: piece.sha256})

    def pieces(self, therapist_id: str, client_id: str, name: str, upload_id: str) -> Sequence[Piece]:
        """What has arrived."""
        at = self._at(therapist_id, client_id, name)
        with translated("list pieces"):
            pages = self._s3.get_paginator("list_parts").paginate(**at, UploadId=upload_id)
            parts = [part for page in pages for part in page.get("Parts", [])]
        return [Piece(part["PartNumber"], part["Size"], part["ETag"], part.get("ChecksumSHA256", "")) for part in parts]

    def complete(self, therapist_id: str, client_id: str, name: str, upload_id: str) -> None:
        """Make one recording of all that arrived.

        Raises:
            RecordingError: when it is larger than allowed; what arrived is dropped then.
            MissingError: when nothing arrived, or there is no such upload.
        """
        arrived = self.pieces(therapist_id, client_id, name, upload_id)
        if sum(piece.size for piece in arrived) > self._limits.max_bytes:
            self.abort(therapist_id, client_id, name, upload_id)
            raise RecordingError(_REASON, _TOO_LARGE.format(most=self._limits.max_bytes // 1_000_000))
        if not arrived:
            message = "nothing has arrived of this upload"
            raise MissingError(message)
        with translated("complete upload"):
            self._s3.complete_multipart_upload(
                **self._at(therapist_id, client_id, name),
                UploadId=upload_id,
                MultipartUpload={"Parts": [_as_part(piece) for piece in arrived]},
            )

    def abort(self, therapist_id: str, client_id: str, name: str, upload_id: str) -> None:
        """Drop an upload and everything that arrived of it."""
        with suppress(MissingError), translated("abort upload"):
            self._s3.abort_multipart_upload(**self._at(therapist_id, client_id, name), UploadId=upload_id)

    def unfinished(self, therapist_id: str, client_id: str) -> Sequence[Unfinished]:
        """Every upload of one client that was begun and not brought to its end."""
        return [
            Unfinished(name, each["UploadId"], each["Initiated"], self._arrived(therapist_id, client_id, name, each))
            for each in self._begun(f"{UPLOADS}{therapist_id}/{client_id}/")
            for name in [each["Key"].removeprefix(f"{UPLOADS}{therapist_id}/{client_id}/")]
        ]

    def _arrived(self, therapist_id: str, client_id: str, name: str, begun: dict[str, Any]) -> int:
        try:
            return sum(piece.size for piece in self.pieces(therapist_id, client_id, name, begun["UploadId"]))
        except MissingError:
            return 0  # it ended while this was asked

    def _begun(self, prefix: str) -> list[dict[str, Any]]:
        with translated("list uploads"):
            answer = self._s3.list_multipart_uploads(Bucket=self._bucket, Prefix=prefix)
        return [each for each in answer.get("Uploads", []) if each["Key"].startswith(prefix)]

    def _at(self, therapist_id: str, client_id: str, name: str) -> dict[str, str]:
        return {"Bucket": self._bucket, "Key": f"{UPLOADS}{therapist_id}/{client_id}/{name}"}


def _as_part(piece: Piece) -> dict[str, Any]:
    checksum = {"ChecksumSHA256": piece.sha256} if piece.sha256 else {}
    return {"PartNumber": piece.number, "ETag": piece.etag, **checksum}
