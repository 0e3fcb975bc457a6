"""Drafts made from a client's exact words: every one keeps the rules, and no two running read alike."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.notes.checks import check_note
from shared.domain.notes.compose import compose_chosen_note, compose_note
from shared.domain.notes.note import Draft, NotDrafted, Pace, PastNote, Unwritten, count_words, with_past
from shared.domain.notes.quoting import is_said
from shared.domain.notes.wording import wording
from shared.domain.threads import Why
from shared.domain.transcript import Transcript, Turn
from tests.unit.domain.notes.build import a_thread, a_transcript, an_addressee

SAID = "I kept his coat on the hook by the back door"
CODES = [why for why in Why if why is not Why.BETWEEN_US]

WORDS = st.from_regex(
    r"i|i'm|um|uh|like|you know|and|but|because|so|then|the|coat|door|boat|garden|my brother|she|he|they|never|"
    r"always|afraid|ashamed|happy|love|fine|anyway|stupid|shit|dad|Tobias|marek|Priya|Doncaster|1984|0161|why|can|we|"
    r"come back|it's just|wanted|kept|couldn't|responsibilities|extraordinarily|Monday|kill myself|[-,.?!…]|\"no\"",
    fullmatch=True,
)
SPEECH = st.lists(WORDS, min_size=1, max_size=60).map(" ".join)


def draft(said: str, *why: Why, history: tuple[PastNote, ...] = (), pace: Pace = Pace.USUAL) -> Draft | NotDrafted:
    """Compose from one client turn that is quoted whole."""
    return compose_note(
        a_thread(said, *why), transcript=a_transcript(said), to=an_addressee(pace=pace), history=history
    )


def drafted(said: str, *why: Why, history: tuple[PastNote, ...] = (), pace: Pace = Pace.USUAL) -> Draft:
    """Compose where there must be a note."""
    outcome = draft(said, *why, history=history, pace=pace)
    assert isinstance(outcome, Draft)
    return outcome


@given(st.one_of(SPEECH, st.text(min_size=1)), st.sampled_from(CODES), st.sampled_from(Pace), st.integers(0, 40))
def test_every_note_keeps_the_rules_whatever_was_said(said: str, why: Why, pace: Pace, past: int) -> None:
    """A note passes every check and quotes at most fifteen exact words, or there is none."""
    if not said.strip():
        return
    history = tuple(PastNote(f"{why}.{number}", "") for number in range(past))

    outcome = draft(said, why, history=history, pace=pace)

    if isinstance(outcome, Draft):
        assert check_note(outcome.note, quote=outcome.quote, spoken=[said], client_name="Robin") == ()
        assert outcome.quote in said
        assert is_said(outcome.quote, [said])
        assert count_words(outcome.quote) <= 15


@pytest.mark.parametrize("why", CODES)
def test_every_sentence_of_the_wording_can_be_used(why: Why) -> None:
    """Thirty notes in a row, over all the wording of a code, are all made."""
    history: tuple[PastNote, ...] = ()
    openings, questions = set(), set()

    for _ in range(30):
        note = drafted(SAID, why, history=history)
        openings.add(note.opening_id)
        questions.add(note.question_id)
        history = with_past(history, note)

    assert openings == set(wording().by_code[why].opening)
    assert questions == set(wording().by_code[why].question)


@pytest.mark.parametrize("why", CODES)
def test_the_same_opening_never_comes_twice_running(why: Why) -> None:
    """Nor do the same question, leave, way back, subject or whole note."""
    history: tuple[PastNote, ...] = ()
    notes = []

    for _ in range(13):
        notes.append(drafted(SAID, why, history=history))
        history = with_past(history, notes[-1])

    assert all(first.opening_id != second.opening_id for first, second in pairwise(notes))
    assert all(first.question_id != second.question_id for first, second in pairwise(notes))
    assert all(first.note.subject != second.note.subject for first, second in pairwise(notes))
    assert len({note.note.body for note in notes}) == 13


def test_the_same_arguments_give_the_same_note() -> None:
    """A second delivery drafts exactly the text that was drafted before."""
    assert drafted(SAID, Why.DOOR) == drafted(SAID, Why.DOOR)


def test_a_note_about_the_two_of_them_is_left_to_the_therapist() -> None:
    """BETWEEN_US goes to the brief; a note is made only where the therapist chose one."""
    thread = a_thread(SAID, Why.TIME, Why.BETWEEN_US)
    transcript = a_transcript(SAID)

    by_itself = compose_note(thread, transcript=transcript, to=an_addressee(), history=())
    chosen = compose_chosen_note(thread, transcript=transcript, to=an_addressee(), history=())

    assert by_itself == NotDrafted(1, Unwritten.BETWEEN_US)
    assert isinstance(chosen, Draft)
    assert chosen.why is Why.BETWEEN_US


def test_a_light_pace_asks_nothing() -> None:
    """The words are kept as a bookmark, without a question."""
    note = drafted(SAID, Why.LATER, pace=Pace.LIGHT)

    assert "?" not in note.note.body
    assert note.question_id == ""


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
    assert drafted(said, Why.UNASKED).quote == quote


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


def test_nothing_of_another_client_is_in_a_note() -> None:
    """Two clients' notes share the practice's own sentences and nothing else."""
    transcript = a_transcript("the red kite would not fly")
    kite = compose_note(
        a_thread("the red kite would not fly"), transcript=transcript, to=an_addressee("Jamie"), history=()
    )
    coat = drafted(SAID)

    assert isinstance(kite, Draft)
    assert "kite" not in coat.note.body
    assert "Jamie" not in coat.note.body
    assert "coat" not in kite.note.body


def test_a_client_without_a_name_is_greeted_plainly() -> None:
    """An empty name leaves no gap in the greeting."""
    outcome = compose_note(a_thread(SAID), transcript=a_transcript(SAID), to=an_addressee(" "), history=())

    assert isinstance(outcome, Draft)
    assert outcome.note.body.startswith("Hi,\n\n")


def test_a_quote_that_begins_inside_a_word_begins_at_the_next_one() -> None:
    """An engine's careless cut never shows as half a word."""
    transcript = Transcript((Turn(0, a_transcript(SAID).turns[1].speaker, 0.0, 1.0, SAID),))

    outcome = compose_note(a_thread(SAID[3:], turn=0), transcript=transcript, to=an_addressee(), history=())

    assert isinstance(outcome, Draft)
    assert outcome.quote == "his coat on the hook by the back door"
