"""What several pages show of one client: the folder, for the therapist who is signed in."""

from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from functions.serve_therapist.console.asking import person
from shared.runtime import wiring
from shared.services.serve_therapist import overview


def folder_of(router: APIGatewayHttpRouter, client_id: str) -> overview.Folder:
    """Open one client's folder.

    Raises:
        MissingError: when this therapist has no such client.
    """
    stores = wiring.stores()
    return overview.open_folder(
        person(router).therapist_id,
        client_id,
        clients=stores.clients,
        consents=stores.consents,
        sessions=stores.sessions,
        prompts=stores.prompts,
        clock=wiring.clock(),
    )
