"""openai-whisper, the reference recogniser: loads weights from a file, says nothing, remembers nothing."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shared.adapters.media.flac import read_flac
from shared.adapters.speech.packing import Window, pack_windows
from shared.domain.sound.inventions import Phrase, without_inventions
from shared.domain.transcript import Word

if TYPE_CHECKING:
    from whisper import Whisper

_TEMPERATURES = (0.0, 0.2, 0.4, 0.6)  # tried in turn where the text repeats itself or is unlikely
_MOST_TOKENS = 224  # of one window: half of Whisper's text context, its own default


class WhisperEngine:
    """Recognises speech with an OpenAI checkpoint; the weights are loaded at the first part."""

    name = "whisper"

    def __init__(
        self,
        model_path: Path,
        *,
        language: str = "en",
        temperatures: Sequence[float] = _TEMPERATURES,
        most_tokens: int = _MOST_TOKENS,
    ) -> None:
        """Remember where the weights lie, and load nothing yet."""
        self._model_path = model_path
        self._model: Whisper | None = None
        self._options: Mapping[str, object] = {
            "language": language,
            "temperature": tuple(temperatures),
            "sample_len": most_tokens,
            "word_timestamps": True,
            "condition_on_previous_text": False,  # one invented sentence would lead to the next
            "fp16": False,
            "verbose": None,  # anything else prints what was said
        }

    def transcribe(self, part: Path) -> tuple[Word, ...]:
        """Recognise the words of one part, with times from its start."""
        return tuple(word for window in pack_windows(read_flac(part)) for word in self._words(window))

    def _words(self, window: Window) -> Iterator[Word]:
        heard = self._loaded().transcribe(window.sound, **self._options)
        phrases = [_phrase(segment, window) for segment in heard["segments"]]
        for phrase in without_inventions(phrases):
            yield from phrase.words

    def _loaded(self) -> "Whisper":
        if self._model is None:
            import whisper  # noqa: PLC0415 - three seconds, and a gigabyte that few installations have

            self._model = whisper.load_model(str(self._model_path), device="cpu")
        return self._model


def _phrase(segment: Mapping[str, Any], window: Window) -> Phrase:
    return Phrase(
        words=tuple(_word(word, window) for word in segment["words"] if word["word"].strip()),
        log_probability=float(segment["avg_logprob"]),
        no_speech=float(segment["no_speech_prob"]),
        compression=float(segment["compression_ratio"]),
    )


def _word(heard: Mapping[str, Any], window: Window) -> Word:
    start_s, end_s = window.word_times(float(heard["start"]), float(heard["end"]))
    return Word(heard["word"].strip(), start_s, end_s, float(heard["probability"]), window.channel)
