"""The main job on this machine: a recording goes through the deployed functions, and comes out as files."""

import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console

from infrastructure.cli.failures import CommandError, NoAnswerError, NotNowError
from infrastructure.cli.results import Results
from infrastructure.cli.speakers import say_who_is_who
from infrastructure.cli.stages import Stage, Stages
from infrastructure.cli.therapist import Therapist
from infrastructure.cli.waiting import came_in_time
from infrastructure.local.stack import LocalStack
from infrastructure.root import ROOT
from shared.adapters.speech.choose import load_engine

_LOOK_S = 0.2
_WAIT_S = 3600.0  # a long recording on a slow machine
_MAIL_WAIT_S = 30.0
_FAILS_FOR_S = 60.0  # "try again in a minute", as the API says
_WAITING, _READY, _ENDED = "WAITING", "READY", {"READY", "REFUSED", "FAILED"}
_NAME, _ADDRESS = "Robin", "robin@example.com"  # an invented client: mail never leaves this machine


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person asked for on the command line."""

    recording: Path
    client: str
    out: Path
    engine: str
    model: Path | None
    approve: bool
    therapists_voice: int | None = None


def run_flow(wish: Wish) -> None:
    """Run a recording through the whole flow, show the stages, and write and name the results.

    Raises:
        CommandError: when the recording is not there, was refused, or did not come to its end.
        SettingError: when the recogniser or its weights are missing.
    """
    if not wish.recording.is_file():
        message = f"there is no recording {wish.recording}; give the path of a sound file"
        raise CommandError(message)
    load_engine(wish.engine, model=str(wish.model) if wish.model else None)  # says at once what is missing
    console, results = Console(), Results(wish.out)
    stages = Stages(console)
    with ExitStack() as opened:
        with stages.stage("local stack") as stage:
            stage.say("starting the functions of template.yaml")
            stack = opened.enter_context(_stack(wish, results))
        therapist = Therapist(stack)
        client_id = _upload(wish, therapist, stages)
        session = watch_session(wish.engine, therapist, client_id, stages, therapists_voice=wish.therapists_voice)
        reading = therapist.call("GET", f"/clients/{client_id}/sessions/{session['session_id']}/reading")
        drafts = [therapist.call("GET", f"/clients/{client_id}/prompts/{p['prompt_id']}") for p in reading["prompts"]]
        results.write_reading(reading, drafts)
        console.print(f"\n{reading['brief']}\n", markup=False, highlight=False)
        if drafts and wish.approve:
            _approve(drafts[0], therapist, client_id, stages)
            _send(stack, stages, results)
    stages.finish()
    results.name_all(console, engine=wish.engine)


def _stack(wish: Wish, results: Results) -> LocalStack:
    parameters = {
        "SpeechEngine": wish.engine,
        "SpeechModel": str(wish.model.resolve()) if wish.model else "",
        "UndoMinutes": "0",
        "AllowRoughSpeech": "true",  # its mail stays on this machine
    }
    return LocalStack(ROOT / "template.yaml", root=ROOT, parameters=parameters, log=results.logs)


def _approve(draft: dict[str, Any], therapist: Therapist, client_id: str, stages: Stages) -> None:
    with stages.stage("approval") as stage:
        therapist.approve(client_id, draft)
        stage.say(f"the first draft, by its hash {draft['text_hash'][:8]}")


def _send(stack: LocalStack, stages: Stages, results: Results) -> None:
    with stages.stage("prompts queue") as stage:
        stack.tick("ReleasePromptsFunction")
        stage.say("released what is due")
    with stages.stage("e-mail") as stage:
        if not came_in_time(lambda: bool(stack.mails), limit_s=_MAIL_WAIT_S, look_s=_LOOK_S):
            message = "no mail went out; look into the logs of SendPromptFunction"
            raise CommandError(message)
        results.write_mail(stack.mails[-1].raw)
        stage.say("sent, into the local inbox")


def _upload(wish: Wish, therapist: Therapist, stages: Stages) -> str:
    with stages.stage("upload") as stage:
        client_id = therapist.enrol(_NAME, _ADDRESS)
        therapist.record_consent(client_id)
        therapist.upload(client_id, wish.recording)
        stage.say(f"{wish.recording.stat().st_size / 1e6:.1f} MB for client {wish.client}")
    return client_id


def watch_session(
    engine: str, therapist: Therapist, client_id: str, stages: Stages, *, therapists_voice: int | None = None
) -> dict[str, Any]:
    """Show the stages of a client's one session until it is ready, and give it.

    Raises:
        CommandError: when it was refused, failed, or takes too long.
    """
    seen = Watch(therapist, client_id)
    with stages.stage("consent gate") as stage:
        seen.until(stage, bool)
        stage.say("consent stands: the session is open")
    with stages.stage("split") as stage:
        session = seen.until(stage, lambda session: session["state"] != "ACCEPTED")
        stage.say(f"{session['duration_s'] / 60:.1f} minutes in {session['parts']} parts")
    with stages.stage("transcript") as stage:
        session = seen.until(stage, lambda session: session["state"] not in {"ACCEPTED", "TRANSCRIBING"})
        stage.say(f"part {session['parts_done']} of {session['parts']}, by {engine}")
    with stages.stage("threads and brief") as stage:
        session = seen.until(stage, lambda session: session["state"] in {_READY, _WAITING})
    if session["state"] == _WAITING:
        path = f"/clients/{client_id}/sessions/{session['session_id']}"
        say_who_is_who(therapist, path, stages.console, therapists_voice=therapists_voice)
        with stages.stage("threads and brief") as stage:
            session = seen.until(stage, lambda session: session["state"] == _READY)
    return session


class Watch:
    """Follows the one session of a client."""

    def __init__(self, therapist: Therapist, client_id: str) -> None:
        """Ask this therapist's API."""
        self._therapist = therapist
        self._path = f"/clients/{client_id}/sessions"
        self._until = time.monotonic() + _WAIT_S
        self._answered_at = time.monotonic()

    def until(self, stage: Stage, is_there: Any) -> dict[str, Any]:  # noqa: ANN401  (a claim about JSON)
        """Wait until the session is as wanted, telling how far it is.

        Raises:
            CommandError: when it ended otherwise, or takes too long.
            NotNowError: when the API has failed for a minute.
        """
        self._answered_at = time.monotonic()  # the last look may be long ago: a person was asked in between
        while time.monotonic() < self._until:
            session = self._session()
            if session.get("state") in _ENDED - {_READY}:
                message = f"the recording was not used ({session['reason']}). {session['sentence']}"
                raise CommandError(message)
            if session and is_there(session):
                return session
            if session.get("state") == "TRANSCRIBING":
                stage.say(f"part {session['parts_done']} of {session['parts']}")
            time.sleep(_LOOK_S)
        message = "the session did not come to its end in an hour; look into the logs named above"
        raise CommandError(message)

    def _session(self) -> dict[str, Any]:
        """Look at the session once; a machine too busy to answer, or that fails for a moment, is looked at again."""
        try:
            session = dict(next(iter(self._therapist.call("GET", self._path)), {}))
        except NoAnswerError:
            return {}
        except NotNowError:
            if time.monotonic() - self._answered_at > _FAILS_FOR_S:
                raise
            return {}
        self._answered_at = time.monotonic()
        return session
