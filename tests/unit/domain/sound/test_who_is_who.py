"""Who is the therapist comes from the words alone, and nobody is sure on little."""

import json
from pathlib import Path

import pytest

from shared.domain.sound.turns import Talk
from shared.domain.sound.who_is_who import who_is_who
from shared.domain.transcript import Speaker, Word

SESSIONS = Path(__file__).parents[5] / "shared" / "eval" / "sessions"
ASKED = [
    "How has your week been since we last met?",
    "What was that like for you, when she said that?",
    "And what do you notice in your body as you tell me this?",
    "It sounds as if you were very alone with it.",
    "Shall we stay with that for a moment? Where do you feel it?",
]
TOLD = [
    "I went to my mum's and I couldn't sleep, I just lay there thinking about the house and what my brother said.",
    "I was so angry I couldn't speak, I got in the car and I drove home and I cried the whole way.",
    "My chest, I suppose. It's always my chest. I had the same thing when dad was ill and they told me it was nothing.",
    "I didn't tell anybody, they had enough of their own, and he'd only have shouted at me.",
    "I don't know. I keep thinking I should have rung her, and then I didn't, and now it's been a month.",
]


def talks(*voices: list[str], rounds: int = 3) -> list[Talk]:
    """Let voices speak in turn, each its lines."""
    said = [
        (voice, line) for _ in range(rounds) for lines in zip(*voices, strict=True) for voice, line in enumerate(lines)
    ]
    return [Talk(voice, tuple(Word(word, 0.0, 0.0, channel=voice) for word in line.split())) for voice, line in said]


def test_knows_who_asks_from_who_tells_on_whichever_channel() -> None:
    """The channels' order says nothing."""
    one, other = who_is_who(talks(ASKED, TOLD)), who_is_who(talks(TOLD, ASKED))

    assert one.speakers == {0: Speaker.THERAPIST, 1: Speaker.CLIENT}
    assert other.speakers == {0: Speaker.CLIENT, 1: Speaker.THERAPIST}
    assert one.confidence == pytest.approx(other.confidence)
    assert one.confidence > 0.8


def test_is_not_sure_when_hardly_anything_was_said() -> None:
    """A dozen words are no ground to write to anybody on."""
    assert who_is_who(talks(["How are you?"], ["I am fine."], rounds=1)).confidence < 0.3


def test_is_not_sure_when_both_talk_alike() -> None:
    """Two who tell are two clients, or a recorder that mixed them up."""
    assert who_is_who(talks(TOLD, TOLD)).confidence < 0.1


def test_knows_nobody_in_a_single_voice() -> None:
    """One voice may be either's."""
    assert who_is_who(talks(TOLD)).speakers == {0: Speaker.UNKNOWN}


def test_tells_a_third_in_the_room_from_the_two() -> None:
    """Somebody who says little is another; somebody who says as much as the client makes it unsure."""
    little = who_is_who(talks(ASKED, TOLD, ["Yes."] * 5))
    couple = who_is_who(talks(ASKED, TOLD, [line[:45] for line in TOLD]))

    assert little.speakers[2] is Speaker.OTHER
    assert (little.confidence > 0.6, couple.confidence < 0.3) == (True, True)


@pytest.mark.skipif(not SESSIONS.is_dir(), reason="the marked sessions are not on this machine")
def test_knows_the_therapist_in_every_marked_session() -> None:
    """All of them, and surely enough that nobody need be asked; none was learnt from."""
    wrong = []
    for path in sorted(SESSIONS.glob("*.json")):
        turns = json.loads(path.read_text(encoding="utf-8"))["turns"]
        numbers = {"therapist": 1, "client": 0}
        said = [(numbers.get(turn["speaker"], 2), turn["text"]) for turn in turns]
        told = who_is_who(
            [Talk(n, tuple(Word(word, 0.0, 0.0, channel=n) for word in text.split())) for n, text in said]
        )
        if told.speakers[1] is not Speaker.THERAPIST or told.confidence < 0.6:
            wrong.append((path.name, told.confidence))

    assert wrong == []
