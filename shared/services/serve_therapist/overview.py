"""What a therapist sees first: every client with a consent light, and the sessions that wait."""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.domain.client import Client
from shared.domain.consent import Consent
from shared.domain.consent_light import ConsentLight, light_of
from shared.domain.prompt import Prompt, PromptState
from shared.domain.session import Session, SessionState
from shared.ports import Clients, Clock, Consents, Prompts, Sessions
from shared.services.serve_therapist.ownership import own_client

LATEST = 8  # sessions on the first page


@dataclass(frozen=True, slots=True)
class Card:
    """One client in the list."""

    client: Client
    light: ConsentLight


@dataclass(frozen=True, slots=True)
class Folder:
    """One client with everything that is open about them."""

    client: Client
    consent: Consent
    light: ConsentLight
    sessions: Sequence[Session]
    prompts: Sequence[Prompt]

    def waiting(self, session: Session) -> int:
        """How many drafts of a session wait for the therapist."""
        drafted = (each for each in self.prompts if each.session == session.ref)
        return sum(each.state is PromptState.DRAFTED for each in drafted)


def list_cards(therapist_id: str, *, clients: Clients, consents: Consents, clock: Clock) -> Sequence[Card]:
    """Every client of this therapist, by name."""
    found = sorted(clients.of_therapist(therapist_id), key=lambda client: client.profile.name.reveal().casefold())
    agreed = consents.of_clients([client.client_id for client in found])
    return [Card(client, light_of(client, agreed[client.client_id], clock.now())) for client in found]


def list_latest(therapist_id: str, *, sessions: Sessions) -> Sequence[Session]:
    """The newest sessions of this therapist's clients, whose clients are known."""
    return sessions.of_therapist(therapist_id, LATEST)


def open_folder(
    therapist_id: str,
    client_id: str,
    *,
    clients: Clients,
    consents: Consents,
    sessions: Sessions,
    prompts: Prompts,
    clock: Clock,
) -> Folder:
    """Everything about one client; MissingError when this therapist has none such."""
    client = own_client(therapist_id, client_id, clients)
    consent = consents.get(client_id)
    found = sorted(sessions.of_client(client_id), key=lambda session: session.accepted_at, reverse=True)
    return Folder(client, consent, light_of(client, consent, clock.now()), found, prompts.of_client(client_id))


def is_under_way(session: Session) -> bool:
    """Whether a session is still on its way through the flow."""
    return session.state in {SessionState.ACCEPTED, SessionState.TRANSCRIBING, SessionState.READING}
