"""The client's door: the note behind a mail's link, and what a client may do with it.

In: HTTP requests with a signed link; no account, no script; a cookie says whether this browser reads.
Does: GET shows a page and changes nothing, for mail scanners follow links; POST acts.
Next: a withdrawal goes to the forget queue; a new address gets a link of its own.
"""

from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver
from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.serve_client import addresses, notes, stops, styles
from functions.serve_client.calling import caller_of
from functions.serve_client.pages import page_for_error
from shared.domain.reply import MAX_SOUND_BYTES
from shared.runtime.http import answer_errors, answer_request

app = APIGatewayHttpResolver()
answer_errors(app, "serve_client", page_for_error)
for routes in (notes, stops, addresses, styles):
    app.include_router(routes.router)


def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer one request."""
    most = 2 * MAX_SOUND_BYTES  # base64, and the form around it
    return answer_request(app, event, context, caller_of=caller_of, refuse=page_for_error, max_body_bytes=most)
