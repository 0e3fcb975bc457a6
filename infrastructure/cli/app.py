"""What a person can type after `doorknob`, and what each word does.

What a command needs to do it is imported when it is typed: moto, torch and the reader's model take a second
or two to load, and an operator who asks for the status waits for none of them.
"""

import os
from pathlib import Path
from typing import Annotated

import typer

from infrastructure.cli import leaving
from infrastructure.cli.failures import plain_failures
from infrastructure.cli.off_record import OffRecord, read_off_record
from infrastructure.cli.standing import Where
from infrastructure.ops.commands import Profile, Stack, erase, ops
from infrastructure.preflight import command
from infrastructure.root import DEMO_RECORDING

_CORES = os.cpu_count() or 1
ENGINES = "pocketsphinx (rough, needs nothing), whisper or ctranslate2 (need weights)"

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,  # its tracebacks show local variables, and those hold words
    help="Turns the recording of a therapy session into a brief for the therapist and a note for the client.",
)

app.add_typer(ops, name="ops")

Recording = Annotated[Path, typer.Argument(help="A recording: wav, mp3, m4a, flac, ogg, opus, webm or mp4.")]
Recordings = Annotated[
    list[Path], typer.Argument(help="Recordings (wav, mp3, m4a, flac, ogg, opus, webm, mp4); several are one session.")
]
OffRecordSpans = Annotated[
    list[OffRecord] | None,
    typer.Option(
        "--off-record",
        parser=read_off_record,
        metavar="[FILE/]START-END",
        help="Nobody listens to this: 12:30-13:05, or 2/0:40-1:10 of the second file. May be given again.",
    ),
]
ClientId = Annotated[str, typer.Option("--client", help="A name of your own for the client, such as c-17.")]
Out = Annotated[Path, typer.Option("--out", help="Where the results are written.")]
Engine = Annotated[str, typer.Option("--engine", help=f"The recogniser: {ENGINES}.")]
Model = Annotated[
    Path | None,
    typer.Option("--model", help="Its weights: base.en.pt for whisper, a converted folder for ctranslate2."),
]
Workers = Annotated[
    int, typer.Option(min=1, help="Parts to listen to at once; each loads the weights once more.", show_default="cores")
]
Approve = Annotated[
    bool,
    typer.Option("--approve/--no-approve", help="Approve the first draft, as the therapist would; mail stays here."),
]
TherapistsVoice = Annotated[
    int | None,
    typer.Option("--therapist", help="Number of the therapist's voice, where the words leave it open; -1 for none."),
]
IDS = "The client's id, as doorknob ops clients lists it."
Transcripts = Annotated[list[Path], typer.Argument(help="Transcripts as JSON with `turns` (speaker, start_s, text).")]


@app.command()
def demo(out: Out = Path("out/demo"), engine: Engine = "pocketsphinx", model: Model = None) -> None:
    """Run the main job on the recording that ships with the project."""
    from infrastructure.cli.flow import Wish, run_flow

    with plain_failures():
        run_flow(Wish(DEMO_RECORDING, "demo", out, engine, model, approve=True))


@app.command()
def run(
    recording: Recording,
    client: ClientId,
    out: Out = Path("out/run"),
    engine: Engine = "pocketsphinx",
    model: Model = None,
    approve: Approve = True,  # noqa: FBT002  (typer writes --approve/--no-approve from it)
    therapists_voice: TherapistsVoice = None,
) -> None:
    """Run the main job on any recording, on this machine alone.

    By running it you say that everybody in the recording agreed to it.
    """
    from infrastructure.cli.flow import Wish, run_flow

    with plain_failures():
        run_flow(Wish(recording, client, out, engine, model, approve=approve, therapists_voice=therapists_voice))


@app.command()
def up(
    out: Out = Path("out/up"),
    engine: Engine = "pocketsphinx",
    model: Model = None,
    undo_minutes: Annotated[int, typer.Option(min=0, help="How long an approval can be taken back.")] = 1,
    seed: Annotated[bool, typer.Option("--seed/--empty", help="Begin with the demo's client, or with nobody.")] = True,  # noqa: FBT002  (typer writes --seed/--empty from it)
) -> None:
    """Start everything on this machine: the therapist's console, an inbox, the client's page.

    It stays up until Ctrl-C, and forgets everything then.
    """
    from infrastructure.up.command import Standing, stay_up

    with plain_failures():
        stay_up(Standing(out, engine, model, undo_minutes, seed=seed))


