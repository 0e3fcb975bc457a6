"""Listens to the parts of a recording, several at once where asked, and gives each as soon as it ends."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from functools import cache
from multiprocessing import get_context
from pathlib import Path

from shared.adapters.speech.choose import load_engine
from shared.domain.sound.parts import SoundPart
from shared.domain.transcript import Word
from shared.errors import DoorknobError
from shared.ports import SpeechEngine

Heard = tuple[SoundPart, tuple[Word, ...] | None]


@dataclass(frozen=True, slots=True)
class EngineChoice:
    """Which recogniser listens, and with which weights."""

    name: str
    model: str | None = None


def hear_parts(parts: Sequence[SoundPart], engine: EngineChoice, *, workers: int) -> Iterator[Heard]:
    """Give every part with its words, in the order in which they end; None where the recogniser failed.

    A part without speech is not listened to, as in the flow.
    """
    yield from ((part, ()) for part in parts if not part.has_speech)
    spoken = [part for part in parts if part.has_speech]
    if workers == 1 or len(spoken) < 2:  # noqa: PLR2004  (one part needs no second process)
        yield from ((part, _hear(engine, part.path)) for part in spoken)
        return
    with ProcessPoolExecutor(min(workers, len(spoken)), mp_context=get_context("spawn")) as pool:
        under_way = {pool.submit(_hear, engine, part.path): part for part in spoken}
        for ended in as_completed(under_way):
            yield under_way[ended], ended.result()


def _hear(engine: EngineChoice, part: Path) -> tuple[Word, ...] | None:
    try:
        return _loaded(engine).transcribe(part)
    except DoorknobError:
        raise
    except Exception:  # noqa: BLE001  (a recogniser may raise anything, and its message may quote what it heard)
        return None


@cache
def _loaded(engine: EngineChoice) -> SpeechEngine:
    return load_engine(engine.name, model=engine.model)
