"""The deployed recogniser: OpenAI's weights in CTranslate2, a tenth of the work at the same beam, without PyTorch."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shared.adapters.speech.listening import BEAMS, TEMPERATURES, HeardSegment, HeardWord, believed_words
from shared.adapters.speech.packing import pack_windows
from shared.domain.sound.inventions import COMPRESSION, LOG_PROBABILITY, NO_SPEECH
from shared.domain.transcript import Word

if TYPE_CHECKING:
    from faster_whisper import WhisperModel

_ONE_THREAD = 1  # a second thread inside one model hardly helps; parts run beside each other instead


class CTranslate2Engine:
    """Recognises speech with a converted OpenAI checkpoint; the weights are loaded at the first part."""

    name = "ctranslate2"

    def __init__(
        self,
        weights: Path,
        *,
        language: str = "en",
        beams: int = BEAMS,
        temperatures: Sequence[float] = TEMPERATURES,
    ) -> None:
        """Remember the folder that `doorknob convert-weights` wrote, and load nothing yet."""
        self._weights = weights
        self._model: WhisperModel | None = None
        self._options: Mapping[str, object] = {
            "language": language,
            "beam_size": beams,
            "temperature": tuple(temperatures),
            "word_timestamps": True,
            "condition_on_previous_text": False,  # one invented sentence would lead to the next
            "compression_ratio_threshold": COMPRESSION,
            "log_prob_threshold": LOG_PROBABILITY,
            "no_speech_threshold": NO_SPEECH,
        }

    def transcribe(self, part: Path) -> tuple[Word, ...]:
        """Recognise the words of one part, with times from its start."""
        model = self._loaded()
        words: list[Word] = []
        for window in pack_windows(part):
            segments, _ = model.transcribe(window.sound, **self._options)
            words.extend(believed_words(map(_segment, segments), window))
        return tuple(words)

    def _loaded(self) -> "WhisperModel":
        if self._model is None:
            from faster_whisper import WhisperModel  # noqa: PLC0415 - a second, and only where it is asked for

            self._model = WhisperModel(str(self._weights), device="cpu", cpu_threads=_ONE_THREAD, local_files_only=True)
        return self._model


def _segment(heard: Any) -> HeardSegment:  # faster-whisper's Segment
    return HeardSegment(
        words=tuple(HeardWord(word.word, word.start, word.end, word.probability) for word in heard.words),
        log_probability=heard.avg_logprob,
        no_speech=heard.no_speech_prob,
        compression=heard.compression_ratio,
    )
