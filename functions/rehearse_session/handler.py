"""A made-up session walks through the whole flow every day, and is erased.

In: a tick of the schedule, every ten minutes.
Does: one act of the therapist's for the rehearsal's client, as soon as the flow is ready for it.
Next: the accept queue, by the upload; at the end the forget queue.
"""

from pathlib import Path

from aws_lambda_powertools.utilities.typing import LambdaContext

from shared.runtime import wiring
from shared.runtime.schedules import run_scheduled
from shared.runtime.settings import ReviewSettings
from shared.services.outcome import Outcome
from shared.services.rehearse_session import Rehearsing, rehearse_session

RECORDING = Path(__file__).with_name("recording.opus")  # the demo's: two voices of flite, an invented client


def _work() -> Outcome:
    stores = wiring.stores()
    rehearsing = Rehearsing(
        rehearsals=stores.rehearsals,
        clients=stores.clients,
        consents=stores.consents,
        declarations=stores.declarations,
        sessions=stores.sessions,
        prompts=stores.prompts,
        uploads=stores.uploads,
        vault=stores.vault,
        ledger=stores.ledger,
        erasures=stores.erasures,
        outbox=wiring.outbox(),
        clock=wiring.clock(),
        undo_for=ReviewSettings.from_env().undo_for,
    )
    return rehearse_session(rehearsing, RECORDING)


def lambda_handler(_event: dict[str, object], _context: LambdaContext) -> dict[str, str]:
    """Answer one tick."""
    return run_scheduled("rehearse_session", _work)
