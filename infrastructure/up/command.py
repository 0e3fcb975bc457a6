"""`doorknob up`: start everything, say where it is, and keep it standing until Ctrl-C."""

import signal
import threading
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from infrastructure.cli.stages import Stages
from infrastructure.cli.therapist import ADDRESS
from infrastructure.up.house import House, Plan
from infrastructure.up.seeding import client_page, seed_demo
from shared.adapters.speech.choose import load_engine

_START_LIMIT_S = 120.0


@dataclass(frozen=True, slots=True)
class Standing:
    """What a person asked to have standing."""

    out: Path
    engine: str
    model: Path | None
    undo_minutes: int
    seed: bool


def stay_up(wish: Standing) -> None:
    """Start everything, seed it with the demo's data, and stay until Ctrl-C.

    Raises:
        CommandError: when the demo's recording did not come to its end.
        SettingError: when the recogniser or its weights are missing.
    """
    load_engine(wish.engine, model=str(wish.model) if wish.model else None)  # says at once what is missing
    console = Console()
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, signal.default_int_handler)
    try:
        _stand(wish, console)
    except KeyboardInterrupt:
        console.print("\nStopped. Nothing is left running, and nothing of it is kept.")


def _stand(wish: Standing, console: Console) -> None:
    stages = Stages(console)
    with ExitStack() as opened:
        with stages.stage("local stack") as stage:
            stage.say("starting the functions of template.yaml")
            house = opened.enter_context(House(_plan(wish)))
            house.stack.wait_ready(_START_LIMIT_S)
        _say_where(console, house)
        if wish.seed:
            seed_demo(house, stages, engine=wish.engine)
        _say_page(console, house)
        threading.Event().wait()


def _plan(wish: Standing) -> Plan:
    parameters = {
        "SpeechEngine": wish.engine,
        "SpeechModel": str(wish.model.resolve()) if wish.model else "",
        "UndoMinutes": str(wish.undo_minutes),
    }
    return Plan(wish.out, parameters)


def _say_where(console: Console, house: House) -> None:
    console.print(f"\n  therapist's console   {house.urls['console']}", highlight=False, soft_wrap=True)
    console.print(f"      sign in with      {ADDRESS}", highlight=False)
    console.print(f"      password          {house.therapist.password}   (of this run only)", highlight=False)
    console.print(f"  local inbox           {house.inbox.url}\n", highlight=False, soft_wrap=True)


def _say_page(console: Console, house: House) -> None:
    page = client_page(house)
    if page:
        console.print(f"\n  the client's page     {page}", highlight=False, soft_wrap=True)
    console.print(f"\nLogs and addresses lie in {house.address_file.parent}. Ctrl-C ends it.", highlight=False)
