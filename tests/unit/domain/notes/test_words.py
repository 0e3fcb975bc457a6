"""The small pieces under the checks: quotes, names, the reading grade, phrases and clauses."""

import pytest

from shared.domain.notes.clause import choose_clause, strongest_clause
from shared.domain.notes.lexicon import compile_phrase, lexicon
from shared.domain.notes.names import name_spans, names_written
from shared.domain.notes.quoting import is_said, put_quote, quoted_spans
from shared.domain.notes.reading_grade import count_syllables, reading_grade
from shared.domain.notes.wording import wording
from shared.domain.threads import Why


def names_in(text: str, known: frozenset[str] = frozenset()) -> list[str]:
    """The names found in a text."""
    return [text[start:end] for start, end in name_spans(text, known)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("I told Tobias about it", ["Tobias"]),
        ("i told priya about it", ["priya"]),
        ("at Okafor's desk in Leeds", ["Okafor's", "Leeds"]),
        ("Anyway. Mum came on Monday, and I said OK.", []),
        ("I'm fine and I've said so", []),
        ("He said: Go away", []),
        ("it was may and i will mark the bill", []),
    ],
)
def test_names_are_told_from_other_capitals(text: str, names: list[str]) -> None:
    """Listed names count in any case, unlisted ones where a capital cannot be the sentence's."""
    assert names_in(text) == names


def test_a_name_that_begins_a_sentence_is_known_from_the_rest_of_the_session() -> None:
    """A word that is always written with a capital is a name wherever it stands."""
    known = names_written(["I rang Okafor twice. The Boat was a boat."])

    assert known == {"okafor"}
    assert names_in("Okafor rang", known) == ["Okafor"]


@pytest.mark.parametrize(
    ("word", "syllables"),
    [
        ("boat", 1),
        ("open", 2),
        ("asked", 1),
        ("wanted", 2),
        ("going", 2),
        ("little", 2),
        ("couldn't", 2),
        ("question", 2),
        ("I", 1),
    ],
)
def test_syllables_are_counted_from_the_spelling(word: str, syllables: int) -> None:
    """Close to a pronouncing dictionary for the words that notes use."""
    assert count_syllables(word) == syllables


def test_the_grade_of_plain_and_of_heavy_sentences() -> None:
    """The formula of Flesch and Kincaid; a text without words asks for nothing."""
    assert reading_grade("") == 0.0
    assert reading_grade("The cat sat on the mat. It was a good cat.") < 1.0
    assert reading_grade("Institutional responsibilities characteristically necessitate organisation.") > 15.0


@pytest.mark.parametrize(
    ("phrase", "text", "found"),
    [
        ("you (should|must)", "You  should go", True),
        ("you should", "thank you shouldn't", False),
        ("abandon~", "felt abandonment", True),
        ("at least *", "at least", False),
        ("first ** then", "first you write, then", True),
        ("first ** then", "first one two three four then", False),
        ("don't", "don\u2019t", True),
        ("^ call", "It came. Call him", True),
        ("^ call", "you can call him", False),
    ],
)
def test_a_phrase_is_found_as_a_clinician_would_read_it(phrase: str, text: str, found: bool) -> None:  # noqa: FBT001
    """Case, spacing and curled apostrophes do not count; whole words do."""
    assert bool(compile_phrase(phrase).search(text.replace("\u2019", "'"))) is found


def test_quotes_are_read_without_the_sentences_own_marks() -> None:
    """The comma or the question mark inside the closing mark belongs to the note; nothing is not a quote."""
    assert quoted_spans('You said, "one two," and “three?” and "".') == ("one two", "three", "")
    assert not is_said("", ["anything"])
    assert not is_said("art", ["a part of it"])
    assert is_said("don't go", ["so don\u2019t go then"])


def test_a_question_keeps_its_own_mark_in_a_sentence() -> None:
    """Two closing marks never meet."""
    assert put_quote('You said, "{quote}," and left.', "who knows?") == 'You said, "who knows?" and left.'


def test_a_clause_is_only_chosen_from_what_was_said() -> None:
    """Words that are not in the turn give no clause, and marks at the edges stay behind."""
    assert choose_clause("one thing or another", "something else", Why.CUT) is None
    assert choose_clause("...(it rained all day) -", "...(it rained all day) -", Why.CUT) == "it rained all day)"
    assert strongest_clause("I told Tobias to go", "I told Tobias to go", Why.CUT) == "I told Tobias to go"


@pytest.mark.parametrize("why", list(Why))
def test_the_wording_never_names_a_feeling_or_says_i(why: Why) -> None:
    """Every sentence keeps the rules by itself, so that any of them may meet any quote."""
    code = wording().by_code[why]
    every = wording()
    sentences = " ".join(
        (*code.opening.values(), *code.holding, *code.question.values(), *every.leave, *every.room, *every.subject)
    ).replace("{quote}", "")

    assert not lexicon().feelings.stands_in(sentences)
    assert not [banned.says for banned in lexicon().never if banned.stands_in(sentences)]
    assert not lexicon().too_raw.stands_in(sentences)
    assert reading_grade(sentences) <= 6.0


@pytest.mark.parametrize("sentence", wording().room)
def test_every_way_back_leads_to_the_room(sentence: str) -> None:
    """Any one of them is enough for rule P1."""
    assert lexicon().must[0].stands_in(sentence)


@pytest.mark.parametrize("sentence", wording().leave)
def test_every_leave_lets_the_client_skip(sentence: str) -> None:
    """Any one of them is enough for rule P2."""
    assert lexicon().must[1].stands_in(sentence)
