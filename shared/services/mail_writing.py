"""Writes the mail of a claimed prompt: the approved text, or one neutral line and a link to it."""

from dataclasses import dataclass
from datetime import datetime

from shared.domain.client import Client
from shared.domain.consent import Consent
from shared.domain.gates import may_hold_full_text
from shared.domain.links import NOTE_LINK, STOP_LINK
from shared.domain.mail.compose import Envelope, MailLinks, MailMode, compose_mail
from shared.domain.notes.note import Note
from shared.domain.prompt import Prompt
from shared.errors import NotPermittedError
from shared.ports import Links, Mail, Vault
from shared.services import vault_paths
from shared.services.documents import NOTE


@dataclass(frozen=True, slots=True)
class MailWriter:
    """Knows the sender and where the client's pages are."""

    vault: Vault
    links: Links
    sender: str
    pages_url: str

    def write(self, prompt: Prompt, client: Client, consent: Consent, now: datetime) -> Mail:
        """Write the mail of one prompt.

        Raises:
            NotPermittedError: when the text is not the approved one.
            UnmailableError: when the address or the name cannot stand in a mail.
        """
        note = self._approved_note(prompt)
        mode = MailMode.FULL if may_hold_full_text(client, consent, now) else MailMode.QUIET
        envelope = Envelope(
            recipient=client.profile.email.reveal(),
            sender=self.sender,
            therapist_name=client.profile.therapist_name.reveal(),
            message_id=f"<{prompt.ref.prompt_id}@{self.sender.rpartition('@')[2]}>",
            date=now,
        )
        links = MailLinks(
            page_url=self._url("notes", NOTE_LINK, prompt),
            unsubscribe_url=self._url("stop", STOP_LINK, prompt),
            choices_url=self._url("choices", NOTE_LINK, prompt),
        )
        return Mail(client.profile.email, compose_mail(note, mode=mode, envelope=envelope, links=links), prompt.ref)

    def _approved_note(self, prompt: Prompt) -> Note:
        content = self.vault.get(prompt.ref.client_id, vault_paths.note(prompt.session, prompt.approved_hash))
        note = NOTE.validate_json(content)
        if note.text_hash != prompt.approved_hash:
            message = f"the text of {prompt.ref.prompt_id} is not the one that was approved"
            raise NotPermittedError(message)
        return note

    def _url(self, page: str, audience: str, prompt: Prompt) -> str:
        return f"{self.pages_url}/{page}/{self.links.sign(audience, prompt.ref)}"
