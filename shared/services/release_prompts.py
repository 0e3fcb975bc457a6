"""On a schedule: what a therapist approved and is now due goes onto the prompts queue."""

from collections.abc import Sequence
from datetime import timedelta

from shared.domain.prompt import Prompt, PromptMove
from shared.errors import ConflictError
from shared.messages import SendPrompt
from shared.ports import Clock, MailSwitch, Outbox, Prompts
from shared.services.outcome import Outcome, skipped

ENOUGH = timedelta(seconds=45)  # of the 60 that template.yaml gives; what is left is due at the next tick
MOST = 5000  # prompts read at one tick: more than it can queue, and few enough to be read in seconds
TOGETHER = 10  # as many as SQS takes in one call


def release_prompts(*, prompts: Prompts, switch: MailSwitch, outbox: Outbox, clock: Clock) -> Outcome:
    """Queue every due prompt, oldest first, unless an operator has paused mail, for as long as there is time.

    The messages go before their marks: a release that dies in between is repeated, and a prompt
    that is queued twice is still claimed once.
    """
    if switch.pause() is not None:
        return skipped("mail is paused")
    until = clock.now() + ENOUGH
    due = prompts.due(clock.now(), MOST)
    released = 0
    while released < len(due) and clock.now() < until:
        together = due[released : released + TOGETHER]
        _queue(together, prompts, outbox, clock)
        released += len(together)
    return Outcome("released", {"prompts": released, "left": len(due) - released})


def _queue(together: Sequence[Prompt], prompts: Prompts, outbox: Outbox, clock: Clock) -> None:
    outbox.send(*(SendPrompt(client_id=each.ref.client_id, prompt_id=each.ref.prompt_id) for each in together))
    for prompt in together:
        _mark(prompt, prompts, clock)


def _mark(prompt: Prompt, prompts: Prompts, clock: Clock) -> None:
    try:
        prompts.move(prompt, PromptMove.QUEUE, {"queued_at": clock.now()})
    except ConflictError:
        return  # undone, edited or already claimed meanwhile; the claim will ask again
