"""The recording becomes sealed parts.

In: a session that passed the gate, from the split queue.
Does: decodes the sound in a child process, cuts it at silences, keeps a stereo recording's channels apart.
Next: one message a part on the transcribe queue.
"""

from functools import cache

from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.typing import LambdaContext

from shared.adapters.media.recording import SoundFileSplitter
from shared.adapters.working_room import working_room
from shared.messages import SplitRecording
from shared.runtime import wiring
from shared.runtime.batches import Delivery, Handler, queue_handler
from shared.runtime.settings import SplitSettings
from shared.services.outcome import Outcome
from shared.services.split_recording import split_recording


@cache
def build() -> Handler:
    """Wire the step once a sandbox."""
    stores, outbox = wiring.stores(), wiring.outbox()
    splitter = SoundFileSplitter(target_part_s=SplitSettings.from_env().part_seconds)

    def work(message: SplitRecording, _delivery: Delivery) -> Outcome:
        return split_recording(
            message,
            sessions=stores.sessions,
            gatekeeper=stores.gatekeeper,
            uploads=stores.uploads,
            splitter=splitter,
            room=working_room,
            vault=stores.vault,
            notices=stores.notices,
            outbox=outbox,
            clock=wiring.clock(),
        )

    return queue_handler("split_recording", SplitRecording, work)


def lambda_handler(event: dict[str, object], context: LambdaContext) -> PartialItemFailureResponse:
    """Answer one batch from the split queue."""
    return build()(event, context)
