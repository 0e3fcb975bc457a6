"""Reads S3's events as they come through SQS, AWS's and moto's alike."""

import json
from collections.abc import Iterator
from urllib.parse import unquote_plus

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from shared.domain.identity import Upload
from shared.errors import DoorknobError

_CREATED = "ObjectCreated:"


class UnreadableEventError(DoorknobError):
    """A body that is no S3 event: it goes to the dead-letter queue."""


class _Model(BaseModel):
    # Lenient on purpose: Powertools' own models refuse moto's records and AWS's real test event.
    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True)


class _Object(_Model):
    key: str
    version: str = Field(default="", alias="versionId")


class _S3(_Model):
    object: _Object


class _Record(_Model):
    event_name: str = Field(alias="eventName")
    s3: _S3


class _Event(_Model):
    records: list[_Record] = Field(alias="Records")


def uploads_in(body: str) -> Iterator[Upload]:
    """Give every upload an event tells of, with its key as it really is.

    S3's test event and everything that is not a creation tell of none.

    Raises:
        UnreadableEventError: when the body is no event of S3's.
    """
    try:
        content = json.loads(body)
        if isinstance(content, dict) and content.get("Event") == "s3:TestEvent":
            return
        event = _Event.model_validate(content)
    except (ValidationError, ValueError):
        message = "the message is no event of S3's"
        raise UnreadableEventError(message) from None
    for record in event.records:
        if record.event_name.removeprefix("s3:").startswith(_CREATED):
            # Keys arrive quoted, with + for a space: exactly one unquoting gives the object's name.
            yield Upload(unquote_plus(record.s3.object.key), record.s3.object.version)
