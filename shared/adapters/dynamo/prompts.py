"""Keeps prompts in the ledger: every move conditional, the claim together with consent and pace."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from pydantic import TypeAdapter

from shared.adapters.dynamo.consents import consent_stands, refuse_unless_passing
from shared.adapters.dynamo.table import Change, Row, Table, client_key, from_row, session_key, to_row
from shared.domain.client import Client
from shared.domain.consent import Consent
from shared.domain.identity import PromptRef
from shared.domain.prompt import Answer, Prompt, PromptMove, PromptState, advance_prompt
from shared.errors import ConflictError, MissingError

_KIND = TypeAdapter(Prompt)
_FIELDS = TypeAdapter(dict[str, Any])
# agendas: to be queued; to be looked after; to be settled by an event or a person
_DUE, _UNSETTLED, _UNCONFIRMED = "PROMPT_DUE", "PROMPT_UNSETTLED", "PROMPT_UNCONFIRMED"
_AGENDAS = {
    PromptState.APPROVED: _DUE,
    PromptState.QUEUED: _UNSETTLED,
    PromptState.SENDING: _UNSETTLED,
    PromptState.UNCONFIRMED: _UNCONFIRMED,
}
REMEMBERED = timedelta(days=30)  # sendings older than this no longer bear on the pace


class DynamoPrompts:
    """Prompts in the ledger's table."""

    def __init__(self, table: Table) -> None:
        """Keep prompts in this table."""
        self._table = table

    def add(self, prompt: Prompt) -> None:
        """Record a draft; recording it twice changes nothing.

        The draft and the check of consent are one transaction: a withdrawal that has come first
        refuses it, one that comes second removes it.

        Raises:
            NotPermittedError: when consent is not in force under the prompt's epoch.
        """
        stands = consent_stands(prompt.ref.client_id, prompt.consent_epoch)
        row = {**_key(prompt.ref), **to_row(_KIND, prompt)}
        try:
            self._table.transact("add prompt", puts=[row], checks=[stands])
        except ConflictError:
            if self._table.get(_key(prompt.ref)) is None:
                refuse_unless_passing(self._table, prompt.ref.client_id, prompt.consent_epoch)
                raise

    def get(self, ref: PromptRef) -> Prompt:
        """Find one prompt.

        Raises:
            MissingError: when there is none (its client may have been forgotten).
        """
        row = self._table.get(_key(ref))
        if row is None:
            message = f"no prompt {ref.prompt_id}"
            raise MissingError(message)
        return from_row(_KIND, row)

    def of_client(self, client_id: str) -> Sequence[Prompt]:
        """Every prompt of one client, in the order of their ids."""
        return [from_row(_KIND, row) for row in self._table.below(client_id, "PROMPT#")]

    def move(self, prompt: Prompt, move: PromptMove, changes: Mapping[str, object] | None = None) -> Prompt:
        """Make one move from the prompt as it was read; ConflictError when it has changed since."""
        return from_row(_KIND, self._table.update(_moved(prompt, move, changes or {})))

    def note_opened(self, prompt: Prompt, at: datetime) -> Prompt:
        """Note that the evidence was opened; the first time counts."""
        if prompt.is_opened:
            return prompt
        change = Change(key=_key(prompt.ref), put={"opened_at": at.isoformat()}, when="attribute_exists(#pk)")
        return from_row(_KIND, self._table.update(change))

    def choose(self, prompt: Prompt) -> None:
        """Make this the one note of its session (rule P9); ConflictError when another one is."""
        change = Change(
            key=session_key(prompt.session),
            put={"chosen": prompt.ref.prompt_id},
            when="attribute_exists(#pk) AND (attribute_not_exists(#chosen) OR #chosen = :chosen)",
        )
        self._table.update(change)

    def unchoose(self, prompt: Prompt) -> None:
        """Leave the session free to have another note."""
        change = Change(
            key=session_key(prompt.session),
            remove=("chosen",),
            when="#chosen = :this",
            given={"this": prompt.ref.prompt_id},
        )
        try:
            self._table.update(change)
        except ConflictError:
            return

    def claim(self, prompt: Prompt, client: Client, consent: Consent, at: datetime) -> Prompt:
        """Take a prompt for sending, with the client's pace, if consent is exactly as it was read.

        The three rows change together or not at all, so nothing can slip in between the question
        and the claim.
        """
        claimed = _moved(prompt, PromptMove.CLAIM, {"claimed_at": at})
        paced = _paced(client, at)
        self._table.transact("claim prompt", updates=[claimed, paced], checks=[_as_read(consent)])
        return self.get(prompt.ref)

    def unclaim(self, prompt: Prompt, due_at: datetime) -> None:
        """Give a claim and its place in the client's pace back, in one write."""
        row = self._table.get(client_key(prompt.ref.client_id, "CLIENT")) or {}
        claimed_at = prompt.claimed_at.isoformat() if prompt.claimed_at else ""
        sent_at = [sent for sent in row.get("sent_at", []) if sent != claimed_at]
        unpaced = _repaced(prompt.ref.client_id, int(row.get("revision", 0)), sent_at)
        postponed = _moved(prompt, PromptMove.POSTPONE, {"due_at": due_at})
        self._table.transact("unclaim prompt", updates=[postponed, unpaced])

    def answer(self, prompt: Prompt, answer: Answer) -> None:
        """Note what the client did with a note; the last word counts."""
        self._table.update(Change(key=_key(prompt.ref), put={"answer": answer.value}, when="attribute_exists(#pk)"))

    def due(self, at: datetime, most: int | None = None) -> Sequence[Prompt]:
        """Prompts that wait to be queued and are due, oldest first, at most so many."""
        return [from_row(_KIND, row) for row in self._table.agenda(_DUE, at.isoformat(), most)]

    def stranded(self, at: datetime) -> Sequence[Prompt]:
        """Prompts queued or claimed before then and not settled."""
        return [from_row(_KIND, row) for row in self._table.agenda(_UNSETTLED, at.isoformat())]

    def unconfirmed(self, at: datetime) -> Sequence[Prompt]:
        """Prompts claimed before then of which nobody knows whether their mail went."""
        return [from_row(_KIND, row) for row in self._table.agenda(_UNCONFIRMED, at.isoformat())]


