"""Makes one draft from one open thread, out of the client's exact words and the practice's own sentences."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count, islice, product
from math import gcd

from shared.domain.notes.checks import check_note
from shared.domain.notes.claims import shown_code
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
    if any(lexicon().risk.stands_in(transcript.turns[turn].text) for turn in (thread.turn, *thread.turns)):
        return NotDrafted(thread.turn, Unwritten.NEAR_A_RISK_LINE)
    spoken = [turn.text for turn in transcript.by(Speaker.CLIENT)]
    why = Why.BETWEEN_US if thread.is_between_us else shown_code(thread, transcript)
    quotes = list(_quotes(thread, transcript, why or thread.why[0]))
    for turn, quote in quotes:
        for draft in _drafts(why, quote, replace(thread, turn=turn), to, history):
            if not check_note(draft.note, quote=quote, spoken=spoken, client_name=to.client_name):
                return draft
    return NotDrafted(thread.turn, Unwritten.RULES_NOT_MET if quotes else Unwritten.NO_QUOTE_FIT_TO_SEND)


def _quotes(thread: EmotionalThread, transcript: Transcript, why: Why) -> Iterator[tuple[int, str]]:
    """Give words of the thread that may stand in a mail: of its quote, else of that turn, else of the nearest turn."""
    names = names_written(turn.text for turn in transcript.turns)
    nearest = sorted({*thread.turns} - {thread.turn}, key=lambda turn: (abs(turn - thread.turn), turn))
    passages = [(thread.turn, thread.quote), *((turn, transcript.turns[turn].text) for turn in (thread.turn, *nearest))]
    if why is Why.UNASKED and "?" not in thread.quote and "?" in transcript.turns[thread.turn].text:
        passages = passages[1:]  # "something you asked" wants the question itself
    for turn, passage in passages:
        clause = choose_clause(transcript.turns[turn].text, passage, why, names)
        if clause is not None and is_spoken_by_client(transcript, turn, clause):
            yield turn, clause


def _drafts(
    why: Why | None, quote: str, thread: EmotionalThread, to: Addressee, history: Sequence[PastNote]
) -> Iterator[Draft]:
    """Give drafts in the order of preference: the wording that was used least lately comes first."""
    code = wording().by_code[why] if why else wording().plain
    seed = f"{to.client_name}|{thread.turn}|{thread.quote}"
    openings = _rested(code.opening, [past.opening_id for past in history], seed)
    questions = _rested(code.question, [past.question_id for past in history], seed)
    asks = [""] if to.pace is Pace.LIGHT else questions
    for opening_id, question_id in islice(product(openings, asks), _TRIES):
        parts = _Parts.of(code, opening_id, question_id, _turn_of(to, len(history)))
        yield Draft(parts.note(quote, to), quote, thread.turn, why or thread.why[0], opening_id, question_id)


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


def _at(sentences: Sequence[str], turn: int) -> str:
    """Give the sentence whose turn it is; lists of unlike lengths step unlike, so pairs do not come back together."""
    step = next(step for step in count(len(sentences) // 3 + 1) if gcd(step, len(sentences)) == 1)
    return sentences[turn * step % len(sentences)]


@dataclass(frozen=True, slots=True)
class _Parts:
    """The sentences of one note before names and words are put in; `turn` also says in which order they stand."""

    subject: str
    opening: str
    holding: str
    question: str
    half: str
    room: str
    leave: str
    turn: int

    @classmethod
    def of(cls, code: CodeWording, opening_id: str, question_id: str, turn: int) -> "_Parts":
        every = wording()
        return cls(
            subject=_at(every.subject, turn),
            opening=code.opening[opening_id],
            holding=_at(code.holding, turn),
            question=code.question[question_id] if question_id else "",
            half=_at(every.half, turn),
            room=_at(every.room, turn),
            leave=_at(every.leave, turn),
            turn=turn,
        )

    def note(self, quote: str, to: Addressee) -> Note:
        """Put the client's words and the two names in."""
        name = " ".join(to.client_name.split())
        greeting = wording().greeting.format(name=name) if name else wording().greeting_without_name
        paragraphs = (" ".join(filter(None, sentences)) for sentences in self._paragraphs(quote))
        return Note(self.subject, "\n\n".join(filter(None, (greeting, *paragraphs, to.therapist_name))))

    def _paragraphs(self, quote: str) -> tuple[tuple[str, ...], ...]:
        opening = put_quote(self.opening, quote)
        shapes: tuple[tuple[tuple[str, ...], ...], ...] = (
            ((opening, self.holding), (self.question,), (self.half, self.room, self.leave)),
            ((opening,), (self.holding, self.question), (self.half, self.room, self.leave)),
            ((opening, self.holding), (self.question, self.half), (self.room, self.leave)),
        )
        return shapes[self.turn % len(shapes)]
