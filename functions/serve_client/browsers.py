"""Which browser asks: a random value in a cookie of this host's own, given before anything is shown."""

import re
import secrets
from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.shared.cookies import SameSite
from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEventV2

from shared.runtime.cookies import cookies_in, host_cookie

READER = "__Host-reader"
_VALUE = re.compile(r"[0-9a-f]{64}")  # 256 bits
_LIFE_S = 30 * 86_400  # as long as a note's link, from the last look


def browser_of(event: APIGatewayProxyEventV2) -> str:
    """Give the value that this browser keeps, or nothing."""
    return next(filter(_VALUE.fullmatch, cookies_in(event.raw_event, READER)), "")


def remembered(response: Response[Any], browser: str) -> Response[Any]:
    """Let a browser keep its value, or one that is new; a mail's link comes from elsewhere, so Lax and not Strict."""
    value = browser or secrets.token_hex(32)
    response.cookies.append(host_cookie(READER, value, max_age_s=_LIFE_S, same_site=SameSite.LAX_MODE))
    return response
