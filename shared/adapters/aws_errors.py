"""Translates AWS's errors into the product's own tree, so that no ClientError leaves the adapters."""

from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import BotoCoreError, ClientError

from shared.errors import ConflictError, DoorknobError, MissingError, SettingError, UnavailableError

ERRORS_BY_CODE: dict[str, type[DoorknobError]] = {
    "ConditionalCheckFailedException": ConflictError,
    "TransactionCanceledException": ConflictError,
    "TransactionConflictException": ConflictError,
    "PreconditionFailed": ConflictError,
    "NoSuchKey": MissingError,
    "NoSuchVersion": MissingError,
    "404": MissingError,
    "NoSuchUpload": MissingError,
    "MethodNotAllowed": MissingError,  # a delete marker answers a read this way
    "AccessDenied": SettingError,
    "AccessDeniedException": SettingError,
    "NoSuchBucket": SettingError,
    "ResourceNotFoundException": SettingError,
    "QueueDoesNotExist": SettingError,
    "AWS.SimpleQueueService.NonExistentQueue": SettingError,
    "DisabledException": SettingError,
    "KMSInvalidStateException": SettingError,
    "NotFoundException": SettingError,
    # What S3 and SQS answer for the key that a bucket or a queue is kept under; SQS by either name.
    "KMS.DisabledException": SettingError,
    "KMS.KMSInvalidStateException": SettingError,
    "KMS.InvalidStateException": SettingError,
    "KMS.AccessDeniedException": SettingError,
    "KMS.NotFoundException": SettingError,
    "KmsDisabled": SettingError,
    "KmsInvalidState": SettingError,
    "KmsInvalidKeyUsage": SettingError,
    "KmsAccessDenied": SettingError,
    "KmsNotFound": SettingError,
    "KmsOptInRequired": SettingError,
}


@contextmanager
def translated(what: str) -> Iterator[None]:
    """Run an AWS call and raise the product's error for it.

    `what` names the call by role and identifier; AWS's own message is left out, for it may quote
    the request. Anything unknown is taken for a passing fault.

    Raises:
        DoorknobError: the branch that `ERRORS_BY_CODE` names, UnavailableError by default.
    """
    try:
        yield
    except ClientError as error:
        code = error.response.get("Error", {}).get("Code", "Unknown")
        message = f"{what}: {code}"
        raise ERRORS_BY_CODE.get(code, UnavailableError)(message) from None
    except BotoCoreError as error:
        message = f"{what}: {type(error).__name__}"
        raise UnavailableError(message) from None
