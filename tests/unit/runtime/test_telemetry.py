"""The log: one line a message, of listed keys only, whatever is handed over."""

import json
import logging
from unittest.mock import MagicMock
from uuid import uuid4

import pytest
from botocore.exceptions import ClientError
from hypothesis import given
from hypothesis import strategies as st

from shared.adapters.dynamo.consents import DynamoConsents
from shared.adapters.dynamo.table import Table
from shared.domain.words import MASK, Words
from shared.errors import SettingError
from shared.runtime.telemetry import ALLOWED, AllowListFormatter, step_logger, where

CANARY = "Quillfeather keeps her coat in the hall"


def test_writes_only_keys_on_the_list(capfd: pytest.CaptureFixture[str]) -> None:
    """What is no listed key is dropped: event, text, exception, stack and all."""
    logger = step_logger(f"step-{uuid4().hex}")

    try:
        json.loads(CANARY)
    except ValueError as error:
        logger.info("handled", event=CANARY, text=CANARY, body={"said": CANARY}, outcome="done", where=where(error))
        logger.exception("failed", note=CANARY)
    logger.append_keys(transcript=CANARY)
    logger.warning("again", extra={"quote": CANARY})

    written = "".join(capfd.readouterr())
    assert CANARY not in written
    assert "Quillfeather" not in written
    lines = [json.loads(line) for line in written.splitlines()]
    assert [line["message"] for line in lines] == ["handled", "failed", "again"]
    assert {key for line in lines for key in line} <= ALLOWED


def test_masks_words_even_under_a_listed_key(capfd: pytest.CaptureFixture[str]) -> None:
    """A name handed over as a client's id shows the mask."""
    step_logger(f"step-{uuid4().hex}").info("handled", client_id=Words(CANARY))

    written = "".join(capfd.readouterr())
    assert "Quillfeather" not in written
    assert MASK in written


@given(st.dictionaries(st.text(min_size=1), st.text()))
def test_drops_every_unlisted_key(extra: dict[str, str]) -> None:
    """The list decides, not the name."""
    line = json.loads(AllowListFormatter().serialize({"message": "handled", **extra}))

    assert line.keys() <= ALLOWED


def test_names_a_place_without_the_errors_text() -> None:
    """Where something was raised is said by file, function and line."""

    def fail() -> None:
        raise ValueError(CANARY)

    with pytest.raises(ValueError, match="Quillfeather") as caught:
        fail()

    assert where(caught.value).startswith("test_telemetry.py:fail:")
    assert "Quillfeather" not in where(caught.value)


def test_prints_no_traceback_when_logging_itself_fails() -> None:
    """Python would print the arguments of a log call that fails; it is told not to."""
    step_logger(f"step-{uuid4().hex}")

    assert logging.raiseExceptions is False


def test_names_who_asked_where_aws_refused() -> None:
    """Every error of AWS's is translated at one place, which would tell an operator nothing."""
    table = Table(MagicMock(), "ledger")
    table._table.get_item.side_effect = ClientError({"Error": {"Code": "ResourceNotFoundException"}}, "GetItem")

    with pytest.raises(SettingError) as caught:
        DynamoConsents(table).get("c-1")

    assert where(caught.value).startswith("consents.py:get:")


def test_names_a_defect_where_it_is() -> None:
    """What AWS did not say is ours, also where all of AWS's errors pass."""
    table = Table(MagicMock(), "ledger")

    with pytest.raises(TypeError) as caught:
        table.get(None)  # type: ignore[arg-type]  # a defect

    assert where(caught.value).startswith("table.py:get:")
