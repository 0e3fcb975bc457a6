"""The sound of a quote, as the player on a page asks for it: exactly its span, by ranges, while it is kept."""

import re
from http import HTTPStatus
from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from functions.serve_therapist.console.asking import UnreadableFormError, person
from shared.domain.identity import SessionRef
from shared.runtime import wiring
from shared.runtime.listening import clips
from shared.services.serve_therapist.listening import hear

router = APIGatewayHttpRouter()  # type: ignore[no-untyped-call]  # Powertools' own
_MOST_BYTES = 3_000_000  # of one answer: Lambda's limit is 6 MB, in base64
_RANGE = re.compile(r"bytes=(\d+)-(\d*)")


@router.get("/console/clients/<client_id>/sessions/<session_id>/sound")
def give(client_id: str, session_id: str) -> Response[Any]:
    """Give a span of the recording."""
    stores = wiring.stores()
    start_s, end_s = _seconds("from"), _seconds("to")
    sound = hear(
        person(router).therapist_id,
        SessionRef(client_id, session_id),
        start_s,
        end_s,
        clients=stores.clients,
        sessions=stores.sessions,
        vault=stores.vault,
        clips=clips(),
        clock=wiring.clock(),
    )
    return _part(sound)


def _part(sound: bytes) -> Response[Any]:
    asked = _RANGE.fullmatch(router.current_event.headers.get("range", ""))
    first = int(asked[1]) if asked else 0
    last = min(int(asked[2]) if asked and asked[2] else len(sound) - 1, first + _MOST_BYTES - 1, len(sound) - 1)
    if first > last:
        headers = {"Content-Range": f"bytes */{len(sound)}"}
        return Response(HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, "audio/wav", "", headers=headers)
    headers = {"Accept-Ranges": "bytes"}
    if asked or last < len(sound) - 1:
        headers["Content-Range"] = f"bytes {first}-{last}/{len(sound)}"
        return Response(HTTPStatus.PARTIAL_CONTENT, "audio/wav", sound[first : last + 1], headers=headers)
    return Response(HTTPStatus.OK, "audio/wav", sound, headers=headers)


def _seconds(name: str) -> float:
    try:
        return float(router.current_event.query_string_parameters.get(name, ""))
    except ValueError:
        raise UnreadableFormError((name,)) from None
