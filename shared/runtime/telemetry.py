"""One line a message, made of allowed keys only: identifiers, words of our own, counts, milliseconds."""

import logging
import traceback
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

_TRANSLATOR = "aws_errors.py"
_ON_THE_WAY = frozenset({_TRANSLATOR, "contextlib.py", "table.py"})  # between it and what asks


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
    """Name the place an error was raised, without its text: file, function and line.

    Of an error of AWS's the place that asked, for all of them are translated at one.
    """
    places = [
        (frame.f_code.co_filename.rsplit("/", 1)[-1], frame.f_code.co_name, line)
        for frame, line in traceback.walk_tb(error.__traceback__)
    ]
    if places and places[-1][0] == _TRANSLATOR:
        places = [place for place in places if place[0] not in _ON_THE_WAY] or places
    return ":".join(map(str, places[-1])) if places else ""