@app.command()
def transcribe(
    recordings: Recordings,
    out: Out = Path("out/transcript"),
    engine: Engine = "pocketsphinx",
    model: Model = None,
    workers: Workers = _CORES,
    off_record: OffRecordSpans = None,
) -> None:
    """Write down who said what and when, as JSON and as subtitles (WebVTT).

    Several files, in the order given, are one session. What is off the record is silenced before
    anything listens to it, and marked in the transcript. Nothing leaves this machine. The JSON can
    be given to `threads`, `brief` and `notes`.
    """
    from infrastructure.cli.hearing import EngineChoice
    from infrastructure.cli.transcribe import TranscribeWish, transcribe_recording

    with plain_failures():
        choice = EngineChoice(engine, str(model) if model else None)
        transcribe_recording(TranscribeWish(recordings, out, choice, workers, off_record or ()))


@app.command()
def threads(transcripts: Transcripts) -> None:
    """Read transcripts and print one JSON line each: open threads, best first, and risk lines."""
    from infrastructure.cli.transcripts import print_threads

    with plain_failures():
        print_threads(transcripts)


@app.command()
def brief(transcripts: Transcripts) -> None:
    """Print the therapist's brief of each transcript."""
    from infrastructure.cli.transcripts import print_briefs

    with plain_failures():
        print_briefs(transcripts)


@app.command()
def notes(
    transcripts: Transcripts,
    client_name: Annotated[str, typer.Option(help="What the note calls the client.")] = "",
    therapist_name: Annotated[str, typer.Option(help="Who signs it.")] = "Your therapist",
) -> None:
    """Print the draft notes of each transcript, with the words each was made from."""
    from infrastructure.cli.transcripts import print_notes

    with plain_failures():
        print_notes(transcripts, client_name=client_name, therapist_name=therapist_name)


@app.command()
def convert_weights(
    checkpoint: Annotated[Path, typer.Argument(help="A checkpoint of OpenAI's, such as base.en.pt.")],
    into: Annotated[Path, typer.Argument(help="The new folder for the converted weights.")],
    precision: Annotated[
        str, typer.Option(help="int8 (a quarter of the size, more than twice as fast) or float32 (as they were).")
    ] = "int8",
) -> None:
    """Convert a Whisper checkpoint for the ctranslate2 engine, on this machine alone."""
    from infrastructure.weights.convert import convert_weights as convert

    with plain_failures():
        size = convert(checkpoint, into, precision=precision)
        typer.echo(f"{into}: {size / 1e6:.0f} MB in {precision}; use it by --engine ctranslate2 --model {into}")


app.command()(erase)  # the same as `doorknob ops erase`: it asks before anything goes


@app.command()
def export(
    client: Annotated[str, typer.Argument(help=IDS)],
    out: Out = Path("out/export"),
    stack: Stack = "",
    profile: Profile = "",
) -> None:
    """Write everything held about a client into a folder, all but the therapist's private note."""
    with plain_failures():
        leaving.export(client, out / client, Where(stack, profile))


@app.command()
def replay_erasures(
    table: Annotated[str, typer.Option(help="The restored table; empty for the stack's own ledger.")] = "",
    stack: Stack = "",
    profile: Profile = "",
) -> None:
    """After restoring a backup: erase again whoever was erased since, and only then let it serve."""
    with plain_failures():
        leaving.replay(Where(stack, profile), table)


@app.command()
def preflight(
    environment: Annotated[str, typer.Argument(help="An environment of samconfig.toml: dev, staging or prod.")],
    profile: Profile = "",
) -> None:
    """Say what is missing in an AWS account for a deployment, with a remedy for each; changes nothing.

    Ends with 1 where something stands in the way. Run it again after deploying: it then also looks at
    the key, and at who listens to the alarms.
    """
    with plain_failures():
        command.preflight(environment, profile)


def main() -> None:
    """Run the command line."""
    app()
