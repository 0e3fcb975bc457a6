"""What a note must hold and must not hold, rule by rule."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.notes.checks import check_note, has_line_to_write
from shared.domain.notes.note import Note

EXAMPLES = Path(__file__).resolve().parents[5] / "shared" / "examples" / "prompts.json"
SAID = "I never told him about the boat"
GOOD = Note(
    "No hurry with this",
    f'Hi Robin,\n\nYou said, "{SAID}," and the talk moved on.\n\nWhat else was in it?\n\n'
    "It can also wait. We can start there next time.\n\nDana Reyes",
)
RULES_OF_THE_BAD = {
    "A01": {"P1", "P2", "P3", "P4"},
    "A02": {"P1", "P2", "P3", "P5"},
    "A03": {"P1", "P5", "P13"},
    "A04": {"P9", "P2", "P13"},
    "A05": {"P13", "P1", "P2"},
    "A06": {"P12", "P1", "P2"},
}


def rules(note: Note, quote: str = SAID, spoken: tuple[str, ...] = (SAID,)) -> set[str]:
    """The rules that a note breaks."""
    return {finding.rule for finding in check_note(note, quote=quote, spoken=spoken, client_name="Robin")}


def with_line(line: str) -> Note:
    """The good note with one more sentence in it."""
    return replace(GOOD, body=GOOD.body.replace("It can also wait.", f"{line} It can also wait."))


def examples(kind: str) -> list[dict[str, str]]:
    """The examples that the design came with."""
    if not EXAMPLES.exists():
        return []
    found: list[dict[str, str]] = json.loads(EXAMPLES.read_text("utf-8"))[kind]
    return found


needs_examples = pytest.mark.skipif(not EXAMPLES.exists(), reason="the design's examples are not beside this checkout")


@needs_examples
def test_all_twelve_good_examples_pass() -> None:
    """A note in the spirit of the design has no finding."""
    good = examples("prompts")

    findings = {
        example["id"]: check_note(
            Note(example["subject"], example["body"]),
            quote=example["quote"],
            spoken=[example["quote"]],
            client_name=example["body"].split(",")[0].removeprefix("Hi "),
        )
        for example in good
    }

    assert len(good) == 12
    assert {name: found for name, found in findings.items() if found} == {}


@needs_examples
def test_all_six_bad_examples_fail_for_their_own_reason() -> None:
    """Each bad note breaks the rules it was written to break, even where its quote is accepted."""
    broken = {
        example["id"]: rules(
            Note(example["subject"], example["body"]), "", tuple(re.findall('"([^"]*)"', example["body"]))
        )
        for example in examples("anti")
    }

    assert len(broken) == 6
    for name, expected in RULES_OF_THE_BAD.items():
        assert expected <= broken[name], name


def test_a_plain_note_passes() -> None:
    """The note that the other tests change has no finding of its own."""
    assert rules(GOOD) == set()


@pytest.mark.parametrize(
    ("rule", "line"),
    [
        ("P1", "You don't have to wait for our hour, tell me everything now."),
        ("P4", "Bring it by Friday."),
        ("P4", "Rate it from 1 to 10."),
        ("P4", "Write at least three pages."),
        ("P4", "Here is some homework."),
        ("P4", "And what came then?"),
        ("P5", "You should call him."),
        ("P5", "This shows that you keep things in."),
        ("P5", "You seem unsure of him."),
        ("P5", "That is a sign of trauma."),
        ("P5", "Your voice shook."),
        ("P5", "You must have been lonely."),
        ("P5", "I was moved by that."),
        ("P9", "You missed the last one."),
        ("P9", "Keep your streak alive."),
        ("P12", "Some days it is easy to wish to kill yourself."),
        ("P13", "We meet at 3 pm."),
        ("P13", "The fee is due."),
        ("P13", "Tobias may know."),
        ("P13", "Call 555 0100."),
        ("P13", "It was a shitty day."),
        ("P13", "It goes back to the rape."),
    ],
)
def test_one_wrong_sentence_is_found(rule: str, line: str) -> None:
    """Each rule is told by the sentence that breaks it, in a note that keeps the others."""
    assert rule in rules(with_line(line))


def test_why_is_not_asked() -> None:
    """A question that asks why is found; the word alone is not."""
    asks = replace(GOOD, body=GOOD.body.replace("What else was in it?", "Why did it stay there?"))

    assert rules(asks) == {"P5"}
    assert rules(with_line("It is fine not to know why.")) == set()


def test_a_question_inside_the_quote_does_not_count() -> None:
    """The client may ask; the note asks once."""
    said = "would he even want to know?"
    note = replace(GOOD, body=GOOD.body.replace(f"{SAID},", said))

    assert rules(note, said, (said,)) == set()


@pytest.mark.parametrize(
    "words",
    ["I never told him about the boats", "I never told her about the boat", "told him about the boa"],
)
def test_a_quote_is_exact_and_whole(words: str) -> None:
    """One word changed, or a word cut in two, is refused."""
    assert rules(replace(GOOD, body=GOOD.body.replace(SAID, words))) == {"P3"}


def test_a_shorter_part_of_the_line_may_be_quoted() -> None:
    """A therapist may quote less of the same line."""
    assert rules(replace(GOOD, body=GOOD.body.replace(SAID, "never told him about the boat"))) == set()


def test_words_of_the_therapist_are_not_quoted() -> None:
    """Only the client's turns count as spoken."""
    assert rules(GOOD, SAID, ("something else altogether",)) == {"P3"}


