"""Draws time and memory against the length of a recording."""

from collections.abc import Sequence
from pathlib import Path

from infrastructure.bench_speech.deployed import Measured, compute_deployed
from infrastructure.bench_speech.splitting import Split


def plot_scaling(splits: Sequence[Split], measured: Measured | None, path: Path) -> None:
    """Write a picture: CPU of splitting and wall time on Lambda above, peak memory below."""
    import matplotlib as mpl  # noqa: PLC0415 - a second, and only where it is drawn

    mpl.use("Agg")
    from matplotlib import pyplot as plt  # noqa: PLC0415 - after the choice above

    minutes = [split.minutes for split in splits]
    figure, (times, memory) = plt.subplots(2, 1, sharex=True, figsize=(7, 7), layout="constrained")
    times.plot(minutes, [split.cpu_s for split in splits], "o-", label="splitting, CPU, measured")
    if measured is not None:
        walls = [compute_deployed(measured, length).wall_s for length in minutes]
        times.plot(minutes, walls, "s--", label="file to transcript on Lambda, wall, computed")
    times.set_ylabel("seconds")
    times.legend()
    memory.plot(minutes, [split.peak_mb for split in splits], "o-", label="splitting, peak, measured")
    memory.axhline(300.0, linestyle=":", color="grey", label="must stay below")
    memory.set(ylabel="MB", xlabel="minutes of recording", ylim=(0, 330))
    memory.legend(loc="lower right")
    figure.savefig(path, dpi=120)
