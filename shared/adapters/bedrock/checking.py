"""Checks what the model answered: exact quotes of client turns, known codes, real turns; the rest is dropped."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from shared.adapters.bedrock.asking import MOST_SETTLED, MOST_THREADS, TOOL
from shared.domain.reading.timing import span_of
from shared.domain.threads import EmotionalThread, Evidence, RiskLine, SettledMatter, Why, is_spoken_by_client
from shared.domain.transcript import Speaker, Transcript
from shared.errors import DoorknobError


class UnusableAnswerError(DoorknobError):
    """The model's answer has not the shape that was asked for; what it said is not repeated."""


class _Thread(BaseModel):
    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True)
    turn: int
    quote: str
    topic: str
    why: list[str]
    moved_away: int | None = None


class _Settled(BaseModel):
    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True)
    turn: int
    quote: str
    topic: str


class _Answer(BaseModel):
    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True)
    threads: list[_Thread]
    risk: list[int]
    settled: list[_Settled] = []


@dataclass(frozen=True, slots=True)
class Checked:
    """What stood the check, and how many things did not."""

    threads: tuple[EmotionalThread, ...]
    risk: tuple[RiskLine, ...]
    dropped: int
    settled: tuple[SettledMatter, ...] = ()


def check_answer(response: Mapping[str, Any], transcript: Transcript) -> Checked:
    """Take from a Converse response what can be shown to have been said.

    Raises:
        UnusableAnswerError: when there is no tool call of the asked shape in it.
    """
    answer = _answer_in(response)
    threads = [_thread_of(each, transcript) for each in answer.threads[:MOST_THREADS]]
    risk = [_risk_of(turn, transcript) for turn in dict.fromkeys(answer.risk)]
    kept, told = [each for each in threads if each], [each for each in risk if each]
    settled = [each for each in map(partial(_settled_of, transcript), answer.settled[:MOST_SETTLED]) if each]
    dropped = len(answer.threads) + len(risk) + len(answer.settled) - len(kept) - len(told) - len(settled)
    return Checked(tuple(kept), tuple(sorted(told, key=lambda line: line.turn)), dropped, tuple(settled))


def _answer_in(response: Mapping[str, Any]) -> _Answer:
    try:
        blocks = response["output"]["message"]["content"]
        (call,) = [block["toolUse"] for block in blocks if block.get("toolUse", {}).get("name") == TOOL]
        return _Answer.model_validate(call["input"])
    except (KeyError, TypeError, ValueError, ValidationError):
        message = "the model's answer has not the shape that was asked for"
        raise UnusableAnswerError(message) from None


def _thread_of(said: _Thread, transcript: Transcript) -> EmotionalThread | None:
    why = tuple(Why(code) for code in dict.fromkeys(said.why) if code in set(Why))
    quote = said.quote.strip()
    if not why or not said.topic.strip() or not is_spoken_by_client(transcript, said.turn, quote):
        return None
    start_s, end_s = span_of(transcript.turns[said.turn], quote)
    moved = said.moved_away if _is_after(said.moved_away, said.turn, transcript) else None
    evidence = tuple(Evidence(code, said.turn, moved) for code in why)
    return EmotionalThread(said.turn, quote, said.topic.strip(), why, start_s, end_s, (said.turn,), evidence)


def _settled_of(transcript: Transcript, said: _Settled) -> SettledMatter | None:
    quote = said.quote.strip()
    if not said.topic.strip() or not is_spoken_by_client(transcript, said.turn, quote):
        return None
    return SettledMatter(said.turn, quote, said.topic.strip())


def _is_after(moved: int | None, turn: int, transcript: Transcript) -> bool:
    return moved is not None and turn < moved < len(transcript.turns)


def _risk_of(turn: int, transcript: Transcript) -> RiskLine | None:
    if not 0 <= turn < len(transcript.turns):
        return None
    spoken = transcript.turns[turn]
    is_clients = spoken.speaker is Speaker.CLIENT and bool(spoken.text.strip())
    return RiskLine(turn, spoken.text, spoken.start_s) if is_clients else None
