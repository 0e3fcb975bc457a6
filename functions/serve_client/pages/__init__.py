"""The client's pages: plain HTML that needs no script, no account and nothing from elsewhere."""

from functools import cache
from http import HTTPStatus
from importlib.resources import files
from typing import Any

from aws_lambda_powertools.event_handler import Response, content_types
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from shared.runtime.headers import blocks_in, page_headers

# A link that is too old, tampered with, or whose note is gone looks the same: no hint that anybody
# is a client.
_NEUTRAL = "This page is not available. If you expected something here, ask the person who sent you the link."
_TRY_AGAIN = "That did not work this time. Please try again in a minute."


def page(template: str, status: HTTPStatus = HTTPStatus.OK, **shown: object) -> Response[Any]:
    """Render one page with the headers that keep it to itself."""
    html = _templates().get_template(template).render(**shown)
    return Response(status_code=status, content_type=content_types.TEXT_HTML, body=html, headers=_headers())


def page_for_error(status: HTTPStatus, _sentence: str) -> Response[Any]:
    """Say plainly that there is nothing here, or to try again; never why."""
    passing = status in {HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.INTERNAL_SERVER_ERROR, HTTPStatus.CONFLICT}
    if passing:
        return page("done.html", status, said=_TRY_AGAIN)
    return page("done.html", HTTPStatus.NOT_FOUND, said=_NEUTRAL)


@cache
def _headers() -> dict[str, str]:
    source = files("functions.serve_client.pages").joinpath("base.html").read_text(encoding="utf-8")
    return page_headers(styles=blocks_in(source, "style"))


@cache
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("functions.serve_client", "pages"),
        autoescape=select_autoescape(),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
