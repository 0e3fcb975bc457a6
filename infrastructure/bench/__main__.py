"""`make bench`: the figures of everything but speech, on the local stack, warm, as a table."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.table import Table

from infrastructure.bench.client_pages import MAX_P95_S, MAX_PAGE_KB, weigh_pages
from infrastructure.bench.journey import accept_to_mail, cut_clip, wait
from infrastructure.bench.pages import slowest_page
from infrastructure.bench.scripted_stack import machine, scripted_stack
from infrastructure.bench.seeding import enrol, is_ready, seed_parts, use_stores_of
from infrastructure.cli.therapist import Therapist
from infrastructure.local.stack import LocalStack
from shared.messages import TranscribePart
from shared.runtime import wiring

CLIP_S = 30
SESSIONS = 20
RUNS = 5


def main() -> None:
    """Measure, and print the table."""
    with TemporaryDirectory() as logs, scripted_stack(Path(logs)) as stack:
        use_stores_of(stack)
        clip = cut_clip(CLIP_S, Path(logs) / "clip.opus")
        _parts_to_drafts(1)  # warm every function on the way
        accept_to_mail(stack, clip)
        rows = [
            ("one session of 12 parts, parts to drafts", 1.0, _middle(lambda: _parts_to_drafts(1))),
            (f"a recording of {CLIP_S} seconds, accept to mail", 2.0, _middle(lambda: accept_to_mail(stack, clip))),
            ("the slowest page of the console, 95th percentile", 0.15, _slowest_page(stack)),
            (f"{SESSIONS} sessions of 12 parts through all queues", 30.0, _parts_to_drafts(SESSIONS)),
        ]
        pages = weigh_pages(stack)
        rows.append(("the client's pages, p95 of an answer at the server", MAX_P95_S, pages.p95_s))
    _print(rows)
    print(
        f"the heaviest of the client's pages: {pages.heaviest_kb:.1f} kB with its stylesheet (target < {MAX_PAGE_KB})"
    )


def _parts_to_drafts(sessions: int) -> float:
    seeded = [seed_parts(enrol()) for _ in range(sessions)]
    outbox = _outbox()
    began = time.perf_counter()
    for messages in seeded:
        outbox(messages)
    wait(lambda: all(is_ready(messages[0]) for messages in seeded))
    return time.perf_counter() - began


def _middle(measure: Callable[[], float]) -> float:
    return median(measure() for _ in range(RUNS))


def _outbox() -> Callable[[Sequence[TranscribePart]], None]:
    outbox = wiring.outbox()
    return lambda messages: outbox.send(*messages)


def _slowest_page(stack: LocalStack) -> float:
    therapist = Therapist(stack)
    client_id = therapist.call("GET", "/clients")[0]["client_id"]
    (session, *_) = therapist.call("GET", f"/clients/{client_id}/sessions")
    return slowest_page(stack, therapist, client_id, session["session_id"])


def _print(rows: Sequence[tuple[str, float, float]]) -> None:
    table = Table("what", "target s", "measured s", title=f"Everything but speech, warm, on {machine()}")
    for what, target, measured in rows:
        table.add_row(what, f"< {target:g}", f"{measured:.3g}")
    Console().print(table)


if __name__ == "__main__":
    main()
