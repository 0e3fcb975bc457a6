"""The small pieces of the reading, each by itself."""

import json
from collections import Counter
from pathlib import Path

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given

from shared.domain.reading.discourse import Discourse
from shared.domain.reading.farewell import is_farewell
from shared.domain.reading.moves import RULES, moves_around
from shared.domain.reading.quiet_signs import quiet_signs
from shared.domain.reading.quoting import quote_of
from shared.domain.reading.ranking import door_factor
from shared.domain.reading.risk import sounds_like_risk
from shared.domain.reading.session_file import load_transcript, rows_of, transcript_of
from shared.domain.reading.timing import span_of
from shared.domain.reading.topic import topic_of, words_in_session
from shared.domain.reading.words import content_of, fluent, words_of
from shared.domain.transcript import Speaker, Turn, Word
from tests.unit.domain.reading.talk import talk

LONG = (
    "So we got there late, and it rained, and my brother had locked the boathouse. I found the little lantern that "
    "grandad painted hanging in the window, still lit, and nobody would say who had lit it."
)


@given(st.text(max_size=400))
def test_a_quote_is_part_of_any_text(text: str) -> None:
    """Whatever a recogniser writes, what is quoted stands in it."""
    assert quote_of(text) in text


def test_a_long_turn_is_quoted_in_eight_to_fifteen_words_that_name_something() -> None:
    """A quote must carry the weight by itself, and be short."""
    quote = quote_of(LONG)

    assert quote in LONG
    assert 8 <= len(quote.split()) <= 15
    assert "lantern" in quote


def test_a_quote_keeps_to_one_sentence_where_one_carries_the_weight() -> None:
    """Across a full stop two halves are read as one thought."""
    said = "And mine is under a cover. He put a cover on it. I live with somebody who is kind to me, and I was out."

    assert quote_of(said) == "I live with somebody who is kind to me, and I was out."


def test_a_quote_of_raw_recogniser_text_is_as_short() -> None:
    """No marks show where a clause ends: the words do."""
    raw = " ".join(words_of(LONG))

    assert 8 <= len(quote_of(raw).split()) <= 15


def test_fillers_and_stammers_are_not_read() -> None:
    """Rule P11: a disfluent line reads as its fluent self."""
    assert fluent("Um, the the lantern, er, was was lit") == "the lantern, was lit"


def test_naming_words_leave_out_what_only_joins() -> None:
    """What a talk is about is in the words that name something."""
    assert content_of("And then I said the Lantern’s lit, um, you know") == ["lantern's", "lit"]


def test_a_quote_is_timed_by_its_words() -> None:
    """A brief gives the second at which to listen."""
    words = tuple(Word(text, 10.0 + place, 10.5 + place) for place, text in enumerate("it was still lit".split()))
    turn = Turn(0, Speaker.CLIENT, 10.0, 14.0, "it was still lit", words)

    assert span_of(turn, "still lit") == (12.0, 13.5)


def test_a_quote_without_word_times_is_timed_by_its_place() -> None:
    """A transcript that came as text has no word times."""
    turn = Turn(0, Speaker.CLIENT, 10.0, 14.0, "it was still lit")

    assert span_of(turn, "still lit") == (11.75, 14.0)


def test_a_topic_is_of_the_clients_own_words() -> None:
    """A thread is named by what was said in it."""
    transcript = talk("C: the painted lantern hung in the boathouse", "T: Mm", "C: the lantern was lit")

    topic = topic_of(transcript.turns[0], [transcript.turns[2]], words_in_session(transcript.turns))

    assert set(topic.split()) <= {"painted", "lantern", "hung", "boathouse", "lit"}
    assert "lantern" in topic


def test_a_topic_of_joining_words_is_those_words() -> None:
    """Some threads name nothing."""
    turn = Turn(0, Speaker.CLIENT, 0.0, 1.0, "it was what it was")

    assert topic_of(turn, [], Counter()) == "it was what it was"


@pytest.mark.parametrize(
    "line",
    [
        "I've thought about killing myself",
        "i want to kill my self",
        "I took an overdose on Sunday",
        "They'd be better off without me",
        "I've been saving up the tablets",
        "he put his hands round my throat",
        "I go to bed and I hope that something just takes me",
        "i let go of the wheel on the long bit",
        "ive been thinking about sewer side",
        "He has my location on, he gets a ping",
        "Not that I would. But I looked over the rail.",
        "I wish it was me in that car",
    ],
)
def test_a_plain_line_of_danger_is_seen(line: str) -> None:
    """Rule P12, with and without marks, and misheard."""
    assert sounds_like_risk(line)


