"""One line a message, made of allowed keys only: identifiers, words of our own, counts, milliseconds."""

import logging
from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.logging.formatter import LambdaPowertoolsFormatter

ALLOWED = frozenset(
    {
        "level",
        "timestamp",
        "service",
        "message",
        "step",
        "outcome",
        "milliseconds",
        "figures",
        "client_id",
        "session_id",
        "prompt_id",
        "number",
        "message_id",
        "request_id",
        "xray_trace_id",
        "receive_count",
        "error",
        "where",
        "route",
        "status",
    }
)


class AllowListFormatter(LambdaPowertoolsFormatter):
    """Drops every key that is not on the list, so that content has no way into a log."""

    def serialize(self, log: dict[str, Any]) -> str:  # type: ignore[override]  # Powertools' own LogRecord is a TypedDict
        """Write the allowed part of one line."""
        return super().serialize({key: value for key, value in log.items() if key in ALLOWED})


def step_logger(step: str) -> Logger:
    """Make the logger of one function."""
    logging.raiseExceptions = False  # a log that fails would print a traceback, with whatever it quotes
    logger = Logger(service=step, logger_formatter=AllowListFormatter(), log_uncaught_exceptions=False)
    logger.append_keys(step=step)
    return logger


def where(error: BaseException) -> str:
    """Name the place an error was raised, without its text: file, function and line."""
    trace = error.__traceback__
    if trace is None:
        return ""
    while trace.tb_next is not None:
        trace = trace.tb_next
    code = trace.tb_frame.f_code
    return f"{code.co_filename.rsplit('/', 1)[-1]}:{code.co_name}:{trace.tb_lineno}"