def _key(ref: PromptRef) -> Row:
    return client_key(ref.client_id, f"PROMPT#{ref.prompt_id}")


def _moved(prompt: Prompt, move: PromptMove, changes: Mapping[str, object]) -> Change:
    target = advance_prompt(prompt.state, move)
    put = {**to_row(_FIELDS, dict(changes)), "state": target.value}
    agenda = _AGENDAS.get(target)
    if agenda:
        put |= {"agenda": agenda, "due": _due(prompt, put)}
    # A mark for a moment that is no longer so would stand without a message: it was claimed and put off meanwhile.
    was_due = to_row(_FIELDS, {"was_due": prompt.due_at}) if move is PromptMove.QUEUE and prompt.due_at else {}
    is_due_as_read = " AND #due_at = :was_due" if was_due else ""
    return Change(
        key=_key(prompt.ref),
        put=put,
        remove=() if agenda else ("agenda", "due"),
        when=f"#state = :was_state AND #text_hash = :was_hash{is_due_as_read}",
        given={"was_state": prompt.state.value, "was_hash": prompt.text_hash, **was_due},
    )


def _due(prompt: Prompt, put: Row) -> str:
    for name in ("claimed_at", "queued_at", "due_at"):
        if name in put:
            return str(put[name])
    moment = prompt.claimed_at or prompt.due_at
    return moment.isoformat() if moment else ""


def _paced(client: Client, at: datetime) -> Change:
    remembered = [sent.isoformat() for sent in client.sent_at if at - sent < REMEMBERED]
    return _repaced(client.client_id, client.revision, [*remembered, at.isoformat()])


def _repaced(client_id: str, revision: int, sent_at: list[str]) -> Change:
    return Change(
        key=client_key(client_id, "CLIENT"),
        put={"sent_at": sent_at, "revision": revision + 1},
        when="#revision = :was_revision",
        given={"was_revision": revision},
    )


def _as_read(consent: Consent) -> Change:
    return Change(
        key=client_key(consent.client_id, "CONSENT"),
        when="#revision = :revision AND attribute_not_exists(#withdrawn_at)",
        given={"revision": consent.revision},
    )
