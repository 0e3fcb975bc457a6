"""The brief: one phone screen before the next session, one page when printed."""

from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from functions.serve_therapist.console.asking import frame, person
from functions.serve_therapist.console.page import page
from functions.serve_therapist.finished import finished_of
from shared.domain.identity import SessionRef

router = APIGatewayHttpRouter()  # type: ignore[no-untyped-call]  # Powertools' own


@router.get("/console/clients/<client_id>/sessions/<session_id>/brief")
def show(client_id: str, session_id: str) -> Response[Any]:
    """Show the brief."""
    finished = finished_of(person(router).therapist_id, SessionRef(client_id, session_id))
    client = finished.client
    blocks = _blocks(finished.brief.as_text())
    return page(
        "brief.html",
        frame(router),
        client=client,
        zone=client.dial.zone,
        session=finished.session,
        blocks=blocks,
        has_risk=bool(finished.brief.risk),
    )


def _blocks(text: str) -> list[list[tuple[str, str, str]]]:
    """Take the brief's lines apart into kind, label and rest; the words themselves are never markup."""
    return [[_line(line) for line in block.split("\n")] for block in text.split("\n\n")]


def _line(line: str) -> tuple[str, str, str]:
    kind, rest = "text", line
    if line.startswith("- ") or (line[:1].isdigit() and line[1:3] == ". "):
        kind, _, rest = line.partition(" ")
        kind = "item" if kind == "-" else f"{kind}"
    if rest.startswith("**"):
        label, _, rest = rest[2:].partition("**")
        return kind, label, rest.strip()
    return kind, "", rest
