"""Lists sessions on their way, and those that stand still."""

from datetime import datetime

import typer

from infrastructure.cli.standing import Standing
from shared.domain.session import Session, SessionState
from shared.runtime import wiring
from shared.services.keep_watch import OVERDUE, overdue_sessions


def list_sessions(standing: Standing, *, stuck: bool) -> None:
    """Print one line a session that is not at its end: identifiers, state, and how long it has stood there."""
    now = wiring.clock().now()
    sessions = standing.stores.sessions.unfinished_since(now)
    if stuck:
        sessions = overdue_sessions(sessions, now)
    for session in sorted(sessions, key=lambda each: each.stands_since):
        typer.echo(_line(session, now))
    what = f"that have stood still for {OVERDUE.total_seconds() / 3600:.0f} hours" if stuck else "on their way"
    typer.echo(f"Sessions {what}: {len(sessions)}.")


def _line(session: Session, now: datetime) -> str:
    minutes = (now - session.stands_since).total_seconds() / 60
    missing = f", parts missing: {len(session.parts_missing)} of {len(session.spans)}" if session.parts_missing else ""
    waits = " (waits for the therapist to say who is who)" if session.state is SessionState.WAITING else ""
    ref = session.ref
    return f"  client {ref.client_id} session {ref.session_id}: {session.state} for {minutes:.0f} min{missing}{waits}"
