"""The demo's data, made by the flow itself: a client, a recording, a reading, an approved note, a mail."""

import re

from infrastructure.cli.failures import CommandError
from infrastructure.cli.flow import watch_session
from infrastructure.cli.stages import Stages
from infrastructure.cli.waiting import came_in_time
from infrastructure.local.inbox.letter import read_letter
from infrastructure.root import DEMO_RECORDING
from infrastructure.up.house import House

_CLIENT, _ADDRESS = "Robin", "robin@example.com"  # an invented client: mail never leaves this machine
_LOOK_S = 0.2
_MAIL_WAIT_S = 60.0  # beyond the time in which an approval can be taken back


def seed_demo(house: House, stages: Stages, *, engine: str) -> None:
    """Take the demo's recording through the whole flow, until its note lies in the inbox.

    Raises:
        CommandError: when the flow did not come to its end.
    """
    therapist = house.therapist
    with stages.stage("upload") as stage:
        client_id = therapist.enrol(_CLIENT, _ADDRESS)
        therapist.record_consent(client_id)
        therapist.upload(client_id, DEMO_RECORDING)
        stage.say(f"the demo's recording, for a client called {_CLIENT}")
    session = watch_session(engine, therapist, client_id, stages)
    reading = therapist.call("GET", f"/clients/{client_id}/sessions/{session['session_id']}/reading")
    if not reading["prompts"]:
        return
    before = len(house.stack.mails)
    with stages.stage("approval") as stage:
        draft = reading["prompts"][0]
        therapist.approve(client_id, draft)
        stage.say("the first draft; it can be taken back until it goes")
    with stages.stage("e-mail") as stage:
        _wait_for_mail(house, before)
        stage.say("in the local inbox")


def client_page(house: House) -> str:
    """Give the address behind the newest mail's link, or nothing when there is no mail."""
    mails = house.stack.mails
    if not mails:
        return ""
    found = re.search(rf"{re.escape(house.stack.api_url)}/notes/\S+", read_letter(len(mails), mails[-1]).text)
    return found[0] if found else ""


def _wait_for_mail(house: House, before: int) -> None:
    is_there, limit_s = lambda: len(house.stack.mails) > before, house.undo_s + _MAIL_WAIT_S
    if not came_in_time(is_there, limit_s=limit_s, look_s=_LOOK_S):
        message = f"no mail went out; look into {house.stack.log_folder / 'SendPromptFunction.log'}"
        raise CommandError(message)
