"""The dial as a page: how things stand, and everything that can be changed about them."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from aws_lambda_powertools.event_handler import Response

from functions.serve_client.opening import door
from functions.serve_client.pages import page
from functions.serve_client.rhythm import hours_choices, now_sentence, pace_choices, rhythm_choices, zones
from shared.domain.identity import PromptRef
from shared.domain.mail.masked import masked
from shared.services.serve_client.dial import show_dial

SAVED = {
    "paused": "Paused.",
    "stopped": "Stopped.",
    "again": "Notes may come again.",
    "saved": "Saved.",
    "link-sent": "The link is on its way.",
}


def saying(what: str) -> Callable[[PromptRef, str], Response[Any]]:
    """Make the page that says first what a press has changed."""

    def said(ref: PromptRef, _line: str) -> Response[Any]:
        return show(ref, saved=SAVED[what])

    return said


def show(ref: PromptRef, *, saved: str = "", wrong: str = "") -> Response[Any]:
    """Show the dial as it stands; MissingError when the client is gone."""
    client, now = show_dial(door(), ref), door().clock.now()
    waiting = client.profile.new_address
    is_waiting = waiting is not None and waiting.has_left and not waiting.is_confirmed
    return page(
        "choices.html",
        HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK,
        saved=saved,
        wrong=wrong,
        now=now_sentence(client, now),
        is_quiet=client.has_stopped or (client.dial.paused_until or now) > now,
        rhythms=rhythm_choices(client.dial),
        paces=pace_choices(client.dial),
        hours=hours_choices(client.dial),
        zones=zones(client.dial.time_zone),
        zone=client.dial.time_zone,
        address=masked(client.profile.email.reveal()),
        new_address=masked(waiting.email) if waiting and is_waiting else "",
    )
