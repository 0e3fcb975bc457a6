"""Mails that a client's page asks for: one link each, to the client."""

from dataclasses import dataclass
from datetime import datetime

from shared.domain.identity import PromptRef
from shared.domain.mail.link_mail import LinkMail, compose_link_mail
from shared.domain.words import Words
from shared.ports import Links, Mail, Mailer


@dataclass(frozen=True, slots=True)
class Post:
    """What sends the link: the mailer, the signer, and from where to where."""

    mailer: Mailer
    links: Links
    sender: str
    pages_url: str

    def send_link(self, mail: LinkMail, link: PromptRef, to: str, at: datetime) -> None:
        """Mail a link whose id, in the place of a prompt's, is also the mail's.

        Raises:
            UnmailableError: when an address or the link cannot stand in a mail.
            MailRefusedError, MailUnsureError: when the link did not leave.
        """
        raw = compose_link_mail(
            mail,
            recipient=to,
            sender=self.sender,
            message_id=f"<{link.prompt_id}@{self.sender.rpartition('@')[2]}>",
            date=at,
            page_url=f"{self.pages_url}/{mail.page}/{self.links.sign(mail.audience, link)}",
        )
        self.mailer.send(Mail(Words(to), raw, None))
