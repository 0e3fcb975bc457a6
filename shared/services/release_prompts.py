"""On a schedule: what a therapist approved and is now due goes onto the prompts queue."""

from shared.domain.prompt import Prompt, PromptMove
from shared.errors import ConflictError
from shared.messages import SendPrompt
from shared.ports import Clock, MailSwitch, Outbox, Prompts
from shared.services.outcome import Outcome, skipped


def release_prompts(*, prompts: Prompts, switch: MailSwitch, outbox: Outbox, clock: Clock) -> Outcome:
    """Queue every due prompt, unless an operator has paused mail.

    The message goes before the mark: a release that dies in between is repeated, and a prompt
    that is queued twice is still claimed once.
    """
    if switch.pause() is not None:
        return skipped("mail is paused")
    due = prompts.due(clock.now())
    for prompt in due:
        outbox.send(SendPrompt(client_id=prompt.ref.client_id, prompt_id=prompt.ref.prompt_id))
        _mark(prompt, prompts, clock)
    return Outcome("released", {"prompts": len(due)})


def _mark(prompt: Prompt, prompts: Prompts, clock: Clock) -> None:
    try:
        prompts.move(prompt, PromptMove.QUEUE, {"queued_at": clock.now()})
    except ConflictError:
        return  # undone, edited or already claimed meanwhile; the claim will ask again
