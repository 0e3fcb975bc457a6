"""Makes one draft from one open thread, out of the client's exact words and the practice's own sentences."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, product

from shared.domain.notes.checks import check_note
from shared.domain.notes.clause import choose_clause
from shared.domain.notes.lexicon import lexicon
from shared.domain.notes.names import names_written
from shared.domain.notes.note import Addressee, Draft, NotDrafted, Note, Pace, PastNote, Unwritten
from shared.domain.notes.quoting import put_quote
from shared.domain.notes.wording import CodeWording, wording
from shared.domain.threads import EmotionalThread, Why, is_spoken_by_client
from shared.domain.transcript import Speaker, Transcript

_TRIES = 20  # other openings and questions, where the first pair breaks a rule with these words


def compose_note(
    thread: EmotionalThread, *, transcript: Transcript, to: Addressee, history: Sequence[PastNote]
) -> Draft | NotDrafted:
    """Draft one note, or tell why there is none.

    `history` is every earlier note of this client, oldest first, the drafts just made for the same
    session included. The same arguments give the same note, and every note keeps the rules that
    `check_note` knows.
    """
    if thread.is_between_us:
        return NotDrafted(thread.turn, Unwritten.BETWEEN_US)
    return compose_chosen_note(thread, transcript=transcript, to=to, history=history)


def compose_chosen_note(
    thread: EmotionalThread, *, transcript: Transcript, to: Addressee, history: Sequence[PastNote]
) -> Draft | NotDrafted:
    """Draft a note as `compose_note` does, also about the two of them: only where the therapist chose that."""
    if not is_spoken_by_client(transcript, thread.turn, thread.quote):
        return NotDrafted(thread.turn, Unwritten.NOT_THE_CLIENTS_WORDS)
    spoken = [turn.text for turn in transcript.by(Speaker.CLIENT)]
    names = names_written(turn.text for turn in transcript.turns)
    why = Why.BETWEEN_US if thread.is_between_us else thread.why[0]
    said = transcript.turns[thread.turn].text
    if lexicon().risk.stands_in(said):
        return NotDrafted(thread.turn, Unwritten.NEAR_A_RISK_LINE)
    quote = choose_clause(said, thread.quote, why, names)
    if quote is None:
        return NotDrafted(thread.turn, Unwritten.NO_QUOTE_FIT_TO_SEND)
    drafts = _drafts(why, quote, thread, to, history)
    for draft in drafts:
        if not check_note(draft.note, quote=quote, spoken=spoken, client_name=to.client_name):
            return draft
    return NotDrafted(thread.turn, Unwritten.RULES_NOT_MET)


def _drafts(
    why: Why, quote: str, thread: EmotionalThread, to: Addressee, history: Sequence[PastNote]
) -> Iterator[Draft]:
    """Give drafts in the order of preference: the wording that was used least lately comes first."""
    code = wording().by_code[why]
    seed = f"{to.client_name}|{thread.turn}|{thread.quote}"
    openings = _rested(code.opening, [past.opening_id for past in history], seed)
    questions = _rested(code.question, [past.question_id for past in history], seed)
    asks = [""] if to.pace is Pace.LIGHT else questions
    for opening_id, question_id in islice(product(openings, asks), _TRIES):
        parts = _Parts.of(code, opening_id, question_id, _turn_of(to, len(history)))
        yield Draft(parts.note(quote, to), quote, thread.turn, why, opening_id, question_id)


def _rested(sentences: Mapping[str, str], used: Sequence[str], seed: str) -> list[str]:
    """Order names by how long ago they were used; the very last one used is left out."""
    last_use = {name: place for place, name in enumerate(used)}
    names = [name for name in sentences if not used or name != used[-1]]
    return sorted(names, key=lambda name: (last_use.get(name, -1), _digest(f"{seed}|{name}")))


def _turn_of(to: Addressee, notes_before: int) -> int:
    """Say whose turn it is among the shared sentences: one further with each note of this client."""
    return _digest(f"{to.client_name}|{to.therapist_name}") + notes_before


def _digest(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:4])


@dataclass(frozen=True, slots=True)
class _Parts:
    """The sentences of one note before names and words are put in."""

    subject: str
    opening: str
    holding: str
    question: str
    leave: str
    room: str

    @classmethod
    def of(cls, code: CodeWording, opening_id: str, question_id: str, turn: int) -> "_Parts":
        every = wording()
        return cls(
            subject=every.subject[turn % len(every.subject)],
            opening=code.opening[opening_id],
            holding=code.holding[turn % len(code.holding)],
            question=code.question[question_id] if question_id else "",
            leave=every.leave[turn % len(every.leave)],
            room=every.room[turn % len(every.room)],
        )

    def note(self, quote: str, to: Addressee) -> Note:
        """Put the client's words and the two names in."""
        name = " ".join(to.client_name.split())
        greeting = wording().greeting.format(name=name) if name else wording().greeting_without_name
        opening = put_quote(self.opening, quote)
        paragraphs = (
            greeting,
            f"{opening} {self.holding}",
            self.question,
            f"{self.room} {self.leave}",
            to.therapist_name,
        )
        return Note(self.subject, "\n\n".join(paragraph for paragraph in paragraphs if paragraph))
