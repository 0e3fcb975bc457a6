"""Makes mistakes between an upload and its drafts: at the gate, in the parts, in the reading, in the log."""

import sys
from dataclasses import replace
from itertools import count
from typing import Any
from unittest.mock import patch
from uuid import uuid4

from functions.accept_recording import handler as accept_handler
from functions.accept_recording import s3_event
from functions.extract_threads import handler as extract_handler
from functions.transcribe_part import handler as transcribe_handler
from infrastructure.faults.patching import Patch
from shared.adapters.dynamo.sessions import DynamoSessions
from shared.domain.session import Session, SessionState
from shared.errors import MissingError
from shared.services import extract_threads, session_desk, vault_paths
from shared.services.accept_recording import accept_recording
from shared.services.outcome import Outcome, skipped
from shared.services.session_desk import SessionDesk
from shared.services.transcribe_part import transcribe_part


def return_early_on_a_duplicate() -> list[Patch]:
    """Do nothing more about a session that was opened before."""
    opens = DynamoSessions.open

    def once(self: DynamoSessions, session: Session) -> Session:
        try:
            self.get(session.ref)
        except MissingError:
            return opens(self, session)
        return replace(session, state=SessionState.READY)  # "under way": nothing more is done about it

    return [patch.object(DynamoSessions, "open", once)]


def refuse_what_comes_twice() -> list[Patch]:
    """Refuse an upload that comes a second time."""

    def refuse(upload: Any, *, uploads: Any, outbox: Any, **ports: Any) -> Outcome:  # noqa: ANN401
        if upload in _seen:
            uploads.delete(upload)
            return Outcome("refused: twice")
        _seen.append(upload)
        return accept_recording(upload, uploads=uploads, outbox=outbox, **ports)

    _seen: list[Any] = []
    return [patch.object(accept_handler, "accept_recording", refuse)]


def key_as_it_came() -> list[Patch]:
    """Take an upload's key as the event spells it."""
    return [patch.object(s3_event, "unquote_plus", lambda key: key)]


def join_by_counter() -> list[Patch]:
    """Count how many parts came in place of telling which, and read what is there."""
    numbers = count(1000)
    end_part = DynamoSessions.end_part

    def counted(self: DynamoSessions, ref: Any, number: int, *, lost: bool, micro_usd: int = 0) -> Session:  # noqa: ANN401
        del number
        return end_part(self, ref, next(numbers), lost=lost, micro_usd=micro_usd)

    def what_is_there(self: SessionDesk, number: int, *, has_speech: bool) -> Any:  # noqa: ANN401
        try:  # a counter alone does no harm here: reading refuses to begin while a part's words are missing
            return heard(self, number, has_speech=has_speech)
        except MissingError:
            return None

    heard = SessionDesk._heard  # noqa: SLF001
    complete = property(lambda session: len(session.parts_done) + len(session.parts_lost) >= len(session.spans))
    return [
        patch.object(DynamoSessions, "end_part", counted),
        patch.object(Session, "is_transcribed", complete),
        patch.object(SessionDesk, "_heard", what_is_there),
    ]


def return_if_the_words_exist() -> list[Patch]:
    """Take a part whose words are kept for a part that was ended."""

    def early(message: Any, *, sessions: Any, vault: Any, **ports: Any) -> Outcome:  # noqa: ANN401
        try:
            vault.get(message.client_id, vault_paths.words(message.ref, message.number))
        except MissingError:
            return transcribe_part(message, sessions=sessions, vault=vault, **ports)
        return skipped("heard before")

    return [patch.object(transcribe_handler, "transcribe_part", early)]


def random_prompt_id() -> list[Patch]:
    """Give a prompt another id each time."""
    return [patch.object(session_desk, "prompt_id_of", lambda session_id, *_: f"{session_id}-{uuid4().hex[:6]}")]


def log_the_event() -> list[Patch]:
    """Write an upload's event into the log."""

    def tell(body: str) -> Any:  # noqa: ANN401
        sys.stdout.write(body + "\n")
        return s3_event.uploads_in(body)

    return [patch.object(accept_handler, "uploads_in", tell)]


def log_the_words() -> list[Patch]:
    """Write what was said into the log."""

    def tell(message: Any, *, reader: Any, **ports: Any) -> Outcome:  # noqa: ANN401
        class Telling:
            def read(self, transcript: Any) -> Any:  # noqa: ANN401
                sys.stdout.write(f"{[turn.text for turn in transcript.turns]}\n")
                return reader.read(transcript)

        return extract_threads.extract_threads(message, reader=Telling(), **ports)

    return [patch.object(extract_handler, "extract_threads", tell)]
