"""Asks the person at the terminal whose voice is whose, where the words leave it open."""

from typing import Any

from rich.console import Console
from rich.prompt import IntPrompt

from infrastructure.cli.failures import CommandError
from infrastructure.cli.therapist import Therapist

_SHOWN = 3  # lines of each voice


def say_who_is_who(
    therapist: Therapist, path: str, console: Console, *, therapists_voice: int | None
) -> dict[str, Any]:
    """Name the voices of the session at this path, by an option or by asking, and let it go on.

    Raises:
        CommandError: when nobody can be asked, or there is no such voice.
    """
    voices = therapist.call("GET", f"{path}/speakers")["voices"]
    for voice in voices:
        console.print(f"\nvoice {voice['voice']}, {voice['seconds']} seconds", highlight=False)
        for line in voice["lines"][:_SHOWN]:
            console.print(f"  {line['text']}", markup=False, highlight=False)
    chosen = therapists_voice if therapists_voice is not None else _ask(console, voices)
    named = {str(voice["voice"]): _whose(voice, chosen) for voice in voices}
    return therapist.call("PUT", f"{path}/speakers", {"voices": named})  # type: ignore[no-any-return]  # any JSON


def _whose(voice: dict[str, Any], therapists_voice: int) -> str:
    if voice["voice"] == therapists_voice:
        return "therapist"
    return "other" if voice["guess"] == "other" else "client"


def _ask(console: Console, voices: list[dict[str, Any]]) -> int:
    numbers = [str(voice["voice"]) for voice in voices]
    if not console.is_interactive:
        message = (
            "the words do not tell whose voice is whose: run it again with --therapist and the number of the "
            f"therapist's voice ({' or '.join(numbers)}; -1 when the therapist is not in the recording)"
        )
        raise CommandError(message)
    return IntPrompt.ask("Which voice is the therapist's? (-1 for none)", console=console, choices=[*numbers, "-1"])
