"""CPU of CTranslate2 against the `whisper` command's own path, on one checkpoint of random weights.

Every window is forced to 110 tokens, what people say in half a minute, for random weights never
end by themselves. Encoder, decoder and beams work as they do on a trained network of these shapes.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from infrastructure.bench.scripted import turns_of_script
from infrastructure.bench_speech.figures import Figure, cpu_of
from infrastructure.weights.convert import convert_weights
from infrastructure.weights.random_weights import SHAPES, write_random_checkpoint
from infrastructure.weights.scripted_weights import WHOLE_WINDOW_S, first_tokens, write_scripted_checkpoint

TOKENS = 110
BEAMS = 5
_END = 50256  # of the English vocabulary
_NO_LIMIT: dict[str, Any] = {"compression_ratio_threshold": None, "no_speech_threshold": None}


@dataclass(frozen=True, slots=True)
class Network:
    """One checkpoint that nobody trained, as OpenAI writes it and converted to int8."""

    shape: str
    checkpoint: Path
    converted: Path


def make_network(shape: str, room: Path) -> Network:
    """Write a random network of one of Whisper's shapes, and convert it."""
    network = Network(shape, room / f"{shape}.pt", room / shape)
    if not network.converted.exists():
        write_random_checkpoint(network.checkpoint, SHAPES[shape])
        convert_weights(network.checkpoint, network.converted)
    return network


def make_scripted_network(shape: str, room: Path) -> Network:
    """Write a network of one of Whisper's shapes that says the same in every window and ends it as trained ones do."""
    name = f"{shape}-scripted"
    network = Network(shape, room / f"{name}.pt", room / name)
    if not network.converted.exists():
        said = first_tokens(" ".join(turn["text"] for turn in turns_of_script()), TOKENS)
        write_scripted_checkpoint(network.checkpoint, said, shape=SHAPES[shape], until_s=WHOLE_WINDOW_S)
        convert_weights(network.checkpoint, network.converted)
    return network


def compare_recognisers(network: Network, sound: NDArray[np.int16]) -> Iterator[Figure]:
    """Give the ratio at beam 5, greedy beside it for what it tells."""
    wave = sound.astype(np.float32) / 32768.0
    windows = round(wave.size / 16_000 / WHOLE_WINDOW_S)
    ours, theirs = _ctranslate2(network), _whisper(network)
    ours(wave[: 16_000 * 2], 1)  # warm
    fast = cpu_of(lambda: ours(wave, BEAMS))
    slow = cpu_of(lambda: theirs(wave, BEAMS))
    remark = f"{network.shape}: {fast / windows:.2f} against {slow / windows:.2f} CPU s a window"
    yield Figure("CPU of ctranslate2 int8 / the whisper command, beam 5", 1 / 7, 1 / 10, fast / slow, remark)


def _ctranslate2(network: Network) -> Any:  # noqa: ANN401  (a function of a wave and beams)
    from faster_whisper import WhisperModel  # noqa: PLC0415 - only where it is measured

    model = WhisperModel(str(network.converted), device="cpu", cpu_threads=1, local_files_only=True)

    def hear(wave: NDArray[np.float32], beams: int) -> int:
        segments, _ = model.transcribe(
            wave,
            language="en",
            beam_size=beams,
            temperature=0.0,
            max_new_tokens=2 * TOKENS - 2,  # CTranslate2 halves it, with the two tokens that begin a window
            suppress_tokens=[-1, _END],
            without_timestamps=True,
            condition_on_previous_text=False,
            log_prob_threshold=None,
            **_NO_LIMIT,
        )
        return _checked([len(segment.tokens) for segment in segments])

    return hear


def _whisper(network: Network) -> Any:  # noqa: ANN401
    import torch  # noqa: PLC0415 - only where it is measured
    import whisper  # noqa: PLC0415 - as above

    torch.set_num_threads(1)
    model = whisper.load_model(str(network.checkpoint), device="cpu")

    def hear(wave: NDArray[np.float32], beams: int) -> int:
        heard = model.transcribe(
            wave,
            language="en",
            beam_size=beams,
            temperature=0.0,
            sample_len=TOKENS,
            suppress_tokens=[-1, _END],
            without_timestamps=True,
            condition_on_previous_text=False,
            logprob_threshold=None,
            fp16=False,
            verbose=None,
            **_NO_LIMIT,
        )
        return _checked([len(segment["tokens"]) for segment in heard["segments"]])

    return hear


def _checked(tokens: list[int]) -> int:
    """Refuse a comparison in which one side said less than the other.

    Raises:
        ValueError: when a window does not have the tokens it was forced to.
    """
    if any(abs(number - TOKENS) > 1 for number in tokens):
        message = f"windows of {sorted(set(tokens))} tokens, not of {TOKENS}: the comparison would not be fair"
        raise ValueError(message)
    return sum(tokens)
