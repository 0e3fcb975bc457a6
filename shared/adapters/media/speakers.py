"""Who speaks when in a mono recording: its parts are heard once more, and only numbers and times are left of it."""

from collections.abc import Sequence
from itertools import pairwise

from shared.adapters.media.flac import read_flac
from shared.adapters.media.voice_prints import take_prints
from shared.domain.sound.detected import phrases
from shared.domain.sound.levels import FRAMES_PER_S
from shared.domain.sound.parts import SoundPart
from shared.domain.sound.speech import Mask
from shared.domain.sound.telling_apart import Heard, tell_apart
from shared.domain.sound.voices import VoiceStretch


def hear_voices(parts: Sequence[SoundPart], spoken: Mask) -> tuple[VoiceStretch, ...]:
    """Tell the voices of a recording's mono parts apart; `spoken` tells the frames in which somebody speaks."""
    windows: list[Heard] = []
    for part, begin_s, end_s in _own_stretches(parts):
        if not part.has_speech:
            continue
        own = phrases(spoken[round(begin_s * FRAMES_PER_S) : round(end_s * FRAMES_PER_S)])
        sound = read_flac(part.path)[0]
        first_phrase = windows[-1].phrase + 1 if windows else 0
        lead_s = begin_s - part.start_s
        within = [(lead_s + start_s, lead_s + stop_s) for start_s, stop_s in own]
        windows += take_prints(sound, within, offset_s=part.start_s, first_phrase=first_phrase)
    return tell_apart(windows)


def _own_stretches(parts: Sequence[SoundPart]) -> list[tuple[SoundPart, float, float]]:
    """Give each part's stretch up to the middle of what it shares with the next, so that nothing counts twice."""
    borders = [(earlier.end_s + later.start_s) / 2 for earlier, later in pairwise(parts)]
    begins = [0.0, *borders]
    ends = [*borders, parts[-1].end_s] if parts else []
    return list(zip(parts, begins, ends, strict=False))
