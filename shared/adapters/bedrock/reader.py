"""The `bedrock` engine behind the port `SessionReader`: one call, one retry, then the embedded engine."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from time import perf_counter
from typing import Any

from botocore.config import Config

from shared.adapters.aws_errors import translated
from shared.adapters.bedrock.asking import USUAL_ANSWER_TOKENS, expected_tokens, prompt_version, request_for
from shared.adapters.bedrock.checking import Checked, UnusableAnswerError, check_answer
from shared.domain.threads import Reading, RiskLine
from shared.domain.transcript import Transcript
from shared.errors import DoorknobError
from shared.ports import SessionReader

# One try a call: the retry is ours, so that what a session costs is known before it is spent.
ONE_TRY = Config(retries={"total_max_attempts": 1}, connect_timeout=5, read_timeout=110)
TRIES = 2
_READ_TOKENS_A_SECOND, _WRITTEN_TOKENS_A_SECOND = 3_000, 50  # a large model, on the slow side


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars for a thousand tokens, in and out, as the practice's contract says."""

    input_usd: float
    output_usd: float

    def of(self, tokens_in: int, tokens_out: int) -> float:
        """Give the price of one call."""
        return (tokens_in * self.input_usd + tokens_out * self.output_usd) / 1000


@dataclass(frozen=True, slots=True)
class Reckoned:
    """What a call will take, reckoned before it is made."""

    tokens_in: int
    usd: float
    seconds: float


def reckon(tokens_in: int, tokens_out: int, price: Price) -> Reckoned:
    """Reckon a call before it is made; most of its time goes into writing the answer."""
    seconds = tokens_in / _READ_TOKENS_A_SECOND + tokens_out / _WRITTEN_TOKENS_A_SECOND
    return Reckoned(tokens_in, price.of(tokens_in, tokens_out), seconds)


@dataclass(frozen=True, slots=True)
class Use:
    """What one call took, for the metrics: figures only."""

    expected: Reckoned
    tokens_in: int = 0
    tokens_out: int = 0
    cost_usd: float = 0.0
    seconds: float = 0.0
    tries: int = 0
    dropped: int = 0
    fell_back: bool = False


class BedrockReader:
    """Asks a model of Amazon Bedrock, and believes only what it can check."""

    def __init__(
        self,
        bedrock: Any,
        model_id: str,
        *,
        fallback: SessionReader,
        price: Price,
        tell: Callable[[Use], None],
    ) -> None:
        """Ask over this client, made with `ONE_TRY`; `tell` receives what each session took."""
        self._bedrock = bedrock
        self._model_id = model_id
        self._fallback = fallback
        self._price = price
        self._tell = tell

    def read(self, transcript: Transcript) -> Reading:
        """Give what the model found and what stood the check; the embedded engine's reading where it failed.

        The embedded engine hears risk beside the model in any case: it only ever adds caution.
        """
        beside = self._fallback.read(transcript)
        expected = reckon(expected_tokens(transcript), USUAL_ANSWER_TOKENS, self._price)
        began, tokens = perf_counter(), [0, 0]
        for tries in range(1, TRIES + 1):
            try:
                checked = self._ask(transcript, tokens)
            except DoorknobError:
                continue
            self._report(expected, tokens, began, tries=tries, dropped=checked.dropped)
            engine = f"bedrock {self._model_id} (prompt {prompt_version()})"
            return Reading(checked.threads, _together(checked.risk, beside.risk), engine, checked.settled)
        self._report(expected, tokens, began, tries=TRIES, fell_back=True)
        return replace(beside, engine=f"{beside.engine}, as the model gave no answer that could be used")

    def _ask(self, transcript: Transcript, tokens: list[int]) -> Checked:
        with translated("ask the model"):
            response = self._bedrock.converse(**request_for(transcript, self._model_id))
        used = response.get("usage", {})
        tokens[0] += used.get("inputTokens", 0)
        tokens[1] += used.get("outputTokens", 0)
        if response.get("stopReason") not in {"tool_use", "end_turn"}:
            message = "the model stopped before its answer was whole"
            raise UnusableAnswerError(message)
        return check_answer(response, transcript)

    def _report(
        self,
        expected: Reckoned,
        tokens: list[int],
        began: float,
        *,
        tries: int,
        dropped: int = 0,
        fell_back: bool = False,
    ) -> None:
        tokens_in, tokens_out = tokens
        cost, seconds = self._price.of(tokens_in, tokens_out), perf_counter() - began
        self._tell(Use(expected, tokens_in, tokens_out, cost, seconds, tries, dropped, fell_back))


def _together(told: tuple[RiskLine, ...], heard: tuple[RiskLine, ...]) -> tuple[RiskLine, ...]:
    by_turn = {line.turn: line for line in (*heard, *told)}
    return tuple(by_turn[turn] for turn in sorted(by_turn))
