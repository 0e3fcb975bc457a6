"""One part of the sound becomes words with times.

In: one part of a session, from the transcribe queue, one at a time.
Does: recognises it with the engine the setting names; a part that fails at its last try is marked lost.
Next: whoever ends the last part wakes the extract queue.
"""

from dataclasses import replace
from functools import cache

from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.typing import LambdaContext

from shared.adapters.speech.choose import load_engine
from shared.adapters.speech.listening import take_dropped
from shared.adapters.working_room import working_room
from shared.errors import DoorknobError
from shared.messages import TranscribePart
from shared.runtime import wiring
from shared.runtime.batches import Delivery, Handler, queue_handler
from shared.runtime.metrics import running_cost
from shared.runtime.settings import SpeechSettings
from shared.services.outcome import Outcome
from shared.services.transcribe_part import give_up_part, transcribe_part


class RecogniserError(DoorknobError):
    """The recogniser failed; its own message may quote what it heard, so only its name is kept."""


@cache
def build() -> Handler:
    """Wire the step once a sandbox; the model is loaded when the first part comes."""
    stores, outbox, settings = wiring.stores(), wiring.outbox(), SpeechSettings.from_env()
    engine = load_engine(settings.speech_engine, model=settings.speech_model or None)

    def work(message: TranscribePart, delivery: Delivery) -> Outcome:
        try:
            take_dropped()
            outcome = transcribe_part(
                message,
                sessions=stores.sessions,
                gatekeeper=stores.gatekeeper,
                vault=stores.vault,
                engine=engine,
                room=working_room,
                outbox=outbox,
                spent_usd=running_cost(),
            )
            return replace(outcome, figures={**outcome.figures, "inventions": take_dropped()})
        except DoorknobError:
            raise
        except Exception as error:  # noqa: BLE001  (a recogniser may raise anything)
            if delivery.is_last:
                return give_up_part(message, sessions=stores.sessions, outbox=outbox)
            failed = f"part {message.number} of {message.session_id}: {type(error).__name__}"
            raise RecogniserError(failed) from None

    return queue_handler("transcribe_part", TranscribePart, work)


def lambda_handler(event: dict[str, object], context: LambdaContext) -> PartialItemFailureResponse:
    """Answer one batch from the transcribe queue."""
    return build()(event, context)
