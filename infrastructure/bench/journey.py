"""How long a recording takes from its upload to the mail, warm, on the local stack."""

import time
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av

from infrastructure.cli.therapist import Therapist
from infrastructure.cli.waiting import came_in_time
from infrastructure.local.stack import LocalStack
from infrastructure.root import DEMO_RECORDING
from shared.domain.session import SessionState
from shared.runtime import wiring

_LOOK_S = 0.05  # each look costs the machine that is measured
_LIMIT_S = 300.0


def wait(is_done: Callable[[], bool]) -> None:
    """Look again and again until it is done.

    Raises:
        TimeoutError: after five minutes.
    """
    if not came_in_time(is_done, limit_s=_LIMIT_S, look_s=_LOOK_S):
        message = f"not done after {_LIMIT_S:.0f} s"
        raise TimeoutError(message)


def cut_clip(seconds: int, path: Path) -> Path:
    """Write the first seconds of the demo's recording, packet by packet: nothing is decoded."""
    with av.open(str(DEMO_RECORDING)) as source, av.open(str(path), "w") as made:
        sound = source.streams.audio[0]
        copied = made.add_stream_from_template(sound)
        for packet in source.demux(sound):
            if packet.pts is None or packet.pts * Fraction(packet.time_base) >= seconds:
                break
            packet.stream = copied
            made.mux(packet)
    return path


def accept_to_mail(stack: LocalStack, recording: Path) -> float:
    """Send one recording through all steps, approve its first draft at once, and give the seconds until the mail."""
    therapist = Therapist(stack)
    client_id = therapist.enrol("Robin", "robin@example.com")
    therapist.record_consent(client_id)
    sent_before = len(stack.mails)
    began = time.perf_counter()
    therapist.upload(client_id, recording)
    wait(lambda: _is_read(client_id))
    _approve_first_draft(therapist, client_id)
    stack.tick("ReleasePromptsFunction")
    wait(lambda: len(stack.mails) > sent_before)
    return time.perf_counter() - began


def _is_read(client_id: str) -> bool:
    return any(each.state is SessionState.READY for each in wiring.stores().sessions.of_client(client_id))


def _approve_first_draft(therapist: Therapist, client_id: str) -> None:
    path = f"/clients/{client_id}/sessions"
    (session,) = therapist.call("GET", path)
    (draft, *_) = therapist.call("GET", f"{path}/{session['session_id']}/reading")["prompts"]
    therapist.approve(client_id, draft)
