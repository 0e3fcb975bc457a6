"""Fetches a session that was read to its end, for the pages that show what was made of it."""

from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from functions.serve_therapist.console.asking import person
from shared.domain.identity import SessionRef
from shared.runtime import wiring
from shared.services.serve_therapist import progress
from shared.services.serve_therapist.progress import Finished


def finished_of(router: APIGatewayHttpRouter, ref: SessionRef) -> Finished:
    """Give everything made from a session; MissingError when it is not there or not ready."""
    stores = wiring.stores()
    return progress.show_finished(
        person(router).therapist_id,
        ref,
        clients=stores.clients,
        sessions=stores.sessions,
        prompts=stores.prompts,
        threads=stores.threads,
        replies=stores.replies,
        vault=stores.vault,
    )
