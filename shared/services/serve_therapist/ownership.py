"""A therapist sees own clients only: anything else is as if it were not there."""

from shared.domain.client import Client
from shared.errors import MissingError
from shared.ports import Clients


def own_client(therapist_id: str, client_id: str, clients: Clients) -> Client:
    """Find a client of this therapist.

    Raises:
        MissingError: when there is none, or it is another therapist's.
    """
    client = clients.get(client_id)
    if client.therapist_id != therapist_id:
        message = f"no client {client_id}"
        raise MissingError(message)
    return client
