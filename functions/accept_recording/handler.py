"""The consent gate, before a byte of a recording is read.

In: S3's event for an upload under `recordings/`, through the accept queue.
Does: opens a session, or refuses with a reason and removes the file.
Next: the split queue.
"""

from functools import cache

from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.accept_recording.s3_event import uploads_in
from shared.runtime import wiring
from shared.runtime.batches import Handler, record_handler
from shared.runtime.settings import RetentionSettings
from shared.services.accept_recording import accept_recording
from shared.services.outcome import Outcome, skipped


@cache
def build() -> Handler:
    """Wire the step once a sandbox."""
    stores, outbox = wiring.stores(), wiring.outbox()
    retention = RetentionSettings.from_env().retention

    def work(record: SQSRecord) -> Outcome:
        outcome = skipped("no upload")
        for upload in uploads_in(record.body):
            outcome = accept_recording(
                upload,
                clients=stores.clients,
                consents=stores.consents,
                declarations=stores.declarations,
                sessions=stores.sessions,
                uploads=stores.uploads,
                notices=stores.notices,
                outbox=outbox,
                clock=wiring.clock(),
                retention=retention,
            )
        return outcome

    return record_handler("accept_recording", work)


def lambda_handler(event: dict[str, object], context: LambdaContext) -> PartialItemFailureResponse:
    """Answer one batch from the accept queue."""
    return build()(event, context)
