"""Notes worded by a model, scripted by botocore's Stubber: what breaks a rule is not taken, and no name leaves."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from shared.adapters.bedrock.note_writer import TOOL, BedrockNoteWriter, note_prompt_version, request_for
from shared.adapters.bedrock.reader import Price, Use
from shared.domain.notes.compose import compose_note
from shared.domain.notes.note import Addressee, Draft, Pace
from tests.unit.domain.notes.build import a_thread, a_transcript, an_addressee

MODEL = "a.model-of-the-practice"
SAID = "I kept his coat on the hook by the back door"
GOOD = [
    f'You said, "{SAID}," and then the talk went on to other things.',
    "If you pass that hook this week, what else comes along with it?",
    "It does not have to make sense yet. We can start there next time, or it can wait.",
]


class Desk:
    """A writer over a stubbed client, with what it told of its use."""

    def __init__(self) -> None:
        """Make both, and a plain draft."""
        client = boto3.client("bedrock-runtime", region_name="us-east-1")
        self.stub = Stubber(client)
        self.used: list[Use] = []
        self.writer = BedrockNoteWriter(client, MODEL, price=Price(0.003, 0.015), tell=self.used.append)
        plain = compose_note(a_thread(SAID), transcript=a_transcript(SAID), to=an_addressee(), history=())
        assert isinstance(plain, Draft)
        self.plain = plain

    def answers(self, paragraphs: list[str], subject: str = "By the back door", name: str = TOOL) -> None:
        """Script one answer of the model."""
        call: dict[str, Any] = {
            "toolUseId": "t",
            "name": name,
            "input": {"subject": subject, "paragraphs": paragraphs, "to": "somebody@example.com"},
        }
        response = {
            "output": {"message": {"role": "assistant", "content": [{"toolUse": call}]}},
            "stopReason": "tool_use",
            "usage": {"inputTokens": 600, "outputTokens": 120, "totalTokens": 720},
            "metrics": {"latencyMs": 1},
        }
        self.stub.add_response("converse", response, request_for(self.plain, an_addressee(), MODEL))

    def word(self, to: Addressee | None = None) -> Draft:
        """Ask for the wording."""
        return self.writer.word(self.plain, to or an_addressee(), spoken=[SAID])


@pytest.fixture
def desk() -> Iterator[Desk]:
    """Give a desk whose whole script must be used."""
    desk = Desk()
    with desk.stub:
        yield desk
        desk.stub.assert_no_pending_responses()


def test_takes_a_wording_that_keeps_every_rule(desk: Desk) -> None:
    """The text is the model's, the greeting and the signature ours, and who worded it stays with the draft."""
    desk.answers(GOOD)

    worded = desk.word()

    assert worded.note.body.split("\n\n") == ["Hi Robin,", *GOOD, "Dana Reyes"]
    assert worded.worded_by == f"bedrock {MODEL} (prompt {note_prompt_version()})"
    assert (worded.quote, worded.opening_id) == (desk.plain.quote, desk.plain.opening_id)
    assert desk.used[0].cost_usd == pytest.approx((600 * 0.003 + 120 * 0.015) / 1000)


@pytest.mark.parametrize(
    "paragraphs",
    [
        [GOOD[0].replace("coat", "jacket"), *GOOD[1:]],
        [GOOD[0], "Why do you think you kept it?", GOOD[2]],
        [GOOD[0], "You must miss him. " + GOOD[1], GOOD[2]],
        [GOOD[0], "I wonder what that means. " + GOOD[1], GOOD[2]],
        [GOOD[0], "You should call your brother. " + GOOD[1], GOOD[2]],
        [GOOD[0], GOOD[1], "Try to write down three things by Friday. " + GOOD[2]],
        [GOOD[0], GOOD[1]],
        [GOOD[0], GOOD[1], "And what else? " + GOOD[2]],
        [GOOD[0], GOOD[1], "Well done, you are making real progress. " + GOOD[2]],
        [GOOD[0], GOOD[1], "Tobias may know more. " + GOOD[2]],
        [GOOD[0], GOOD[1], GOOD[2] + " See https://example.com."],
        [GOOD[0], GOOD[1], GOOD[2] + " It can stay as it is for now." * 15],
        [],
        ["no quote at all", "We can start there next time. It can wait."],
    ],
)
def test_leaves_the_plain_wording_where_a_rule_is_broken(desk: Desk, paragraphs: list[str]) -> None:
    """Changed words, why, a feeling, I, advice, a task, no leave, two questions, praise, a name, a link, too long."""
    desk.answers(paragraphs)

    assert desk.word() == desk.plain
    assert desk.used[0].fell_back


@pytest.mark.parametrize("subject", ["Your therapy session", "About Robin", "Read by 5", "", "So many words " * 5])
def test_leaves_the_plain_wording_where_the_subject_tells_something(desk: Desk, subject: str) -> None:
    """It stands on a lock screen."""
    desk.answers(GOOD, subject=subject)

    assert desk.word() == desk.plain


def test_leaves_the_plain_wording_where_a_question_is_not_wanted(desk: Desk) -> None:
    """A light pace asks nothing, also in the model's words."""
    desk.answers(GOOD)

    assert desk.word(replace(an_addressee(), pace=Pace.LIGHT)) == desk.plain


def test_leaves_the_plain_wording_where_the_model_does_not_answer(desk: Desk) -> None:
    """One try: throttled, or another tool."""
    desk.stub.add_client_error("converse", "ThrottlingException")
    assert desk.word() == desk.plain

    desk.answers(GOOD, name="another_tool")
    assert desk.word() == desk.plain


def test_tells_the_model_no_name() -> None:
    """Neither the client's nor the therapist's: greeting and signature are put on afterwards."""
    desk = Desk()

    request = json.dumps(request_for(desk.plain, an_addressee(), MODEL))

    assert "Robin" not in request
    assert "Dana" not in request
    assert SAID in request
