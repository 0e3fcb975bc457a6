"""The brief: one screen, risk first, every line with its evidence, and never a word that all is well."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.notes.brief import with_shared, write_brief
from shared.domain.notes.brief_lines import BriefHistory, Earlier, SentNote, SharedLine
from shared.domain.notes.brief_screen import MAX_WORDS, Brief
from shared.domain.notes.note import count_words
from shared.domain.prompt import Answer
from shared.domain.threads import EmotionalThread, Reading, RiskLine, Why
from shared.domain.transcript import Gap, Transcript
from tests.unit.domain.notes.build import a_thread, a_transcript, telling

COAT = "I kept his coat on the hook by the back door"
BOAT = "would he even want to know about the boat?"
NO_HISTORY = BriefHistory()


def read(*threads: EmotionalThread, risk: tuple[RiskLine, ...] = ()) -> Reading:
    """A reading by the embedded engine."""
    return Reading(threads=threads, risk=risk, engine="embedded")


def brief_of(reading: Reading, transcript: Transcript | None = None, history: BriefHistory = NO_HISTORY) -> Brief:
    """The brief of a session of two client turns."""
    return write_brief(reading, transcript=transcript or a_transcript(COAT, BOAT), history=history)


def test_a_thread_shows_its_words_its_time_and_why() -> None:
    """Every line of the brief can be checked against the recording."""
    transcript, thread = telling(COAT, Why.DOOR)

    text = brief_of(read(thread), transcript).as_text()

    assert f'1. 02:30 "{COAT}" It came at the door.' in text
    assert "As you were leaving you said" in text


def test_a_code_that_nothing_shows_is_given_as_a_guess() -> None:
    """The therapist is told what the engine took it for, and that nothing in the session shows it."""
    text = brief_of(read(a_thread(COAT, Why.DOOR)), a_transcript(COAT, *["Fine, yes."] * 12)).as_text()

    assert "Perhaps: it came at the door." in text
    assert f'Last time you said, "{COAT}."' in text


@pytest.mark.parametrize(
    "said",
    [
        "and " * 60 + "I'm worth more in the drawer than I am in the parlour",
        "Fine. " * 60 + "I counted the tablets out on the table last night. " + "Fine. " * 60,
    ],
)
def test_a_long_risk_line_is_shown_where_the_danger_is_named(said: str) -> None:
    """Cut to its beginning, the line would hide what it was told for."""
    text = brief_of(read(risk=(RiskLine(1, said, 10.0),)), a_transcript(said)).as_text()

    assert "in the parlour" in text or "counted the tablets" in text


def test_at_most_three_threads_are_shown() -> None:
    """The fourth best stays in the list of threads."""
    assert len(brief_of(read(*[a_thread(COAT)] * 5)).threads) == 3


def test_the_opening_line_can_be_said_aloud() -> None:
    """It holds the first thread's words, and a question keeps its own mark."""
    assert brief_of(read(a_thread(BOAT, Why.UNASKED, turn=3))).opening_line == (
        f'You asked something and got no answer: "{BOAT}" Is it still your question?'
    )


def test_a_thread_about_the_two_of_them_says_so() -> None:
    """The therapist sees that no note will be drafted for it."""
    brief = brief_of(read(a_thread(COAT, Why.TIME, Why.BETWEEN_US)))

    assert brief.threads[0].why.startswith("It is about the two of you")
    assert brief.opening_line.startswith("You said something about us")


def test_risk_lines_come_first_with_their_words_and_times() -> None:
    """What must be seen first is first, and the threads still follow."""
    said = "and " * 40 + "some nights I want to die and nobody knows " + "and " * 40
    text = brief_of(read(a_thread(COAT), risk=(RiskLine(3, said, 30.0),))).as_text()

    assert text.startswith("**Read first")
    assert "want to die" in text.split("Left open")[0]
    assert "- 00:30" in text


