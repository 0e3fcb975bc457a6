"""What is due goes onto the prompts queue.

In: a tick of the schedule.
Does: finds approved prompts that are due.
Next: the prompts queue, in order for each client.
"""

from aws_lambda_powertools.utilities.typing import LambdaContext

from shared.runtime import wiring
from shared.runtime.schedules import run_scheduled
from shared.services.outcome import Outcome
from shared.services.release_prompts import release_prompts


def _work() -> Outcome:
    stores = wiring.stores()
    return release_prompts(
        prompts=stores.prompts, switch=stores.mail_switch, outbox=wiring.outbox(), clock=wiring.clock()
    )


def lambda_handler(_event: dict[str, object], _context: LambdaContext) -> dict[str, str]:
    """Answer one tick."""
    return run_scheduled("release_prompts", _work)
