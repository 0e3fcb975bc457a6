"""The console's own files: one stylesheet, htmx, and the scripts of single pages."""

from http import HTTPStatus
from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from functions.serve_therapist.console.page import asset, digest_of
from shared.errors import MissingError

router = APIGatewayHttpRouter()  # type: ignore[no-untyped-call]  # Powertools' own
_KINDS = {
    "console.css": "text/css; charset=utf-8",
    "icon.svg": "image/svg+xml",
    "htmx.min.js": "text/javascript; charset=utf-8",
    "uploader.js": "text/javascript; charset=utf-8",
}


@router.get("/console/assets/<digest>/<name>", compress=True)
def give(digest: str, name: str) -> Response[Any]:
    """Give one file; its name changes with its content, so it is kept for good."""
    if name not in _KINDS or digest != digest_of(name):
        message = f"no file {digest}"
        raise MissingError(message)
    headers = {"Cache-Control": "public, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff"}
    return Response(status_code=HTTPStatus.OK, content_type=_KINDS[name], body=asset(name), headers=headers)
