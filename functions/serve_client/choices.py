"""What a client may do with the dial: pause, stop, let notes come again, how often, when, and to which address."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

from aws_lambda_powertools.event_handler import Response

from functions.serve_client import choices_page
from functions.serve_client.forms import Form
from functions.serve_client.opening import door, post
from functions.serve_client.rhythm import as_dial
from functions.serve_client.showing import See
from shared.domain.identity import PromptRef
from shared.domain.mail.address import UnmailableError
from shared.services.serve_client import address, dial

_NO_ADDRESS = "That is not an e-mail address we can write to. Look at it once more; nothing has changed."
_TOO_SOON = "A link to another address left a few minutes ago. Wait ten minutes, then ask again; nothing has changed."


def pausing(length: timedelta) -> Callable[[PromptRef, Form], See]:
    """Make the act that pauses for this long."""

    def pause(ref: PromptRef, _form: Form) -> See:
        dial.pause_notes(door(), ref, length)
        return See("paused")

    return pause


def resume(ref: PromptRef, _form: Form) -> See:
    """Let notes come again."""
    dial.resume_notes(door(), ref)
    return See("again")


def stop(ref: PromptRef, _form: Form) -> See:
    """Stop all notes."""
    dial.stop_notes(door(), ref)
    return See("stopped")


def set_rhythm(ref: PromptRef, form: Form) -> See:
    """Set pace, hours and place; what is not among the choices changes nothing."""
    dial.set_rhythm(door(), ref, as_dial(form.fields, dial.show_dial(door(), ref).dial))
    return See("saved")


def ask_address(ref: PromptRef, form: Form) -> See | Response[Any]:
    """Send a link to another address; it counts once the link was opened and pressed."""
    try:
        has_left = address.ask_address(door(), post(form.came_to), ref, form.fields.get("email", ""), uuid4().hex)
    except UnmailableError:
        return choices_page.show(ref, wrong=_NO_ADDRESS)
    return See("link-sent") if has_left else choices_page.show(ref, wrong=_TOO_SOON)