def test_the_opening_line_keeps_away_from_a_risk_line() -> None:
    """The next session does not begin with words from beside it, and begins with safety."""
    transcript = a_transcript(COAT, BOAT, "I kept the ring. I want to die.")
    near = a_thread("I kept the ring.", turn=5)
    reading = read(a_thread(COAT), near, a_thread(BOAT, turn=3), risk=(RiskLine(1, COAT, 10.0),))

    beside_a_line = brief_of(reading, transcript)
    beside_words = brief_of(read(near), transcript)

    assert BOAT in beside_a_line.opening_line
    assert "once safety has been talked about" in beside_a_line.as_text()
    assert beside_words.opening_line == ""


def test_many_risk_lines_are_named_by_time_and_counted() -> None:
    """None of them is left out silently."""
    risk = tuple(RiskLine(1, "I want to die", 60.0 * number) for number in range(15))
    brief = brief_of(read(risk=risk))

    assert len(brief.risk) + len(brief.further_risk) + brief.unnamed_risk == 15
    assert "and 5 more in the transcript" in brief.as_text()


def test_nothing_open_is_said_in_one_line() -> None:
    """An empty reading says what was not found, and nothing about how the client is."""
    assert brief_of(read()).as_text().splitlines()[0] == "No open thread was found in what could be read."


def test_what_was_sent_and_kept_is_shown_without_a_score() -> None:
    """A note that was left alone is simply a note that was sent."""
    sent = (SentNote(COAT, date(2026, 3, 2), Answer.KEPT), SentNote(BOAT, date(2026, 2, 2)))
    text = brief_of(read(a_thread(COAT)), history=BriefHistory(sent)).as_text()

    assert f'Sent 2 Mar, kept: "{COAT}"' in text
    assert f'Sent 2 Feb: "{BOAT}"' in text


def test_gaps_rough_words_and_unsure_voices_are_named() -> None:
    """The therapist knows what the brief rests on."""
    rough = replace(
        a_transcript(COAT),
        gaps=(*(Gap(number * 60.0, number * 60.0 + 30) for number in range(5)), Gap(300.0, 330.0, is_off_record=True)),
        engine="pocketsphinx",
        speaker_confidence=0.5,
    )
    text = brief_of(read(a_thread(COAT)), rough).as_text()

    assert "Not heard: 00:00 to 00:30, 01:00 to 01:30, 02:00 to 02:30, and 2 more." in text
    assert "Off the record: 05:00 to 05:30." in text
    assert "pocketsphinx" in text
    assert "Who said what is not certain" in text


def test_words_fit_for_nobody_to_say_leave_the_opening_line_out() -> None:
    """Strong language and names are shown to the therapist and not put into the therapist's mouth."""
    brief = brief_of(read(a_thread("fuck")), a_transcript("fuck"))

    assert brief.opening_line == ""
    assert 'fuck"' in brief.as_text()


SAID = st.lists(
    st.from_regex(r"um|I|want to die|coat|boat|[,.?]|garden|never|fuck|Tobias\n", fullmatch=True), min_size=1
)


@given(
    turns=st.lists(SAID.map(" ".join).filter(str.strip), min_size=1, max_size=6),
    codes=st.lists(st.sampled_from(Why), min_size=1, max_size=4, unique=True),
    counts=st.tuples(st.integers(0, 30), st.integers(0, 30), st.integers(0, 5)),
    engine=st.sampled_from(["pocketsphinx", "whisper"]),
)
def test_a_brief_is_never_longer_than_one_screen(
    turns: list[str], codes: list[Why], counts: tuple[int, int, int], engine: str
) -> None:
    """At most 200 words whatever comes, every quote exact, risk never dropped, all clear never said."""
    risky, gaps, sent = counts
    spoken = a_transcript(*[turn * 9 for turn in turns])
    transcript = replace(spoken, gaps=(Gap(5999.0, 6999.0),) * gaps, engine=engine, speaker_confidence=0.1)
    threads = [a_thread(turn.text, *codes, turn=turn.index) for turn in spoken.turns if turn.index % 2]
    risk = tuple(RiskLine(1, spoken.turns[1].text, 6000.0) for _ in range(risky))
    earlier = (Earlier(spoken.turns[1].text, date(2026, 3, 2)),) * sent
    history = BriefHistory(
        (SentNote(spoken.turns[1].text, date(2026, 3, 2), Answer.NOT_NOW),) * sent,
        came_back=dict.fromkeys(range(1, 4), earlier),
        finished=earlier,
    )

    brief = write_brief(read(*threads, risk=risk), transcript=transcript, history=history)

    assert count_words(brief.as_text()) <= 200
    assert len(brief.risk) + len(brief.further_risk) + brief.unnamed_risk == risky
    assert "clear" not in brief.as_text()
    for line in (*brief.risk, *(thread.line for thread in brief.threads)):
        assert line.quote in transcript.turns[line.turn].text


