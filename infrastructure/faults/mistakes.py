"""L5: deliberate mistakes, patched in at run time; each must be caught, and by the invariant it breaks.

B1 to B13 are the mistakes that ../shared/design/faults.md lists; O1 to O5 are our own, each the removal of
something this code rests on.
"""

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, replace
from itertools import count
from types import ModuleType
from typing import Any
from unittest.mock import patch
from uuid import uuid4

import boto3

from functions.accept_recording import handler as accept_handler
from functions.accept_recording import s3_event
from functions.extract_threads import handler as extract_handler
from functions.forget_client import handler as forget_handler
from functions.transcribe_part import handler as transcribe_handler
from infrastructure.faults.place import Place
from shared.adapters import s3_uploads, s3_vault
from shared.adapters.dynamo import holds as dynamo_holds
from shared.adapters.dynamo.sessions import DynamoSessions
from shared.adapters.s3_vault import S3Vault
from shared.adapters.ses_mailer import SesMailer
from shared.domain.consent import Consent
from shared.domain.prompt import PromptMove
from shared.domain.session import Session, SessionState
from shared.errors import MissingError
from shared.runtime import wiring
from shared.runtime.settings import MailSettings
from shared.services import extract_threads, forget_client, keep_watch, send_prompt, session_desk, vault_paths
from shared.services.accept_recording import accept_recording
from shared.services.outcome import Outcome, skipped
from shared.services.session_desk import SessionDesk
from shared.services.transcribe_part import transcribe_part