def test_a_quote_longer_than_fifteen_words_is_refused() -> None:
    """Sixteen exact words are one too many."""
    said = " ".join(["row"] * 16)
    note = replace(GOOD, body=GOOD.body.replace(SAID, said))

    assert rules(note, said, (said,)) == {"P3"}


def test_a_note_quotes_the_line_it_was_made_from() -> None:
    """An exact quote of another line is not this thread's quote."""
    assert rules(GOOD, "the boat was blue", (SAID, "the boat was blue")) == {"P3"}


def test_an_unclosed_quotation_mark_is_found() -> None:
    """A mark without a partner hides whose words they are."""
    assert "P3" in rules(with_line('There was "more.'))


def test_a_feeling_passes_only_when_the_client_named_it() -> None:
    """The body may say what the quote says and no other feeling."""
    said = "I was so ashamed of the boat"
    body = GOOD.body.replace(SAID, said).replace("What else was in it?", "What was the shame like?")
    named = replace(GOOD, body=body)

    assert rules(named, said, (said,)) == set()
    assert rules(replace(named, body=named.body.replace("the shame", "the anger")), said, (said,)) == {"P5"}


@pytest.mark.parametrize(
    "subject",
    ["", "About your therapy", "Robin, a line", "2 things", "For Tobias", "x" * 46, "I am here"],
)
def test_a_subject_that_tells_too_much_is_found(subject: str) -> None:
    """A lock screen shows no name, number or clinical word."""
    assert rules(replace(GOOD, subject=subject)) & {"P13", "P5"}


def test_a_subject_in_capitals_is_no_name() -> None:
    """A therapist may write a subject like a title."""
    assert rules(replace(GOOD, subject="Something Left Open")) == set()
    assert rules(replace(GOOD, subject="Something For Tobias")) == {"P13"}


def test_a_long_or_heavy_note_is_found() -> None:
    """More than 120 words, or a grade above eight, is not one quiet note."""
    long = with_line("It is a small thing and it can stay small. " * 14)
    heavy = with_line("Considerable organisational complexity accompanies institutional responsibilities. " * 3)

    assert rules(long) == {"P13"}
    assert rules(heavy) == {"P13"}


def test_another_clients_name_in_the_greeting_is_found() -> None:
    """Nothing from another client, beginning with the name."""
    assert rules(replace(GOOD, body=GOOD.body.replace("Robin", "Jamie"))) == {"P13"}


def test_a_therapist_called_joy_is_not_a_feeling() -> None:
    """Names in greeting and signature are not read as words."""
    assert rules(replace(GOOD, body=GOOD.body.replace("Dana Reyes", "Joy Fear"))) == set()


def test_a_long_last_line_is_read_as_a_sentence() -> None:
    """A sentence without a full stop at the end is no signature."""
    assert "P4" in rules(replace(GOOD, body=f"{GOOD.body}\n\nwe would like you to rate your progress from 1 to 10"))


def test_a_line_in_square_brackets_waits_for_the_therapist() -> None:
    """It is not read as part of the note, and a person can be told that it is still there."""
    note = with_line("[Dana writes why she feels sad here herself.]")

    assert rules(note) == set()
    assert has_line_to_write(note)
    assert not has_line_to_write(GOOD)


def test_no_finding_repeats_what_it_found() -> None:
    """Findings are shown, stored and logged; the words are not in them."""
    found = check_note(with_line("Tobias said zebras are shit."), quote=SAID, spoken=[SAID], client_name="Robin")

    assert found
    assert not re.search("tobias|zebra|shit", " ".join(finding.sentence for finding in found).lower())


@given(st.text(), st.text(), st.text(), st.lists(st.text()), st.text())
def test_any_text_is_answered_without_an_error(
    subject: str, body: str, quote: str, spoken: list[str], name: str
) -> None:
    """A check returns findings, whatever a therapist pastes in."""
    found = check_note(Note(subject, body), quote=quote, spoken=spoken, client_name=name)

    assert isinstance(found, tuple)
