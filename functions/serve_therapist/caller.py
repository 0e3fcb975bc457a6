"""Who is asking: the subject of the JWT that API Gateway has already checked."""

from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from shared.domain.knocking import Caller, CallerKind
from shared.errors import NotPermittedError
from shared.runtime.knocking import Event, stranger


def therapist_id(router: APIGatewayHttpRouter) -> str:
    """Give the therapist's id.

    Raises:
        NotPermittedError: when the request carries no checked token.
    """
    authorizer = router.current_event.request_context.authorizer
    subject = (authorizer.jwt_claim or {}).get("sub") if authorizer else None
    if not subject:
        message = "sign in first"
        raise NotPermittedError(message)
    return str(subject)


def caller_at_api(event: Event) -> Caller:
    """Name whose requests are counted together: the subject's."""
    authorizer = event["requestContext"].get("authorizer") or {}
    subject = authorizer.get("jwt", {}).get("claims", {}).get("sub")
    return Caller(CallerKind.THERAPIST, str(subject)) if subject else stranger(event)
