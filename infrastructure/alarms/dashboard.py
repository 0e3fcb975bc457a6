"""The dashboard: one screen from upload to mail, in the order in which somebody asks."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from infrastructure.alarms.alarm import OURS
from infrastructure.alarms.catalogue import Parts
from infrastructure.packaging.build import step_of

Json = dict[str, Any]
_WIDE, _HALF, _HIGH = 24, 12, 6
_FUNNEL = (
    ("SessionsAccepted", "accept_recording"),
    ("SessionsSplit", "split_recording"),
    ("SessionsReady", "extract_threads"),
    ("NotesDrafted", "extract_threads"),
    ("NotesApproved", "serve_therapist"),
    ("NotesSent", "send_prompt"),
)
_NOTES = (
    *_FUNNEL[3:],
    ("NotesCancelled", "send_prompt"),
    ("NotesUnconfirmed", "send_prompt"),
    ("NotesBounced", "record_mail_event"),
    ("MailsRefused", "send_prompt"),
    ("MailsThrottled", "send_prompt"),
)
_SPEECH = (
    ("AudioMinutes", "split_recording"),
    ("Parts", "split_recording"),
    ("ForcedCuts", "split_recording"),
    ("PartsLost", "transcribe_part"),
    ("InventionsDropped", "transcribe_part"),
)
_STANDING = (
    ("MailsUnconfirmed", "keep_watch"),
    ("SessionsOverdue", "keep_watch"),
    ("WithdrawalsLate", "keep_watch"),
)
_PARTIAL = (("SessionsPartial", "extract_threads"),)  # told once a session, so counted and not looked up
_COSTED = ("accept_recording", "split_recording", "transcribe_part", "extract_threads", "send_prompt")


def dashboard(parts: Parts) -> Json:
    """Write the dashboard as a resource of the template."""
    body = json.dumps({"widgets": _placed(_widgets(parts))}, separators=(",", ":"))
    named = {"Fn::Sub": "${AWS::StackName}"}
    return {
        "Type": "AWS::CloudWatch::Dashboard",
        "Properties": {"DashboardName": named, "DashboardBody": {"Fn::Sub": body}},
    }


def _widgets(parts: Parts) -> list[tuple[int, Json]]:
    return [
        (_HALF, _graph("From upload to mail", _ours(_FUNNEL), every_s=86_400, as_bars=True)),
        (_HALF, _graph("Seconds from upload to transcript and brief", _percentiles(), every_s=3600)),
        (
            _HALF,
            _graph("Oldest message, seconds", [_queue(queue, "AgeOfOldestMessage") for queue in parts.dead_letters]),
        ),
        (
            _HALF,
            _graph("Dead letters", [_queue(dead, "NumberOfMessagesVisible") for dead in parts.dead_letters.values()]),
        ),
        (
            _HALF,
            _graph(
                "Unconfirmed, overdue, late, partial", [*_ours(_STANDING, "Maximum"), *_ours(_PARTIAL)], every_s=900
            ),
        ),
        (_HALF, _graph("Notes, by what became of them", _ours(_NOTES), every_s=86_400, as_bars=True)),
        (_HALF, _graph("SES: bounces and complaints, share", _rates(), every_s=3600)),
        (_HALF, _graph("Failures", _failures(parts), every_s=300)),
        (_HALF, _graph("Speech", _ours(_SPEECH), every_s=3600)),
        (_HALF, _graph("Real-time factor of listening", _factor(), every_s=3600)),
        (_WIDE, _graph("Dollars a session: compute, and the model where one reads", _cost(), every_s=86_400)),
    ]


def _placed(widgets: Sequence[tuple[int, Json]]) -> list[Json]:
    placed, x, y = [], 0, 0
    for width, widget in widgets:
        if x + width > _WIDE:
            x, y = 0, y + _HIGH
        placed.append({"type": "metric", "x": x, "y": y, "width": width, "height": _HIGH, "properties": widget})
        x += width
    return placed


def _graph(title: str, metrics: Sequence[Any], *, every_s: int = 60, as_bars: bool = False) -> Json:
    view = {"view": "bar"} if as_bars else {"view": "timeSeries"}
    return {
        "title": title,
        "region": "${AWS::Region}",
        "period": every_s,
        "stat": "Sum",
        **view,
        "metrics": list(metrics),
    }


def _ours(named: Sequence[tuple[str, str]], how: str = "Sum") -> list[Any]:
    return [[OURS, name, "service", step, {"stat": how}] for name, step in named]


def _percentiles() -> list[Any]:
    return [
        [OURS, name, "service", "extract_threads", {"stat": how, "label": f"{label} {how}"}]
        for name, label in (("SecondsToTranscript", "transcript"), ("SecondsToBrief", "brief"))
        for how in ("p50", "p99")
    ]


def _queue(name: str, what: str) -> list[Any]:
    return ["AWS/SQS", f"Approximate{what}", "QueueName", f"${{{name}.QueueName}}", {"stat": "Maximum", "label": name}]


def _rates() -> list[Any]:
    return [
        ["AWS/SES", f"Reputation.{kind}Rate", {"stat": "Maximum", "label": kind}] for kind in ("Bounce", "Complaint")
    ]


def _failures(parts: Parts) -> list[Any]:
    always = [
        each for each in parts.timeouts_s if each not in parts.conditions
    ]  # the others can't be named in every stage
    errors = [["AWS/Lambda", "Errors", "FunctionName", f"${{{each}}}", {"label": step_of(each)}] for each in always]
    failed = [[OURS, "Failed", "service", step, {"label": f"{step}, handed back"}] for step in map(step_of, always)]
    return [*errors, *failed]


def _factor() -> list[Any]:
    return [[OURS, "RealTimeFactor", "service", "transcribe_part", {"stat": how}] for how in ("p50", "p99")]


def _cost() -> list[Any]:
    hidden: Mapping[str, Any] = {"visible": False, "stat": "Sum"}
    steps = [[OURS, "ComputeUsd", "service", step, {**hidden, "id": f"c{n}"}] for n, step in enumerate(_COSTED)]
    models = [
        [OURS, f"{what}CostUsd", "service", "extract_threads", {**hidden, "id": f"m{n}"}]
        for n, what in enumerate(("Reading", "Wording"))
    ]
    ready = [OURS, "SessionsReady", "service", "extract_threads", {**hidden, "id": "ready"}]
    spent = " + ".join(f"FILL({each}, 0)" for each in [f"c{n}" for n in range(len(steps))] + ["m0", "m1"])
    whole = [{"expression": f"({spent}) / ready", "label": "USD a session, all of it", "id": "usd"}]
    each = [
        [
            OURS,
            "SessionUsd",
            "service",
            "extract_threads",
            {"stat": how, "label": f"one session, heard and read, {how}"},
        ]
        for how in ("p50", "p99")
    ]
    return [*steps, *models, ready, whole, *each]
