"""The `embedded` engine behind the port `SessionReader`: no network, one core, the packaged weights."""

from functools import cached_property

from shared.adapters.embedded.likeness import EncoderLikeness
from shared.adapters.embedded.scorer import OnnxScorer
from shared.domain.reading.reader import read_session
from shared.domain.threads import Reading
from shared.domain.transcript import Transcript


class EmbeddedReader:
    """Reads a session on the CPU."""

    @classmethod
    def load(cls) -> "EmbeddedReader":
        """Make a reader; its weights are loaded when the first session comes."""
        return cls()

    @cached_property
    def _scorer(self) -> OnnxScorer:
        return OnnxScorer()

    @cached_property
    def likeness(self) -> EncoderLikeness:
        """What compares passages with the same encoder, which is loaded once for both."""
        return EncoderLikeness(lambda: self._scorer)

    def read(self, transcript: Transcript) -> Reading:
        """Give the threads, best first, and every risk line.

        Raises:
            SettingError: when the weights or the libraries that run them are missing.
        """
        return read_session(transcript, scorer=self._scorer)
