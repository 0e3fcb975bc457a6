"""How a request reaches a door and how the product's errors become answers, each with one plain sentence."""

import base64
import json
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response, content_types
from aws_lambda_powertools.event_handler.exceptions import NotFoundError
from aws_lambda_powertools.event_handler.openapi.exceptions import RequestValidationError
from aws_lambda_powertools.utilities.typing import LambdaContext

from shared.domain.knocking import WINDOW
from shared.errors import (
    ConflictError,
    DoorknobError,
    MissingError,
    NotPermittedError,
    SettingError,
    StaleError,
    UnavailableError,
)
from shared.runtime import wiring
from shared.runtime.headers import ANSWER_HEADERS
from shared.runtime.knocking import CallerOf, comes_too_often
from shared.runtime.metrics import write_failure
from shared.runtime.telemetry import step_logger, where
from shared.runtime.trail import forget_last_request, remember, write_request

STATUS_BY_ERROR: dict[type[DoorknobError], HTTPStatus] = {
    MissingError: HTTPStatus.NOT_FOUND,
    NotPermittedError: HTTPStatus.FORBIDDEN,
    ConflictError: HTTPStatus.CONFLICT,
    UnavailableError: HTTPStatus.SERVICE_UNAVAILABLE,
}
_NOT_FOUND = "There is nothing here."
_LOOK_AGAIN = "This has changed since you looked at it. Look again, then decide."
_TRY_AGAIN = "That did not work this time. Try again in a minute."
_UNREADABLE = "This cannot be read. Send it again as plain JSON, or from the page itself."
_TOO_OFTEN = "That was more than anybody presses in a minute. Nothing was done. Wait a minute, then try again."
_TOO_LARGE = "This is larger than anything we take here. Send less."
_WINDOW_S = str(round(WINDOW.total_seconds()))
MAX_BODY_BYTES = 131_072  # a note of 10,000 characters, each up to twelve bytes in a form; a recording goes to S3
Answer = Callable[[HTTPStatus, str], Response[Any]]


def answer_errors(app: APIGatewayHttpResolver, step: str, answer: Answer) -> None:
    """Answer every error with a status and a sentence; the log gets the kind and the place only."""
    app.use(middlewares=[remember])

    @app.exception_handler(RequestValidationError)  # type: ignore[untyped-decorator]  # Powertools' own
    def _invalid(error: RequestValidationError) -> Response[Any]:
        sentence = f"Not understood: {', '.join(_fields_in(error))}. Check these and send again."
        return answer(HTTPStatus.UNPROCESSABLE_ENTITY, sentence)

    @app.exception_handler(NotFoundError)  # type: ignore[untyped-decorator]  # Powertools' own
    def _no_route(_error: NotFoundError) -> Response[Any]:
        return answer(HTTPStatus.NOT_FOUND, _NOT_FOUND)

    @app.exception_handler(Exception)  # type: ignore[untyped-decorator]  # Powertools' own
    def _failed(error: Exception) -> Response[Any]:
        status = next((code for kind, code in STATUS_BY_ERROR.items() if isinstance(error, kind)), None)
        step_logger(step).info("answered", status=status or 500, error=type(error).__name__, where=where(error))
        if status in {None, HTTPStatus.SERVICE_UNAVAILABLE}:
            write_failure(step, is_refused=isinstance(error, SettingError))
        match status:
            case None | HTTPStatus.SERVICE_UNAVAILABLE:
                return answer(status or HTTPStatus.INTERNAL_SERVER_ERROR, _TRY_AGAIN)
            case HTTPStatus.NOT_FOUND:
                return answer(status, _NOT_FOUND)
            case HTTPStatus.CONFLICT if not isinstance(error, StaleError):
                return answer(status, _LOOK_AGAIN)
            case _:
                return answer(status, str(error))


def json_answer(status: HTTPStatus, sentence: str) -> Response[Any]:
    """Write an error as JSON."""
    return Response(status_code=status, content_type=content_types.APPLICATION_JSON, body={"message": sentence})


def _fields_in(error: RequestValidationError) -> list[str]:
    # The names of unknown fields, and the keys of a mapping, are typed by whoever asks: they are not repeated.
    places = [("", *each["loc"][1:]) for each in error.errors() if each["type"] != "extra_forbidden"]
    return sorted({str(place[1]) for place in places if len(place) > 1}) or ["the form"]


def answer_request(
    app: APIGatewayHttpResolver,
    event: dict[str, Any],
    context: LambdaContext,
    *,
    caller_of: CallerOf,
    refuse: Answer = json_answer,
    max_body_bytes: int = MAX_BODY_BYTES,
) -> dict[str, Any]:
    """Answer one request: nothing oversized or unreadable goes further, and every answer carries the door's headers.

    `refuse` writes what is refused before any route is asked, as the door writes its other errors; `caller_of` tells
    whose requests are counted together.
    """
    if len(event.get("body") or "") > max_body_bytes:
        answer = _written(refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, _TOO_LARGE))
    elif not _is_readable(event):
        answer = _written(refuse(HTTPStatus.BAD_REQUEST, _UNREADABLE))
    else:
        answer = _answered(app, event, context, refuse, caller_of)
    return {**answer, "headers": {**ANSWER_HEADERS, **(answer.get("headers") or {})}}


def _answered(
    app: APIGatewayHttpResolver, event: dict[str, Any], context: LambdaContext, refuse: Answer, caller_of: CallerOf
) -> dict[str, Any]:
    """Answer, and write down what was done before anybody sees the answer."""
    try:
        if comes_too_often(event, caller_of):
            return _waved_off(refuse)
        wiring.stores().refuse_a_restored_ledger()
        forget_last_request()
        answer: dict[str, Any] = app.resolve(event, context)
        write_request(event, answer["statusCode"])
    except DoorknobError as error:
        step_logger("door").info("answered", status=503, error=type(error).__name__, where=where(error))
        return _written(refuse(HTTPStatus.SERVICE_UNAVAILABLE, _TRY_AGAIN))
    return answer


def _waved_off(refuse: Answer) -> dict[str, Any]:
    step_logger("door").info("answered", status=429)
    answer = _written(refuse(HTTPStatus.TOO_MANY_REQUESTS, _TOO_OFTEN))
    return {**answer, "headers": {**answer["headers"], "Retry-After": _WINDOW_S}}


def _written(refusal: Response[Any]) -> dict[str, Any]:
    """Write a refusal as API Gateway wants it."""
    body = refusal.body if isinstance(refusal.body, str) else json.dumps(refusal.body)
    return {
        "statusCode": int(refusal.status_code),
        "headers": {"Content-Type": refusal.content_type, **refusal.headers},
        "body": body,
    }


def _is_readable(event: dict[str, Any]) -> bool:
    # A broken encoding, brackets without end or a number of a thousand digits would break the door's own parser.
    body = event.get("body") or ""
    if (event.get("headers") or {}).get("content-type", "").startswith("multipart/"):
        return True  # sound among it, which the page's own reader takes apart
    try:
        json.loads(base64.b64decode(body, validate=True).decode() if event.get("isBase64Encoded") else body)
    except json.JSONDecodeError:
        return True  # a page's form, or JSON that the door itself refuses
    except (RecursionError, ValueError):
        return False
    return True
