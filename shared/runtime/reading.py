"""Picks the engine that reads, and writes what a model's reading took as metrics."""

import boto3
from aws_lambda_powertools import Metrics
from aws_lambda_powertools.metrics import MetricUnit

from shared.adapters.bedrock.reader import ONE_TRY, BedrockReader, Price, Use
from shared.adapters.embedded.reader import EmbeddedReader
from shared.errors import SettingError
from shared.ports import Likeness, SessionReader
from shared.runtime.settings import ReadingSettings


def reading_engines() -> tuple[SessionReader, Likeness]:
    """Make the engine that the settings name, and what tells whether a thread came back.

    Raises:
        SettingError: when Bedrock is to read and no model is named.
    """
    settings, embedded = ReadingSettings.from_env(), EmbeddedReader.load()
    if settings.reading_engine == "embedded":
        return embedded, embedded.likeness
    if not settings.bedrock_model_id:
        message = "ReadingEngine is bedrock and BedrockModelId is empty: name the model in the stack's parameters"
        raise SettingError(message)
    reader = BedrockReader(
        boto3.client("bedrock-runtime", config=ONE_TRY),
        settings.bedrock_model_id,
        fallback=embedded,
        price=Price(settings.bedrock_input_usd, settings.bedrock_output_usd),
        tell=_write_metrics,
    )
    return reader, embedded.likeness


def _write_metrics(use: Use) -> None:
    metrics = Metrics(namespace="Doorknob", service="extract_threads")
    metrics.add_metric("ReadingTokensExpected", MetricUnit.Count, use.expected_tokens)
    metrics.add_metric("ReadingTokensIn", MetricUnit.Count, use.tokens_in)
    metrics.add_metric("ReadingTokensOut", MetricUnit.Count, use.tokens_out)
    metrics.add_metric("ReadingCostUsd", MetricUnit.NoUnit, use.cost_usd)
    metrics.add_metric("ReadingSeconds", MetricUnit.Seconds, use.seconds)
    metrics.add_metric("ReadingDropped", MetricUnit.Count, use.dropped)
    metrics.add_metric("ReadingFellBack", MetricUnit.Count, int(use.fell_back))
    metrics.flush_metrics()
