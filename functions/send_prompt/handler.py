"""An approved note becomes a mail, at most once.

In: a due prompt, from the prompts queue, in order for each client.
Does: asks everything again, claims, sends by SES, settles.
Next: SES's events come back to record_mail_event.
"""

from functools import cache

from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.typing import LambdaContext

from shared.messages import SendPrompt
from shared.runtime import wiring
from shared.runtime.batches import Delivery, Handler, queue_handler
from shared.runtime.settings import MailSettings
from shared.services.mail_writing import MailWriter
from shared.services.outcome import Outcome
from shared.services.send_prompt import send_prompt


@cache
def build() -> Handler:
    """Wire the step once a sandbox."""
    stores, settings = wiring.stores(), MailSettings.from_env()
    writer = MailWriter(stores.vault, wiring.links(), sender=settings.mail_sender, pages_url=settings.pages_url)

    def work(message: SendPrompt, _delivery: Delivery) -> Outcome:
        return send_prompt(
            message,
            prompts=stores.prompts,
            clients=stores.clients,
            consents=stores.consents,
            holds=stores.holds,
            mailer=wiring.mailer(),
            writer=writer,
            notices=stores.notices,
            clock=wiring.clock(),
            allow_rough=settings.allow_rough_speech,
        )

    return queue_handler("send_prompt", SendPrompt, work, fifo=True)


def lambda_handler(event: dict[str, object], context: LambdaContext) -> PartialItemFailureResponse:
    """Answer one batch from the prompts queue."""
    return build()(event, context)
