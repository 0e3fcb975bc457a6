"""`make bench-speech`: the figures of the speech path as a table, and how it scales as a picture.

What a figure needs and this machine lacks (the data beside the repository, PyTorch) is named in
its line. `--quick` measures less of everything, for a look.
"""

import argparse
import json
import platform
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.table import Table

from infrastructure.bench_speech.deployed import Measured
from infrastructure.bench_speech.deployed import as_figures as as_deployed_figures
from infrastructure.bench_speech.figures import DATA, Figure
from infrastructure.bench_speech.made_speech import speech, write_sound
from infrastructure.bench_speech.plotting import plot_scaling
from infrastructure.bench_speech.recognisers import compare_recognisers, make_network, make_scripted_network
from infrastructure.bench_speech.roles import SESSIONS, measure_roles
from infrastructure.bench_speech.rough import measure_rough
from infrastructure.bench_speech.splitting import as_figures as as_split_figures
from infrastructure.bench_speech.splitting import measure_splits, nearest
from infrastructure.bench_speech.voices import measure_voices
from infrastructure.bench_speech.whole_path import PathCost, measure_path
from infrastructure.root import ROOT

OUT = ROOT / "out" / "bench-speech"
_SHAPE = "base"  # what the figures are asked for
_SESSION_MIN = 50.0


class Bench:
    """One run of the benchmark, and what later figures need of earlier ones."""

    def __init__(self, room: Path, *, is_quick: bool) -> None:
        """Measure in this folder."""
        self._room = room
        self._is_quick = is_quick
        self._path_cost: PathCost | None = None

    def figures(self) -> Iterator[Figure]:
        """Give every figure as soon as it is there."""
        has_data, has_torch = DATA.is_dir(), find_spec("torch") is not None and find_spec("whisper") is not None
        no_data, no_torch = f"no {DATA.name} data beside the repository", "no PyTorch: make whisper"
        yield from _or_skip("pocketsphinx, word error rate and CPU", self._rough, has_data, no_data)
        yield from _or_skip("therapist told from client, a session", measure_roles, SESSIONS.is_dir(), no_data)
        yield from _or_skip(
            "CPU of ctranslate2 / the whisper command", self._recognisers, has_data and has_torch, no_torch
        )
        yield from _or_skip("our whole path / bare faster-whisper", self._path, has_data and has_torch, no_torch)
        yield from _or_skip("speaker confusion", self._voices, has_data, no_data)
        yield from _or_skip("splitting, and its memory", self._splits, has_data, no_data)

    def _rough(self) -> Iterator[Figure]:
        yield from measure_rough(self._room, most_clips=5 if self._is_quick else None)

    def _voices(self) -> Iterator[Figure]:
        yield from measure_voices(is_quick=self._is_quick)

    def _recognisers(self) -> Iterator[Figure]:
        windows = 1 if self._is_quick else 3
        yield from compare_recognisers(make_network(_SHAPE, self._room), speech(30.0 * windows))

    def _path(self) -> Iterator[Figure]:
        network, file = make_scripted_network(_SHAPE, self._room), self._room / "speech.wav"
        write_sound(file, speech(60.0 if self._is_quick else 240.0), "pcm_s16le")
        self._path_cost = measure_path(network, file)
        yield from self._path_cost.figures()

    def _splits(self) -> Iterator[Figure]:
        lengths = (5.0, 20.0) if self._is_quick else (5.0, _SESSION_MIN, 240.0)
        splits = measure_splits(lengths, self._room)
        yield from as_split_figures(splits, _SESSION_MIN)
        measured = self._all_measured(nearest(splits, _SESSION_MIN).real_time)
        if measured is not None:
            yield from as_deployed_figures(measured, _SHAPE)
        OUT.mkdir(parents=True, exist_ok=True)
        plot_scaling(splits, measured, OUT / "scaling.png")

    def _all_measured(self, split_a_second: float) -> Measured | None:
        cost = self._path_cost
        return None if cost is None else Measured(split_a_second, cost.window_s, cost.load_s)


def main() -> None:
    """Measure, print the table, and write it beside the picture."""
    parser = argparse.ArgumentParser(prog="make bench-speech", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="measure less of everything: minutes, not an hour")
    is_quick = parser.parse_args().quick
    console, found = Console(), []
    with TemporaryDirectory() as room:
        for figure in Bench(Path(room), is_quick=is_quick).figures():
            console.print(f"  {figure.what}: {_number(figure)}", highlight=False)
            found.append(figure)
    console.print(_table(found))
    OUT.mkdir(parents=True, exist_ok=True)
    (OUT / "figures.json").write_text(json.dumps([asdict(each) for each in found], indent=1) + "\n", encoding="utf-8")
    console.print(f"written: {OUT}/figures.json, and scaling.png where splitting was measured", highlight=False)


def _or_skip(what: str, measure: Callable[[], Iterable[Figure]], is_there: bool, reason: str) -> Iterator[Figure]:  # noqa: FBT001
    if is_there:
        yield from measure()
    else:
        yield Figure(what, 0.0, 0.0, None, f"skipped: {reason}")


def _table(figures: Iterable[Figure]) -> Table:
    machine = f"{platform.machine()}, Python {platform.python_version()}, one thread, CPU time"
    table = Table("what", "must", "aim", "measured", "verdict", "beside", title=f"The speech path on {machine}")
    for each in figures:
        sign = "≥" if each.is_floor else "≤"
        bounds = ("", "") if each.measured is None else (f"{sign} {each.must:.3g}", f"{sign} {each.aim:.3g}")
        table.add_row(each.what, *bounds, _number(each), each.verdict, each.remark)
    return table


def _number(figure: Figure) -> str:
    return figure.verdict if figure.measured is None else f"{figure.measured:.3g} {figure.unit}".strip()


if __name__ == "__main__":
    main()
