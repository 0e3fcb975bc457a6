"""`doorknob transcribe`: recordings become a transcript by the flow's own splitter, recognisers and join."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from rich.console import Console

from infrastructure.cli.failures import CommandError
from infrastructure.cli.hearing import EngineChoice, hear_parts
from infrastructure.cli.off_record import OffRecord
from infrastructure.cli.stages import Stage, Stages
from infrastructure.cli.transcript_files import write_transcript
from shared.adapters.media.recording import SoundFileSplitter
from shared.adapters.speech.choose import load_engine
from shared.domain.sound.join import PartWords, join_parts
from shared.domain.sound.parts import SoundFile, SplitSound
from shared.domain.transcript import ROUGH_ENGINES, Speaker, Transcript

_ROUGH = (
    "The words come from {engine}, a rough recogniser for trying things out. For a faithful transcript bring Whisper's "
    "weights (see README, “Whisper”)."
)


@dataclass(frozen=True, slots=True)
class TranscribeWish:
    """What a person asked for: files in their order make one session; `workers` parts are listened to at once."""

    recordings: Sequence[Path]
    out: Path
    engine: EngineChoice
    workers: int
    off_record: Sequence[OffRecord] = ()

    def files(self) -> list[SoundFile]:
        """Give the files, each with what of it is off the record.

        Raises:
            CommandError: when one is not there, or a span belongs to none of them.
        """
        for path in self.recordings:
            if not path.is_file():
                message = f"there is no recording {path}; give the path of a sound file"
                raise CommandError(message)
        for span in self.off_record:
            if span.file > len(self.recordings):
                message = f"--off-record names file {span.file}, and there are only {len(self.recordings)}"
                raise CommandError(message)
        return [
            SoundFile(path, tuple(span.span for span in self.off_record if span.file == number))
            for number, path in enumerate(self.recordings, start=1)
        ]


def transcribe_recording(wish: TranscribeWish) -> None:
    """Transcribe the recordings of a session, show how far it is, and write and name the results.

    Raises:
        CommandError: when a recording is not there.
        RecordingError: when its sound cannot be used.
        SettingError: when the recogniser or its weights are missing.
    """
    files = wish.files()
    load_engine(wish.engine.name, model=wish.engine.model)  # says at once what is missing
    console = Console()
    stages = Stages(console)
    with TemporaryDirectory() as room:
        with stages.stage("split") as stage:
            sound = SoundFileSplitter().split(files, Path(room))
            stage.say(f"{sound.recording.duration_s / 60:.1f} minutes in {len(sound.parts)} parts")
        with stages.stage("transcript") as stage:
            heard = _heard(wish, sound, stage)
            transcript = join_parts(heard, engine=wish.engine.name, voices=sound.voices, off_record=sound.off_record)
    written = write_transcript(transcript, wish.out, wish.recordings[0].stem)
    stages.finish()
    _name(console, written, transcript)


def _heard(wish: TranscribeWish, sound: SplitSound, stage: Stage) -> Iterator[PartWords]:
    """Give the words of every part, telling how far the work is at each part's end."""
    began, done_s = perf_counter(), 0.0
    for done, (part, words) in enumerate(hear_parts(sound.parts, wish.engine, workers=wish.workers), start=1):
        done_s += part.end_s - part.start_s
        share = min(1.0, done_s / sound.recording.duration_s)
        left_s = (perf_counter() - began) * (1 - share) / share
        lost = "" if words is not None else f"; part {part.number + 1} failed and leaves a gap"
        stage.say(f"part {done} of {len(sound.parts)}, {share:.0%}, {_left(left_s)}{lost}")
        yield PartWords(part.number, part.start_s, part.end_s, words)


def _seconds(transcript: Transcript, *, is_off_record: bool) -> float:
    return sum(gap.end_s - gap.start_s for gap in transcript.gaps if gap.is_off_record is is_off_record)


def _left(seconds: float) -> str:
    minute_s = 60
    return f"about {seconds / minute_s:.0f} min left" if seconds >= minute_s else f"about {seconds:.0f} s left"


def _name(console: Console, written: Sequence[tuple[str, Path]], transcript: Transcript) -> None:
    console.print("\nWritten:")
    for what, path in written:
        console.print(f"  {what:<22}{path}", highlight=False, soft_wrap=True)
    if not transcript.turns:
        console.print("\nNobody was heard to speak in this recording.")
    lost_s, unheard_s = (_seconds(transcript, is_off_record=off) for off in (False, True))
    if lost_s:
        console.print(f"\n{lost_s:.0f} seconds could not be turned into words; the transcript marks where.")
    if unheard_s:
        console.print(f"\n{unheard_s:.0f} seconds are off the record: nobody listened, and the transcript marks where.")
    if transcript.turns and all(turn.speaker is Speaker.UNKNOWN for turn in transcript.turns):
        console.print("\nThe speakers could not be told apart, so every turn's speaker is unknown.")
    if transcript.engine in ROUGH_ENGINES:
        console.print("\n" + _ROUGH.format(engine=transcript.engine), highlight=False)
