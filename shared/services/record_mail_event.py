"""What SES reports of a mail: it settles claims, and a bounce or a complaint stops mail to that address."""

from dataclasses import dataclass
from enum import StrEnum

from shared.domain.client import BOUNCED, COMPLAINED
from shared.domain.identity import PromptRef
from shared.domain.notice import NoticeKind
from shared.domain.prompt import Prompt, PromptMove, PromptState
from shared.errors import MissingError
from shared.ports import Clients, Clock, Notices, Prompts
from shared.services.outcome import Outcome, skipped


class MailEventKind(StrEnum):
    """What happened to a mail."""

    TAKEN = "taken"  # SES took it, or delivered it
    BOUNCED = "bounced"  # for good: the address does not exist or refuses
    COMPLAINED = "complained"
    REJECTED = "rejected"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class MailEvent:
    """One event of one mail, by the identifiers the mail was tagged with."""

    kind: MailEventKind
    prompt: PromptRef
    mail_id: str


_FAULTS = {MailEventKind.BOUNCED: BOUNCED, MailEventKind.COMPLAINED: COMPLAINED}


def record_mail_event(
    event: MailEvent, *, prompts: Prompts, clients: Clients, notices: Notices, clock: Clock
) -> Outcome:
    """Settle the prompt, and stop mail where the event asks for it."""
    try:
        prompt = prompts.get(event.prompt)
    except MissingError:
        return skipped("forgotten")
    block = _FAULTS.get(event.kind)
    if block is not None:
        _blame_address(block, prompt, clients, clock)
        notices.tell(prompt.therapist_id, NoticeKind(f"MAIL_{block}"), prompt.session, clock.now())
    _settle(event, prompt, prompts, clock)
    return Outcome(event.kind, about={"client_id": prompt.ref.client_id, "prompt_id": prompt.ref.prompt_id})


def _blame_address(fault: str, prompt: Prompt, clients: Clients, clock: Clock) -> None:
    client = clients.get(prompt.ref.client_id)
    blamed = client.with_fault(fault, prompt.claimed_at or clock.now())
    if blamed != client:
        clients.change(blamed)


def _settle(event: MailEvent, prompt: Prompt, prompts: Prompts, clock: Clock) -> None:
    unsettled = prompt.state in {PromptState.SENDING, PromptState.UNCONFIRMED}
    if event.kind in {MailEventKind.BOUNCED, MailEventKind.REJECTED}:
        if unsettled or prompt.state is PromptState.SENT:
            prompts.move(prompt, PromptMove.BOUNCE, {"mail_id": event.mail_id})
    elif unsettled and event.kind is not MailEventKind.OTHER:
        prompts.move(prompt, PromptMove.SETTLE, {"mail_id": event.mail_id, "sent_at": clock.now()})
