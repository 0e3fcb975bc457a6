"""openai-whisper, the reference recogniser: loads weights from a file, says nothing, remembers nothing."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shared.adapters.speech.listening import MOST_TOKENS, TEMPERATURES, HeardSegment, HeardWord, believed_words
from shared.adapters.speech.openai_files import heads_named_by_openai, sha256_of
from shared.adapters.speech.packing import pack_windows
from shared.domain.sound.inventions import COMPRESSION, LOG_PROBABILITY, NO_SPEECH
from shared.domain.transcript import Word

if TYPE_CHECKING:
    from whisper import Whisper


class WhisperEngine:
    """Recognises speech with an OpenAI checkpoint; the weights are loaded at the first part."""

    name = "whisper"

    def __init__(
        self,
        model_path: Path,
        *,
        language: str = "en",
        temperatures: Sequence[float] = TEMPERATURES,
    ) -> None:
        """Remember where the weights lie, and load nothing yet."""
        self._model_path = model_path
        self._model: Whisper | None = None
        self._options: Mapping[str, object] = {
            "language": language,
            "temperature": tuple(temperatures),
            "sample_len": MOST_TOKENS,
            "word_timestamps": True,
            "condition_on_previous_text": False,  # one invented sentence would lead to the next
            "compression_ratio_threshold": COMPRESSION,
            "logprob_threshold": LOG_PROBABILITY,
            "no_speech_threshold": NO_SPEECH,
            "fp16": False,
            "verbose": None,  # anything else prints what was said
        }

    def transcribe(self, part: Path) -> tuple[Word, ...]:
        """Recognise the words of one part, with times from its start."""
        model = self._loaded()
        words: list[Word] = []
        for window in pack_windows(part):
            heard = model.transcribe(window.sound, **self._options)
            words.extend(believed_words(map(_segment, heard["segments"]), window))
        return tuple(words)

    def _loaded(self) -> "Whisper":
        if self._model is None:
            import whisper  # noqa: PLC0415 - three seconds, and a gigabyte that few installations have

            self._model = whisper.load_model(str(self._model_path), device="cpu")
            heads = heads_named_by_openai(sha256_of(self._model_path))
            if heads is not None:
                self._model.set_alignment_heads(heads)
        return self._model


def _segment(heard: Mapping[str, Any]) -> HeardSegment:
    return HeardSegment(
        words=tuple(
            HeardWord(word["word"], float(word["start"]), float(word["end"]), float(word["probability"]))
            for word in heard["words"]
        ),
        log_probability=float(heard["avg_logprob"]),
        no_speech=float(heard["no_speech_prob"]),
        compression=float(heard["compression_ratio"]),
    )
