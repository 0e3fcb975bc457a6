"""Builders for threads, transcripts and addressees of invented people."""

from dataclasses import replace

from shared.domain.notes.compose import compose_note
from shared.domain.notes.note import Addressee, Draft, NotDrafted, Pace, PastNote
from shared.domain.threads import EmotionalThread, Why
from shared.domain.transcript import Speaker, Transcript, Turn

SECONDS_A_TURN = 10.0


def a_transcript(*client_turns: str) -> Transcript:
    """Therapist and client in turn; the client's turns have the indexes 1, 3, 5, …."""
    texts = [part for said in client_turns for part in ((Speaker.THERAPIST, "Mm-hm."), (Speaker.CLIENT, said))]
    return Transcript(
        tuple(
            Turn(index, speaker, index * SECONDS_A_TURN, (index + 1) * SECONDS_A_TURN, text)
            for index, (speaker, text) in enumerate(texts)
        )
    )


def a_thread(quote: str, *why: Why, turn: int = 1) -> EmotionalThread:
    """One thread at the first client turn, open because the talk moved on, unless told otherwise."""
    start_s = turn * SECONDS_A_TURN
    return EmotionalThread(turn, quote, "a topic", why or (Why.SHIFT,), start_s, start_s + SECONDS_A_TURN)


TELLING: dict[Why, tuple[str, ...]] = {
    Why.TIME: ("Fine.", "Yes.", "No.", "It was all right.", "{said}"),
    Why.PARKED: ("{said}. Can we come back to it next time?",),
    Why.CUT: ("{said}. Anyway, it's stupid, never mind.",),
    Why.SHIFT: ("{said}",),
    Why.SPLIT: ("{said}. Part of me wants to keep it and part of me wants it gone.",),
    Why.RETURN: ("{said}", "No.", "{said}", "Yes.", "{said}"),
    Why.UNASKED: ("{said}. Would he mind, do you think?",),
    Why.LINK: ("{said}. I don't know why that makes me think of the boat.",),
    Why.PASSED: ("{said}",),
    Why.DOOR: ("Fine.", "Yes.", "No.", "It was all right.", "Yes.", "No.", "Fine.", "{said}"),
    Why.BETWEEN_US: ("{said}",),
    Why.LATER: ("{said}. I'd like to think about that on my own.",),
}


def telling(said: str, why: Why) -> tuple[Transcript, EmotionalThread]:
    """A session that shows this code, and the thread that is made of these words."""
    texts = [text.replace("{said}", said) for text in TELLING[why]]
    transcript = a_transcript(*texts)
    turns = tuple(2 * place + 1 for place, text in enumerate(TELLING[why]) if "{said}" in text)
    return transcript, replace(a_thread(said, why, turn=turns[-1]), turns=turns)


def an_addressee(name: str = "Robin", pace: Pace = Pace.USUAL) -> Addressee:
    """A client of the invented therapist Dana Reyes."""
    return Addressee(client_name=name, therapist_name="Dana Reyes", pace=pace)


def draft(said: str, *why: Why, history: tuple[PastNote, ...] = (), pace: Pace = Pace.USUAL) -> Draft | NotDrafted:
    """Compose from these words in a session that shows the code."""
    transcript, thread = telling(said, *(why or (Why.SHIFT,)))
    return compose_note(thread, transcript=transcript, to=an_addressee(pace=pace), history=history)


def drafted(said: str, *why: Why, history: tuple[PastNote, ...] = (), pace: Pace = Pace.USUAL) -> Draft:
    """Compose where there must be a note."""
    outcome = draft(said, *why, history=history, pace=pace)
    assert isinstance(outcome, Draft)
    return outcome