Patch = Any  # what unittest.mock.patch gives; nothing of it is used but the entering
Words = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake, the invariants that may tell of it, and where to look for it, in this order."""

    name: str
    what: str
    breaks: frozenset[str]
    hunts: tuple[str, ...]
    patches: Callable[[], list[Patch]]


@contextmanager
def made(mistake: Mistake, place: Place) -> Iterator[None]:
    """Make a mistake for as long as the block lasts."""
    with ExitStack() as opened:
        for each in mistake.patches():
            opened.enter_context(each)
        place.new_sandboxes()
        yield
    place.new_sandboxes()


def _send_then_mark() -> list[Patch]:
    def send_first(case: Any, *, prompts: Any, mailer: Any, writer: Any, clock: Any, **_: Any) -> Outcome:  # noqa: ANN401
        mail_id = mailer.send(writer.write(case.prompt, case.client, case.consent, case.now))
        claimed = prompts.claim(case.prompt, case.client, case.consent, clock.now())
        prompts.move(claimed, PromptMove.SETTLE, {"mail_id": mail_id, "sent_at": clock.now()})
        return Outcome("sent")

    return [patch.object(send_prompt, "_claim_and_send", send_first)]


def _return_early_on_a_duplicate() -> list[Patch]:
    opens = DynamoSessions.open

    def once(self: DynamoSessions, session: Session) -> Session:
        try:
            self.get(session.ref)
        except MissingError:
            return opens(self, session)
        return replace(session, state=SessionState.READY)  # "under way": nothing more is done about it

    return [patch.object(DynamoSessions, "open", once)]


def _join_by_counter() -> list[Patch]:
    numbers = count(1000)
    end_part = DynamoSessions.end_part

    def counted(self: DynamoSessions, ref: Any, number: int, *, lost: bool) -> Session:  # noqa: ANN401
        del number
        return end_part(self, ref, next(numbers), lost=lost)

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


def _return_if_the_words_exist() -> list[Patch]:
    def early(message: Any, *, sessions: Any, vault: Any, **ports: Any) -> Outcome:  # noqa: ANN401
        try:
            vault.get(message.client_id, vault_paths.words(message.ref, message.number))
        except MissingError:
            return transcribe_part(message, sessions=sessions, vault=vault, **ports)
        return skipped("heard before")

    return [patch.object(transcribe_handler, "transcribe_part", early)]


def _write_without_the_fence() -> list[Patch]:
    def unfenced(self: S3Vault, client_id: str, epoch: int, path: str, content: bytes) -> None:
        del epoch
        sealed = self._seal.close(client_id, path, content)
        self._s3.put_object(Bucket=self._bucket, Key=f"clients/{client_id}/{path}", Body=sealed)

    return [patch.object(S3Vault, "put", unfenced)]


def _log_the_event() -> list[Patch]:
    def tell(body: str) -> Any:  # noqa: ANN401
        sys.stdout.write(body + "\n")
        return s3_event.uploads_in(body)

    return [patch.object(accept_handler, "uploads_in", tell)]


def _log_the_words() -> list[Patch]:
    def tell(message: Any, *, reader: Any, **ports: Any) -> Outcome:  # noqa: ANN401
        class Telling:
            def read(self, transcript: Any) -> Any:  # noqa: ANN401
                sys.stdout.write(f"{[turn.text for turn in transcript.turns]}\n")
                return reader.read(transcript)

        return extract_threads.extract_threads(message, reader=Telling(), **ports)

    return [patch.object(extract_handler, "extract_threads", tell)]


def _consent_at_the_gate_only() -> list[Patch]:
    def anything(*_: object) -> None:
        return None

    return [
        patch.object(Consent, "refuses_any", anything),
        patch.object(send_prompt, "_stop", lambda _case, **_: None),
        *_no_hold(),
    ]


def _random_prompt_id() -> list[Patch]:
    return [patch.object(session_desk, "prompt_id_of", lambda session_id, *_: f"{session_id}-{uuid4().hex[:6]}")]


def _mark_then_send() -> list[Patch]:
    def mark_first(prompt: Any, mail: Any, *, prompts: Any, mailer: Any, clock: Any, **_: Any) -> Outcome:  # noqa: ANN401
        prompts.move(prompt, PromptMove.SETTLE, {"mail_id": "", "sent_at": clock.now()})
        mailer.send(mail)
        return Outcome("sent")

    return [patch.object(send_prompt, "_send", mark_first)]


def _mailer_with_retries() -> list[Patch]:
    def mailer() -> SesMailer:
        settings = MailSettings.from_env()
        return SesMailer(boto3.client("sesv2"), settings.configuration_set)

    mailer.cache_clear = lambda: None  # type: ignore[attr-defined]
    return [patch.object(wiring, "mailer", mailer)]


def _key_as_it_came() -> list[Patch]:
    return [patch.object(s3_event, "unquote_plus", lambda key: key)]


def _no_hold() -> list[Patch]:
    return [patch.object(dynamo_holds.DynamoHolds, "hold", lambda *_: nullcontext())]


def _confirm_before_removing() -> list[Patch]:
    original = forget_client.forget_client

    def confirm_first(message: Any, *, consents: Any, clock: Any, **ports: Any) -> Outcome:  # noqa: ANN401
        consents.confirm_withdrawn(message.client_id, clock.now())
        return original(message, consents=consents, clock=clock, **ports)

    return [patch.object(forget_handler, "forget_client", confirm_first)]


def _send_unconfirmed_again() -> list[Patch]:
    def again(prompt: Any, *, prompts: Any, notices: Any, now: Any) -> Outcome:  # noqa: ANN401
        del notices
        prompts.move(prompt, PromptMove.POSTPONE, {"due_at": now})
        return Outcome("again")

    return [
        patch.object(send_prompt, "lose_sight_of_claim", again),
        patch.object(keep_watch, "lose_sight_of_claim", again),
    ]


def _forget_without_waiting() -> list[Patch]:
    return [patch.object(dynamo_holds.DynamoHolds, "is_held", lambda *_: False)]


def _remove_the_latest_only() -> list[Patch]:
    def latest(s3: Any, bucket: str, prefix: str) -> int:  # noqa: ANN401
        keys = [each["Key"] for each in s3.list_objects_v2(Bucket=bucket, Prefix=prefix).get("Contents", [])]
        for key in keys:
            s3.delete_object(Bucket=bucket, Key=key)
        return len(keys)

    return [patch.object(module, "drop_versions", latest) for module in _droppers()]


def _refuse_what_comes_twice() -> list[Patch]:
    def refuse(upload: Any, *, uploads: Any, outbox: Any, **ports: Any) -> Outcome:  # noqa: ANN401
        if upload in _seen:
            uploads.delete(upload)
            return Outcome("refused: twice")
        _seen.append(upload)
        return accept_recording(upload, uploads=uploads, outbox=outbox, **ports)

    _seen: list[Any] = []
    return [patch.object(accept_handler, "accept_recording", refuse)]


def _droppers() -> list[ModuleType]:
    return [s3_vault, s3_uploads]


def _is(*invariants: str) -> frozenset[str]:
    return frozenset(invariants)


MISTAKES = (
    Mistake("B1", "send, then mark", _is("I2"), ("L1:send_prompt",), _send_then_mark),
    Mistake("B2", "return early on a duplicate event", _is("I1", "L1"), ("L1:accept",), _return_early_on_a_duplicate),
    Mistake(
        "B3",
        "join by a counter, and read what is there",
        _is("I1", "I4", "I8", "L1"),
        ("L3:transcribe|transcribe",),
        _join_by_counter,
    ),
    Mistake("B4", "return if the words exist", _is("I1", "I4", "L1"), ("L1:transcribe",), _return_if_the_words_exist),
    Mistake("B5", "write without the fence", _is("I5"), ("L3:extract|withdraw",), _write_without_the_fence),
    Mistake("B6a", "log the event", _is("I6"), ("L0",), _log_the_event),
    Mistake("B6b", "log what was said", _is("I6"), ("L0",), _log_the_words),
    Mistake(
        "B8", "ask for consent at the gate only", _is("I3", "I5"), ("L3:send|withdraw",), _consent_at_the_gate_only
    ),
    Mistake("B9", "a random prompt id", _is("I2", "I4"), ("L1:extract",), _random_prompt_id),
    Mistake("B10", "mark, then send", _is("I4"), ("L1:send_prompt",), _mark_then_send),
    Mistake("B11", "an SES client that tries again by itself", _is("I2"), ("L1:send_prompt",), _mailer_with_retries),
    Mistake("B12", "a key taken as it came", _is("I1", "I4"), ("L0",), _key_as_it_came),
    Mistake("B13", "read consent, then claim, without a hold", _is("I3"), ("L3:send|withdraw",), _no_hold),
    Mistake("O1", "confirm a withdrawal before removing", _is("I5"), ("L2:forget",), _confirm_before_removing),
    Mistake("O2", "send an unconfirmed mail again", _is("I2"), ("L1:send_prompt",), _send_unconfirmed_again),
    Mistake(
        "O3", "forget without waiting for writers", _is("I5", "I3"), ("L3:extract|withdraw",), _forget_without_waiting
    ),
    Mistake("O4", "remove the latest version only", _is("I5"), ("L2:forget",), _remove_the_latest_only),
    Mistake("O5", "refuse what comes a second time", _is("I1", "I4", "L1"), ("L1:accept",), _refuse_what_comes_twice),
)
