"""Decodes a sound file to one-second blocks at 16 kHz, as they come, keeping the recording's own clock."""

from collections.abc import Iterator

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.container import InputContainer

from shared.adapters.media.opening import GRACE_S
from shared.adapters.media.refusals import Reason, refusal
from shared.domain.sound.levels import RATE, Samples

_LAYOUTS = {1: "mono", 2: "stereo"}
_LEAST_GAP_S = 0.25  # shorter jumps are rounding; longer ones are packets that never came
_MOST_BAD_SHARE = 0.5  # of all packets; more than that is noise, not a recording


class SoundStream:
    """The sound of one file, block by block; memory does not depend on its length."""

    def __init__(self, container: InputContainer, channels: int, max_duration_s: float) -> None:
        """Read the container's first sound track as `channels` rows."""
        self._container = container
        self._channels = channels
        self._longest = int((max_duration_s + GRACE_S) * RATE)
        self._resampler: AudioResampler | None = None
        self._form: tuple[str, str, int] | None = None
        self._clock_s = 0.0  # on the file's clock: where the next frame should start
        self._given = 0

    def blocks(self) -> Iterator[Samples]:
        """Give the sound, one row a channel.

        Raises:
            RecordingError: TOO_LONG, or UNREADABLE when most of the file cannot be decoded.
        """
        start_s = (self._container.start_time or 0) / 1_000_000
        for frame in self._frames():
            for block in self._resampled(frame, start_s):
                self._given += block.shape[1]
                if self._given > self._longest:
                    raise refusal(Reason.TOO_LONG)
                yield block
        yield from self._rest()

    def _frames(self) -> Iterator[AudioFrame]:
        good = bad = 0
        for packet in self._container.demux(self._container.streams.audio[0]):
            try:
                frames = packet.decode()
            except av.error.FFmpegError:
                bad += 1
                continue
            good += bool(frames)
            yield from frames
        if not good or bad > _MOST_BAD_SHARE * (good + bad):
            raise refusal(Reason.UNREADABLE)

    def _resampled(self, frame: AudioFrame, start_s: float) -> Iterator[Samples]:
        missing_s = frame.time - start_s - self._clock_s if frame.time is not None else 0.0
        form = (frame.format.name, frame.layout.name, frame.sample_rate)
        if form != self._form or missing_s > _LEAST_GAP_S:
            yield from self._rest()
            self._start_anew(form)
        if missing_s > _LEAST_GAP_S:
            yield from self._silence(missing_s)
            self._clock_s += missing_s
        self._clock_s += frame.samples / frame.sample_rate
        frame.pts = None  # the clock above has done with it
        if self._resampler is not None:
            yield from (self._rows(block) for block in self._resampler.resample(frame))

    def _start_anew(self, form: tuple[str, str, int]) -> None:
        self._form = form
        layout = _LAYOUTS[self._channels]
        self._resampler = AudioResampler(format="s16p", layout=layout, rate=RATE, frame_size=RATE)

    def _rest(self) -> Iterator[Samples]:
        if self._resampler is not None:
            yield from (self._rows(block) for block in self._resampler.resample(None))
            self._resampler = None

    def _silence(self, seconds: float) -> Iterator[Samples]:
        wanted = min(round(seconds * RATE), self._longest + 1)
        while wanted > 0:
            yield np.zeros((self._channels, min(wanted, RATE)), dtype=np.int16)
            wanted -= RATE

    @staticmethod
    def _rows(block: AudioFrame) -> Samples:
        return np.asarray(block.to_ndarray(), dtype=np.int16)
