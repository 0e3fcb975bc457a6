"""The client's pages: plain HTML that needs no script, no account and nothing from elsewhere."""

from functools import cache
from http import HTTPStatus
from typing import Any

from aws_lambda_powertools.event_handler import Response, content_types
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from shared.domain.words import revealed
from shared.runtime.headers import page_headers

_PASSING = frozenset({HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.INTERNAL_SERVER_ERROR, HTTPStatus.CONFLICT})
# A link that is too old, tampered with, or whose note is gone looks the same: no hint that anybody
# is a client.
_NEUTRAL = {
    "heading": "There is nothing here",
    "said": "The link may have run out, or lost a piece on its way, or what was here was removed.",
    "remedy": "If you expected something, open the newest link again, or ask the person who sent it to you.",
}
_TRY_AGAIN = {
    "heading": "That did not work this time",
    "said": "Nothing was lost and nothing was changed.",
    "remedy": "Wait a minute, go back, and press the button again.",
}
_TOO_OFTEN = {
    "heading": "A moment, please",
    "said": "This was pressed very often within a minute. Nothing was lost and nothing was changed.",
    "remedy": "Wait a minute, then try again.",
}
_TOO_LARGE = {
    "heading": "This is larger than fits here",
    "said": "Nothing was kept and nothing was changed.",
    "remedy": "Go back, and say it in two parts, or write it.",
}


def page(template: str, status: HTTPStatus = HTTPStatus.OK, **shown: object) -> Response[Any]:
    """Render one page with the headers that keep it to itself."""
    html = _templates().get_template(template).render(**shown)
    return Response(status_code=status, content_type=content_types.TEXT_HTML, body=html, headers=page_headers())


def page_for_error(status: HTTPStatus, _sentence: str) -> Response[Any]:
    """Say plainly that there is nothing here, or to try again; never why."""
    if status is HTTPStatus.TOO_MANY_REQUESTS:
        return page("gone.html", status, **_TOO_OFTEN)
    if status is HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        return page("gone.html", status, **_TOO_LARGE)
    if status in _PASSING:
        return page("gone.html", status, **_TRY_AGAIN)
    return page("gone.html", HTTPStatus.NOT_FOUND, **_NEUTRAL)


def sound_answer(sound: bytes, kind: str) -> Response[Any]:
    """Give a recording as a file to keep: a browser neither runs nor guesses what it is."""
    headers = {"Content-Disposition": "attachment; filename=recording"}
    return Response(status_code=HTTPStatus.OK, content_type=kind, body=sound, headers=headers)


@cache
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("functions.serve_client", "pages"),
        autoescape=select_autoescape(),
        undefined=StrictUndefined,
        finalize=revealed,
        trim_blocks=True,
        lstrip_blocks=True,
    )
