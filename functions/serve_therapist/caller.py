"""Who is asking: the subject of the JWT that API Gateway has already checked."""

from typing import cast

from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter
from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEventV2

from shared.errors import NotPermittedError


def therapist_id(router: APIGatewayHttpRouter) -> str:
    """Give the therapist's id.

    Raises:
        NotPermittedError: when the request carries no checked token.
    """
    event = cast("APIGatewayProxyEventV2", router.current_event)
    authorizer = event.request_context.authorizer
    subject = (authorizer.jwt_claim or {}).get("sub") if authorizer else None
    if not subject:
        message = "sign in first"
        raise NotPermittedError(message)
    return str(subject)
