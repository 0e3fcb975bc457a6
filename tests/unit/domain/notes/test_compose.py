"""Drafts made from a client's exact words: every one keeps the rules, and no two running read alike."""

import re
from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.notes.checks import check_note
from shared.domain.notes.compose import compose_chosen_note, compose_note
from shared.domain.notes.note import Draft, NotDrafted, Pace, PastNote, Unwritten, count_words, with_past
from shared.domain.notes.quoting import is_said
from shared.domain.notes.wording import wording
from shared.domain.threads import Why
from tests.unit.domain.notes.build import TELLING, a_thread, a_transcript, an_addressee, draft, drafted

SAID = "I kept his coat on the hook by the back door"
CODES = [why for why in Why if why is not Why.BETWEEN_US]
WORDS = st.from_regex(
    r"i|i'm|um|uh|like|you know|and|but|because|so|then|the|coat|door|boat|garden|my brother|she|he|they|never|"
    r"always|afraid|ashamed|happy|love|fine|anyway|stupid|shit|dad|Tobias|marek|Priya|Doncaster|1984|0161|why|can|we|"
    r"come back|it's just|wanted|kept|couldn't|responsibilities|extraordinarily|Monday|kill myself|[-,.?!…]|\"no\"",
    fullmatch=True,
)
SPEECH = st.lists(WORDS, min_size=1, max_size=60).map(" ".join)


@given(st.one_of(SPEECH, st.text(min_size=1)), st.sampled_from(CODES), st.sampled_from(Pace), st.integers(0, 40))
def test_every_note_keeps_the_rules_whatever_was_said(said: str, why: Why, pace: Pace, past: int) -> None:
    """A note passes every check and quotes at most fifteen exact words, or there is none."""
    if not said.strip():
        return
    history = tuple(PastNote(f"{why}.{number}", "") for number in range(past))

    outcome = draft(said, why, history=history, pace=pace)

    if isinstance(outcome, Draft):
        spoken = [text.replace("{said}", said) for text in TELLING[why]]
        assert check_note(outcome.note, quote=outcome.quote, spoken=spoken, client_name="Robin") == ()
        assert is_said(outcome.quote, spoken)
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


CLAIMS = [why for why in CODES if why not in {Why.SHIFT, Why.PASSED}]


@pytest.mark.parametrize("why", CLAIMS)
def test_a_code_that_nothing_shows_is_not_claimed(why: Why) -> None:
    """A wrong code may cost a note its colour, never its truth: the plain wording claims nothing."""
    spoken = a_transcript(SAID, *["It was all right, the week."] * 12)

    outcome = compose_note(a_thread(SAID, why), transcript=spoken, to=an_addressee(), history=())

    assert isinstance(outcome, Draft)
    assert outcome.opening_id.startswith("PLAIN.")


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("And then I was on my walk and the other one waved at me", Why.SPLIT),
        ("He talked me through it and he let me hold it up to the speaker", Why.LATER),
    ],
)
def test_a_likely_sign_is_not_enough_to_tell_a_client_so(said: str, why: Why) -> None:
    """Two wishes, or a wish to think alone, are told back only where the words say so plainly."""
    spoken = a_transcript(said, *["It was all right, the week."] * 12)

    outcome = compose_note(a_thread(said, why), transcript=spoken, to=an_addressee(), history=())

    assert isinstance(outcome, Draft)
    assert outcome.opening_id.startswith("PLAIN.")


def test_something_asked_is_quoted_with_the_question() -> None:
    """What stands before the question may read better, and is not what had no answer."""
    before = "She worked in the shoe shop until the year that I was born"
    spoken = a_transcript(f"{before}. So why have I got her doing it?", *["It was all right, the week."] * 12)

    outcome = compose_note(a_thread(before, Why.UNASKED), transcript=spoken, to=an_addressee(), history=())

    assert isinstance(outcome, Draft)
    assert outcome.quote == "why have I got her doing it?"


def test_the_likelier_code_gives_way_to_the_one_that_can_be_shown() -> None:
    """TIME at the start of the hour is not claimed; that nobody took it up is plain to see."""
    spoken = a_transcript(SAID, *["It was all right, the week."] * 12)

    outcome = compose_note(a_thread(SAID, Why.TIME, Why.SHIFT), transcript=spoken, to=an_addressee(), history=())

    assert isinstance(outcome, Draft)
    assert outcome.opening_id.startswith("SHIFT.")


def test_ten_sessions_of_one_client_do_not_read_alike() -> None:
    """Ten notes, four codes: nothing twice running, no opening twice, few sentences shared by any two."""
    history: tuple[PastNote, ...] = ()
    notes = []

    for why in [Why.DOOR, Why.SHIFT, Why.LATER, Why.SHIFT, Why.DOOR, Why.CUT, Why.SHIFT, Why.DOOR, Why.SHIFT, Why.CUT]:
        notes.append(drafted(SAID, why, history=history))
        history = with_past(history, notes[-1])

    own = [set(re.split(r"(?<=[.?])\s+", note.note.body.split("\n\n", 1)[1])) - {"Dana Reyes"} for note in notes]
    assert len({note.opening_id for note in notes}) == 10
    assert all(not first & second for first, second in pairwise(own))
    assert all(len(first & second) <= 2 for first, second in combinations(own, 2))
    assert len({tuple(map(len, map(sentences, note.note.body.split("\n\n")))) for note in notes}) >= 3


def sentences(paragraph: str) -> list[str]:
    """The sentences of a paragraph."""
    return re.findall(r"[^.?]+[.?]", paragraph)


def test_the_thirteenth_note_reads_as_the_first() -> None:
    """As quiet, as short, with the same parts; nothing in it counts, reminds or refers to earlier notes."""
    history: tuple[PastNote, ...] = ()
    notes = []

    for _ in range(26):
        notes.append(drafted(SAID, Why.DOOR, history=history))
        history = with_past(history, notes[-1])

    first, later = notes[0].note, [note.note for note in notes[12:]]
    assert all(note.body.count("?") == first.body.count("?") == 1 for note in later)
    assert all(abs(count_words(note.body) - count_words(first.body)) <= 25 for note in later)
    assert not any(re.search(r"\b(again we|another note|last note|earlier note|times)\b", note.body) for note in later)


NOT_TO_TRAVEL = r"tobias|doncaster|seven|albany|stupid|bitch|beat me|touched|robin@"


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
