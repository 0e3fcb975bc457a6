"""Keeps sessions in the ledger: opened once, moved by conditional writes."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter

from shared.adapters.dynamo.consents import consent_stands, refuse_unless_passing
from shared.adapters.dynamo.table import Change, Row, Table, client_key, from_row, session_key, to_row
from shared.domain.identity import SessionRef, key_digest
from shared.domain.session import TERMINAL, Flag, Session, SessionMove, SessionState, advance_session
from shared.errors import ConflictError, MissingError, UnavailableError
from shared.ports import Clock

_KIND = TypeAdapter(Session)
_FIELDS = TypeAdapter(dict[str, Any])
# Agendas, of which a session is on one. That of those under way is apart, for it alone is read as a whole.
_UNDER_WAY = "UNDER_WAY"  # not at its end; its recording is kept
_AUDIO = "AUDIO"  # at its end, and its recording is still kept
_TEXT = "TEXT"  # only what was derived is still kept
_FREES_KEY = frozenset({SessionState.REFUSED, SessionState.FAILED})


class DynamoSessions:
    """Sessions in the ledger's table."""

    def __init__(self, table: Table, clock: Clock) -> None:
        """Keep sessions in this table, by this clock."""
        self._table = table
        self._clock = clock

    def open(self, session: Session) -> Session:
        """Record a new session while its consent stands, or give the one recorded before under its id.

        Raises:
            ConflictError: when another session was opened from the same key and still stands.
            NotPermittedError: when consent has ended since it was asked; one refused at the gate rests on none.
            UnavailableError: when somebody else wrote at the same moment; it can be opened again.
        """
        claims, checks = [], []
        if session.state not in TERMINAL:
            claims.append(_claim_of_key(session))
            checks.append(consent_stands(session.ref.client_id, session.consent_epoch))
        try:
            self._table.transact("open session", puts=[self._new_row(session)], updates=claims, checks=checks)
        except ConflictError:
            return self._opened_before(session)
        return session

    def get(self, ref: SessionRef) -> Session:
        """Find one session.

        Raises:
            MissingError: when there is none (its client may have been forgotten).
        """
        row = self._table.get(session_key(ref))
        if row is None:
            message = f"no session {ref.session_id}"
            raise MissingError(message)
        return from_row(_KIND, row)

    def move(self, ref: SessionRef, move: SessionMove, changes: Mapping[str, object] | None = None) -> Session:
        """Make one move from the state that was read; a row that changed meanwhile is a ConflictError."""
        session = self.get(ref)
        target = advance_session(session.state, move)
        now = self._clock.now()
        reached = {SessionState.ACCEPTED: session.accepted_at, **session.reached, target: now}
        put = {**_plain({**(changes or {}), "reached": reached}), "state": target.value, "moved_at": now.isoformat()}
        put |= _on_agenda(target, session)
        change = Change(
            key=session_key(ref),
            put=put,
            when="#state = :was",
            given={"was": session.state.value},
        )
        moved = from_row(_KIND, self._table.update(change))
        if target in _FREES_KEY:
            self._table.delete(_key_row(moved))
        return moved

    def end_part(self, ref: SessionRef, number: int, *, lost: bool, micro_usd: int = 0) -> Session:
        """Note that a part has ended; noting it twice adds up what it cost, and changes nothing else."""
        change = Change(
            key=session_key(ref),
            put={"moved_at": self._clock.now().isoformat()},
            add={"parts_lost" if lost else "parts_done": {number}, "heard_micro_usd": micro_usd},
            when="attribute_exists(#pk)",
        )
        return from_row(_KIND, self._table.update(change))

    def touch(self, ref: SessionRef) -> None:
        """Note that something was done about a session, without moving it."""
        moment = {"moved_at": self._clock.now().isoformat()}
        self._table.update(Change(key=session_key(ref), put=moment, when="attribute_exists(#pk)"))

    def of_client(self, client_id: str) -> Sequence[Session]:
        """Every session of one client, oldest first."""
        rows = self._table.below(client_id, "SESSION#")
        return sorted((from_row(_KIND, row) for row in rows), key=lambda session: session.accepted_at)

    def of_therapist(self, therapist_id: str, most: int) -> Sequence[Session]:
        """The newest sessions of one therapist's clients, newest first."""
        return [from_row(_KIND, row) for row in self._table.listed(therapist_id, "SESSION#", most)]

    def unfinished_since(self, at: datetime) -> Sequence[Session]:
        """Sessions that have not moved since then and are not at their end."""
        rows = self._table.agenda(_UNDER_WAY, "9999")
        sessions = [from_row(_KIND, row) for row in rows]
        return [each for each in sessions if each.state not in TERMINAL and (each.moved_at or each.accepted_at) <= at]

    def outdated(self, at: datetime, most: int) -> Sequence[Session]:
        """Sessions whose audio clock has run out and whose recording is still kept, oldest first, at most so many."""
        agendas = (_AUDIO, _UNDER_WAY)
        rows = [row for agenda in agendas for row in self._table.agenda(agenda, at.isoformat(), most)]
        return [from_row(_KIND, row) for row in sorted(rows, key=lambda row: str(row["due"]))[:most]]

    def audio_gone(self, ref: SessionRef) -> None:
        """Take a session off the audio agenda and put it on the text's, under its own clock."""
        due = self.get(ref).text_until.isoformat()
        self._table.update(
            Change(key=session_key(ref), put={"agenda": _TEXT, "due": due}, when="attribute_exists(#pk)")
        )

    def text_outdated(self, at: datetime, most: int) -> Sequence[Session]:
        """Sessions whose text clock has run out and whose text is still kept, oldest first, at most so many."""
        return [from_row(_KIND, row) for row in self._table.agenda(_TEXT, at.isoformat(), most)]

    def text_gone(self, ref: SessionRef) -> None:
        """Note that nothing derived is kept any more, and take the session off the agenda."""
        flags = sorted({*self.get(ref).flags, Flag.TEXT_REMOVED.value})
        change = Change(
            key=session_key(ref), put={"flags": flags}, remove=("agenda", "due"), when="attribute_exists(#pk)"
        )
        self._table.update(change)

    def _opened_before(self, session: Session) -> Session:
        row = self._table.get(session_key(session.ref))
        if row is not None:
            return from_row(_KIND, row)
        if session.state not in TERMINAL:
            refuse_unless_passing(self._table, session.ref.client_id, session.consent_epoch)
        if self._table.get(_key_row(session)):
            message = f"another session was opened from the key of {session.ref.session_id}"
            raise ConflictError(message) from None
        message = f"session {session.ref.session_id}: another writer stood in the way"
        raise UnavailableError(message) from None

    def _new_row(self, session: Session) -> Row:
        row = {**session_key(session.ref), **to_row(_KIND, session)}
        row["listed"] = f"SESSION#{session.accepted_at.isoformat()}"
        if session.state not in TERMINAL:
            row |= _on_agenda(session.state, session)
        return row


def _key_row(session: Session) -> Row:
    return client_key(session.ref.client_id, f"KEY#{key_digest(session.upload.key)}")


def _on_agenda(state: SessionState, session: Session) -> Row:
    """Give the place of a session in this state; one that is read anew goes through the recording's clock again."""
    return {"agenda": _AUDIO if state in TERMINAL else _UNDER_WAY, "due": session.audio_until.isoformat()}


def _claim_of_key(session: Session) -> Change:
    return Change(
        key=_key_row(session),
        put={"session_id": session.ref.session_id},
        when="attribute_not_exists(#session_id) OR #session_id = :session_id",
    )


def _plain(changes: Mapping[str, object]) -> Row:
    emptied: Row = {name: [] for name, content in changes.items() if content == []}  # a row leaves these out
    return to_row(_FIELDS, dict(changes)) | emptied
