"""What becomes of a mail: settled claims, bounces, complaints.

In: SES's events, through a rule that leaves the address out, from the mail-events queue.
Does: settles the prompt; a bounce or a complaint stops mail to that address and tells the therapist.
Next: nothing.
"""

from functools import cache

from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.record_mail_event.ses_event import mail_event_in
from shared.runtime import wiring
from shared.runtime.batches import Handler, record_handler
from shared.services.outcome import Outcome, skipped
from shared.services.record_mail_event import record_mail_event


@cache
def build() -> Handler:
    """Wire the step once a sandbox."""
    stores = wiring.stores()

    def work(record: SQSRecord) -> Outcome:
        event = mail_event_in(record.body)
        if event is None:
            return skipped("not our mail")
        return record_mail_event(
            event, prompts=stores.prompts, clients=stores.clients, notices=stores.notices, clock=wiring.clock()
        )

    return record_handler("record_mail_event", work)


def lambda_handler(event: dict[str, object], context: LambdaContext) -> PartialItemFailureResponse:
    """Answer one batch from the mail-events queue."""
    return build()(event, context)