def test_a_thread_that_came_back_shows_its_earlier_words_and_days() -> None:
    """The latest two sightings, newest first; a longer history is in the list of threads."""
    earlier = tuple(Earlier(COAT, date(2026, 3, number)) for number in (2, 9, 16))
    history = BriefHistory(came_back={2: earlier}, finished=(Earlier(BOAT, date(2026, 2, 3)),))

    text = brief_of(read(a_thread(BOAT, turn=3), a_thread(COAT)), history=history).as_text()

    assert f'It came back: 16 Mar "{COAT}"; 9 Mar "{COAT}".' in text
    assert f'Taken up and finished: 3 Feb "{BOAT}".' in text
    assert text.count("came back") == 1


@pytest.mark.parametrize("why", list(Why))
def test_every_code_has_its_sentences(why: Why) -> None:
    """No code leaves the brief without a reason or a line to say."""
    brief = brief_of(read(a_thread(COAT, why)))

    assert brief.threads[0].why
    assert COAT in brief.opening_line


LINE = SharedLine("the coat is still there, and I walked past it twice", date(2026, 3, 9))


def test_shows_what_the_client_shares_newest_first_and_cut_to_its_beginning() -> None:
    """Two lines at most; a recording is named and not quoted."""
    long = replace(LINE, quote="and then " * 40)

    text = with_shared(brief_of(read(a_thread(COAT, Why.DOOR))), [LINE, replace(LINE, quote=""), long]).as_text()
    cut = with_shared(brief_of(read()), [long]).as_text()

    assert 'Shared with you 9 Mar: "the coat is still there, and I walked past it twice"' in text
    assert "Shared with you 9 Mar: a recording" in text
    assert "and then" not in text
    assert 'and …"' in cut


def a_full_brief() -> Brief:
    """A brief with hardly any room left: four long risk lines, threads, notes sent before, what was finished."""
    danger = "I counted the tablets out on the table last night, " + "and then I sat there and waited for it, " * 8
    coat = f"{COAT} and I walk past it every single day"
    transcript = a_transcript(*[danger] * 4, *[coat] * 3)
    risk = tuple(RiskLine(turn.index, turn.text, turn.start_s) for turn in transcript.turns if turn.text == danger)
    history = BriefHistory((SentNote(coat, date(2026, 3, 2), Answer.KEPT),) * 2)
    return brief_of(read(*[a_thread(coat, Why.DOOR)] * 3, risk=risk), transcript, history)


@given(st.lists(st.text(max_size=600) | st.just("and then " * 40), max_size=6))
def test_what_is_shared_never_makes_it_more_than_one_screen(said: list[str]) -> None:
    """Whatever a client writes, and however much stands in the brief already."""
    full = a_full_brief()
    assert count_words(full.as_text()) > MAX_WORDS - 20

    shared = with_shared(full, [replace(LINE, quote=each) for each in said])

    assert count_words(shared.as_text()) <= MAX_WORDS
    assert all("\n" not in line.as_text() for line in shared.shared)
