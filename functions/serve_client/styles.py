"""The pages' one stylesheet, from the same address as the pages."""

from functools import cache
from importlib.resources import files
from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

router = APIGatewayHttpRouter()  # type: ignore[no-untyped-call]  # Powertools' own
_KEEP = "public, max-age=3600"


@router.get("/pages.css")
def give_styles() -> Response[Any]:
    """Give the stylesheet; it tells nothing of anybody, so a browser may keep it."""
    return Response(status_code=200, content_type="text/css", body=_styles(), headers={"Cache-Control": _KEEP})


@cache
def _styles() -> str:
    return files("functions.serve_client.pages").joinpath("pages.css").read_text(encoding="utf-8")
