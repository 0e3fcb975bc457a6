"""What is overdue, unsettled or past its time is dealt with.

In: a tick of the schedule.
Does: wakes sessions that stand still, settles lost claims, removes sound whose time is up.
Next: whichever queue the thing it found belongs on.
"""

from aws_lambda_powertools.utilities.typing import LambdaContext

from shared.runtime import wiring
from shared.runtime.schedules import run_scheduled
from shared.services.keep_watch import Watch, keep_watch
from shared.services.outcome import Outcome


def _work() -> Outcome:
    stores = wiring.stores()
    watch = Watch(
        sessions=stores.sessions,
        prompts=stores.prompts,
        consents=stores.consents,
        gatekeeper=stores.gatekeeper,
        uploads=stores.uploads,
        vault=stores.vault,
        notices=stores.notices,
        outbox=wiring.outbox(),
        clock=wiring.clock(),
    )
    return keep_watch(watch)


def lambda_handler(_event: dict[str, object], _context: LambdaContext) -> dict[str, str]:
    """Answer one tick."""
    return run_scheduled("keep_watch", _work)
