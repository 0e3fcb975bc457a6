"""Which browser asks: a random value in a cookie of this host's own, given before anything is shown."""

import re
import secrets
from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.shared.cookies import Cookie, SameSite
from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEventV2

READER = "__Host-reader"
_VALUE = re.compile(r"[0-9a-f]{64}")  # 256 bits
_LIFE_S = 30 * 86_400  # as long as a note's link, from the last look


def browser_of(event: APIGatewayProxyEventV2) -> str:
    """Give the value that this browser keeps, or nothing."""
    values = (each.partition("=")[2] for each in event.cookies if each.startswith(f"{READER}="))
    return next((value for value in values if _VALUE.fullmatch(value)), "")


def remembered(response: Response[Any], browser: str) -> Response[Any]:
    """Let a browser keep its value, or one that is new; a mail's link comes from elsewhere, so Lax and not Strict."""
    value = browser or secrets.token_hex(32)
    kept = Cookie(READER, value, path="/", max_age=_LIFE_S, secure=True, http_only=True, same_site=SameSite.LAX_MODE)
    response.cookies.append(kept)
    return response
