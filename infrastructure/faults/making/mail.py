"""Makes mistakes where a note becomes a mail."""

from datetime import datetime
from typing import Any
from unittest.mock import patch

import boto3

from infrastructure.faults.patching import Patch, unheld
from shared.adapters.ses_mailer import SesMailer
from shared.domain.consent import Consent, Purpose, Refusal
from shared.domain.prompt import PromptMove
from shared.runtime import wiring
from shared.runtime.settings import MailSettings
from shared.services import keep_watch, send_prompt
from shared.services.outcome import Outcome


def send_then_mark() -> list[Patch]:
    """Send a mail before its prompt is claimed."""

    def send_first(case: Any, *, prompts: Any, mailer: Any, writer: Any, clock: Any, **_: Any) -> Outcome:  # noqa: ANN401
        mail_id = mailer.send(writer.write(case.prompt, case.client, case.consent, case.now))
        claimed = prompts.claim(case.prompt, case.client, case.consent, clock.now())
        prompts.move(claimed, PromptMove.SETTLE, {"mail_id": mail_id, "sent_at": clock.now()})
        return Outcome("sent")

    return [patch.object(send_prompt, "_claim_and_send", send_first)]


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


def consent_at_the_gate_only() -> list[Patch]:
    """Ask for consent at the gate, and never again."""

    def anything(*_: object) -> None:
        return None

    return [
        patch.object(Consent, "refuses_any", anything),
        patch.object(send_prompt, "_stop", lambda _case, **_: None),
        *unheld(),
    ]


def mail_whatever_was_agreed_to() -> list[Patch]:
    """Take what was agreed to for something for agreed to for mail as well."""
    refuses = Consent.refuses

    def whatever(self: Consent, purpose: Purpose, at: datetime) -> Refusal | None:
        refusal = refuses(self, purpose, at)
        return None if refusal is Refusal.PURPOSE else refusal

    return [patch.object(Consent, "refuses", whatever)]
