"""Writes what a step did as metrics, in the log's own embedded format: no call, no content, names only of ours.

`infrastructure/alarms` looks at them by these names.
"""

from collections.abc import Callable, Mapping
from functools import cache
from time import perf_counter

from aws_lambda_powertools import Metrics
from aws_lambda_powertools.metrics import MetricUnit

from shared.domain.estimates import USD_A_GB_SECOND
from shared.runtime.settings import ComputeSettings
from shared.services.outcome import Outcome

NAMESPACE = "Doorknob"
EVERYWHERE = "doorknob"  # the service of a metric that any step may write
_MB_A_GB, _MS_A_S, _S_A_MINUTE = 1024, 1000, 60

# What a step's outcome counts as, by how its word begins.
_OUTCOMES: Mapping[tuple[str, str], tuple[str, str]] = {
    ("accept_recording", "accepted"): ("SessionsAccepted", "accept_recording"),
    ("accept_recording", "refused: SCOPE"): ("ForeignUploads", EVERYWHERE),
    ("accept_recording", "refused: KEY"): ("ForeignUploads", EVERYWHERE),
    ("split_recording", "refused: FORMAT"): ("ForeignUploads", EVERYWHERE),
    ("split_recording", "split"): ("SessionsSplit", "split_recording"),
    ("transcribe_part", "lost"): ("PartsLost", "transcribe_part"),
    ("extract_threads", "ready"): ("SessionsReady", "extract_threads"),
    ("send_prompt", "sent"): ("NotesSent", "send_prompt"),
    ("send_prompt", "unconfirmed"): ("NotesUnconfirmed", "send_prompt"),
    ("send_prompt", "not sent"): ("NotesCancelled", "send_prompt"),
    # What passes by itself before what does not: SES's two codes for a rate or the day's quota that is used up.
    ("send_prompt", "refused by the mail service: TooManyRequestsException"): ("MailsThrottled", "send_prompt"),
    ("send_prompt", "refused by the mail service: LimitExceededException"): ("MailsThrottled", "send_prompt"),
    ("send_prompt", "refused by the mail service"): ("MailsRefused", "send_prompt"),
    ("record_mail_event", "bounced"): ("NotesBounced", "record_mail_event"),
    ("record_mail_event", "rejected"): ("MailsRejected", "record_mail_event"),
}
# What a figure of an outcome is called as a metric.
_FIGURES: Mapping[tuple[str, str], tuple[str, MetricUnit]] = {
    ("split_recording", "parts"): ("Parts", MetricUnit.Count),
    ("split_recording", "forced_cuts"): ("ForcedCuts", MetricUnit.Count),
    ("transcribe_part", "inventions"): ("InventionsDropped", MetricUnit.Count),
    ("extract_threads", "drafts"): ("NotesDrafted", MetricUnit.Count),
    ("extract_threads", "partial"): ("SessionsPartial", MetricUnit.Count),
    ("extract_threads", "to_transcript_s"): ("SecondsToTranscript", MetricUnit.Seconds),
    ("extract_threads", "to_brief_s"): ("SecondsToBrief", MetricUnit.Seconds),
    ("release_prompts", "left"): ("NotesLeftBehind", MetricUnit.Count),
    ("keep_watch", "unconfirmed"): ("MailsUnconfirmed", MetricUnit.Count),
    ("keep_watch", "overdue"): ("SessionsOverdue", MetricUnit.Count),
    ("keep_watch", "leaving_late"): ("WithdrawalsLate", MetricUnit.Count),
    ("keep_watch", "unreviewed_places"): ("PlacesUnreviewed", MetricUnit.Count),
    ("rehearse_session", "passed"): ("RehearsalPassed", MetricUnit.Count),
    ("rehearse_session", "failed"): ("RehearsalFailed", MetricUnit.Count),
}
_SOUND = "sound_s"  # seconds of sound that an outcome is about
# What listening to a session cost, told as it is read for the first time: with the reading, what it costs.
_HEARD = "heard_usd"


def write_metric(step: str, name: str, value: float, unit: MetricUnit = MetricUnit.Count) -> None:
    """Write one number of one step."""
    _write(step, {name: (value, unit)})


def write_outcome(step: str, outcome: Outcome, milliseconds: float) -> None:
    """Write what an outcome counts as, its figures, and what the work cost."""
    counted = next((each for (at, word), each in _OUTCOMES.items() if at == step and _begins(outcome, word)), None)
    if counted and counted[1] != step:
        write_metric(counted[1], counted[0], 1)
    found = {counted[0]: (1.0, MetricUnit.Count)} if counted and counted[1] == step else {}
    for name, value in outcome.figures.items():
        if named := _FIGURES.get((step, name)):
            found[named[0]] = (value, named[1])
    _write(step, found | _of_sound(step, outcome, milliseconds) | _of_compute(outcome, milliseconds))


def write_failure(step: str, *, is_refused: bool) -> None:
    """Write that a message or a request failed; `is_refused` where a key, a table or a right was the reason."""
    write_metric(step, "Failed", 1)
    if is_refused:
        write_metric(EVERYWHERE, "SettingsRefused", 1)


def running_cost() -> Callable[[], float]:
    """Give what tells at any later moment how many dollars this function's time since now has cost."""
    began = perf_counter()
    return lambda: _usd((perf_counter() - began) * _MS_A_S)


def _begins(outcome: Outcome, word: str) -> bool:
    return outcome.word == word or outcome.word.startswith((f"{word}:", f"{word} "))


def _of_sound(step: str, outcome: Outcome, milliseconds: float) -> dict[str, tuple[float, MetricUnit]]:
    sound_s = outcome.figures.get(_SOUND, 0.0)
    if not sound_s:
        return {}
    if step == "transcribe_part":
        return {"RealTimeFactor": (milliseconds / _MS_A_S / sound_s, MetricUnit.NoUnit)}
    return {"AudioMinutes": (sound_s / _S_A_MINUTE, MetricUnit.NoUnit)}


def _of_compute(outcome: Outcome, milliseconds: float) -> dict[str, tuple[float, MetricUnit]]:
    spent = _usd(milliseconds)
    found = {"ComputeUsd": (spent, MetricUnit.NoUnit)}
    if _HEARD in outcome.figures:
        found["SessionUsd"] = (outcome.figures[_HEARD] + spent, MetricUnit.NoUnit)
    return found


def _usd(milliseconds: float) -> float:
    return milliseconds / _MS_A_S * _memory_mb() / _MB_A_GB * USD_A_GB_SECOND


@cache
def _memory_mb() -> int:
    return ComputeSettings.from_env().aws_lambda_function_memory_size


def _write(step: str, found: Mapping[str, tuple[float, MetricUnit]]) -> None:
    metrics = Metrics(namespace=NAMESPACE, service=step)
    for name, (value, unit) in found.items():
        metrics.add_metric(name, unit, value)
    metrics.flush_metrics()
