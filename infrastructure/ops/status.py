"""One screen on how a stack stands, each finding with the section of the runbook that says what to do."""

from collections import Counter
from collections.abc import Iterator

from rich.console import Console
from rich.table import Table

from infrastructure.cli.standing import Standing
from infrastructure.ops.queues import Depth, Queues
from shared.domain.places import policy
from shared.domain.rehearsal import Rehearsal
from shared.messages import ForgetClient
from shared.runtime import wiring
from shared.services.keep_watch import LATE_WITHDRAWAL, overdue_sessions

# In which order findings are mended: who is promised to be gone, then causes before what comes of them. Of a mail's
# dead event RB-7 makes use, so it comes before RB-1 sends it back.
_ORDER = tuple("Restore RB-9 RB-10 RB-6 RB-5 RB-3 RB-7 RB-1 RB-2 RB-8 RB-12 RB-4 RB-13".split())


def show_status(standing: Standing) -> list[str]:
    """Print the queues, sessions, notes, withdrawals and alarms, and give what needs somebody, the first first."""
    console = Console()
    queues = Queues(standing)
    depths = {queue.name: queues.depth(queue) for queue in queues.every()}
    console.print(_as_table(depths))
    found = [*_of_queues(depths), *_of_flow(standing, console), *_of_alarms(standing)]
    findings = [*sorted(found, key=_turn), *_of_pause(standing)]  # mail flows again when all else is mended
    for finding in findings:
        console.print(f"  {finding}", highlight=False, soft_wrap=True)
    needed = f"What needs you: {len(findings)}, best mended in this order; see docs/runbook.md."
    console.print(needed if findings else "Nothing needs you.")
    return findings


def _turn(finding: str) -> int:
    section = finding.split(maxsplit=1)[0]
    return _ORDER.index(section) if section in _ORDER else len(_ORDER)


def _as_table(depths: dict[str, Depth]) -> Table:
    table = Table("queue", "waiting", "at work", "dead", box=None)
    for name, depth in depths.items():
        table.add_row(name, str(depth.waiting), str(depth.at_work), str(depth.dead))
    return table


def _of_queues(depths: dict[str, Depth]) -> Iterator[str]:
    for name, depth in depths.items():
        if depth.dead:
            section = "RB-9" if name == ForgetClient.queue else "RB-1"
            yield f"{section}  dead letters of {name} ({depth.dead}): doorknob ops redrive {name} --dry-run"


def _of_flow(standing: Standing, console: Console) -> Iterator[str]:
    stores, now = standing.stores, wiring.clock().now()
    sessions = stores.sessions.unfinished_since(now)
    states = Counter(session.state.value for session in sessions)
    due, queued = len(stores.prompts.due(now)), len(stores.prompts.stranded(now))
    told = ", ".join(f"{count} {state}" for state, count in sorted(states.items())) or "none"
    console.print(f"sessions on their way: {told}; notes due: {due}, on their way: {queued}", highlight=False)
    if unconfirmed := stores.prompts.unconfirmed(now):
        yield f"RB-7  unconfirmed mails ({len(unconfirmed)}): doorknob ops reconcile --dry-run"
    if stuck := overdue_sessions(sessions, now):
        yield f"RB-8  sessions that stand still ({len(stuck)}): doorknob ops sessions --stuck"
    if late := stores.consents.unconfirmed(now - LATE_WITHDRAWAL):
        yield f"RB-9  withdrawals open for more than 15 minutes ({len(late)}): look at the forget queue"
    if not stores.erasures.are_applied():
        yield "Restore  the ledger was restored and serves nothing: doorknob replay-erasures"
    if rehearsal := stores.rehearsals.latest():
        console.print(_rehearsed(rehearsal), highlight=False)
        if rehearsal.trouble:
            yield f"RB-12  the rehearsal of {rehearsal.began_at:%Y-%m-%d %H:%M}: {rehearsal.trouble}"
    if rows := policy().unreviewed(now.date()):
        yield f"RB-13  rows of places.toml unreviewed for 90 days ({len(rows)})"


def _of_pause(standing: Standing) -> Iterator[str]:
    if pause := standing.stores.mail_switch.pause():
        yield f"RB-6  mail is paused since {pause.since.isoformat()} ({pause.reason}): doorknob ops resume-mail"


def _rehearsed(rehearsal: Rehearsal) -> str:
    ended = f"ended {rehearsal.ended_at:%Y-%m-%d %H:%M}" if rehearsal.ended_at else "is under way"
    return f"rehearsal {rehearsal.client_id}: {ended}, {rehearsal.trouble or 'no trouble'}"


def _of_alarms(standing: Standing) -> Iterator[str]:
    pages = (
        standing.client("cloudwatch")
        .get_paginator("describe_alarms")
        .paginate(AlarmNamePrefix=f"{standing.name}-", StateValue="ALARM")
    )
    for page in pages:
        for alarm in page.get("MetricAlarms", []):
            yield str(alarm.get("AlarmDescription") or alarm["AlarmName"])
