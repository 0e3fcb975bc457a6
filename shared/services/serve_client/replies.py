"""What a client writes or says under a note: sealed, seen by nobody, until the client shares it (rule P10)."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from shared.domain.identity import PromptRef
from shared.domain.reply import Reply, ReplyKind, known_sound_type, reply_id_of
from shared.services import vault_paths
from shared.services.serve_client.door import Door, sent_note


@dataclass(frozen=True, slots=True)
class Line:
    """A line as the client sees it again; a spoken one has no text."""

    reply: Reply
    text: str = field(repr=False)


def put_line(door: Door, ref: PromptRef, once: str, text: str) -> str:
    """Keep what the client wrote and give the line's id.

    `once` names the form: sent twice it is one line, sent with another text it is one more.

    Raises:
        MissingError: when the note is not there any more.
        NotPermittedError: when consent has ended.
    """
    return _put(door, ref, once, text.encode(), sound_type="")


def put_sound(door: Door, ref: PromptRef, once: str, sound: bytes, sound_type: str) -> str:
    """Keep what the client said, as it came: nothing listens to it; what the browser calls it is not believed."""
    return _put(door, ref, once, sound, sound_type=known_sound_type(sound_type))


def own_lines(door: Door, ref: PromptRef) -> Sequence[Line]:
    """Give what the client put under this note, oldest first."""
    found = [reply for reply in door.replies.of_client(ref.client_id) if reply.note == ref]
    return [Line(reply, _text(door, reply)) for reply in found]


def open_sound(door: Door, ref: PromptRef, reply_id: str) -> tuple[bytes, str]:
    """Give a recording back to the client who made it, and its media type."""
    reply = door.replies.get(ref, reply_id)
    return door.vault.get(ref.client_id, vault_paths.reply(reply)), reply.sound_type


def share_line(door: Door, ref: PromptRef, reply_id: str) -> None:
    """Let the therapist see one line."""
    door.replies.share(door.replies.get(ref, reply_id), door.clock.now())


def unshare_line(door: Door, ref: PromptRef, reply_id: str) -> None:
    """Take a line back: the therapist sees it no more."""
    door.replies.share(door.replies.get(ref, reply_id), None)


def remove_line(door: Door, ref: PromptRef, reply_id: str) -> None:
    """Remove a line for good: first its words, then that it was there."""
    reply = door.replies.get(ref, reply_id)
    door.vault.drop(ref.client_id, vault_paths.reply(reply))
    door.replies.remove(reply)


def _put(door: Door, ref: PromptRef, once: str, content: bytes, *, sound_type: str) -> str:
    prompt, _ = sent_note(door, ref)
    kind = ReplyKind.SPOKEN if sound_type else ReplyKind.WRITTEN
    reply = Reply(ref, reply_id_of(once, sound_type, content), prompt.session, kind, door.clock.now(), sound_type)
    door.vault.put(ref.client_id, prompt.consent_epoch, vault_paths.reply(reply), content)
    door.replies.add(reply, prompt.consent_epoch)  # after the words: no line is ever without them
    return reply.reply_id


def _text(door: Door, reply: Reply) -> str:
    if reply.kind is ReplyKind.SPOKEN:
        return ""
    return door.vault.get(reply.note.client_id, vault_paths.reply(reply)).decode()
