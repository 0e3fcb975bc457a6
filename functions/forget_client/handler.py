"""A client's things are removed from every store.

In: a client whose consent was withdrawn, or who asked to be erased, from the forget queue.
Does: waits for whoever still writes, removes objects, versions, rows and the key, and confirms.
Next: nothing; the confirmation stays.
"""

from functools import cache

from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.typing import LambdaContext

from shared.messages import ForgetClient
from shared.runtime import wiring
from shared.runtime.batches import Delivery, Handler, queue_handler
from shared.services.forget_client import forget_client
from shared.services.outcome import Outcome


@cache
def build() -> Handler:
    """Wire the step once a sandbox."""
    stores = wiring.stores()

    def work(message: ForgetClient, _delivery: Delivery) -> Outcome:
        return forget_client(
            message,
            clients=stores.clients,
            consents=stores.consents,
            holds=stores.holds,
            uploads=stores.uploads,
            vault=stores.vault,
            ledger=stores.ledger,
            keys=stores.keys,
            erasures=stores.erasures,
            clock=wiring.clock(),
        )

    return queue_handler("forget_client", ForgetClient, work)


def lambda_handler(event: dict[str, object], context: LambdaContext) -> PartialItemFailureResponse:
    """Answer one batch from the forget queue."""
    return build()(event, context)
