"""Makes the demo recording from its script: each speaker on a channel of their own, as telehealth recorders do.

Run by `make recording`; needs Debian's `flite`, whose voices slt and rms may be used freely. The
result is committed beside the script, so nobody needs flite to run the demo.
"""

import json
import re
import shutil
import subprocess
import sys
import wave
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

import av
import numpy as np
from numpy.typing import NDArray

from infrastructure.recording.marking import Span, marked_session
from infrastructure.recording.script import Line, Script, read_script

Sound = NDArray[np.float32]

HERE = Path(__file__).parent
RATE = 16_000  # what flite's voices speak at
_CHANNELS = {"therapist": 0, "client": 1}
_VOICES = {"therapist": "slt", "client": "rms"}
_LEAD_S = 1.2  # the room before anybody speaks
_PAUSE_S = {"therapist": 0.7, "client": 1.3}  # before a turn: clients take longer to answer
_BETWEEN_SENTENCES_S = 0.45  # people stop for a breath where flite hardly does
_ROOM_NOISE = 0.0004  # about -68 dBFS: no room is digitally silent
_LOUDNESS = 0.07  # RMS of a voice, about -23 dBFS
_SENTENCE_END = re.compile(r"(?<=[.?!]) ")
_QUIET = 0.01  # below this share of the peak flite has not begun to speak
_BIT_RATE = 48_000  # both channels; under 2 MB for five minutes


def main() -> None:
    """Make `demo.opus` and `demo.json` from `session.txt`."""
    script = read_script((HERE / "session.txt").read_text(encoding="utf-8"))
    sound, spans = perform(script)
    write_opus(HERE / "demo.opus", sound)
    marked = json.dumps(marked_session(script, spans), indent=1, ensure_ascii=False)
    (HERE / "demo.json").write_text(marked + "\n", encoding="utf-8")
    sys.stdout.write(f"demo.opus: {sound.shape[1] / RATE:.0f} s, {len(spans)} turns\n")


def perform(script: Script) -> tuple[Sound, list[Span]]:
    """Speak a script and give its sound, one row a channel, with the time of every turn."""
    spoken = _speak_all(script.lines)
    spans = list(_place(script.lines, spoken))
    length = int((spans[-1][1] + _LEAD_S) * RATE)
    noise = np.random.default_rng(seed=7).normal(0.0, _ROOM_NOISE, (len(_CHANNELS), length))
    sound = noise.astype(np.float32)
    for line, voice, (start_s, _) in zip(script.lines, spoken, spans, strict=True):
        first = int(start_s * RATE)
        sound[_CHANNELS[line.speaker], first : first + voice.size] += voice
    return sound, spans


def write_opus(target: Path, sound: Sound) -> None:
    """Write a sound as Ogg Opus, the same bytes at every making."""
    with av.open(str(target), "w", format="ogg", options={"fflags": "+bitexact"}) as container:
        stream = container.add_stream("libopus", rate=RATE, layout="stereo")
        stream.bit_rate = _BIT_RATE
        frame = av.AudioFrame.from_ndarray(_interleaved(sound), format="s16", layout="stereo")
        frame.sample_rate = RATE
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def _speak_all(lines: Iterable[Line]) -> list[Sound]:
    flite = shutil.which("flite")
    if flite is None:
        message = "flite is not installed: apt-get install flite, then make recording"
        raise SystemExit(message)
    with TemporaryDirectory() as room:
        return [_speak(flite, line, Path(room) / "sentence.wav") for line in lines]


def _speak(flite: str, line: Line, path: Path) -> Sound:
    breath = np.zeros(int(_BETWEEN_SENTENCES_S * RATE), dtype=np.float32)
    sentences = _SENTENCE_END.split(line.text)
    spoken = [_say(flite, _VOICES[line.speaker], sentence, path) for sentence in sentences]
    return np.concatenate([piece for voice in spoken for piece in (breath, voice)][1:])


def _say(flite: str, voice_name: str, sentence: str, path: Path) -> Sound:
    command = [flite, "-voice", voice_name, "-t", sentence, "-o", str(path)]
    subprocess.run(command, check=True)
    with wave.open(str(path)) as file:
        sound = np.frombuffer(file.readframes(file.getnframes()), dtype="<i2").astype(np.float32)
    loud = np.flatnonzero(np.abs(sound) > _QUIET * np.abs(sound).max())
    voice = sound[loud[0] : loud[-1] + 1]
    return np.asarray(voice * (_LOUDNESS / np.sqrt(np.mean(voice**2))), dtype=np.float32)


def _place(lines: Iterable[Line], spoken: Iterable[Sound]) -> Iterable[Span]:
    end_s = _LEAD_S
    for line, voice in zip(lines, spoken, strict=True):
        start_s = end_s + _PAUSE_S[line.speaker]
        end_s = start_s + voice.size / RATE
        yield start_s, end_s


def _interleaved(sound: Sound) -> NDArray[np.int16]:
    full_scale = np.iinfo(np.int16).max
    samples = np.clip(sound, -1.0, 1.0) * full_scale
    return np.ascontiguousarray(samples.T.reshape(1, -1).astype(np.int16))


if __name__ == "__main__":
    main()
