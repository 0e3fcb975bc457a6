"""Drafts made from a client's exact words: every one keeps the rules, and no two running read alike."""

import re
from dataclasses import replace
from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.notes.checks import check_note
from shared.domain.notes.compose import compose_chosen_note, compose_note
from shared.domain.notes.identifying import is_identifying
from shared.domain.notes.note import Draft, NotDrafted, Pace, PastNote, Unwritten, count_words, with_past
from shared.domain.notes.quoting import is_said
from shared.domain.notes.wording import wording
from shared.domain.threads import Why
from shared.domain.transcript import Transcript, Turn
from tests.unit.domain.notes.build import TELLING, a_thread, a_transcript, an_addressee, telling

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
    """Compose from these words in a session that shows the code."""
    transcript, thread = telling(said, *(why or (Why.SHIFT,)))
    return compose_note(thread, transcript=transcript, to=an_addressee(pace=pace), history=history)


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
