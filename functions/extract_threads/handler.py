"""The words become threads, a brief and drafts.

In: a session whose parts have all ended, from the extract queue.
Does: joins the parts, says who is who, finds open threads, links them to earlier ones, writes the brief and one
    draft a thread.
Next: waits for the therapist.
"""

from functools import cache

from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.typing import LambdaContext

from shared.adapters.plain_reader import NothingAlike, PlainReader
from shared.messages import ExtractThreads
from shared.runtime import wiring
from shared.runtime.batches import Delivery, Handler, queue_handler
from shared.runtime.reading import note_writer, reading_engines
from shared.runtime.settings import SpeechSettings
from shared.services.extract_threads import extract_threads
from shared.services.outcome import Outcome


@cache
def build() -> Handler:
    """Wire the step once a sandbox."""
    stores, (reader, likeness), writer = wiring.stores(), reading_engines(), note_writer()
    speech = SpeechSettings.from_env()

    def work(message: ExtractThreads, _delivery: Delivery) -> Outcome:
        return extract_threads(
            message,
            sessions=stores.sessions,
            clients=stores.clients,
            gatekeeper=stores.gatekeeper,
            prompts=stores.prompts,
            vault=stores.vault,
            reader=reader,
            writer=writer,
            threads=stores.threads,
            likeness=likeness,
            plain_reader=PlainReader(),
            plain_likeness=NothingAlike(),
            notices=stores.notices,
            clock=wiring.clock(),
            speech_engine=speech.speech_engine,
        )

    return queue_handler("extract_threads", ExtractThreads, work)


def lambda_handler(event: dict[str, object], context: LambdaContext) -> PartialItemFailureResponse:
    """Answer one batch from the extract queue."""
    return build()(event, context)
