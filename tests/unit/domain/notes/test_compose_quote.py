"""Which of the client's words a note is made from: a clause that stands by itself, fit to be read, near no risk."""

import re
from dataclasses import replace

import pytest

from shared.domain.notes.compose import compose_note
from shared.domain.notes.identifying import is_identifying
from shared.domain.notes.note import Draft, NotDrafted, Unwritten, count_words
from shared.domain.threads import Why
from shared.domain.transcript import Transcript, Turn
from tests.unit.domain.notes.build import a_thread, a_transcript, an_addressee, draft, drafted

SAID = "I kept his coat on the hook by the back door"
NOT_TO_TRAVEL = r"tobias|doncaster|seven|albany|stupid|bitch|beat me|touched|robin@"


@pytest.mark.parametrize(
    "unfit",
    [
        "I told Tobias in Doncaster.",
        "it is oh seven seven double nine three one two",
        "we live at forty two Albany road",
        "he called me a stupid bitch.",
        "he beat me up and touched me.",
        "mail me at robin@example.com.",
    ],
)
def test_other_words_of_the_thread_are_chosen_where_the_quote_is_not_fit(unfit: str) -> None:
    """Names, numbers, addresses, strong language and what was done to somebody stay in the room (faults 63 and 65)."""
    transcript = a_transcript(unfit, SAID)
    thread = replace(a_thread(unfit, Why.SHIFT), turns=(1, 3))

    outcome = compose_note(thread, transcript=transcript, to=an_addressee(), history=())
    alone = compose_note(replace(thread, turns=(1,)), transcript=transcript, to=an_addressee(), history=())

    assert isinstance(outcome, Draft)
    assert (outcome.quote, outcome.turn) == (SAID, 3)
    bodies = [each.note.body for each in (outcome, alone) if isinstance(each, Draft)]
    assert not any(is_identifying(body) or re.search(NOT_TO_TRAVEL, body, re.IGNORECASE) for body in bodies)


def test_a_risk_in_any_turn_of_the_thread_stops_its_note() -> None:
    """Not only the turn that would be quoted."""
    transcript = a_transcript(SAID, "Some nights I just want to die.")

    outcome = compose_note(replace(a_thread(SAID), turns=(1, 3)), transcript=transcript, to=an_addressee(), history=())

    assert outcome == NotDrafted(1, Unwritten.NEAR_A_RISK_LINE)


def test_words_that_are_not_the_clients_make_no_note() -> None:
    """A quote of the therapist's turn, or of no turn, is refused."""
    transcript = a_transcript(SAID)

    of_the_therapist = compose_note(a_thread("Mm-hm.", turn=0), transcript=transcript, to=an_addressee(), history=())
    of_nobody = compose_note(a_thread("something else"), transcript=transcript, to=an_addressee(), history=())

    assert of_the_therapist == NotDrafted(0, Unwritten.NOT_THE_CLIENTS_WORDS)
    assert of_nobody == NotDrafted(1, Unwritten.NOT_THE_CLIENTS_WORDS)


@pytest.mark.parametrize(
    ("said", "quote"),
    [
        ("um so I, I kept the coat and uh", "I, I kept the coat"),
        ("and i just stood there like a post", "i just stood there like a post"),
        ("So, I mean, the coat was his and nobody asked.", "the coat was his and nobody asked"),
        ("I told Tobias. I kept the coat on the hook for him.", "I kept the coat on the hook for him"),
        ("i told priya and i kept the coat for her", "i kept the coat for her"),
        ("It was shit. I kept the coat on the hook.", "I kept the coat on the hook"),
        ("I was fine. Would he even want to know?", "Would he even want to know?"),
        ("He rang 0161 496 0000. I kept the coat on the hook.", "I kept the coat on the hook"),
    ],
)
def test_the_clause_that_stands_by_itself_is_chosen(said: str, quote: str) -> None:
    """Fillers at the edges, names, numbers and strong language stay behind; the words stay as they were said."""
    thread, transcript = a_thread(said, Why.UNASKED), a_transcript(said)

    outcome = compose_note(thread, transcript=transcript, to=an_addressee(), history=())

    assert isinstance(outcome, Draft)
    assert outcome.quote == quote


def test_a_quote_that_stops_before_the_full_stop_keeps_its_last_word() -> None:
    """A model quotes the words and leaves the mark."""
    outcome = compose_note(a_thread(SAID), transcript=a_transcript(f"{SAID}."), to=an_addressee(), history=())

    assert isinstance(outcome, Draft)
    assert outcome.quote == SAID


def test_a_long_run_without_marks_is_trimmed_at_a_joining_word() -> None:
    """Raw recogniser text has no sentences; the clause ends where a new one begins."""
    said = (
        "i went back to the house and the door was open and nobody had been there since the spring "
        "and i kept his coat on the hook because it still smelled of the garden"
    )

    quote = drafted(said, Why.SHIFT).quote

    assert count_words(quote) <= 15
    assert said.split(quote)[1].startswith((" and", " because")) or said.endswith(quote)


@pytest.mark.parametrize(
    "said", ["Marek", "fuck", "um", "Tobias Priya Marek", "fuck this shit", "0161 496 0000", "…", "coat"]
)
def test_words_of_which_no_part_is_fit_make_no_note(said: str) -> None:
    """The reason is said, and does not repeat the words."""
    outcome = draft(said)

    assert outcome == NotDrafted(1, Unwritten.NO_QUOTE_FIT_TO_SEND)
    assert said not in outcome.sentence


def test_words_near_a_risk_line_make_no_note() -> None:
    """The quote may be harmless; what stands around it in the same turn is not."""
    said = "I kept the coat. Some nights I just want to die."
    thread = a_thread("I kept the coat.")

    outcome = compose_note(thread, transcript=a_transcript(said), to=an_addressee(), history=())

    assert outcome == NotDrafted(1, Unwritten.NEAR_A_RISK_LINE)


def test_a_feeling_in_the_quote_is_quoted_and_not_repeated() -> None:
    """The client's own word for a feeling may travel; the note adds none."""
    note = drafted("I was so ashamed when she saw the garden", Why.CUT)

    assert "ashamed" in note.quote
    assert note.note.body.count("ashamed") == 1


def test_words_too_hard_to_read_make_no_note() -> None:
    """Where no wording brings the grade down, the thread stays in the brief."""
    heavy = "institutional responsibilities characteristically overcomplicated internationalisation " * 3

    assert draft(heavy) == NotDrafted(1, Unwritten.RULES_NOT_MET)


def test_a_quote_that_begins_inside_a_word_begins_at_the_next_one() -> None:
    """An engine's careless cut never shows as half a word."""
    transcript = Transcript((Turn(0, a_transcript(SAID).turns[1].speaker, 0.0, 1.0, SAID),))

    outcome = compose_note(a_thread(SAID[3:], turn=0), transcript=transcript, to=an_addressee(), history=())

    assert isinstance(outcome, Draft)
    assert outcome.quote == "his coat on the hook by the back door"
