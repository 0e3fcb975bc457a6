"""Takes out what keeps words from showing in prints, logs and errors."""

from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType

from infrastructure.faults.patching import Patch
from infrastructure.guards.taking_out.replacing import everywhere
from shared.domain.words import Words
from shared.runtime.telemetry import AllowListFormatter


def shown_words() -> list[Patch]:
    """Let a person's words show themselves."""
    shows = lambda words, *_: words._text  # noqa: E731, SLF001
    return [patch.object(Words, name, shows) for name in ("__repr__", "__str__", "__format__")]


def every_log_key() -> list[Patch]:
    """Write every key of a log line."""
    return [patch.object(AllowListFormatter, "serialize", super(AllowListFormatter, AllowListFormatter).serialize)]


def told_batch_failures() -> list[Patch]:
    """Raise for a whole batch that failed, as Powertools does by itself."""
    return [patch("shared.runtime.batches._processor", lambda **_: BatchProcessor(event_type=EventType.SQS))]


def told_aws_errors() -> list[Patch]:
    """Hand AWS's own message on."""

    @contextmanager
    def untranslated(_what: str) -> Iterator[None]:
        yield

    return everywhere("shared.adapters.aws_errors", "translated", untranslated)
