"""Opens the stores a client's request needs, once a sandbox."""

from functools import cache

from shared.runtime import wiring
from shared.runtime.settings import MailSettings
from shared.services.serve_client.door import Door
from shared.services.serve_client.post import Post

_THIS_MACHINE = frozenset({"127.0.0.1", "localhost"})


@cache
def door() -> Door:
    """Give everything a client's page reads and writes."""
    stores = wiring.stores()
    return Door(
        stores.clients,
        stores.consents,
        stores.prompts,
        stores.replies,
        stores.vault,
        wiring.outbox(),
        wiring.clock(),
    )


def post(came_to: str) -> Post:
    """Give what sends a link to a new address; the link leads to the address the request came to.

    API Gateway takes no request for a host that is not its own, so `came_to` is nobody's to choose.
    """
    settings = MailSettings.from_env()
    scheme = "http" if came_to.partition(":")[0] in _THIS_MACHINE else "https"
    return Post(wiring.mailer(), wiring.links(), settings.mail_sender, settings.pages_url or f"{scheme}://{came_to}")
