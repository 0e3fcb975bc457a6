"""Builders for threads, transcripts and addressees of invented people."""

from shared.domain.notes.note import Addressee, Pace
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


def an_addressee(name: str = "Robin", pace: Pace = Pace.USUAL) -> Addressee:
    """A client of the invented therapist Dana Reyes."""
    return Addressee(client_name=name, therapist_name="Dana Reyes", pace=pace)
