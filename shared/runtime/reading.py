"""Picks the engine that reads and what words the notes, and writes what a model took as metrics."""

from functools import partial
from typing import Any

import boto3
from aws_lambda_powertools import Metrics
from aws_lambda_powertools.metrics import MetricUnit

from shared.adapters.bedrock.note_writer import BedrockNoteWriter
from shared.adapters.bedrock.reader import ONE_TRY, BedrockReader, Price, Use
from shared.adapters.embedded.reader import EmbeddedReader
from shared.domain.notes.own_wording import OwnWording
from shared.errors import SettingError
from shared.ports import Likeness, NoteWriter, SessionReader
from shared.runtime.settings import ReadingSettings


def reading_engines() -> tuple[SessionReader, Likeness]:
    """Make the engine that the settings name, and what tells whether a thread came back.

    Raises:
        SettingError: when Bedrock is to read and no model is named.
    """
    settings, embedded = ReadingSettings.from_env(), EmbeddedReader.load()
    if settings.reading_engine == "embedded":
        return embedded, embedded.likeness
    tell = partial(_write_metrics, "Reading")
    reader = BedrockReader(_bedrock(), _model(settings), fallback=embedded, price=_price(settings), tell=tell)
    return reader, embedded.likeness


def note_writer() -> NoteWriter:
    """Make what words the notes: the practice's own sentences, or the model where the settings say so.

    Raises:
        SettingError: when Bedrock is to word them and no model is named.
    """
    settings = ReadingSettings.from_env()
    if settings.note_wording == "own":
        return OwnWording()
    tell = partial(_write_metrics, "Wording")
    return BedrockNoteWriter(_bedrock(), _model(settings), price=_price(settings), tell=tell)


def _bedrock() -> Any:
    return boto3.client("bedrock-runtime", config=ONE_TRY)


def _model(settings: ReadingSettings) -> str:
    if not settings.bedrock_model_id:
        message = "a model of Bedrock is to be asked and BedrockModelId is empty: name it in the stack's parameters"
        raise SettingError(message)
    return settings.bedrock_model_id


def _price(settings: ReadingSettings) -> Price:
    return Price(settings.bedrock_input_usd, settings.bedrock_output_usd)


def _write_metrics(what: str, use: Use) -> None:
    metrics = Metrics(namespace="Doorknob", service="extract_threads")
    metrics.add_metric(f"{what}TokensExpected", MetricUnit.Count, use.expected.tokens_in)
    metrics.add_metric(f"{what}CostUsdExpected", MetricUnit.NoUnit, use.expected.usd)
    metrics.add_metric(f"{what}SecondsExpected", MetricUnit.Seconds, use.expected.seconds)
    metrics.add_metric(f"{what}TokensIn", MetricUnit.Count, use.tokens_in)
    metrics.add_metric(f"{what}TokensOut", MetricUnit.Count, use.tokens_out)
    metrics.add_metric(f"{what}CostUsd", MetricUnit.NoUnit, use.cost_usd)
    metrics.add_metric(f"{what}Seconds", MetricUnit.Seconds, use.seconds)
    metrics.add_metric(f"{what}Dropped", MetricUnit.Count, use.dropped)
    metrics.add_metric(f"{what}FellBack", MetricUnit.Count, int(use.fell_back))
    metrics.flush_metrics()
