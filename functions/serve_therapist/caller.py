"""Who is asking: the subject of the JWT that API Gateway has already checked."""

from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from shared.errors import NotPermittedError


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
