"""Last step: everything is asked again, the prompt is claimed, the mail goes, the claim is settled."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from shared.domain.client import Client
from shared.domain.consent import Consent, Refusal
from shared.domain.gates import Gate, refusal_at
from shared.domain.mail.address import UnmailableError
from shared.domain.notice import NoticeKind
from shared.domain.prompt import Prompt, PromptMove, PromptState
from shared.domain.sending import earliest_sending
from shared.errors import (
    ConflictError,
    MailHeldError,
    MailRefusedError,
    MailUnsureError,
    MissingError,
    NotPermittedError,
    StillHeldError,
)
from shared.messages import SendPrompt
from shared.ports import Clients, Clock, Consents, Holds, Mail, Mailer, Notices, Prompts
from shared.services.mail_writing import MailWriter
from shared.services.outcome import Outcome, skipped

CLAIM = timedelta(seconds=150)  # longer than any sending takes; after it a claim is lost from sight
BACK_OFF = timedelta(minutes=15)  # until a mail that SES would not take is offered again


class Stop(StrEnum):
    """Why a due prompt is not sent, now or ever, in one word for the ledger."""

    CONSENT = "CONSENT"
    CLIENT_MAIL = "CLIENT_MAIL"
    NOT_APPROVED = "NOT_APPROVED"
    MAIL_BLOCKED = "MAIL_BLOCKED"
    NO_ADDRESS = "NO_ADDRESS"
    PAST_SESSION = "PAST_SESSION"
    BAD_ADDRESS = "BAD_ADDRESS"
    ROUGH_SPEECH = "ROUGH_SPEECH"


@dataclass(frozen=True, slots=True)
class _Case:
    prompt: Prompt
    client: Client
    consent: Consent
    now: datetime


def send_prompt(
    message: SendPrompt,
    *,
    prompts: Prompts,
    clients: Clients,
    consents: Consents,
    holds: Holds,
    mailer: Mailer,
    writer: MailWriter,
    notices: Notices,
    clock: Clock,
    allow_rough: bool,
) -> Outcome:
    """Send one approved prompt, at most once, or record why not.

    `allow_rough` lets a note go out whose words came from the rough embedded recogniser: on a
    developer's machine, never to a real client.
    """
    try:
        prompt = prompts.get(message.ref)
        client = clients.get(message.client_id)
    except MissingError:
        return skipped("forgotten")
    case = _Case(prompt, client, consents.get(message.client_id), clock.now())
    match prompt.state:
        case PromptState.APPROVED | PromptState.QUEUED:
            pass
        case PromptState.SENDING:
            return _look_after_claim(case, prompts, notices)
        case _:
            return skipped(prompt.state)
    stop = _stop(case, allow_rough=allow_rough)
    if stop is not None:
        return _cancel(case, stop, prompts, notices)
    when = earliest_sending(client, max(case.now, prompt.due_at or case.now))
    if when > case.now:
        return _postpone(prompt, when, prompts)
    return _claim_and_send(
        case, prompts=prompts, holds=holds, mailer=mailer, writer=writer, notices=notices, clock=clock
    )


def lose_sight_of_claim(prompt: Prompt, *, prompts: Prompts, notices: Notices, now: datetime) -> Outcome:
    """Mark a claim that was never settled: nobody knows whether the mail went, so it is not sent again.

    Here as everywhere the notice goes before the move: who dies in between comes again, and a notice
    that is left twice is one. After the move nobody would come.
    """
    notices.tell(prompt.therapist_id, NoticeKind.UNCONFIRMED, prompt.session, now)
    prompts.move(prompt, PromptMove.LOSE_SIGHT)
    return Outcome("unconfirmed")


def _stop(case: _Case, *, allow_rough: bool) -> Stop | None:
    prompt, client = case.prompt, case.client
    refusal = refusal_at(Gate.SEND, client, case.consent, case.now)
    reasons = {
        Stop.CLIENT_MAIL: refusal is Refusal.CLIENT_MAIL,
        Stop.CONSENT: case.consent.epoch != prompt.consent_epoch or refusal is not None,
        Stop.NOT_APPROVED: not prompt.is_approved_as_it_stands,
        Stop.ROUGH_SPEECH: prompt.is_rough and not allow_rough,
        Stop.MAIL_BLOCKED: client.gets_no_mail,
        Stop.NO_ADDRESS: not client.profile.email,
        Stop.PAST_SESSION: _is_past_session(case),
    }
    return next((stop for stop, holds in reasons.items() if holds), None)


def _is_past_session(case: _Case) -> bool:
    """Tell whether a session began since the approval: the one known then, or one that was set or moved since."""
    approved_at = case.prompt.approved_at or case.now
    bounds = (case.prompt.not_after, case.client.next_session_after(approved_at))
    return any(at is not None and case.now >= at for at in bounds)


def _cancel(case: _Case, stop: Stop, prompts: Prompts, notices: Notices) -> Outcome:
    notices.tell(case.prompt.therapist_id, NoticeKind(f"NOT_SENT_{stop.value}"), case.prompt.session, case.now)
    prompts.move(case.prompt, PromptMove.CANCEL, {"reason": stop.value})
    return Outcome(f"not sent: {stop.value}")


def _postpone(prompt: Prompt, when: datetime, prompts: Prompts) -> Outcome:
    prompts.move(prompt, PromptMove.POSTPONE, {"due_at": when})
    return Outcome("postponed")


def _look_after_claim(case: _Case, prompts: Prompts, notices: Notices) -> Outcome:
    claimed_at = case.prompt.claimed_at or case.now
    if case.now - claimed_at < CLAIM:
        message = f"{case.prompt.ref.prompt_id} is being sent by another worker"
        raise StillHeldError(message)
    return lose_sight_of_claim(case.prompt, prompts=prompts, notices=notices, now=case.now)


def _claim_and_send(
    case: _Case,
    *,
    prompts: Prompts,
    holds: Holds,
    mailer: Mailer,
    writer: MailWriter,
    notices: Notices,
    clock: Clock,
) -> Outcome:
    try:
        mail = writer.write(case.prompt, case.client, case.consent, case.now)
    except UnmailableError:
        return _cancel(case, Stop.BAD_ADDRESS, prompts, notices)
    except NotPermittedError:
        return _cancel(case, Stop.NOT_APPROVED, prompts, notices)
    try:
        with holds.hold(case.client.client_id, case.prompt.consent_epoch):
            claimed = prompts.claim(case.prompt, case.client, case.consent, clock.now())
            return _send(claimed, mail, prompts=prompts, mailer=mailer, notices=notices, clock=clock)
    except NotPermittedError:
        return _cancel(case, Stop.CONSENT, prompts, notices)


def _send(prompt: Prompt, mail: Mail, *, prompts: Prompts, mailer: Mailer, notices: Notices, clock: Clock) -> Outcome:
    try:
        mail_id = mailer.send(mail)
    except MailRefusedError as error:
        notices.tell(prompt.therapist_id, NoticeKind.MAIL_SERVICE, prompt.session, clock.now())
        prompts.unclaim(prompt, clock.now() + BACK_OFF)
        is_held = isinstance(error, MailHeldError)  # by one of ours: nobody has to be woken
        return Outcome("held back" if is_held else f"refused by the mail service: {error.reason}")
    except MailUnsureError:
        return lose_sight_of_claim(prompt, prompts=prompts, notices=notices, now=clock.now())
    try:
        prompts.move(prompt, PromptMove.SETTLE, {"mail_id": mail_id, "sent_at": clock.now()})
    except ConflictError:
        return skipped("settled by an event")
    return Outcome("sent")
