"""The therapist's door: clients, consent, uploads, progress, threads, drafts, approval.

In: HTTP requests with a therapist's JWT, or a browser's with the console's session.
Does: shows and changes what belongs to that therapist's own clients, and nothing else.
Next: an approved prompt waits, dated, for release_prompts.
"""

from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver
from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.serve_therapist import clients, drafts, sessions, threads
from functions.serve_therapist.caller import caller_at_api
from functions.serve_therapist.console.app import app as console
from functions.serve_therapist.console.app import page_before_any
from functions.serve_therapist.console.door import caller_at_console
from shared.runtime.http import answer_errors, answer_request, json_answer

app = APIGatewayHttpResolver(enable_validation=True)
answer_errors(app, "serve_therapist", json_answer)
app.include_router(clients.router)
app.include_router(sessions.router)
app.include_router(drafts.router)
app.include_router(threads.router)


def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer one request."""
    if event["rawPath"].startswith("/console"):
        return answer_request(console, event, context, caller_of=caller_at_console, refuse=page_before_any)
    return answer_request(app, event, context, caller_of=caller_at_api)
