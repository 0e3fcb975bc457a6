"""Says what a dead letter is about, in identifiers only: S3's and SES's own events hold more, which is never told."""

from collections.abc import Callable, Mapping

from pydantic import ValidationError

from functions.accept_recording import s3_event
from functions.record_mail_event import ses_event
from infrastructure.ops.queues import Letter
from shared.domain.identity import owner_of
from shared.messages import ExtractThreads, ForgetClient, Message, SendPrompt, SplitRecording, TranscribePart

UNREADABLE = "is none of ours and will die again: look into what sends it, then let it expire"
_OURS: tuple[type[Message], ...] = (SplitRecording, TranscribePart, ExtractThreads, SendPrompt, ForgetClient)


def about(queue: str, letter: Letter) -> str:
    """Give one line on a letter: the client, session or prompt it is about."""
    try:
        ids = _READERS[queue](letter.body)
    except (ValidationError, s3_event.UnreadableEventError, ses_event.UnreadableEventError):
        return f"message {letter.message_id} {UNREADABLE}"
    named = " ".join(f"{name} {value}" for name, value in ids.items())
    return f"message {letter.message_id}: {named or 'about nobody'}"


def _reader_of(kind: type[Message]) -> Callable[[str], Mapping[str, object]]:
    return lambda body: kind.model_validate_json(body).model_dump()


def _upload_in(body: str) -> Mapping[str, object]:
    owners = [owner_of(upload.key) for upload in s3_event.uploads_in(body)]
    clients = sorted({owner.client_id for owner in owners if owner})
    return {"client_id": ", ".join(clients)} if clients else {}  # the rest of a key may hold a file's name


def _mail_in(body: str) -> Mapping[str, object]:
    event = ses_event.mail_event_in(body)
    return {"prompt_id": event.prompt.prompt_id, "event": event.kind.value} if event else {}


_READERS: Mapping[str, Callable[[str], Mapping[str, object]]] = {
    "accept": _upload_in,
    "mail-events": _mail_in,
    **{kind.queue: _reader_of(kind) for kind in _OURS},
}
