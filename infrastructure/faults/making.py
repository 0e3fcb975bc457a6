"""How each deliberate mistake is made: patched in at run time, the code itself untouched."""

import sys
from dataclasses import replace
from datetime import datetime
from itertools import count
from typing import Any
from unittest.mock import patch
from uuid import uuid4

import boto3

from functions.accept_recording import handler as accept_handler
from functions.accept_recording import s3_event
from functions.extract_threads import handler as extract_handler
from functions.forget_client import handler as forget_handler
from functions.transcribe_part import handler as transcribe_handler
from infrastructure.faults.patching import Patch, unheld
from shared.adapters import s3_uploads, s3_vault
from shared.adapters.dynamo.holds import DynamoHolds
from shared.adapters.dynamo.notices import DynamoNotices
from shared.adapters.dynamo.sessions import DynamoSessions
from shared.adapters.dynamo.table import Table, client_key
from shared.adapters.s3_vault import S3Vault
from shared.adapters.ses_mailer import SesMailer
from shared.domain.consent import Consent, Purpose, Refusal
from shared.domain.identity import SessionRef
from shared.domain.notice import NoticeKind
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


def send_then_mark() -> list[Patch]:
    """Send a mail before its prompt is claimed."""

    def send_first(case: Any, *, prompts: Any, mailer: Any, writer: Any, clock: Any, **_: Any) -> Outcome:  # noqa: ANN401
        mail_id = mailer.send(writer.write(case.prompt, case.client, case.consent, case.now))
        claimed = prompts.claim(case.prompt, case.client, case.consent, clock.now())
        prompts.move(claimed, PromptMove.SETTLE, {"mail_id": mail_id, "sent_at": clock.now()})
        return Outcome("sent")

    return [patch.object(send_prompt, "_claim_and_send", send_first)]


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


def write_without_the_fence() -> list[Patch]:
    """Write into the vault whatever the epoch."""

    def unfenced(self: S3Vault, client_id: str, epoch: int, path: str, content: bytes) -> None:
        del epoch
        sealed = self._seal.close(client_id, path, content)
        self._s3.put_object(Bucket=self._bucket, Key=f"clients/{client_id}/{path}", Body=sealed)

    return [patch.object(S3Vault, "put", unfenced)]


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


def consent_at_the_gate_only() -> list[Patch]:
    """Ask for consent at the gate, and never again."""

    def anything(*_: object) -> None:
        return None

    return [
        patch.object(Consent, "refuses_any", anything),
        patch.object(send_prompt, "_stop", lambda _case, **_: None),
        *unheld(),
    ]


def random_prompt_id() -> list[Patch]:
    """Give a prompt another id each time."""
    return [patch.object(session_desk, "prompt_id_of", lambda session_id, *_: f"{session_id}-{uuid4().hex[:6]}")]


def mark_then_send() -> list[Patch]:
    """Mark a prompt as sent before its mail goes."""

    def mark_first(prompt: Any, mail: Any, *, prompts: Any, mailer: Any, clock: Any, **_: Any) -> Outcome:  # noqa: ANN401
        prompts.move(prompt, PromptMove.SETTLE, {"mail_id": "", "sent_at": clock.now()})
        mailer.send(mail)
        return Outcome("sent")

    return [patch.object(send_prompt, "_send", mark_first)]


def mailer_with_retries() -> list[Patch]:
    """Let SES's client try again by itself."""

    def mailer() -> SesMailer:
        settings = MailSettings.from_env()
        return SesMailer(boto3.client("sesv2"), settings.configuration_set)

    mailer.cache_clear = lambda: None  # type: ignore[attr-defined]
    return [patch.object(wiring, "mailer", mailer)]


def key_as_it_came() -> list[Patch]:
    """Take an upload's key as the event spells it."""
    return [patch.object(s3_event, "unquote_plus", lambda key: key)]


def confirm_before_removing() -> list[Patch]:
    """Confirm a withdrawal before anything is removed."""
    original = forget_client.forget_client

    def confirm_first(message: Any, *, consents: Any, clock: Any, **ports: Any) -> Outcome:  # noqa: ANN401
        consents.confirm_withdrawn(message.client_id, clock.now())
        return original(message, consents=consents, clock=clock, **ports)

    return [patch.object(forget_handler, "forget_client", confirm_first)]


def send_unconfirmed_again() -> list[Patch]:
    """Offer a mail of which nobody knows whether it was sent once more."""

    def again(prompt: Any, *, prompts: Any, notices: Any, now: Any) -> Outcome:  # noqa: ANN401
        del notices
        prompts.move(prompt, PromptMove.POSTPONE, {"due_at": now})
        return Outcome("again")

    return [
        patch.object(send_prompt, "lose_sight_of_claim", again),
        patch.object(keep_watch, "lose_sight_of_claim", again),
    ]


def forget_without_waiting() -> list[Patch]:
    """Forget a client whom somebody still writes about."""
    return [patch.object(DynamoHolds, "is_held", lambda *_: False)]


def remove_the_latest_only() -> list[Patch]:
    """Remove what lies on top, and leave the versions below."""

    def latest(s3: Any, bucket: str, prefix: str) -> int:  # noqa: ANN401
        keys = [each["Key"] for each in s3.list_objects_v2(Bucket=bucket, Prefix=prefix).get("Contents", [])]
        for key in keys:
            s3.delete_object(Bucket=bucket, Key=key)
        return len(keys)

    return [patch.object(module, "drop_versions", latest) for module in (s3_vault, s3_uploads)]


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


def mail_whatever_was_agreed_to() -> list[Patch]:
    """Take what was agreed to for something for agreed to for mail as well."""
    refuses = Consent.refuses

    def whatever(self: Consent, purpose: Purpose, at: datetime) -> Refusal | None:
        refusal = refuses(self, purpose, at)
        return None if refusal is Refusal.PURPOSE else refusal

    return [patch.object(Consent, "refuses", whatever)]


def leave_drafts_behind() -> list[Patch]:
    """Keep the rows of a client's prompts when the sessions are forgotten."""
    below = Table.below

    def all_but_prompts(self: Table, client_id: str, prefix: str = "") -> Any:  # noqa: ANN401
        return [row for row in below(self, client_id, prefix) if prefix or not row["sk"].startswith("PROMPT#")]

    return [patch.object(Table, "below", all_but_prompts)]


def tell_of_what_is_gone() -> list[Patch]:
    """Leave a notice whether its session is there or not."""

    def tell(self: DynamoNotices, therapist_id: str, kind: NoticeKind, session: SessionRef, at: datetime) -> None:
        key = client_key(session.client_id, f"NOTICE#{session.session_id}#{kind}")
        listed = {"therapist_id": therapist_id, "listed": f"NOTICE#{at.isoformat()}", "at": at.isoformat()}
        named = {"kind": kind.value, "client_id": session.client_id, "session_id": session.session_id}
        self._table.put({**key, **listed, **named})

    return [patch.object(DynamoNotices, "tell", tell)]
