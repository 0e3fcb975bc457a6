"""The embedded recogniser: its English model comes inside its wheel; rough, for demos and tests only."""

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pocketsphinx import Decoder, Segment

from shared.adapters.speech.own_stretches import own_stretches
from shared.domain.transcript import Word

_FRAME_RATE = 100  # the model's frames a second
_LONGEST_S = 20.0  # sentences; longer stretches take more than their share of time
_WORD_PRICE = 0.3  # each word's odds; at its own 0.65 it makes two short words of one
_MOST_STATES = 8_000  # followed in a frame; at its own 30,000 it takes a seventh more time
_NO_WORD = re.compile(r"<.*>|\[.*\]|\+\+.*\+\+")  # silence, noise, breath
_VARIANT = re.compile(r"\(\d+\)$")  # how the word was pronounced
_CAPITAL = {"i": "I", "i'm": "I'm", "i'll": "I'll", "i've": "I've", "i'd": "I'd"}


class PocketsphinxEngine:
    """Recognises English with CMU's small acoustic model; loaded at the first part."""

    name = "pocketsphinx"

    def __init__(self) -> None:
        """Load nothing yet."""
        self._decoder: Decoder | None = None

    def transcribe(self, part: Path) -> tuple[Word, ...]:
        """Recognise the words of one part, with times from its start."""
        return tuple(
            word
            for speech in own_stretches(part, longest_s=_LONGEST_S, between_s=None)
            for stretch in speech.stretches
            for word in self._words(speech.sound_of(stretch), stretch[0], speech.channel)
        )

    def _words(self, sound: NDArray[np.int16], at_s: float, channel: int) -> Iterator[Word]:
        decoder = self._loaded()
        decoder.start_utt()
        decoder.process_raw(sound.tobytes(), full_utt=True)
        decoder.end_utt()
        if decoder.hyp() is None:
            return
        logmath = decoder.get_logmath()
        for segment in decoder.seg():
            if not _NO_WORD.fullmatch(segment.word):
                yield _word(segment, logmath.exp(segment.prob), at_s, channel)

    def _loaded(self) -> Decoder:
        if self._decoder is None:
            self._decoder = Decoder(loglevel="FATAL", fwdflat=False, wip=_WORD_PRICE, maxhmmpf=_MOST_STATES)
        return self._decoder


def _word(segment: Segment, probability: float, at_s: float, channel: int) -> Word:
    text = _VARIANT.sub("", segment.word)
    start_s = at_s + segment.start_frame / _FRAME_RATE
    end_s = at_s + (segment.end_frame + 1) / _FRAME_RATE
    return Word(_CAPITAL.get(text, text), start_s, end_s, min(1.0, max(0.0, probability)), channel)
