"""Between every step that sends and the mail service: while an operator has paused mail, nothing is handed over."""

from shared.errors import DoorknobError, MailHeldError
from shared.ports import Mail, Mailer, MailSwitch


class PausableMailer:
    """A mailer that refuses while mail is paused; what is refused is offered again later."""

    def __init__(self, mailer: Mailer, switch: MailSwitch) -> None:
        """Send by this mailer, unless the switch says no."""
        self._mailer = mailer
        self._switch = switch

    def send(self, mail: Mail) -> str:
        """Hand over a mail and give its id.

        Raises:
            MailHeldError: while mail is paused, or nobody can tell whether it is.
            MailRefusedError: when the mail service did not take it.
            MailUnsureError: when nobody knows.
        """
        self._refuse_while_paused()
        return self._mailer.send(mail)

    def _refuse_while_paused(self) -> None:
        try:
            pause = self._switch.pause()
        except DoorknobError as error:
            message = "whether mail is paused could not be read, so nothing was handed over"
            raise MailHeldError(message) from error
        if pause is not None:
            message = "mail is paused by an operator: doorknob ops resume-mail lets it flow"
            raise MailHeldError(message)
