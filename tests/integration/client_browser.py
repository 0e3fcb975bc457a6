"""A browser as far as the client's function can see one: it keeps its cookies and goes where it is led."""

from dataclasses import dataclass, field
from http import HTTPStatus

from seeded import SAID
from world import World, http_event

from shared.domain.client import Client
from shared.runtime import wiring

WORDS = SAID.split(" and ")[0]
ELSEWHERE = "This was opened in another browser first"


@dataclass
class Browser:
    """One browser, which remembers where it was shown something."""

    world: World
    cookies: dict[str, str] = field(default_factory=dict)
    shown_at: str = ""

    def ask(self, method: str, address: str, form: str = "") -> dict:
        """Make one request, and go where it leads."""
        answer = self.world.browse("serve_client", http_event(method, address, form), self.cookies)
        if answer["statusCode"] != HTTPStatus.SEE_OTHER:
            return answer
        self.shown_at = answer["headers"]["Location"]
        return self.ask("GET", self.shown_at)

    def press(self, path: str, form: str = "do=read") -> dict:
        """Open a link and press a button."""
        self.ask("GET", path)
        return self.ask("POST", path, form)


def stored(client: Client) -> Client:
    """Read a client as they stand now."""
    return wiring.stores().clients.get(client.client_id)