@pytest.mark.parametrize(
    "line",
    [
        "I could have died of embarrassment",
        "These shoes are killing me",
        "I'd kill for a coffee",
        "No thoughts of hurting myself, no",
        "It'll be the death of me, that allotment",
        "He wants to kill himself in the film",
        "I let go of the wheel of cheese and it rolled",
        "I'm ready to go home, it's been a long shift",
        "She's young enough to start again, I said, and she's back at college",
    ],
)
def test_an_idiom_is_no_alarm(line: str) -> None:
    """An alarm that rings for idioms is soon not heard."""
    assert not sounds_like_risk(line)


def test_quiet_signs_are_seen_only_together() -> None:
    """Putting things in order is innocent; with four more signs of leaving a clinician wants to see it."""
    lines = [
        "C: The policy is all paid up",
        "C: They'd manage, the two of them",
        "C: I showed him which drawer the papers are in",
        "C: I've paid everyone back",
        "C: She can have my loom",
    ]

    assert quiet_signs(talk(*lines).turns) == {0, 1, 2, 3, 4}
    assert quiet_signs(talk(*lines[:4]).turns) == frozenset()


@pytest.mark.parametrize(
    ("played", "own"),
    [
        ('She rings up, "I want to die, I\'ll end it all", and it was the bins.', False),
        ("he's in the next bed and he goes i want to die over and over", False),
        ('I said to her, "I want to die."', True),
        ('Most nights I just lie there, "I want to die", like a tap.', True),
        ("he said i should kill myself", True),
        ("He goes, \"I'll kill you and then I'll hang myself\"", True),
        ("he's shouting i'll kill them and then i'll hang myself he says", True),
        ('A voice keeps on, "kill yourself", and I want to die', True),
    ],
)
def test_what_another_is_quoted_as_saying_is_not_the_clients_danger(played: str, own: bool) -> None:  # noqa: FBT001
    """A client plays an aunt in despair; a client who says the same of oneself is heard, with and without marks."""
    assert sounds_like_risk(played) is own


@pytest.mark.parametrize(
    ("text", "leaves"), [("See you Tuesday", True), ("Bye. There's a letter from my sister", False)]
)
def test_a_farewell_names_next_to_nothing(text: str, leaves: bool) -> None:  # noqa: FBT001
    """What is said with the coat on may be the thing itself."""
    assert is_farewell(text) is leaves


@given(st.floats(0, 1), st.floats(0, 1))
def test_the_door_factor_only_rises(left: float, right: float) -> None:
    """Rule P6 for any two places."""
    earlier, later = sorted((left, right))

    assert door_factor(earlier) <= door_factor(later)


def test_what_came_next_is_found_past_back_channels() -> None:
    """A back-channel leaves the floor with the client."""
    discourse = Discourse(talk("C: the lantern was lit", "T: Mm.", "C: yes", "T: Let us look at the sheet now").turns)

    answer = discourse.answer_to(0)

    assert answer is not None
    assert answer.index == 3
    assert discourse.answer_to(3) is None
    assert discourse.progress(0) == 0.0
    assert Discourse(()).client_turns == []
    assert Discourse(talk("C: x").turns).progress(0) == 0.0


def test_every_rule_gives_a_number_for_any_turn() -> None:
    """A rule never fails on what it does not know."""
    discourse = Discourse(talk("C: —", "C: Could you tell?", "T: What made you ask?").turns)

    assert len(moves_around(discourse, (0, 1))) == len(RULES)
    assert all(np.isfinite(moves_around(discourse, (0, 1))))


def test_a_session_file_comes_back_as_it_was(tmp_path: Path) -> None:
    """The guideline's form loses nothing of the turns."""
    rows = rows_of(talk("T: Hello", "C: Hello"))
    file = tmp_path / "toy.json"
    file.write_text(json.dumps({"id": "toy", "turns": [*rows, rows[0] | {"i": 2, "speaker": "somebody"}]}))

    name, transcript = load_transcript(file)

    assert name == "toy"
    assert transcript.turns[:2] == transcript_of(rows).turns
    assert transcript.turns[2].speaker is Speaker.OTHER


@pytest.mark.parametrize("content", ["{", '{"id": "toy"}', "[]"])
def test_a_file_that_is_no_session_is_refused_without_its_words(tmp_path: Path, content: str) -> None:
    """The message names the file, never what was said in it."""
    file = tmp_path / "toy.json"
    file.write_text(content)

    with pytest.raises(ValueError, match=r"toy\.json is not a session file"):
        load_transcript(file)
