"""Renders the console's pages, with the headers that keep them to themselves."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from http import HTTPStatus
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

from aws_lambda_powertools.event_handler import Response, content_types
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from shared.domain.notes.brief_words import minutes
from shared.domain.words import revealed
from shared.ports.accounts import Person
from shared.runtime.headers import page_headers

PLACE = "functions.serve_therapist.console"
_SELF = "'self'"
_MINUTE_S = 59.5  # from here on it rounds to a minute


@dataclass(frozen=True, slots=True)
class Frame:
    """What every page shows around its own part: who is signed in, and the token of its forms."""

    person: Person | None
    form_token: str = field(repr=False)


def page(
    template: str,
    framed: Frame,
    status: HTTPStatus = HTTPStatus.OK,
    *,
    cookies: tuple[Any, ...] = (),
    store: str = "",
    **shown: object,
) -> Response[Any]:
    """Render one page; `store` is the origin that its uploads go to, where it has any."""
    html = templates().get_template(template).render(person=framed.person, form_token=framed.form_token, **shown)
    return Response(
        status_code=status,
        content_type=content_types.TEXT_HTML,
        body=html,
        headers=_headers(store),
        cookies=list(cookies),
    )


def see_other(address: str, *, cookies: tuple[Any, ...] = ()) -> Response[Any]:
    """Send the browser on after a form, so that a reload repeats nothing."""
    headers = {"Location": address}
    return Response(status_code=HTTPStatus.SEE_OTHER, headers=headers, body="", cookies=list(cookies))


def asset_path(name: str) -> str:
    """Name a file of ours by its content, so that it may be cached for good."""
    return f"/console/assets/{digest_of(name)}/{name}"


@cache
def asset(name: str) -> str:
    """Read a file of ours."""
    return files(PLACE).joinpath("assets", name).read_text(encoding="utf-8")


@cache
def digest_of(name: str) -> str:
    """Give the first digits of a file's SHA-256."""
    return hashlib.sha256(asset(name).encode()).hexdigest()[:12]


@cache
def templates() -> Environment:
    """Load the pages' templates once a sandbox."""
    made = Environment(
        loader=PackageLoader(PLACE, "pages"),
        autoescape=select_autoescape(),
        undefined=StrictUndefined,
        finalize=revealed,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(minutes=minutes, day=_day, moment=_moment, length_of=_length)
    made.globals.update(asset_path=asset_path)
    return made


def _headers(store: str) -> dict[str, str]:
    stores = (store,) if store else ()
    return page_headers(connect=(_SELF, *stores), media=(_SELF, "blob:"), forms=stores)


def _day(at: datetime, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%a} {at.astimezone(zone).day} {at.astimezone(zone):%b %Y}"


def _moment(at: datetime, zone: ZoneInfo) -> str:
    return f"{_day(at, zone)}, {at.astimezone(zone):%H:%M}"


def _length(seconds: float) -> str:
    if seconds < _MINUTE_S:
        return f"{round(seconds)} seconds"
    whole = round(seconds / 60)
    return f"{whole} minutes" if whole != 1 else "1 minute"
