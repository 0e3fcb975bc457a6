"""The dial as a page: pause, stop, how often, at what time of day, to which address."""

from collections.abc import Callable
from datetime import timedelta
from http import HTTPStatus
from typing import Any
from uuid import uuid4

from aws_lambda_powertools.event_handler import Response

from functions.serve_client.forms import Form
from functions.serve_client.opening import door, post
from functions.serve_client.pages import page
from functions.serve_client.rhythm import as_dial, hours_choices, now_sentence, pace_choices, zones
from shared.domain.identity import PromptRef
from shared.domain.mail.address import UnmailableError, masked
from shared.services.serve_client import address, dial

_NO_ADDRESS = "That is not an e-mail address we can write to. Look at it once more; nothing has changed."
_TOO_SOON = "A link to another address left a few minutes ago. Wait ten minutes, then ask again; nothing has changed."


def show(ref: PromptRef, _form: Form) -> Response[Any]:
    """Show the dial as it stands."""
    return _page(ref)


def pausing(length: timedelta) -> Callable[[PromptRef, Form], Response[Any]]:
    """Make the act that pauses for this long."""

    def pause(ref: PromptRef, _form: Form) -> Response[Any]:
        dial.pause_notes(door(), ref, length)
        return _page(ref, saved="Paused.")

    return pause


def resume(ref: PromptRef, _form: Form) -> Response[Any]:
    """Let notes come again."""
    dial.resume_notes(door(), ref)
    return _page(ref, saved="Notes may come again.")


def stop(ref: PromptRef, _form: Form) -> Response[Any]:
    """Stop all notes."""
    dial.stop_notes(door(), ref)
    return _page(ref, saved="Stopped.")


def set_rhythm(ref: PromptRef, form: Form) -> Response[Any]:
    """Set pace, hours and place; what is not among the choices changes nothing."""
    chosen = as_dial(form.fields, dial.show_dial(door(), ref).dial)
    dial.set_rhythm(door(), ref, chosen)
    return _page(ref, saved="Saved.")


def ask_address(ref: PromptRef, form: Form) -> Response[Any]:
    """Send a link to another address; it counts once the link was opened and pressed."""
    try:
        has_left = address.ask_address(door(), post(form.came_to), ref, form.fields.get("email", ""), uuid4().hex)
    except UnmailableError:
        return _page(ref, wrong=_NO_ADDRESS)
    return _page(ref, saved="The link is on its way.") if has_left else _page(ref, wrong=_TOO_SOON)


def _page(ref: PromptRef, *, saved: str = "", wrong: str = "") -> Response[Any]:
    client, now = dial.show_dial(door(), ref), door().clock.now()
    waiting = client.profile.new_address
    is_waiting = waiting is not None and not waiting.is_confirmed
    return page(
        "choices.html",
        HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK,
        saved=saved,
        wrong=wrong,
        now=now_sentence(client, now),
        is_quiet=bool(client.mail_blocked) or (client.dial.paused_until or now) > now,
        paces=pace_choices(client.dial),
        hours=hours_choices(client.dial),
        zones=zones(client.dial.time_zone),
        zone=client.dial.time_zone,
        address=masked(client.profile.email),
        new_address=masked(waiting.email) if waiting and is_waiting else "",
    )
