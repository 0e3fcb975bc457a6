"""Draws latency and cost against the number of sessions at once."""

from collections.abc import Sequence
from pathlib import Path

from infrastructure.load.phases import Played, middle_and_slowest


def plot_growth(growth: Sequence[Played], path: Path) -> None:
    """Write a picture: seconds to the draft above, dollars and requests a session below."""
    import matplotlib as mpl  # noqa: PLC0415 - a second, and only where it is drawn

    mpl.use("Agg")
    from matplotlib import pyplot as plt  # noqa: PLC0415 - after the choice above

    sessions = [played.phase.uploads for played in growth]
    figure, (times, costs) = plt.subplots(2, 1, sharex=True, figsize=(7, 7), layout="constrained")
    times.plot(sessions, [middle_and_slowest(played.to_ready)[0] for played in growth], "o-", label="median")
    times.plot(sessions, [middle_and_slowest(played.to_ready)[1] for played in growth], "s--", label="99th percentile")
    times.set(ylabel="seconds from upload to drafts", xscale="log", yscale="log")
    times.legend()
    requests = [sum(played.bill.requests.values()) / played.phase.uploads for played in growth]
    costs.plot(sessions, requests, "o-", label="billed requests a session")
    costs.set(ylabel="billed requests a session", xlabel="sessions at once", ylim=(0, 1.2 * max(requests)))
    dollars = costs.twinx()
    cents = [100 * played.bill.dollars_each(played.phase.uploads) for played in growth]
    dollars.plot(sessions, cents, "s--", color="C1", label="cents a session, at this machine's speed")
    dollars.set(ylabel="cents a session", ylim=(0, 1.2 * max(cents)))
    dollars.legend(handles=[*costs.lines, *dollars.lines], loc="lower center")
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=120)
